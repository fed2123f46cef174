"""Systems made up at random get the same verdicts in every language, but for what the table of reasons allows."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest

from auditor.model.finding import Finding, Status
from tests.parity.generated.reasons import REASONS, Case, reason
from tests.parity.generated.system import Maker
from tests.parity.generated.told import Told

#: So many are made up at once, and so many times; AUDITOR_ORACLE=full asks for more, AUDITOR_ORACLE_SEED for others.
_AT_ONCE = 60
_TIMES = 20 if os.environ.get("AUDITOR_ORACLE") == "full" else 1
_SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "1"))
_ALL = tuple(status.value for status in Status)
_TELLINGS = ("yaml", "json", "yaml open", "json open", "plan", "state")
_WRITTEN = shutil.which("terraform") is not None and importlib.util.find_spec("tf") is not None
needs_terraform = pytest.mark.skipif(not _WRITTEN, reason="terraform, or the protocol of its providers, is missing")
pytestmark = [pytest.mark.oracle, pytest.mark.xdist_group("made up systems")]


@pytest.fixture(scope="module", params=range(_TIMES))
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    maker = Maker(_SEED * 1_000 + request.param)
    made = Told([maker.system(number) for number in range(_AT_ONCE)], tmp_path_factory.mktemp("systems"))
    if _WRITTEN:
        made.by_terraform()
    return made


def _told(one: Finding) -> tuple[object, ...]:
    """A finding apart from places, and whether it fails in some cases only."""
    return one.status, one.severity, bool(one.fails_when)


def cases(told: Told, telling: str) -> Iterator[tuple[str, Case]]:
    """All in which a telling does not say what code does, with the rules."""
    given, path = not telling.endswith(" open"), telling.removesuffix(" open")
    code, other = told.findings("code", given=given), told.findings(path, given=given)
    assert other.keys() == code.keys()
    for (rule, name), one in code.items():
        also = other[rule, name]
        if _told(one) != _told(also):
            yield rule, Case(told.systems[name], told.things[name], one.status.value, also.status.value)


def differences(told: Told, telling: str) -> list[str]:
    """Those that nothing excuses."""
    return [
        f"{rule}: {case.code} in code, {case.told} in {telling}: {case.thing}"
        for rule, case in cases(told, telling)
        if reason(telling, rule, case) is None
    ]


@pytest.mark.parametrize("telling", ["yaml", "json", "yaml open", "json open"])
def test_templates_with_values_and_without(told: Told, telling: str):
    assert differences(told, telling) == []


@needs_terraform
@pytest.mark.parametrize("telling", ["plan", "state"])
def test_what_terraform_writes(told: Told, telling: str):
    assert differences(told, telling) == []


@needs_terraform
@pytest.mark.skipif((_SEED, _TIMES) != (1, 1), reason="what happens in other systems is left to chance")
def test_no_reason_is_without_need(told: Told):
    met = {reason(telling, rule, case) for telling in _TELLINGS for rule, case in cases(told, telling)}
    assert met - {None} == set(REASONS)


@pytest.mark.parametrize("telling", ["code", "yaml"])
def test_what_is_established_without_values_holds_with_them(told: Told, telling: str):
    closed = told.findings(telling)
    wrong = {
        key: f"{one.status.value}, and with values {closed[key].status.value}"
        for key, one in told.findings(telling, given=False).items()
        # Where a rule passes in some cases and does not apply in the others, it passes.
        if key in closed  # and what these values do not make is not judged
        and closed[key].status.value
        not in {"unknown": _ALL, "pass": ("pass", "not_applicable")}.get(one.status.value, (one.status.value,))
    }
    assert wrong == {}


def test_they_are_of_all_kinds(told: Told):
    found = told.findings("code", given=False)
    statuses = {(rule, one.status.value) for (rule, _), one in found.items()}
    assert len(statuses) > len({rule for rule, _ in statuses}) * 2
    assert sum(bool(one.fails_when) for one in found.values()) > _AT_ONCE / 8
