"""Ids of security groups within texts, as templates hand them on: in lists that are one text, and imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Redacted, Ref, Unknown, Unseen
from auditor.sources.building.joined import members_of
from tests.sources.cloudformation.inventories import read

TEMPLATE = """
Parameters:
  Name: {Type: String}
  More: {Type: CommaDelimitedList}
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: o}}
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, SecurityGroupIds: GROUPS}
"""
GROUP, OTHER, OUTSIDE = Ref("Group"), Ref("Other"), Unseen("sg-1", "not in what was scanned")


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("[!Sub '${Group}']", (GROUP,)),
        ("[!Sub '${Group.GroupId}']", (GROUP,)),
        ("[!Join ['', [!Ref Group]]]", (GROUP,)),
        ("!Split [',', !Ref Group]", (GROUP,)),
        ("!Split [',', !Sub '${Group},${Other.GroupId}']", (GROUP, OTHER)),
        ("!Split [',', !Join [',', [!Ref Group, sg-1, !GetAtt Other.GroupId]]]", (GROUP, OUTSIDE, OTHER)),
        ("[!Select [1, !Split ['|', !Join ['|', [!Ref Group, !Ref Other]]]]]", (OTHER,)),
    ],
)
def test_an_id_in_a_text_is_still_that_of_its_group(groups: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    found = read(tmp_path, TEMPLATE.replace("GROUPS", groups)).resources["One"].relations["security_groups"]
    assert isinstance(found, Known)
    assert found.value == expected


@pytest.mark.parametrize(
    "groups",
    [
        "!Split [',', !Sub '${Name},${Group}']",
        "!Split [',', !Sub '${More},${Group}']",
        "!Split ['-', !Sub '${Group}-${Other}']",
        "!Split ['s', !Sub '${Group}']",
        "!Split [!Ref Name, !Sub '${Group},${Other}']",
    ],
)
def test_a_text_that_may_hold_more_separators_is_not_taken_apart(groups: str, tmp_path: Path) -> None:
    found = read(tmp_path, TEMPLATE.replace("GROUPS", groups)).resources["One"].relations["security_groups"]
    assert isinstance(found, Unknown)


def test_half_of_a_text_is_no_id(tmp_path: Path) -> None:
    found = read(tmp_path, TEMPLATE.replace("GROUPS", "[!Sub 'x-${Group}']")).resources["One"]
    assert GROUP not in members_of(found.relations["security_groups"])


INNER = """
Parameters: {Groups: {Type: "List<AWS::EC2::SecurityGroup::Id>"}}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, SecurityGroupIds: !Ref Groups}
"""


@pytest.mark.parametrize("groups", ["!Join [',', [!Ref Group, !GetAtt Other.GroupId]]", "!Sub '${Group},${Other}'"])
def test_a_list_reaches_a_nested_stack_as_one_text(groups: str, tmp_path: Path) -> None:
    nested = "\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: inner.yaml\n"
    outer = TEMPLATE.replace("GROUPS", "[]") + f"{nested}      Parameters: {{Groups: {groups}}}\n"
    found = read(tmp_path, outer, inner=INNER).resources["Inner.One"].relations["security_groups"]
    assert isinstance(found, Known)
    assert found.value == (GROUP, OTHER)


RULE = """
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: NAMED, IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: 0.0.0.0/0}
"""


@pytest.mark.parametrize("named", ["!ImportValue net-group", "!ImportValue {'Fn::Sub': '${Name}-group'}"])
def test_what_is_imported_by_one_name_is_one_group(named: str, tmp_path: Path) -> None:
    read_it = read(tmp_path, (TEMPLATE + RULE).replace("GROUPS", f"[{named}]").replace("NAMED", named))
    found = read_it.resources["One"].relations["security_groups"]
    assert isinstance(found, Known)
    member = members_of(found)[0]
    assert isinstance(member, Ref)
    ingress = read_it.resources[member.key].facts["ingress"]
    assert isinstance(ingress, Unknown)
    assert len(ingress.members or ()) == 1


def test_a_rule_for_an_imported_group_is_none_of_the_groups_of_the_template(tmp_path: Path) -> None:
    text = (TEMPLATE + RULE).replace("GROUPS", "[!Ref Group]").replace("NAMED", "!ImportValue x")
    ingress = read(tmp_path, text).resources["Group"].facts["ingress"]
    assert isinstance(ingress, Known)
    assert ingress.value == ()


@pytest.mark.parametrize("name", ["token", "!Sub '${Name}-token'"])
def test_an_imported_token_is_set_and_not_spelled_out(name: str, tmp_path: Path) -> None:
    text = TEMPLATE.replace("SecurityGroupIds: GROUPS", f"AuthToken: {{'Fn::ImportValue': {name}}}")
    token = read(tmp_path, text).resources["One"].facts["auth_token"]
    assert isinstance(token, Known)
    assert token.value == Redacted(literal=False)
