"""The mutants of a condition: each part once, at its place, in words that its author understands."""

from __future__ import annotations

import itertools

import pytest

from auditor.engine.marks import read_yaml
from auditor.engine.mutants.conditions import Mutant, mutants
from auditor.engine.parse import Parser
from auditor.engine.truth import Truth, conjunction, disjunction
from tests.engine.builders import condition, related, resource, view


def of(text: str, kind: str = "replication_group", **params: object) -> list[Mutant]:
    written, marks = read_yaml(text, "rule.yaml")
    assert isinstance(written, dict)
    return list(mutants(written, (kind,), (), Parser(marks, params)))


def words(text: str, kind: str = "replication_group", **params: object) -> list[str]:
    return [mutant.words for mutant in of(text, kind, **params)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{tls: true}", ["`tls: true` becomes `tls: false`"]),
        ("{tls: true, multi_az: true}",
         ["`tls: true` becomes `tls: false`", "`multi_az: true` becomes `multi_az: false`",
          "`tls: true` is left out", "`multi_az: true` is left out"]),
        ("{not: {tls: true}}", ["`not` before `tls: true` is left out", "`tls: true` becomes `tls: false`"]),
        ("{any: [{tls: true}, {kms_key: {absent: false}}]}",
         ["`tls: true` becomes `tls: false`", "`tls: true` is left out of `any`",
          "`kms_key: {absent: false}` becomes `kms_key: {absent: true}`",
          "`kms_key: {absent: false}` is left out of `any`"]),
        ("{all: [{tls: true}]}", ["`tls: true` becomes `tls: false`"]),
        ("{nodes: {ge: 2, le: 4}}",
         ["`nodes: {ge: 2}` becomes `nodes: {gt: 2}`", "`nodes: {ge: 2}` becomes `nodes: {ge: 1}`",
          "`ge: 2` of `nodes` is left out", "`nodes: {le: 4}` becomes `nodes: {lt: 4}`",
          "`nodes: {le: 4}` becomes `nodes: {le: 5}`", "`le: 4` of `nodes` is left out"]),
    ],
)  # fmt: skip
def test_each_part_once(text: str, expected: list[str]):
    assert words(text) == expected


def test_a_threshold_is_what_it_stands_for():
    assert words("{backup_days: {ge: $days}}", days=7) == [
        "`backup_days: {ge: $days}` becomes `backup_days: {gt: 7}`",
        "`backup_days: {ge: $days}` becomes `backup_days: {ge: 6}`",
    ]


def test_relations():
    assert words("{some: users}", "user_group") == ["`some: users` becomes `none: users`"]
    assert words("{every: users, where: {user_name: x}, that: {acl.enabled: false}}", "user_group") == [
        "`every: users` becomes `some: users`",
        "`every: users` becomes `none: users`",
        "`where: user_name: x` of `every: users` is left out",
        "`user_name: x` becomes `user_name: {ne: x}`",
        "`user_name: x` becomes `user_name: {absent: false}`",
        "`acl.enabled: false` becomes `acl.enabled: true`",
    ]
    assert "`that: user_name: x` of `none: users` is left out" in words(
        "{none: users, that: {user_name: x}}", "user_group"
    )


def test_what_a_resource_was_before_is_one():
    assert words("{some: before, that: {tls: true}}") == [
        "`some: before` becomes `none: before`",
        "`that: tls: true` of `some: before` is left out",
        "`tls: true` becomes `tls: false`",
    ]
    assert "`every: before` becomes `some: before`" in words("{every: before, where: {tls: true}, that: {nodes: 1}}")


def test_each_stands_at_its_place():
    text = "all:\n- tls: true\n- any:\n  - {nodes: {ge: 2}}\n  - not: {multi_az: true}\n"
    _, marks = read_yaml(text, "rule.yaml")
    lines = {mutant.words: marks.line(mutant.path) for mutant in of(text)}
    assert lines["`tls: true` becomes `tls: false`"] == 2
    assert lines["`nodes: {ge: 2}` becomes `nodes: {gt: 2}`"] == 4
    assert lines["`multi_az: true` becomes `multi_az: false`"] == 5
    assert lines["`any: [{nodes: {ge: 2}}, {not: {multi_az: true}}]` is left out of `all`"] == 3


CONDITIONS = [
    "{tls: true, nodes: {ge: 2}}",
    "{all: [{tls: true}, {any: [{nodes: {lt: 2}}, {not: {multi_az: true}}]}]}",
    "{not: {all: [{tls: true}, {multi_az: false}, {nodes: {in: [1, 3]}}]}}",
    "{any: [{tls: true, multi_az: true}, {nodes: {ne: 2}, multi_az: false}]}",
]


@pytest.mark.parametrize("text", CONDITIONS)
def test_every_mutant_makes_a_difference_somewhere(text: str):
    whole = condition(text)
    every = [
        resource(tls=tls, multi_az=zones, nodes=nodes)
        for tls, zones, nodes in itertools.product((True, False), (True, False), range(5))
    ]
    seen = view(*every[:1])
    for mutant in of(text):
        assert any(whole.holds(r, seen) is not mutant.condition.holds(r, seen) for r in every), mutant.words


def test_every_mutant_of_members_makes_a_difference_somewhere():
    text = "{every: users, where: {user_name: default}, that: {authentication: iam}}"
    whole = condition(text, "user_group")
    users = [
        resource(f"{name}-{way}", "user", user_name=name, authentication=way)
        for name in ("default", "api")
        for way in ("no-password", "password", "iam")
    ]
    groups = [
        related(resource(f"group-{n}", "user_group"), "users", *several)
        for n, several in enumerate(itertools.chain(*(itertools.combinations(users, size) for size in range(3))))
    ]
    seen = view(*users, *groups)
    for mutant in of(text, "user_group"):
        assert any(whole.holds(g, seen) is not mutant.condition.holds(g, seen) for g in groups), mutant.words


def test_all_as_any_is_noticed_by_whatever_notices_that_a_part_is_left_out():
    """So it is not tried: this is why."""
    values: tuple[Truth, ...] = (True, False, None)
    for part, rest in itertools.product(values, repeat=2):
        if conjunction((part, rest)) is not rest:
            assert disjunction((part, rest)) is not conjunction((part, rest))
        if disjunction((part, rest)) is not rest:
            assert conjunction((part, rest)) is not disjunction((part, rest))
