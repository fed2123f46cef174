"""`auditor iam-policy`."""

from __future__ import annotations

import json
from datetime import date

import pytest

from auditor.demo.company.telling import company
from auditor.sources.aws.needs import every_call
from tests.cli.running import auditor, scan, write_to
from tests.demo.standin import stand_in


def test_a_policy_for_the_rules_that_are_on():
    run = auditor("iam-policy")
    assert (run.status, run.err) == (0, "")
    policy = json.loads(run.out)
    assert policy["Version"] == "2012-10-17"
    actions = [action for one in policy["Statement"] for action in one["Action"]]
    assert set(actions) <= {call.name for call in every_call()}
    assert {"elasticache:DescribeReplicationGroups", "ec2:DescribeRegions"} <= set(actions)
    assert run.out == auditor("iam-policy").out


def test_fewer_rules_take_less():
    run = auditor("iam-policy", "--select", "serverless-public-endpoint")
    sids = [one["Sid"] for one in json.loads(run.out)["Statement"]]
    assert sids == ["ReadEc2", "ReadElastiCache", "ReadTags"]


def test_the_rules_of_a_configuration_file():
    write_to("config.yaml", "select: [serverless-public-endpoint]\n")
    run = auditor("iam-policy", "--config", "config.yaml")
    assert run.out == auditor("iam-policy", "--select", "serverless-public-endpoint").out


@pytest.mark.parametrize("theme", ["encryption", "network", "lifecycle", "iam", "scaling"])
def test_the_policy_is_enough_for_a_scan(theme: str):
    policy = json.loads(auditor("iam-policy", "--select", theme).out)
    allowed = {action for one in policy["Statement"] for action in one["Action"]} | {"sts:GetCallerIdentity"}
    denied = frozenset({call.name for call in every_call()} - allowed)
    with stand_in(company(date(2026, 11, 20)), deny=denied) as aws:
        run = auditor("aws", "--select", theme, "--endpoint-url", aws.url, "--format", "json")
        called = set(aws.told()["by_action"])
    assert denied
    assert called <= allowed
    assert run.report["gaps"] == []
    assert "AccessDenied" not in run.out
    # Nothing is allowed that is of no use, but what the company has nothing of.
    assert allowed - called <= {"memorydb:DescribeMultiRegionClusters", "memorydb:DescribeParameters"}


def test_an_organization_takes_its_accounts_and_a_role_in_each():
    run = auditor("iam-policy", "--org", "--account-role", "Audit", "--partition", "aws-cn")
    last = json.loads(run.out)["Statement"][-1]
    assert last["Action"] == ["sts:AssumeRole"]
    assert last["Resource"] == "arn:aws-cn:iam::*:role/Audit"
    assert "organizations:ListAccounts" in run.out


@pytest.mark.parametrize(("word", "file"), [("terraform", "main.tf"), ("cloudformation", "template.yaml")])
def test_what_is_printed_can_be_scanned_and_asks_for_too_much_nowhere(word: str, file: str):
    text = auditor("iam-policy", "--format", word, "--trust", "123456789012", "--external-id", "tenant-7").out
    assert "tenant-7" in text
    write_to(f"role/{file}", text)
    report = scan("role", "--select", "all").report
    assert [resource["kind"] for resource in report["resources"]] == ["iam_policy"]
    assert report["gaps"] == []
    assert {finding["status"] for finding in report["findings"]} <= {"pass", "not_applicable"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--trust", "123456789012"), "JSON is of the policy alone"),
        (("--external-id", "x1"), "it belongs to a role"),
        (("--format", "terraform", "--trust", "*"), "neither the number of an account nor the ARN"),
        (("--format", "terraform", "--trust", "123456789012", "--external-id", "a b"), "an external id has"),
        (("--org", "--account-role", "a b"), "is no name of a role"),
        (("--select", "no-such-rule"), "no rule, alias, theme, severity or framework"),
    ],
)
def test_what_makes_no_policy_is_refused(words: tuple[str, ...], error: str):
    run = auditor("iam-policy", *words)
    assert run.status == 2
    assert error in run.error
