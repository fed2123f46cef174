"""What plans and states leave open is unknown: it is neither judged as if it were stated, nor passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.resource import Inventory
from auditor.scan import evaluate
from tests.sources.plan.made import Planned, constant, mentions, plan, read, state

SERVERLESS = "aws_elasticache_serverless_cache.it"
CACHE: dict[str, object] = {"name": "it", "engine": "valkey", "subnet_ids": ["subnet-1", "subnet-2"]}
NAMED: dict[str, object] = {"name": constant("it"), "engine": constant("valkey")}
SUBNETS = constant(["subnet-1", "subnet-2"])
POLICY = "aws_iam_policy.it"
READERS = ("copy-snapshot-exfil", "elasticache-admin-wildcard", "elasticache-connect-wildcard", "kms-via-service")


def verdicts(inventory: Inventory, *rules: str) -> dict[str, str]:
    chosen = load_rules().select(rules, ())
    return {one.rule: str(one.status.value) for one in evaluate(inventory, chosen, started_at="2026-11-23").findings}


def test_a_state_does_not_tell_who_chose_subnets(tmp_path: Path):
    found = verdicts(read(tmp_path, state({SERVERLESS: CACHE})), "vpc-placement")
    assert found == {"vpc-placement": "unknown"}


@pytest.mark.parametrize(("expressions", "expected"), [(NAMED, "fail"), (NAMED | {"subnet_ids": SUBNETS}, "pass")])
def test_code_tells_whether_the_subnets_of_what_is_there_are_chosen(
    tmp_path: Path, expressions: dict[str, object], expected: str
):
    planned = Planned(SERVERLESS, CACHE, expressions=expressions, actions=("no-op",), before=CACHE)
    assert verdicts(read(tmp_path, plan(planned)), "vpc-placement") == {"vpc-placement": expected}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("var.given",), "pass"),
        (("var.null",), "unknown"),
        (("var.flag", "var.given"), "unknown"),
        (("var.empty",), "unknown"),
        (("local.subnets",), "unknown"),
        (("aws_subnet.a.id", "aws_subnet.a"), "pass"),
        (("data.aws_subnets.all.ids", "data.aws_subnets.all"), "pass"),
        (("var.flag", "aws_subnet.a.id", "aws_subnet.a"), "unknown"),
        (("module.net.subnets", "module.net"), "pass"),
        (("module.net.nothing", "module.net"), "unknown"),
    ],
)
def test_subnets_that_may_be_null_in_code_are_perhaps_left_to_aws(
    tmp_path: Path, texts: tuple[str, ...], expected: str
):
    planned = Planned(
        SERVERLESS, CACHE, expressions=NAMED | {"subnet_ids": mentions(*texts)}, actions=("no-op",), before=CACHE
    )
    values = {"given": ["subnet-1", "subnet-2"], "null": None, "flag": True, "empty": []}
    made = plan(planned, variables={name: {"value": value} for name, value in values.items()})
    outputs = {
        "subnets": {"expression": mentions("aws_subnet.of.id", "aws_subnet.of")},
        "nothing": {"expression": mentions("local.x")},
    }
    root = made["configuration"]["root_module"]  # type: ignore[index]  # as it was made
    root["module_calls"] = {"net": {"module": {"outputs": outputs}}}
    assert verdicts(read(tmp_path, made), "vpc-placement") == {"vpc-placement": expected}


def test_a_policy_that_is_known_after_apply_may_grant_anything(tmp_path: Path):
    document = mentions("data.aws_iam_policy_document.it.json", "data.aws_iam_policy_document.it")
    planned = Planned(POLICY, {"name": "it"}, {"policy": True}, {"name": constant("it"), "policy": document})
    assert verdicts(read(tmp_path, plan(planned)), *READERS) == dict.fromkeys(READERS, "unknown")


def test_a_policy_that_certainly_says_nothing_of_caches_is_passed_over(tmp_path: Path):
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    assert verdicts(read(tmp_path, plan(Planned(POLICY, {"name": "it", "policy": text}))), *READERS) == {}


def test_a_group_may_be_that_of_a_cache_whose_groups_are_known_after_apply(tmp_path: Path):
    group = Planned("aws_security_group.it", {"name": "it", "description": "Sessions"}, {"id": True})
    several = mentions("aws_security_group.it.id", "aws_security_group.it", "var.other")
    cache = Planned(SERVERLESS, CACHE, {"security_group_ids": True}, NAMED | {"security_group_ids": several})
    found = verdicts(read(tmp_path, plan(group, cache)), "security-group-description")
    assert found == {"security-group-description": "unknown"}
