"""Policies and principals of an account, as IAM lists them."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.facts import Absent, Unknown
from auditor.model.policy import Statement
from auditor.model.resource import Inventory, Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import IDENTITIES
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.resources import iam
from auditor.sources.aws.source import inventory_of
from tests.sources.aws.resources.memorydb_answers import value

IAM = "arn:aws:iam::111122223333"


def document(action: str, resource: str = "*") -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}


def managed(name: str, action: str, **other: object) -> dict[str, object]:
    versions = [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": document("elasticache:*")},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(action)},
    ]
    told = {"PolicyName": name, "Arn": f"{IAM}:policy/{name}", "DefaultVersionId": "v2", "PolicyVersionList": versions}
    return told | other


def role(name: str, *attached: str, path: str = "/", **other: object) -> dict[str, object]:
    policies = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached]
    told = {"RoleName": name, "Path": path, "Arn": f"{IAM}:role{path}{name}", "AttachedManagedPolicies": policies}
    return told | other


def inventory(*pages: dict[str, object]) -> Inventory:
    answers = Answers("111122223333", "")
    answers.enter(Answer(IDENTITIES, list(pages)))
    return inventory_of([answers])


def of_kind(kind: str, found: Inventory) -> dict[str, Resource]:
    return {one.name: one for one in found.resources.values() if one.kind == kind}


def test_a_policy_is_the_version_that_holds():
    found = inventory({"Policies": [managed("Operators", "memorydb:Connect")]})
    policy = found.resources[f"{IAM}:policy/Operators"]
    assert (policy.name, value(policy.fact("policy_type")), policy.location.region) == ("operators", "identity", "")
    (statement,) = list[Statement](value(policy.fact("statements")))  # type: ignore[call-overload]  # a tuple
    assert value(statement.actions.names) == ("memorydb:Connect",)
    assert statement.place.arn == policy.address
    assert isinstance(policy.fact("tags"), Unknown)


def test_what_certainly_says_nothing_of_caches_is_passed_over():
    policies = [managed("Logs", "logs:*"), managed("Everything", "*"), managed("Caches", "elasticache:Describe*")]
    assert set(of_kind("iam_policy", inventory({"Policies": policies}))) == {"everything", "caches"}


def test_policies_stand_in_users_groups_and_roles():
    own = [{"PolicyName": "cache", "PolicyDocument": document("elasticache:Connect")}]
    found = inventory(
        {"UserDetailList": [{"UserName": "ann", "Arn": f"{IAM}:user/ann", "UserPolicyList": own}]},
        {
            "GroupDetailList": [{"GroupName": "ops", "Arn": f"{IAM}:group/ops", "GroupPolicyList": own}],
            "RoleDetailList": [role("app", RolePolicyList=own)],
        },
    )
    holders = ("user/ann", "group/ops", "role/app")
    assert {one.address for one in found.resources.values() if one.kind == "iam_policy"} == {
        f"{IAM}:{holder}:policy/cache" for holder in holders
    }
    assert found.resources[f"{IAM}:role/app:policy/cache"].location.arn == f"{IAM}:role/app"
    assert len({one.identity for one in found.resources.values() if one.kind == "iam_policy"}) == 3
    assert set(of_kind("iam_principal", found)) == {"ann", "ops", "app"}


def test_a_document_that_is_still_encoded_is_decoded():
    text = quote(json.dumps(document("elasticache:DeleteUser")))
    own = [{"PolicyName": "cache", "PolicyDocument": text}]
    found = inventory({"RoleDetailList": [role("app", RolePolicyList=own)]})
    (statement,) = list[Statement](value(of_kind("iam_policy", found)["app/cache"].fact("statements")))  # type: ignore[call-overload]  # a tuple
    assert value(statement.actions.names) == ("elasticache:DeleteUser",)


@pytest.mark.parametrize(
    ("counts", "attached", "type_"),
    [
        ({}, False, "boundary"),
        ({"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 1}, False, "boundary"),
        ({"AttachmentCount": 1, "PermissionsBoundaryUsageCount": 1}, False, "identity"),
        ({}, True, "identity"),
    ],
)
def test_what_only_bounds_grants_nothing(counts: dict[str, object], attached: bool, type_: str):
    arn = f"{IAM}:policy/Bound"
    bounded = role("app", *([arn] if attached else []), PermissionsBoundary={"PermissionsBoundaryArn": arn})
    found = inventory({"Policies": [managed("Bound", "elasticache:*", **counts)], "RoleDetailList": [bounded]})
    assert value(found.resources[arn].fact("policy_type")) == type_


def test_a_policy_of_which_the_version_is_not_told_may_say_anything():
    found = inventory({"Policies": [managed("Lost", "logs:*", PolicyVersionList=[])]})
    assert isinstance(of_kind("iam_policy", found)["lost"].fact("statements"), Unknown)


def test_policies_of_aws_are_no_resources_and_their_names_are_told():
    own = "arn:aws:iam::aws:policy/AmazonElastiCacheFullAccess"
    listed = managed("AmazonElastiCacheFullAccess", "elasticache:*", Arn=own)
    found = inventory({"Policies": [listed], "RoleDetailList": [role("ops", own), role("web")]})
    assert of_kind("iam_policy", found) == {}
    principals = of_kind("iam_principal", found)
    assert set(principals) == {"ops"}
    assert value(principals["ops"].fact("policies")) == ("AmazonElastiCacheFullAccess",)
    assert isinstance(principals["ops"].fact("linked_service"), Absent)


def test_attached_policies_that_say_nothing_of_caches_make_nobody_a_principal():
    logs = managed("elasticache-logs", "logs:*")
    broad = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    found = inventory({"Policies": [logs], "RoleDetailList": [role("app", str(logs["Arn"])), role("web", broad)]})
    assert found.resources == {}


def test_who_has_a_policy_about_caches_is_a_principal():
    caches = managed("Caches", "elasticache:*")
    found = inventory({"Policies": [caches], "RoleDetailList": [role("app", str(caches["Arn"]))]})
    assert set(of_kind("iam_principal", found)) == {"app"}


def test_the_version_that_holds_is_named_by_the_policy_too():
    versions = [{"VersionId": "v1", "Document": document("logs:*")}, {"VersionId": "v2", "Document": document("*")}]
    found = inventory({"Policies": [managed("Admin", "*", PolicyVersionList=versions)]})
    assert set(of_kind("iam_policy", found)) == {"admin"}


SLR = "/aws-service-role/elasticache.amazonaws.com/"


@pytest.mark.parametrize(
    ("attached", "verdict"),
    [(["arn:aws:iam::aws:policy/aws-service-role/ElastiCacheServiceRolePolicy"], "pass"), ([], "fail")],
)
def test_the_role_of_the_service_is_judged(attached: list[str], verdict: str):
    other = role("AWSServiceRoleForRDS", path="/aws-service-role/rds.amazonaws.com/")
    found = inventory({"RoleDetailList": [role("AWSServiceRoleForElastiCache", *attached, path=SLR), other]})
    (principal,) = of_kind("iam_principal", found).values()
    assert value(principal.fact("linked_service")) == "elasticache.amazonaws.com"
    verdicts = judge_all(load_rules().select(("service-linked-role",)), found).verdicts
    assert [one.status.value for one in verdicts] == [verdict]


def test_a_role_whose_policies_are_not_told_is_not_judged_by_none():
    told = role("AWSServiceRoleForElastiCache", path=SLR, AttachedManagedPolicies=None)
    (principal,) = of_kind("iam_principal", inventory({"RoleDetailList": [told]})).values()
    assert isinstance(principal.fact("policies"), Unknown)


def test_tags_of_a_role_are_told_with_it():
    own = [{"PolicyName": "cache", "PolicyDocument": document("elasticache:Connect")}]
    told = role("app", RolePolicyList=own, Tags=[{"Key": "team", "Value": "shop"}])
    assert of_kind("iam_principal", inventory({"RoleDetailList": [told]}))["app"].tags == {"team": "shop"}


def test_a_denied_listing_is_a_gap_of_the_account():
    answers = Answers("111122223333", "")
    answers.enter(Answer(IDENTITIES, refusal=Refusal(Cause.DENIED, "AccessDenied", IDENTITIES.name)))
    found = inventory_of([answers])
    (gap,) = found.gaps
    assert gap.what == "iam:GetAccountAuthorizationDetails in account 111122223333"
    assert {"iam_policy", "iam_principal"} <= found.unlisted.keys()
    assert "AccessDenied" in found.unlisted["iam_policy"]
    assert found.coverage.get("regions", 0) == 0


def test_it_is_asked_of_the_account_as_a_whole():
    assert iam.CALLS == (IDENTITIES,)
    assert IDENTITIES.globally
    assert "AWSManagedPolicy" not in IDENTITIES.arguments["Filter"]


@pytest.mark.parametrize(
    ("statements", "read"),
    [
        ([{"Effect": "Allow", "Action": "S3:Get*", "Resource": "*"}], False),
        ({"Effect": "Allow", "Action": ["s3:Get*", "ec2:*"], "Resource": "*"}, False),
        ([{"Effect": "Allow", "Action": ["s3:Get*", "ElastiCache:Connect"], "Resource": "*"}], True),
        ([{"Effect": "Allow", "Action": "*", "Resource": "*"}], True),
        ([{"Effect": "Allow", "Action": "elasti*:*", "Resource": "*"}], True),
        ([{"Effect": "Allow", "Action": ["s3:*", "*:Describe*"], "Resource": "*"}], True),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], True),
        ([{"Effect": "Deny", "Action": "memorydb:*", "Resource": "*"}], True),
        ([{"Effect": "Allow", "Action": "s3:*"}, {"Effect": "Allow", "Action": "memorydb:*", "Resource": "*"}], True),
        (None, True),
    ],
)
def test_policies_of_other_services_are_read_no_further(statements: object, read: bool):
    own = [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}]
    assert bool(of_kind("iam_policy", inventory({"RoleDetailList": [role("app", RolePolicyList=own)]}))) is read
