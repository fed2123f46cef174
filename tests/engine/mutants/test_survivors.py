"""What survives is found, told at its line, and the example that is proposed for it does notice it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from auditor.engine.build import build_rule
from auditor.engine.examples import run_examples
from auditor.engine.loader import RuleSet, load_strictly
from auditor.engine.marks import read_yaml
from auditor.engine.mutants.survivors import Mutation, Survivor, mutate
from auditor.engine.rule import Rule
from tests.engine.builders import rule_text, to_yaml

EXAMPLE = re.compile(r"an example that would: (pass|fail|unknown|not_applicable): (.*)", re.DOTALL)


def made(**changes: Any) -> Rule:
    text = to_yaml(rule_text("sample", **changes))
    written, marks = read_yaml(text, "sample.yaml")
    assert isinstance(written, dict)
    return build_rule(written, marks, "custom")


def unnoticed(**changes: Any) -> list[str]:
    return [survivor.words.removeprefix("no example notices if ") for survivor in mutate(made(**changes), {}).survivors]


PASS, FAIL = {"facts": {"tls": True}}, {"facts": {"tls": False}}


def test_nothing_survives_examples_on_both_sides():
    assert mutate(made(examples={"pass": [PASS], "fail": [FAIL]}), {}) == Mutation(3, (), ())


@pytest.mark.parametrize(
    ("changes", "examples", "expected"),
    [
        ({}, {"fail": [FAIL]}, ["the check can never be met, so that everything fails"]),
        ({}, {"pass": [PASS]}, ["the check is left out, so that everything passes"]),
        ({"check": {"backup_days": {"ge": "$days"}}, "params": {"days": 7}, "message": "x"},
         {"pass": [{"facts": {"backup_days": 8}}], "fail": [{"facts": {"backup_days": 5}}]},
         ["`backup_days: {ge: $days}` becomes `backup_days: {gt: 7}`",
          "`backup_days: {ge: $days}` becomes `backup_days: {ge: 6}`"]),
        ({"applies_to": {"kinds": ["replication_group"], "where": {"engine": "valkey"}}},
         {status: [{"facts": {"tls": status == "pass", "engine": "valkey"}}] for status in ("pass", "fail")},
         ["`where: engine: valkey` is left out", "`engine: valkey` becomes `engine: {in: [valkey, redis]}`"]),
        ({"applies_to": {"kinds": ["replication_group", "cache_cluster"]}},
         {"pass": [PASS], "fail": [FAIL]}, ["cache_cluster is left out of `kinds`"]),
        ({"applies_to": {"cases": [{"kind": "replication_group"}, {"kind": "cache_cluster"}]},
          "check": {"cases": {"replication_group": {"tls": True}, "cache_cluster": {"tls": True}}}},
         {"pass": [PASS, {"kind": "cache_cluster", **PASS}], "fail": [FAIL]},
         ["the check of cache_cluster is left out, so that everything passes"]),
        ({"applies_to": {"kinds": ["replication_group"], "changes": ["update", "replace"]}},
         {"pass": [{"planned": "update", **PASS}], "fail": [{"planned": "update", **FAIL}]},
         ["`replace` is left out of `changes`"]),
    ],
)  # fmt: skip
def test_what_no_example_notices(changes: dict[str, Any], examples: dict[str, Any], expected: list[str]):
    assert unnoticed(examples=examples, **changes) == expected


def test_each_at_its_line():
    rule = made(check={"all": [{"tls": True}, {"at_rest": True}]}, examples={"pass": [PASS], "fail": [FAIL]})
    lines = to_yaml(rule.written).splitlines()
    for survivor in mutate(rule, {}).survivors:
        assert (survivor.rule, survivor.file) == ("sample", "sample.yaml")
        named = "at_rest" if "at_rest" in survivor.words else "tls" if "`tls" in survivor.words else "check"
        assert named in lines[survivor.line - 1]


class TestFacts:
    SECOND: Mapping[str, Any] = {"facts": {"tls": False, "engine": "valkey", "tls_mode": "required"}}

    def test_one_that_the_rule_does_not_ask_for_is_worth_a_remark(self):
        found = mutate(made(examples={"pass": [PASS], "fail": [dict(self.SECOND)]}), {})
        assert found.survivors == ()
        assert [remark.words for remark in found.remarks] == [
            "`engine` of replication_group decides nothing in any example",
            "`tls_mode` of replication_group decides nothing in any example",
        ]

    def test_one_that_it_asks_for_has_to_decide_somewhere(self):
        either = {"any": [{"tls": True}, {"at_rest": True}]}
        both = {"facts": {"tls": True, "at_rest": True}}
        words = unnoticed(check=either, examples={"pass": [both], "fail": [FAIL]})
        assert "`at_rest` of replication_group decides nothing in any example" in words
        neither = {"facts": {"tls": False, "at_rest": False}}
        words = unnoticed(check=either, examples={"pass": [both], "fail": [neither]})
        assert not [one for one in words if "decides nothing" in one]

    def test_what_an_analysis_reads_decides_through_it(self):
        group = {"kind": "user", "facts": {"access_string": "on ~* +@all", "authentication": "password"}}
        check = {"acl.commands": {"contains": "+@all"}}
        other = {"kind": "user", "facts": {"access_string": "on ~* +@read"}}
        examples = {"pass": [group], "fail": [other]}
        found = mutate(made(applies_to={"kinds": ["user"]}, check=check, message="x", examples=examples), {})
        told = [each.words for each in (*found.survivors, *found.remarks)]
        assert "`access_string` of user decides nothing in any example" not in told
        assert "`authentication` of user decides nothing in any example" in told


def test_what_makes_a_finding_say_what_a_change_was_is_needed():
    scope = {"kinds": ["replication_group"], "changes": ["update"], "where": {"some": "before", "that": {"tls": True}}}
    check = {"any": [{"none": "before", "that": {"tls": True}}, {"tls": True}]}
    examples = {
        "pass": [{"planned": "update", **PASS}],
        "fail": [{"planned": "update", "facts": {"tls": False}, "before": {"tls": True}}],
        "not_applicable": [{"planned": "update", **FAIL}],
    }
    assert unnoticed(applies_to=scope, check=check, message="It was: {changes}", examples=examples) == []
    left_out = "`{none: before, that: {tls: true}}` is left out of `any`"
    assert left_out in unnoticed(applies_to=scope, check=check, message="It was", examples=examples)


def proposed(survivor: Survivor) -> tuple[str, Any] | None:
    found = EXAMPLE.fullmatch(survivor.advice)
    return (found[1], yaml.safe_load(found[2])) if found else None


def alike(survivor: Survivor) -> tuple[int, str]:
    return survivor.line, survivor.words


def with_example(rule: Rule, status: str, example: Any) -> Rule:
    there = rule.examples.get(status, [])
    assert isinstance(there, list)
    examples = {**rule.examples, status: [*there, example]}
    return replace(rule, examples=examples, written={**rule.written, "examples": examples})


CATALOGUE, NAMES = load_strictly(None)


@pytest.mark.parametrize("name", NAMES)
def test_a_proposed_example_is_right_and_notices(name: str):
    """Of each rule of the catalogue with its first failing example alone."""
    rule = CATALOGUE.rules[name]
    bare = {"fail": rule.examples["fail"][:1]}  # type: ignore[index]
    bare_rule = replace(rule, examples=bare, written={**rule.written, "examples": bare})
    before = mutate(bare_rule, CATALOGUE.tables).survivors
    assert before
    for survivor in [each for each in before if proposed(each)][:6]:
        status, example = proposed(survivor) or ("", None)
        more = with_example(bare_rule, status, example)
        assert all(outcome.ok for outcome in run_examples(more, RuleSet({name: more}, tables=CATALOGUE.tables)))
        after = Counter(alike(each) for each in mutate(more, CATALOGUE.tables).survivors)
        # Two kinds can be asked the same on one line.
        assert after[alike(survivor)] < Counter(map(alike, before))[alike(survivor)]


def test_most_survivors_come_with_an_example():
    told = [
        proposed(survivor) is not None
        for name in NAMES[::4]
        for survivor in mutate(
            replace(CATALOGUE.rules[name], examples={"fail": CATALOGUE.rules[name].examples["fail"][:1]}),  # type: ignore[index]
            CATALOGUE.tables,
        ).survivors
    ]
    assert sum(told) > 0.6 * len(told)


def test_where_nothing_near_would_notice_it_is_said():
    check = {"all": [{"node_type": {"matches": "cache.*"}}, {"node_type": {"matches": "cache.*|dax.*"}}]}
    examples = {"pass": [{"facts": {"node_type": "cache.t3"}}], "fail": [{"facts": {"node_type": "db"}}]}
    survivors = mutate(made(check=check, message="x", examples=examples), {}).survivors
    assert {survivor.advice for survivor in survivors} == {
        "nothing that resembles the examples would either: it may not be needed"
    }
