"""Made-up expressions: what we say that we know of them is what `terraform console` gives, and we know most.

`AUDITOR_ORACLE=full` asks for many more of them; `AUDITOR_ORACLE_SEED` for others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from auditor.sources.partial.values import Lazy, SetValue, Unk, has_unknown
from auditor.sources.terraform.modules.instance import ModuleInstance
from tests.sources.terraform.helpers import root_of
from tests.sources.terraform.language.expression_maker import calls, expressions, made_up
from tests.sources.terraform.language.terraform_console import TerraformConsole, Verdict, encoded, exactly

HERE = Path(__file__).parent
SETUP = "".join((HERE / name).read_text(encoding="utf-8") for name in ("expressions.tf", "oracle.tf"))
FULL = os.environ.get("AUDITOR_ORACLE") == "full"
SEEDS, EACH = (20, 600) if FULL else (1, 300)
FIRST_SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))
LEAST_KNOWN = 0.95

#: What the variables without a value may be: what we know of an expression must hold for all of them.
ASSIGNMENTS = [
    {"u_text": "b", "u_number": "2", "u_bool": "true", "u_list": '["b"]', "u_map": '{a="b"}', "u_object": '{a="x"}'},
    {"u_text": "", "u_number": "-0.5", "u_bool": "false", "u_list": "[]", "u_map": "{}", "u_object": '{a="12",b=1}'},
]

pytestmark = pytest.mark.oracle


def consistent(ours: object, theirs: object) -> bool:
    """Whether what is known of a value agrees with what Terraform gives."""
    if isinstance(ours, Unk):
        if ours.choices:
            return any(consistent(case, theirs) for _, case in ours.choices)
        return not ours.error
    if isinstance(ours, Lazy):
        return True
    if isinstance(ours, SetValue) and has_unknown(ours) and isinstance(theirs, list):
        sure = [item for item in ours if not has_unknown(item)]  # others may be equal to them
        return all(any(consistent(item, other) for other in theirs) for item in sure) and len(theirs) <= len(ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(consistent, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(consistent(ours[k], theirs[k]) for k in ours)
    mine = encoded(ours)
    return isinstance(mine, str) and mine == encoded(theirs)


class Comparison:
    """Terraform's answers to expressions beside ours."""

    def __init__(self, folder: Path) -> None:
        theirs, self._ours = folder / "theirs", folder / "ours"
        theirs.mkdir()
        self._ours.mkdir()
        self.console = TerraformConsole(theirs, SETUP)
        self.known = self.asked = self.errors = self.unknown = 0
        self.disagreements: list[str] = []
        self._stopped: list[tuple[str, str, object]] = []
        self.undecided: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def ours(self, asked: list[str]) -> list[object]:
        """What we make of the expressions."""
        outputs = "".join(f'output "r{i}" {{\n  value = (\n{e}\n)\n}}\n' for i, e in enumerate(asked))
        (self._ours / "main.tf").write_text(f"{SETUP}\n{outputs}", encoding="utf-8")
        module = root_of(self._ours, {}).module
        return [_output(module, f"r{i}") for i in range(len(asked))]

    def compare(self, asked: list[str]) -> None:
        """Ask both, and note where they differ."""
        answers, values = self.console.answers(asked), self.ours(asked)
        open_ones = []
        for expression, theirs, ours in zip(asked, answers, values, strict=True):
            self.asked += 1
            if isinstance(ours, Unk) and ours.reason.startswith("crash"):
                self._differ(expression, str(theirs), ours)
            elif theirs is Verdict.ERROR:
                self.errors += 1
                if isinstance(encoded(ours), str):
                    self._differ(expression, "an error", ours)
            elif theirs is Verdict.UNKNOWN:
                self.unknown += 1
                open_ones.append((expression, ours))
            else:
                self._known(expression, str(theirs), ours)
        self._unknown(open_ones)
        self._errors_of_every_world()

    def _known(self, expression: str, theirs: str, ours: object) -> None:
        mine = encoded(ours)
        if mine == theirs:
            self.known += 1
        elif isinstance(ours, Unk) and (ours.error or (_stops(ours) and not consistent(ours, exactly(theirs)))):
            self._stopped.append((expression, theirs, ours))
        elif mine is not Verdict.UNKNOWN or not consistent(ours, exactly(theirs)):
            self._differ(expression, theirs, ours)
        else:
            reason = next(u.reason for u in _unknown_parts(ours))
            self.undecided[reason] += 1
            self.examples.setdefault(reason, expression)

    def _unknown(self, found: list[tuple[str, object]]) -> None:
        """What we know of something unknown to Terraform must hold whatever the variables are."""
        for assignment in ASSIGNMENTS:
            flags = [f"-var={name}={value}" for name, value in assignment.items()]
            answers = self.console.answers([expression for expression, _ in found], *flags)
            for (expression, ours), theirs in zip(found, answers, strict=True):
                if isinstance(theirs, str) and not consistent(ours, exactly(theirs)):
                    self._differ(expression, f"{theirs} with {' '.join(flags)}", ours)

    def _errors_of_every_world(self) -> None:
        """What we call an error, in whole or in a case, may be one that Terraform meets once variables have values."""
        asked, self._stopped = self._stopped, []
        for assignment in ASSIGNMENTS:
            flags = [f"-var={name}={value}" for name, value in assignment.items()]
            answers = self.console.answers([expression for expression, _, _ in asked], *flags)
            for (expression, theirs, ours), answer in zip(asked, answers, strict=True):
                if answer is not Verdict.ERROR:
                    self._differ(expression, theirs, ours)

    def _differ(self, expression: str, theirs: str, ours: object) -> None:
        self.disagreements.append(f"{expression}\n    Terraform: {theirs}\n    ours: {ours!r}"[:1000])

    def report(self) -> str:
        """The figures, and the reasons for what is not decided."""
        found = f"{self.asked} expressions: {self.errors} errors, {self.unknown} unknown to Terraform, "
        found += (
            f"{self.known} known to both, {self.undecided.total()} undecided, {len(self.disagreements)} disagreements"
        )
        lines = [found]
        lines += [f"{count:6} {reason}: {self.examples[reason]}" for reason, count in self.undecided.most_common()]
        return "\n".join(lines)


def _output(module: ModuleInstance, name: str) -> object:
    try:
        return module.output(name)
    except Exception as error:  # noqa: BLE001 - which expression it was is what has to be told
        return Unk(f"crash: {error!r}", error=True)


def _stops(value: Unk) -> bool:
    """Whether there are cases in which Terraform would stop."""
    return any(isinstance(case, Unk) and case.error for _, case in value.choices)


def _unknown_parts(value: object) -> Iterable[Unk]:
    if isinstance(value, Unk):
        yield value
    elif isinstance(value, Lazy):
        yield Unk(f"a {type(value).__name__} as a whole")
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _unknown_parts(part)


def test_what_is_known_is_what_terraform_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comparison = Comparison(tmp_path)
    for number in range(SEEDS):
        comparison.compare(made_up(expressions(), EACH, FIRST_SEED + number))
        comparison.compare(made_up(calls(), EACH, FIRST_SEED + number))
    with capsys.disabled():
        print(f"\n{comparison.report()}")  # noqa: T201 - the share that is known is what the test is run for
    assert not comparison.disagreements, "\n".join(comparison.disagreements[:50])
    decided = comparison.known / (comparison.known + comparison.undecided.total())
    assert decided >= LEAST_KNOWN, comparison.report()
