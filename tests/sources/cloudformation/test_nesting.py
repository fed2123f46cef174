"""What stands in the place of resources: templates told by their addresses, modules, applications, macros."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.cloudformation.source import read_templates
from tests.sources.cloudformation.inventories import plain, read

CACHE = """
Parameters: {Port: {Type: Number, Default: 1}}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {Port: !Ref Port}
"""
OUTER = """
Parameters:
  Bucket: {Type: String}
  Prefix: {Type: String, Default: cache}
  Suffix: {Type: String}
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ADDRESS
      Parameters: {Port: 7000}
"""


@pytest.mark.parametrize(
    "url",
    [
        "!Sub https://${Bucket}.s3.amazonaws.com/templates/cache.yaml",
        "!Sub 'https://s3.${AWS::Region}.amazonaws.com/${Bucket}/${Prefix}.yaml'",
        "!Sub ['https://${B}/cache.yaml', {B: !Ref Bucket}]",
        "!Join [/, [https://s3.amazonaws.com, !Ref Bucket, cache.yaml]]",
        "!Join ['', [https://, !Ref Bucket, /x/, !Ref Prefix, .yaml]]",
        "https://s3.amazonaws.com/bucket/cache.yaml",
    ],
)
def test_the_name_at_the_end_of_an_address_tells_the_template(url: str, tmp_path: Path) -> None:
    found = read(tmp_path, OUTER.replace("ADDRESS", url, 1), cache=CACHE)
    assert found.gaps == []
    assert list(found.resources) == ["Inner.One"]
    assert plain(found.resources["Inner.One"].facts["port"]) == 7000
    assert found.coverage["nested templates told by their file names"] == 1


def test_a_template_that_an_address_names_and_nobody_has_is_not_called_unknown(tmp_path: Path) -> None:
    outer = OUTER.replace("ADDRESS", "!Sub https://${Bucket}.${AWS::URLSuffix}/other.yaml", 1)
    (gap,) = read(tmp_path, outer, cache=CACHE).gaps
    assert gap.reason == "its template is not in what was scanned, as far as the end of its address tells"


@pytest.mark.parametrize(
    "url",
    [
        "!Sub https://${Bucket}/cache-${Suffix}.yaml",
        "!Sub https://${Bucket}/other.yaml",
        "!Sub https://${Bucket}/t.yaml",
        "!Sub https://${Bucket}/cache.yaml?version=1",
        "!Ref Bucket",
    ],
)
def test_an_address_that_names_nothing_here_is_a_gap(url: str, tmp_path: Path) -> None:
    found = read(tmp_path, OUTER.replace("ADDRESS", url, 1), cache=CACHE)
    assert [gap.what for gap in found.gaps] == ["Inner"]
    assert sorted(found.resources) == ["cache.yaml:One"] or list(found.resources) == ["One"]


def test_a_directory_in_an_address_counts(tmp_path: Path) -> None:
    for name, text in (("app/outer.yaml", OUTER), ("net/cache.yaml", CACHE), ("app/parts/cache.yaml", CACHE)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(
            text.replace("ADDRESS", "!Sub https://${Bucket}/parts/cache.yaml", 1), encoding="utf-8"
        )
    found = read_templates(sorted(tmp_path.rglob("*.yaml")), tmp_path)
    assert sorted(found.resources) == ["app/outer.yaml:Inner.One", "net/cache.yaml:One"]
    assert found.resources["app/outer.yaml:Inner.One"].location.file == "app/parts/cache.yaml"


def test_applications(tmp_path: Path) -> None:
    text = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 3}}
Resources:
  Function: {Type: AWS::Serverless::Function, Properties: {Connectors: {}}}
  Here: {Type: AWS::Serverless::Application, Properties: {Location: ./cache.yaml, Parameters: {Port: 7}}}
  There:
    Type: AWS::Serverless::Application
    Properties: {Location: {ApplicationId: "arn:x", SemanticVersion: 1.0.0}}
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {SecurityGroupIds: [!GetAtt FunctionGroup.GroupId], KmsKeyId: !Ref FunctionRole}
"""
    found = read(tmp_path, text, cache=CACHE)
    assert sorted(found.resources) == ["Cache", "Here.One"]
    assert plain(found.resources["Here.One"].facts["port"]) == 7
    assert [(gap.what, gap.reason) for gap in found.gaps] == [
        ("There", "it is in the Serverless Application Repository, not in what was scanned")
    ]
    assert "AWS::Serverless-2016-10-31 may make it" in repr(found.resources["Cache"].relations)


RAIN = "Resources:\n  M: {{Type: {}, Properties: {{}}}}\n"
TOPIC = "Resources: {T: {Type: AWS::SNS::Topic}}"


@pytest.mark.parametrize("written", ["!Rain::Module ./module.yaml", "{'Rain::Module': module.yaml}"])
def test_modules_of_another_tool(written: str, tmp_path: Path) -> None:
    assert read(tmp_path, RAIN.format(written), module=TOPIC).gaps == []
    [gap] = read(tmp_path, RAIN.format(written), module=CACHE).gaps
    assert gap.reason == "its type is a module of Rain: module.yaml is judged without what is overridden here"
    (tmp_path / "module.yaml").unlink()
    [gap] = read(tmp_path, "AWSTemplateFormatVersion: x\n" + RAIN.format(written)).gaps
    assert gap.reason == "its type is a module of Rain, which is not in what was scanned"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{Properties: {}}", "it has no type"),
        ("{Type: !Sub 'AWS::${X}::Thing'}", "its type is what Fn::Sub gives"),
        ("!Transform {Name: Mine}", "Fn::Transform makes it"),
    ],
)
def test_what_has_no_type(body: str, reason: str, tmp_path: Path) -> None:
    text = f"AWSTemplateFormatVersion: x\nResources:\n  A: {body}\n"
    assert [gap.reason for gap in read(tmp_path, text).gaps] == [reason]


SET = "Resources:\n  S:\n    Type: AWS::CloudFormation::StackSet\n    Properties: {{{}}}\n"


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("TemplateURL: 'https://bucket/none.yaml'", "it rolls out a template, which is not in what was scanned"),
        ("TemplateBody: !Ref P", "it rolls out a template that is spelled out in it, which is not read"),
        (
            "TemplateBody: '{Resources: {A: {Type: AWS::ElastiCache::User}}}'",
            "it rolls out a template that is spelled out in it, which is not read",
        ),
    ],
)
def test_sets_of_stacks(properties: str, reason: str, tmp_path: Path) -> None:
    assert [gap.reason for gap in read(tmp_path, SET.format(properties)).gaps] == [reason]


def test_the_template_of_a_set_is_judged_by_itself(tmp_path: Path) -> None:
    found = read(tmp_path, SET.format("TemplateURL: !Sub 'https://${B}/cache.yaml'"), cache=CACHE)
    assert (list(found.resources), found.gaps) == (["cache.yaml:One"], [])
    assert read(tmp_path, SET.format("TemplateBody: !Rain::Embed cache.yaml"), cache=CACHE).gaps == []
    body = "TemplateBody: !Sub '{Resources: {A: {Type: AWS::SNS::Topic}}}'"
    assert read(tmp_path, SET.format(body)).gaps == []


def test_modules_of_the_registry_and_of_packages(tmp_path: Path) -> None:
    text = """
Modules: {Here: {Source: ./cache.yaml}, There: {Source: ./none.yaml}}
Resources:
  A: {Type: My::Own::Thing::MODULE}
"""
    found = read(tmp_path, text, cache=CACHE)
    assert [(gap.what, gap.reason) for gap in found.gaps] == [
        ("A", "its type is a module of the registry, which is not in what was scanned"),
        ("Here", "it is a module: cache.yaml is judged without what is overridden here"),
        ("There", "it is a module, which is not in what was scanned"),
    ]
