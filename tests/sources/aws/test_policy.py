"""The policy of least privilege: what the table of calls takes, and nothing that writes."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from auditor.engine.loader import load_rules
from auditor.sources.aws.calls import Call
from auditor.sources.aws.needs import ALWAYS, FOR_ORGANIZATIONS, every_call, needed
from auditor.sources.aws.policy import NAMES, PolicyError, Trust, document_of, statements, to_other_accounts
from auditor.sources.aws.policy_texts import TEXTS, as_cloudformation, as_terraform

_READS = re.compile(r"(Describe|List|Get)[A-Z]")
needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform")
needs_linter = pytest.mark.skipif(shutil.which("cfn-lint") is None, reason="there is no cfn-lint")


def allowed(names: frozenset[str]) -> set[str]:
    return {action for one in document_of(statements(names))["Statement"] for action in one["Action"]}


def test_all_rules_take_the_whole_table_and_nothing_else():
    table = {call.name for call in every_call()}
    wanted = needed(load_rules().select(("all",)), organization=True)
    # Anybody may ask who he is.
    assert allowed(wanted) == table - {"sts:GetCallerIdentity"}


@pytest.mark.parametrize("call", every_call(), ids=lambda call: call.name)
def test_every_action_is_one_of_botocore_and_reads(call: Call):
    assert call.operation in _operations(call.service)
    assert _READS.match(call.operation)


@cache
def _operations(service: str) -> tuple[str, ...]:
    import botocore.session

    return tuple(botocore.session.get_session().get_service_model(service).operation_names)


def test_few_rules_take_few_actions():
    rules = load_rules().select(("serverless-public-endpoint",))
    assert allowed(needed(rules)) == {
        "ec2:DescribeRegions",
        "elasticache:DescribeServerlessCaches",
        "tag:GetResources",
    }


def test_statements_are_sorted_and_one_for_each_service():
    made = statements(["kms:DescribeKey", "ec2:DescribeVpcs", "ec2:DescribeSubnets", "sts:GetCallerIdentity"])
    assert [(one.sid, one.actions) for one in made] == [
        ("ReadEc2", ("ec2:DescribeSubnets", "ec2:DescribeVpcs")),
        ("ReadKms", ("kms:DescribeKey",)),
    ]
    assert [bool(one.note) for one in made] == [False, True]


def test_every_service_has_a_name_that_people_write():
    ids = {one.sid for one in statements(call.name for call in every_call())}
    assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in ids)
    assert ids == {f"Read{name}" for name in NAMES.values()}


def test_listing_accounts_is_for_organizations_alone():
    rules = load_rules().select()
    assert "organizations:ListAccounts" not in needed(rules)
    assert "organizations:ListAccounts" in needed(rules, organization=True)


@pytest.mark.parametrize(
    ("who", "principal"),
    [
        ("123456789012", "arn:aws:iam::123456789012:root"),
        ("arn:aws:iam::123456789012:role/ci/audit", "arn:aws:iam::123456789012:role/ci/audit"),
    ],
)
def test_somebody_is_trusted(who: str, principal: str):
    (statement,) = Trust.of(who).document["Statement"]
    assert statement["Principal"] == {"AWS": principal}
    assert "Condition" not in statement


def test_who_is_trusted_has_to_tell_the_external_id():
    (statement,) = Trust.of("123456789012", "tenant-7", "aws-cn").document["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::123456789012:root"}
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "tenant-7"}}


@pytest.mark.parametrize(
    "who", ["*", "12345", 'arn:aws:iam::123456789012:role/a"b', "arn:aws:iam::123456789012:role/${a}"]
)
def test_nobody_else_is_trusted(who: str):
    with pytest.raises(PolicyError):
        Trust.of(who)


@pytest.mark.parametrize("external_id", ["a", 'x"]', "${var.x}", "two words"])
def test_an_external_id_is_what_aws_takes(external_id: str):
    with pytest.raises(PolicyError):
        Trust.of("123456789012", external_id)


def test_a_role_in_other_accounts_is_named():
    assert to_other_accounts("Audit", "aws-us-gov").resource == "arn:aws-us-gov:iam::*:role/Audit"
    with pytest.raises(PolicyError):
        to_other_accounts('Audit"')


@pytest.fixture
def every() -> dict[str, str]:
    """The text of a policy for all rules with a role, in each format."""
    made = (*statements(call.name for call in every_call()), to_other_accounts("Audit"))
    return {name: text(made, Trust.of("123456789012", "tenant-7")) for name, text in TEXTS.items()}


@needs_terraform
def test_terraform_is_as_its_formatter_writes_it(every: dict[str, str], tmp_path: Path):
    file = tmp_path / "main.tf"
    file.write_text(every["terraform"], encoding="utf-8")
    done = subprocess.run(["terraform", "fmt", "-check", "-diff", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@needs_linter
def test_the_template_has_no_mistake(every: dict[str, str], tmp_path: Path):
    file = tmp_path / "template.yaml"
    file.write_text(every["cloudformation"], encoding="utf-8")
    done = subprocess.run(["cfn-lint", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_the_template_holds_the_same_as_the_policy():
    made = statements(call.name for call in every_call())
    template = yaml.safe_load(as_cloudformation(made))
    held = template["Resources"]["AuditorPolicy"]["Properties"]["PolicyDocument"]
    assert held == document_of(made)
    assert list(template["Resources"]) == ["AuditorPolicy"]


def test_terraform_names_every_action_once():
    made = statements(call.name for call in every_call())
    text = as_terraform(made)
    assert sorted(re.findall(r'^      "(.*)",$', text, re.M)) == sorted(a for one in made for a in one.actions)
    assert "aws_iam_role" not in text


def test_what_is_always_asked_is_no_secret_of_the_code():
    assert {call.name for call in (*ALWAYS, *FOR_ORGANIZATIONS)} == {
        "ec2:DescribeRegions",
        "organizations:ListAccounts",
        "sts:GetCallerIdentity",
        "tag:GetResources",
    }
