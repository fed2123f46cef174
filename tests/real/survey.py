"""What can be known of real roots: facts known, absent and unknown, why unknown, gaps, and seconds of the processor.

    python -m tests.real.survey DIRECTORY [--json FILE]

prints one table over all roots that hold caches in the repositories below DIRECTORY, and writes each root to FILE.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from unittest import mock

from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.terraform.modules.tree import Tree
from auditor.sources.terraform.source import boundary_of, read_terraform
from tests.real.reasons import OURS, group_of_gap, group_of_reason

CACHES = frozenset({"replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster"})


@dataclass
class RootSurvey:
    """One root: what was found in it and how much of that is known."""

    name: str
    seconds: float
    resources: dict[str, int] = field(default_factory=dict)
    known: int = 0
    absent: int = 0
    unknown: int = 0
    in_cases: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)

    @property
    def caches(self) -> int:
        """How many caches it declares."""
        return sum(number for kind, number in self.resources.items() if kind in CACHES)


def roots_of(repositories: Path) -> Iterator[tuple[Path, Path]]:
    """Each repository below a directory, with each of its roots that could hold a cache."""
    for repository in sorted(p for p in repositories.iterdir() if p.is_dir()):
        tree = Tree(boundary_of(repository, repository), repository)
        for root in tree.roots(repository):
            if tree.may_hold_cache(root):
                yield repository, root


def read_root(repository: Path, root: Path) -> Inventory:
    """The inventory of one root alone: not of the examples and submodules below it."""
    with mock.patch.object(Tree, "roots", return_value=[root]):
        return read_terraform((root,), repository)


def facts_of(resource: Resource) -> Iterator[tuple[str, Fact]]:
    """Everything that is said of a resource, by name."""
    yield from resource.facts.items()
    yield from resource.relations.items()
    yield "exists", resource.exists


def survey(repository: Path, root: Path) -> RootSurvey:
    """What can be known of one root."""
    started = time.process_time()
    inventory = read_root(repository, root)
    one = RootSurvey(root.relative_to(repository.parent).as_posix(), round(time.process_time() - started, 3))
    judged = [r for r in inventory.resources.values() if r.judged]
    one.resources = dict(Counter(r.kind for r in judged))
    reasons: Counter[str] = Counter()
    for resource in judged:
        for name, fact in facts_of(resource):
            one.known += isinstance(fact, Known)
            one.absent += isinstance(fact, Absent)
            if isinstance(fact, Unknown):
                one.unknown += 1
                one.in_cases += bool(fact.choices)
                group, whose = group_of_reason(fact.reason)
                reasons[group] += 1
                if whose == OURS:
                    one.ours.append(f"{resource.address} {name}: {fact.reason}")
    gaps = [(group_of_gap(gap.reason), gap) for gap in inventory.gaps]
    one.reasons, one.gaps = dict(reasons), dict(Counter(group for (group, _), _ in gaps))
    one.ours += [f"gap {gap.what}: {gap.reason}" for (_, whose), gap in gaps if whose == OURS]
    return one


def _lines(title: str, counts: Counter[str], whole: int) -> Iterator[str]:
    yield f"{title}:"
    for name, number in counts.most_common():
        yield f"  {name:<52}{number:>7}{100 * number / max(whole, 1):>7.1f} %"


def table(surveys: Iterable[RootSurvey]) -> str:
    """All roots in one table."""
    every = list(surveys)
    held = [one for one in every if one.caches]
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    for one in held:
        kinds.update(one.resources)
        reasons.update(one.reasons)
    for one in every:
        gaps.update(one.gaps)
    facts = Counter(
        known=sum(o.known for o in held), absent=sum(o.absent for o in held), unknown=sum(o.unknown for o in held)
    )
    seconds = sorted(one.seconds for one in every) or [0.0]
    repositories = len({one.name.split("/")[0] for one in held})
    total = sum(facts.values())
    return "\n".join(
        [
            f"{len(every)} roots read; {len(held)} of them, in {repositories} repositories, hold caches",
            f"seconds a root: median {seconds[len(seconds) // 2]:.3f}, most {seconds[-1]:.3f}, all {sum(seconds):.1f}",
            *_lines("resources", kinds, sum(kinds.values())),
            *_lines(f"facts ({total})", facts, total),
            f"  of the unknown, known case by case: {sum(one.in_cases for one in held)}",
            *_lines("why unknown (share of all facts)", reasons, total),
            *_lines("gaps, in all roots", gaps, sum(gaps.values())),
            f"what this program could not do: {sum(len(one.ours) for one in every)}",
            *(f"  {one.name}: {what}" for one in every for what in one.ours),
        ]
    )


def main(words: list[str]) -> None:
    """Survey the repositories below the directory named first."""
    surveys = [survey(repository, root) for repository, root in roots_of(Path(words[0]).resolve())]
    sys.stdout.write(table(surveys) + "\n")
    if "--json" in words:
        text = json.dumps([asdict(one) | {"caches": one.caches} for one in surveys], indent=1)
        Path(words[words.index("--json") + 1]).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
