"""From rules to the calls that they need, and from the calls to the rules that hang on them."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from auditor.engine.loader import load_rules
from auditor.model.schema import KINDS
from auditor.sources.aws.calls import Call
from auditor.sources.aws.needs import (
    ALWAYS,
    FOR_ORGANIZATIONS,
    TELLS,
    asked_by,
    every_call,
    needed,
    needs_of,
)

RULES = load_rules()
ALL = RULES.select(("all",))


@pytest.mark.parametrize("call", every_call(), ids=lambda call: call.name)
def test_every_call_is_needed_by_something(call: Call):
    always = call in (*ALWAYS, *FOR_ORGANIZATIONS)
    asking = [rule.id for rule in ALL.rules.values() if call.name in needs_of(rule)]
    assert always or asking, f"no rule needs {call.name}: what does it tell?"


@pytest.mark.parametrize("call", every_call(), ids=lambda call: call.name)
def test_every_call_lists_kinds_or_tells_facts(call: Call):
    assert call.kinds or call in TELLS or call in (*ALWAYS, *FOR_ORGANIZATIONS)
    assert set(call.kinds) <= set(KINDS)


def test_what_calls_tell_are_facts_of_kinds():
    for patterns in TELLS.values():
        for pattern in patterns:
            kind, _, name = pattern.partition(".")
            kinds = KINDS if kind == "*" else {kind: KINDS[kind]}
            told = {one for spec in kinds.values() for one in (*spec.facts, *spec.relations)}
            assert any(fnmatchcase(one, name) for one in told), pattern


@pytest.mark.parametrize("rule", [rule.id for rule in ALL.rules.values() if rule.changes or rule.declared])
def test_rules_on_plans_and_code_need_nothing_of_an_account(rule: str):
    assert needs_of(ALL.rules[rule]) == frozenset()


def test_a_kind_is_listed_that_a_rule_is_for():
    assert needs_of(RULES.rules["serverless-public-endpoint"]) == {"elasticache:DescribeServerlessCaches"}


def test_a_relation_leads_to_the_calls_of_its_kinds():
    assert {"memorydb:DescribeACLs", "memorydb:DescribeClusters"} <= needs_of(RULES.rules["memorydb-acl-not-open"])


def test_what_is_derived_is_followed_to_what_it_is_made_of():
    named = needs_of(RULES.rules["security-group-internet-exposure"])
    assert "ec2:DescribeSecurityGroups" in named
    assert ("replication_group", "security_groups") in asked_by(RULES.rules["security-group-internet-exposure"])


def test_who_names_a_resource_is_asked_for_too():
    assert "elasticache:DescribeReplicationGroups" in needs_of(RULES.rules["unused-security-group"])


def test_what_replication_groups_have_is_told_of_their_nodes():
    assert "elasticache:DescribeCacheClusters" in needs_of(RULES.rules["auth-token-rotation"])


@pytest.mark.parametrize(("rule", "call"), [("kms-key-rotation", "DescribeReplicationGroups"),
                                            ("log-group-retention", "DescribeCacheClusters")])  # fmt: skip
def test_what_only_caches_name_is_found_through_them(rule: str, call: str):
    assert f"elasticache:{call}" in needs_of(RULES.rules[rule])


def test_what_the_message_tells_is_asked_for():
    rule = RULES.rules["tags-required"]
    assert ("replication_group", "tags") in asked_by(rule)
    assert "tag:GetResources" in needs_of(rule)


def test_one_rule_takes_few_calls():
    few = needed(RULES.select(("serverless-public-endpoint",)))
    assert few == {
        "ec2:DescribeRegions",
        "elasticache:DescribeServerlessCaches",
        "sts:GetCallerIdentity",
        "tag:GetResources",
    }
