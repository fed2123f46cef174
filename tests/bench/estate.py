"""The estate of the kit: made by its generators, and what they say that it violates against what a report alleges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: A directory with `gen_tf.py`, `gen_cfn.py` and `gen_plan.py`: `gen_X.py N DIR` writes N resources and the faults of
#: each to DIR/expected.json. None where it is not named.
KIT = os.environ.get("AUDITOR_BENCH_KIT", "")
SIZES = (10, 1000, 5000)

RULE_OF = {
    "transit-encryption": "transit-encryption-enabled",
    "at-rest-encryption": "at-rest-encryption-enabled",
    "auth": "authentication-enabled",
    "automatic-failover": "automatic-failover",
    "multi-az": "multi-az",
    "backup-retention": "backup-retention-period",
    "auto-minor-version-upgrade": "auto-minor-version-upgrade",
}
_CONTROL_OF = {rule: control for control, rule in RULE_OF.items()}
_OPEN = "security-group-internet-exposure"


def generate(generator: str, count: int, directory: Path) -> None:
    """The estate of `count` resources in one form: `tf`, `cfn` or `plan`."""
    command = [sys.executable, str(Path(KIT) / f"gen_{generator}.py"), str(count), str(directory)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Names:
    """How one form of the estate calls things.

    `of` gives the name in expected.json for an address of a report, `group_of` that of the security group of a
    replication group, and the texts are in the names of resources of these kinds.
    """

    replication_group: str
    memcached: str
    group_of: Callable[[str], str]
    of: Callable[[str], str] = str


@dataclass
class Difference:
    """Faults that were missed or alleged, and how many do not apply by our reading."""

    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    not_applicable: int = 0

    def __str__(self) -> str:
        told = [*(f"missed {one}" for one in self.missed[:5]), *(f"false {one}" for one in self.false[:5])]
        counts = f"missed {len(self.missed)}, false {len(self.false)}, not applicable {self.not_applicable}"
        return "\n        ".join([counts, *told])


def compare(directory: Path, report: Path, names: Names) -> Difference:
    """A report against `expected.json`.

    The kit counts Memcached without automatic minor upgrades as a fault; the service ignores that switch for Memcached.
    """
    expected: dict[str, list[str]] = json.loads((directory / "expected.json").read_text())
    alleged: dict[str, set[str]] = {}
    exposed: dict[str, bool] = {}
    for finding in json.loads(report.read_text())["findings"]:
        name = names.of(finding["address"])
        if finding["status"] == "fail" and finding["rule"] in _CONTROL_OF:
            alleged.setdefault(name, set()).add(_CONTROL_OF[finding["rule"]])
        if finding["rule"] == _OPEN:
            exposed[name] = finding["status"] == "fail"
    found = Difference()
    for name, controls in expected.items():
        wanted, got = set(controls), alleged.get(name, set())
        if names.memcached in name and "auto-minor-version-upgrade" in wanted:
            wanted.discard("auto-minor-version-upgrade")
            found.not_applicable += 1
        if names.replication_group in name:
            wanted |= {_OPEN} if expected[names.group_of(name)] else set()
            got |= {_OPEN} if exposed[name] else set()
        elif names.memcached not in name:
            continue
        found.missed += [f"{control} of {name}" for control in sorted(wanted - got)]
        found.false += [f"{control} of {name}" for control in sorted(got - wanted)]
    return found
