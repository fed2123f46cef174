"""The fact schema holds together, and the analyses compute exactly what it calls derived."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from auditor.analysis.table import DERIVED
from auditor.model.kinds import FACTS, RELATIONS
from auditor.model.schema import KINDS, FactSpec, FactType, RelationSpec

EVERY_FACT = [(kind.name, spec) for kind in KINDS.values() for spec in kind.facts.values()]
EVERY_RELATION = [(kind.name, spec) for kind in KINDS.values() for spec in kind.relations.values()]
ROLES = {"all", "any", "not", "every", "some", "none", "where", "that", "cases"}


def named(pairs: list[tuple[str, FactSpec]] | list[tuple[str, RelationSpec]]) -> list[str]:
    return [f"{kind}.{spec.name}" for kind, spec in pairs]


def test_every_relation_belongs_to_a_kind_and_leads_to_kinds():
    assert RELATIONS.keys() <= FACTS.keys() == KINDS.keys()
    for _, spec in EVERY_RELATION:
        assert spec.targets
        assert set(spec.targets) <= KINDS.keys()


def test_what_is_derived_is_computed_for_the_same_kinds():
    by_fact: dict[str, set[str]] = {}
    for kind, spec in EVERY_FACT:
        if spec.derived:
            by_fact.setdefault(spec.name, set()).add(kind)
    assert by_fact == {name: set(kinds) for name, (kinds, _) in DERIVED.items()}


def test_a_function_is_named_once_for_each_kind():
    assert all(len(kinds) == len(set(kinds)) for kinds, _ in DERIVED.values())


@pytest.mark.parametrize(("kind", "spec"), EVERY_FACT, ids=named(EVERY_FACT))
def test_a_fact_is_named_typed_and_documented(kind: str, spec: FactSpec):
    assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?", spec.name)
    assert spec.name not in ROLES, "conditions have that word for themselves"
    assert len(spec.doc) > 5
    assert "\n" not in spec.doc
    if spec.type is FactType.ENUM:
        assert len(spec.values) > 1
        assert len(set(spec.values)) == len(spec.values)
        assert all(value == value.strip() != "" for value in spec.values)
    else:
        assert spec.values == ()


@pytest.mark.parametrize(("kind", "spec"), EVERY_RELATION, ids=named(EVERY_RELATION))
def test_a_relation_is_named_and_documented(kind: str, spec: RelationSpec):
    assert re.fullmatch(r"[a-z][a-z_]*", spec.name)
    assert len(spec.doc) > 5
    # Examples and `unknown` name facts and relations alike; one kind may have a fact of a relation's name only if both
    # say the same.
    assert spec.name not in KINDS[kind].facts


def test_a_fact_of_several_kinds_has_one_type():
    for (_, one), (_, other) in combinations(EVERY_FACT, 2):
        if one.name == other.name:
            assert one.type is other.type, one.name


def test_kinds_that_share_a_fact_order_its_words_alike():
    """A rule over several kinds compares by the longest list, so the others must be parts of it in the same order."""
    for name in {spec.name for _, spec in EVERY_FACT if spec.type is FactType.ENUM}:
        lists = sorted({spec.values for _, spec in EVERY_FACT if spec.name == name}, key=len)
        for shorter in lists:
            assert [word for word in lists[-1] if word in shorter] == list(shorter), name


def test_the_table_is_read_as_it_is_written():
    facts = KINDS["replication_group"].facts
    assert facts["tls_mode"].values == ("preferred", "required")
    assert (facts["tls_mode"].type, facts["tls_mode"].derived) == (FactType.ENUM, False)
    assert facts["auth.method"].values == ("none", "token", "password", "iam")
    assert (facts["auth.method"].type, facts["auth.method"].derived) == (FactType.ENUM, True)
    assert facts["tls"].doc == "whether the listener offers TLS"
    assert facts["auth_token"].type is FactType.SECRET
    assert KINDS["security_group"].facts["ingress"].type is FactType.RULES
    assert KINDS["user_group"].relations["users"].targets == ("user",)
    assert KINDS["security_group"].relations["before"].targets == ("security_group",)
    assert set(KINDS["subnet_group"].relations) == {"subnets"}


def test_reach_is_ordered_as_designed():
    words = "none < self < named groups < subnet < vpc < private < other networks < any address < internet"
    assert KINDS["serverless_cache"].facts["reach.by_groups"].values == tuple(words.split(" < "))
