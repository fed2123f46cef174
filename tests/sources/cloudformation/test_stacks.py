"""Nested stacks: what they are given and give back, what is judged once, and what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown
from auditor.sources.cloudformation.language.stack import macro_in_words
from tests.sources.cloudformation.inventories import plain, read

OUTER = """
Parameters: {Tls: {Type: String, Default: "true"}}
Conditions: {Two: !Equals [!Ref Tls, both]}
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./net.yaml}
  Cache:
    Type: AWS::CloudFormation::Stack
    Condition: CONDITION
    Properties:
      TemplateURL: cache.yaml
      Parameters: {Tls: !Ref Tls, Group: !GetAtt Net.Outputs.Group}
"""
NET = """
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: g
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: 0.0.0.0/0}]
Outputs:
  Group: {Value: !GetAtt Group.GroupId}
"""
GIVEN = """
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}
  Spare: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: s}}
  Elsewhere:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: https://s3.amazonaws.com/bucket/rules.yaml, Parameters: {Group: GIVEN}}
"""
CACHE = """
Parameters: {Tls: {Type: String}, Group: {Type: String}}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: d
      TransitEncryptionEnabled: !Ref Tls
      SecurityGroupIds: [!Ref Group]
"""


def test_values_go_in_and_out(tmp_path: Path) -> None:
    found = read(tmp_path, OUTER.replace("    Condition: CONDITION\n", ""), net=NET, cache=CACHE)
    assert sorted(found.resources) == ["Cache.One", "Net.Group"]
    assert found.gaps == []
    one = found.resources["Cache.One"]
    assert plain(one.facts["tls"]) == {"Tls=true": True, "Tls=both": "(unknown)", "Tls=(another value)": "(unknown)"}
    groups = one.relations["security_groups"]
    assert isinstance(groups, Known)
    assert groups.value == (Ref("Net.Group"),)


def test_what_is_in_a_stack_behind_a_condition_exists_where_that_holds(tmp_path: Path) -> None:
    found = read(tmp_path, OUTER.replace("CONDITION", "Two"), net=NET, cache=CACHE)
    exists = plain(found.resources["Cache.One"].exists)
    assert exists == {"Tls=true": False, "Tls=both": True, "Tls=(another value)": False}


def test_a_stack_whose_template_is_not_there_is_a_gap(tmp_path: Path) -> None:
    found = read(tmp_path, OUTER.replace("    Condition: CONDITION\n", ""), net=NET)
    assert [(gap.what, gap.reason, gap.location.line) for gap in found.gaps] == [
        ("Cache", "its template is not in what was scanned", 8)
    ]


def test_a_stack_in_itself_is_a_gap(tmp_path: Path) -> None:
    text = "Resources:\n  Me:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: t.yaml}\n"
    found = read(tmp_path, text)
    assert [gap.reason for gap in found.gaps] == ["its template is nested in itself"]


def test_stacks_in_a_circle_are_gaps(tmp_path: Path) -> None:
    call = "Resources:\n  Next:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {}.yaml}}\n"
    found = read(tmp_path, call.format("b"), b=call.format("t"))
    assert [gap.reason for gap in found.gaps] == ["its template is nested in itself"]


def test_damage_is_a_gap_at_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, "Resources:\n  A: {Type: AWS::ElastiCache::CacheCluster}\n  B: {\n")
    assert [(gap.what, gap.location.line) for gap in found.gaps] == [("t.yaml", 4), ("B", 3)]
    assert "A" in found.resources


def test_what_is_made_by_macros_and_what_is_not_judged_are_gaps(tmp_path: Path) -> None:
    text = """
Transform: [AWS::Serverless-2016-10-31, Mine]
Resources:
  Fn::ForEach::Many: [x, [a], {}]
  N: {Properties: {}}
"""
    reasons = [gap.reason for gap in read(tmp_path, text).gaps]
    assert reasons == [
        "the template does not declare the transform AWS::LanguageExtensions",
        "the macro Mine may change it",
        "it has no type",
    ]


def test_macros_are_called_by_their_names_and_those_without_one_are_not(tmp_path: Path) -> None:
    text = "Transform: [Mine, {Name: !Ref X}]\nResources:\n  N: {Type: AWS::SNS::Topic}\n"
    reasons = [gap.reason for gap in read(tmp_path, text).gaps]
    assert reasons == ["the macro Mine may change it", "a macro whose name is not known may change it"]
    assert macro_in_words("Serverless Framework") == "the Serverless Framework"


def test_a_resource_that_is_written_twice_says_so_and_not_that_it_has_no_type(tmp_path: Path) -> None:
    text = "Resources:\n  N: {Type: AWS::SNS::Topic}\n  N: {Type: AWS::SNS::Topic}\n"
    assert {gap.reason for gap in read(tmp_path, text).gaps} == {"the key N occurs twice, first on line 2"}
    text = "Resources:\n  N: {Type: AWS::SNS::Topic, Type: AWS::SQS::Queue}\n"
    assert {gap.reason for gap in read(tmp_path, text).gaps} == {"the key Type occurs twice, first on line 2"}


def test_why_a_condition_is_not_known_is_told_to_everybody_who_asks(tmp_path: Path) -> None:
    one = "Type: AWS::ElastiCache::ReplicationGroup"
    text = f"Resources:\n  A: {{{one}, Condition: Nope}}\n  B: {{{one}, Condition: Nope}}\n"
    text += f"  C: {{{one}, Condition: X, Condition: Y}}\n"
    found = read(tmp_path, text).resources
    why = {name: found[name].exists for name in "ABC"}
    assert {name: one.reason for name, one in why.items() if isinstance(one, Unknown)} == {
        "A": "there is no condition Nope",
        "B": "there is no condition Nope",
        "C": "the key Condition occurs twice, first on line 4",
    }


def test_what_is_handed_in_a_way_that_is_not_known_is_no_default(tmp_path: Path) -> None:
    outer = (
        "Resources:\n  Cache:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: cache.yaml\n"
    )
    cache = CACHE.replace("Tls: {Type: String}", 'Tls: {Type: String, Default: "true"}')
    found = read(tmp_path, outer + "      Parameters: !Transform {Name: Mine}\n", cache=cache)
    assert plain(found.resources["Cache.One"].facts["tls"]) == "(unknown)"


def test_no_value_leaves_the_default(tmp_path: Path) -> None:
    outer = (
        "Resources:\n  Cache:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: cache.yaml\n"
    )
    cache = CACHE.replace("Tls: {Type: String}", 'Tls: {Type: String, Default: "true"}')
    found = read(tmp_path, outer + "      Parameters: {Tls: !Ref AWS::NoValue}\n", cache=cache)
    assert plain(found.resources["Cache.One"].facts["tls"]) is True


@pytest.mark.parametrize("given", ["!Ref Group", "!GetAtt Group.GroupId", "!Join [',', [sg-1, !Ref Group]]"])
def test_a_stack_that_was_not_read_may_add_rules_to_the_groups_that_it_is_given(given: str, tmp_path: Path) -> None:
    found = read(tmp_path, GIVEN.replace("GIVEN", given))
    assert len(found.gaps) == 1
    assert plain(found.resources["Group"].facts["ingress"]) == "(unknown)"
    assert plain(found.resources["Spare"].facts["ingress"]) == ()
