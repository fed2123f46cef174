"""Every story gets the same findings in every telling, apart from places and from what the table of exceptions says."""

from __future__ import annotations

import pytest

from tests.parity.as_json import as_json
from tests.parity.exceptions import EXCUSES
from tests.parity.tellings import CODE, NAMES, OTHERS, SAMPLES, STORIES, TELLINGS, Told, findings, scan

_EXCUSED = dict(case for excuse in EXCUSES for case in excuse.cases())
_PAIRS = [(story, telling) for story in STORIES for telling in OTHERS]


@pytest.mark.parametrize(("story", "telling"), _PAIRS)
def test_the_same_resources_are_judged_by_the_same_rules(story: str, telling: str):
    assert findings(story, telling).keys() == findings(story, CODE).keys()


@pytest.mark.parametrize(("story", "telling"), _PAIRS)
def test_verdicts_and_severities_are_the_same(story: str, telling: str):
    other = findings(story, telling)
    differing = {}
    for (rule, address), code in findings(story, CODE).items():
        told = other[rule, address]
        verdict = _EXCUSED.get((story, telling, rule, address)) or code.status
        if told.status != verdict:
            differing[rule, address] = f"{told.status}, not {verdict}"
        elif (told.severity, told.base_severity) != (code.severity, code.base_severity):
            differing[rule, address] = f"{told.severity}, not {code.severity}"
    assert differing == {}


@pytest.mark.parametrize(("story", "telling"), _PAIRS)
def test_they_rest_on_the_same_values(story: str, telling: str):
    other = findings(story, telling)
    differing = {
        (rule, address): (told.evidence, code.evidence)
        for (rule, address), code in findings(story, CODE).items()
        if (story, telling, rule, address) not in _EXCUSED and _differs(told := other[rule, address], code)
    }
    assert differing == {}


def _differs(told: Told, code: Told) -> bool:
    return (told.evidence, told.fails_when) != (code.evidence, code.fails_when)


def test_no_exception_is_without_need():
    needless = []
    for (story, telling, rule, address), verdict in _EXCUSED.items():
        code, told = findings(story, CODE)[rule, address], findings(story, telling)[rule, address]
        if not (told.status == verdict != code.status or (not verdict and _differs(told, code))):
            needless.append((story, telling, rule, address))
    assert needless == []


def test_exceptions_are_stated_once_and_say_why():
    cases = [case for excuse in EXCUSES for case, _ in excuse.cases()]
    assert len(cases) == len(set(cases))
    assert all(excuse.reason for excuse in EXCUSES)


def test_most_is_said_by_every_telling():
    # Apart from what only code can say of any cache.
    excused = [case for case in _EXCUSED if case[2] not in ("prevent-destroy", "apply-immediately")]
    assert len(excused) < sum(len(findings(story, telling)) for story, telling in _PAIRS) / 20


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("telling", TELLINGS)
def test_every_telling_is_read_whole(story: str, telling: str):
    assert scan(story, telling).gaps == ()


@pytest.mark.parametrize("story", STORIES)
def test_names_are_those_of_what_is_judged(story: str):
    assert set(NAMES[story]) == {address for _, address in findings(story, CODE)}


@pytest.mark.parametrize("template", sorted(SAMPLES.glob("*/cloudformation/*.yaml")), ids=lambda path: path.parts[-3])
def test_the_json_is_the_yaml_told_again(template):
    twin = template.parents[1] / "cloudformation-json" / f"{template.stem}.json"
    assert twin.read_text(encoding="utf-8") == as_json(template.read_text(encoding="utf-8"))
