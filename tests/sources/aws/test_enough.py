"""What a rule needs is enough: with no other call answered, or even made, it ends as it does with all of them.

The made-up company of the demo is asked for everything once. Then each rule is judged on what comes of its own calls
alone, round by round, as if nothing else had ever been asked.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from auditor.demo.company.telling import company
from auditor.engine.loader import RuleSet, load_rules
from auditor.scan import evaluate
from auditor.sources.aws.access import Access
from auditor.sources.aws.answers import Answer, Answers, Measuring
from auditor.sources.aws.calls import METRIC_DATA, Question
from auditor.sources.aws.collect import collect
from auditor.sources.aws.needs import ALWAYS, every_call, facts_for, needed, needs_of
from auditor.sources.aws.source import inventory_of
from auditor.sources.aws.vocabulary import MOST_ROUNDS, of_account, questions
from tests.demo.standin import stand_in

TODAY = date(2026, 11, 20)
REGIONS = ("ap-southeast-2", "eu-west-1", "us-east-1")
MEASURING = Measuring(datetime(2026, 11, 20, 12, tzinfo=UTC))
RULES = load_rules()
ALL = RULES.select(("all",))
LIVE = sorted(rule.id for rule in ALL.rules.values() if not (rule.changes or rule.declared))
#: The company's clusters of MemoryDB all have the default groups of their families, which nobody has to ask about.
QUIET = {"memorydb:DescribeParameterGroups"}
Verdicts = dict[str, tuple[str, str, str]]


@cache
def everything() -> tuple[Answers, ...]:
    """What the regions of the company answer to all calls."""
    with stand_in(company(TODAY)) as aws, ThreadPoolExecutor(8) as pool:
        access = Access.of(endpoint=aws.url)
        access.identify(REGIONS[0])
        names = frozenset(call.name for call in every_call())
        return tuple(collect(access, REGIONS, names, pool.submit, MEASURING))


def asked_again(names: frozenset[str], told: Answers, measuring: Measuring = MEASURING) -> Answers:
    """What comes of a region where only some calls are made; the answers are those of before."""
    answers = Answers(told.account, told.region, told.partition, measuring=measuring)
    for number in range(MOST_ROUNDS if told.region else 1):
        found = questions(number, answers) if told.region else of_account()
        for question in [one for one in found if one.call.name in names]:
            answers.enter(_again(question, told, answers))
    return answers


def _again(question: Question, told: Answers, answers: Answers) -> Answer:
    call, subject = question.call, question.subject
    found = told.about.get((call.name, subject)) if call.about else told.of.get(call.name)
    # One that takes several requests was told in one.
    if found is None or (not call.about and call.name in answers.of):
        return Answer(call, subject=subject)
    if call is METRIC_DATA:
        wanted = {query["Id"] for query in question.more["MetricDataQueries"]}
        return replace(found, items=[one for one in found.items if one["Id"] in wanted])
    return found


def judged(rules: RuleSet, answers: tuple[Answers, ...]) -> dict[str, Verdicts]:
    """Status, severity and message by rule and resource."""
    found: dict[str, Verdicts] = {rule: {} for rule in rules.rules}
    for one in evaluate(inventory_of(answers), rules, "2026-11-20T12:00:00Z").findings:
        found[one.rule][one.resource] = (one.status.value, one.severity.word, one.message)
    return found


@cache
def with_everything() -> dict[str, Verdicts]:
    return judged(ALL, everything())


@pytest.mark.parametrize("rule", LIVE)
def test_a_rule_ends_as_it_does_with_all_calls(rule: str):
    one = RULES.select((rule,))
    measuring = replace(MEASURING, facts=facts_for(one))
    answers = tuple(asked_again(needed(one), told, measuring) for told in everything())
    asked = {answer.call.name for told in answers for answer in told.every()}
    assert asked <= needed(one)
    expected, found = with_everything()[rule], judged(one, answers)[rule]
    differing = {
        key: (expected.get(key), found.get(key))
        for key in expected.keys() | found
        if expected.get(key) != found.get(key)
    }
    assert differing == {}, f"{rule} needs more than {sorted(asked)}"


def test_the_company_has_something_for_most_rules():
    judging = [rule for rule in LIVE if with_everything()[rule]]
    assert len(judging) >= 0.9 * len(LIVE), sorted(set(LIVE) - set(judging))


def test_without_a_call_some_rule_that_needs_it_ends_otherwise():
    """The table does not name calls that nothing comes of."""
    idle = []
    for call in every_call():
        names = frozenset(one.name for one in every_call()) - {call.name}
        wanting = tuple(rule for rule in LIVE if call.name in needs_of(RULES.rules[rule]))
        if (
            call in ALWAYS
            or call.name in QUIET
            or not wanting
            or not any(_of(call.name, told) for told in everything())
        ):
            continue
        rules = RULES.select(wanting)
        found = judged(rules, tuple(asked_again(names, told) for told in everything()))
        if all(found[rule] == with_everything()[rule] for rule in wanting):
            idle.append(call.name)
    assert idle == []


def _of(name: str, told: Answers) -> bool:
    return any(answer.items for answer in told.every() if answer.call.name == name)
