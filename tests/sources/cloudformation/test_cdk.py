"""Cloud assemblies: what the manifest tells, nested stacks by their assets, and what stacks export to each other."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.model.facts import Known, Ref
from auditor.model.resource import Inventory
from auditor.sources.cloudformation.source import read_templates
from tests.sources.cloudformation.inventories import plain

GROUP = {
    "Type": "AWS::EC2::SecurityGroup",
    "Properties": {"GroupDescription": "g"},
    "Metadata": {"aws:cdk:path": "Net/Group/Resource"},
}
CACHE = {
    "Type": "AWS::ElastiCache::ReplicationGroup",
    "Properties": {"SecurityGroupIds": [{"Fn::ImportValue": "Net:Group"}]},
    "Metadata": {"aws:cdk:path": "Data/Cache/Resource"},
}
EXPORT = {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}, "Export": {"Name": "Net:Group"}}
RULE = {
    "Type": "AWS::EC2::SecurityGroupIngress",
    "Properties": {
        "GroupId": {"Fn::ImportValue": "Net:Group"},
        "IpProtocol": "tcp",
        "FromPort": 6379,
        "ToPort": 6379,
        "CidrIp": "0.0.0.0/0",
    },
}
NET = {"Resources": {"Group": GROUP}, "Outputs": {"ExportsGroup": EXPORT}}
DATA = {"Resources": {"Cache": CACHE}}
ENVIRONMENT = "aws://123456789012/eu-west-1"


def assembled(folder: Path, environments: dict[str, str] | None = None, **stacks: object) -> Inventory:
    """The inventory of a cloud assembly with stacks by their ids, and other files by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    artifacts: dict[str, object] = {}
    for name, content in stacks.items():
        file = name if name.endswith(".json") else f"{name}.template.json"
        (folder / file).write_text(json.dumps(content, indent=1), encoding="utf-8")
        if file == f"{name}.template.json" and "Resources" in str(content):
            artifacts[name] = {
                "type": "aws:cloudformation:stack",
                "environment": (environments or {}).get(name, ENVIRONMENT),
                "properties": {"templateFile": file},
            }
        elif file.endswith("assets.json"):
            artifacts[name] = {"type": "cdk:asset-manifest", "properties": {"file": file}}
    manifest = {"version": "36.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return read_templates(sorted(folder.glob("*.template.json")), folder)


def groups(inventory: Inventory, key: str) -> object:
    """The security groups of a cache."""
    fact = inventory.resources[key].relations["security_groups"]
    return fact.value if isinstance(fact, Known) else None


def test_one_stack_is_called_by_logical_ids_and_its_construct(tmp_path: Path) -> None:
    found = assembled(tmp_path, Data=DATA)
    cache = found.resources["Cache"]
    assert (cache.address, cache.name, cache.identity) == ("Cache", "Data/Cache", "Cache")


def test_the_manifest_tells_where_a_stack_will_be(tmp_path: Path) -> None:
    named = {
        "Type": "AWS::ElastiCache::CacheCluster",
        "Properties": {
            "ClusterName": {"Fn::Sub": "${AWS::Region}-${AWS::AccountId}-${AWS::StackName}-${AWS::Partition}"}
        },
    }
    cluster = assembled(tmp_path, Data={"Resources": {"Cache": named}}).resources["Cache"]
    assert plain(cluster.facts["identifier"]) == "eu-west-1-123456789012-data-aws"
    assert plain(cluster.facts["region"]) == "eu-west-1"
    region = cluster.facts["region"]
    assert isinstance(region, Known)
    assert [(step.label, step.location.file, step.location.line) for step in region.via] == [
        ("Data in the manifest", "manifest.json", 4)
    ]


def test_an_environment_that_is_not_known_tells_nothing(tmp_path: Path) -> None:
    named = {"Type": "AWS::ElastiCache::CacheCluster", "Properties": {"ClusterName": {"Ref": "AWS::Region"}}}
    found = assembled(tmp_path, {"Data": "aws://unknown-account/unknown-region"}, Data={"Resources": {"Cache": named}})
    assert plain(found.resources["Cache"].facts["identifier"]) == "(unknown)"


def test_stacks_import_what_others_of_the_assembly_export(tmp_path: Path) -> None:
    found = assembled(tmp_path, Net=NET, Data=DATA, Web={"Resources": {"Rule": RULE}})
    assert sorted(found.resources) == ["Data.Cache", "Net.Group"]
    assert groups(found, "Data.Cache") == (Ref("Net.Group"),)
    assert found.resources["Data.Cache"].identity == "Cache"
    ingress = found.resources["Net.Group"].facts["ingress"]
    assert "0.0.0.0/0" in repr(ingress)


def test_an_export_is_known_in_its_own_environment_only(tmp_path: Path) -> None:
    other = "aws://123456789012/us-east-1"
    assert "it is exported by another stack" in repr(
        groups(assembled(tmp_path, {"Net": other}, Net=NET, Data=DATA), "Data.Cache")
    )


def test_two_exports_of_one_name_leave_it_open(tmp_path: Path) -> None:
    found = assembled(tmp_path, Net=NET, Again=NET, Data=DATA)
    assert "it is exported by another stack" in repr(groups(found, "Data.Cache"))


def test_what_one_name_imports_in_two_regions_are_two_groups(tmp_path: Path) -> None:
    regions = {"Data": "aws://123456789012/us-east-1", "Web": "aws://123456789012/us-west-2"}
    found = assembled(tmp_path, regions, Data=DATA, Web={"Resources": {"Rule": RULE}})
    assert "Unseen" in repr(groups(found, "Data.Cache"))


def test_exports_in_a_circle_end(tmp_path: Path) -> None:
    a = {"Resources": {"Cache": CACHE}, "Outputs": {"O": {**EXPORT, "Value": {"Fn::ImportValue": "B"}}}}
    b = {"Outputs": {"O": {"Value": {"Fn::ImportValue": "Net:Group"}, "Export": {"Name": "B"}}}, "Resources": {}}
    found = assembled(tmp_path, A=a, B={**b, "AWSTemplateFormatVersion": "2010-09-09"})
    assert "depends on itself" in repr(found.resources["A.Cache"].relations)


def test_templates_without_a_manifest_do_not_import(tmp_path: Path) -> None:
    for name, content in (("net", NET), ("data", DATA)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    found = read_templates(sorted(tmp_path.iterdir()), tmp_path)
    assert "it is exported by another stack" in repr(groups(found, "data.json:Cache"))


NESTED = {"Resources": {"Cache": {"Type": "AWS::ElastiCache::CacheCluster", "Properties": {"Port": {"Ref": "P"}}}},
          "Parameters": {"P": {"Type": "Number"}}}  # fmt: skip
DIGEST = "ab" * 32


def outer(metadata: dict[str, str]) -> dict[str, object]:
    """A template that nests another one at an address with the hash of its text."""
    url = {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, f"/bucket/{DIGEST}.json"]]}
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, "Parameters": {"P": 7}}}
    return {"Resources": {"Nested": {**nested, "Metadata": metadata}}}


def test_nested_stacks_by_the_path_of_their_asset(tmp_path: Path) -> None:
    (tmp_path / "AppNested1.nested.template.json").write_text(json.dumps(NESTED), encoding="utf-8")
    found = assembled(tmp_path, App=outer({"aws:asset:path": "AppNested1.nested.template.json"}))
    assert found.gaps == []
    assert plain(found.resources["Nested.Cache"].facts["port"]) == 7


def test_nested_stacks_by_the_hash_of_their_asset(tmp_path: Path) -> None:
    (tmp_path / "AppNested1.nested.template.json").write_text(json.dumps(NESTED), encoding="utf-8")
    files = {DIGEST: {"source": {"path": "AppNested1.nested.template.json", "packaging": "file"}}}
    found = assembled(tmp_path, None, App=outer({}), **{"App.assets.json": {"version": "36.0.0", "files": files}})
    assert found.gaps == []
    assert list(found.resources) == ["Nested.Cache"]


def test_an_asset_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.template.json").write_text(json.dumps(NESTED), encoding="utf-8")
    found = assembled(tmp_path / "cdk.out", App=outer({"aws:asset:path": "../outside.template.json"}))
    assert [gap.what for gap in found.gaps] == ["Nested"]


def test_a_manifest_of_something_else_is_left_alone(tmp_path: Path) -> None:
    for text in ('{"short_name": "app"}', "[", '{"artifacts": []}', ""):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        (tmp_path / "a.json").write_text(json.dumps(DATA), encoding="utf-8")
        assert list(read_templates([tmp_path / "a.json"], tmp_path).resources) == ["Cache"]


def test_a_stack_of_one_name_in_two_regions_is_told_by_its_id(tmp_path: Path) -> None:
    cache = {"Resources": {"Cache": {"Type": "AWS::ElastiCache::CacheCluster", "Properties": {}}}}
    found = assembled(tmp_path, {"Us": "aws://123456789012/us-east-1"}, Eu=cache, Us=cache, Net=NET)
    assert [key for key in found.resources if key.endswith("Cache")] == ["Eu.Cache", "Us.Cache"]
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for name, called in (("Eu", "Data"), ("Us", "Data"), ("Net", "Network")):
        manifest["artifacts"][name]["properties"]["stackName"] = called
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    again = read_templates(sorted(tmp_path.glob("*.template.json")), tmp_path)
    assert sorted(again.resources) == ["Eu.Cache", "Network.Group", "Us.Cache"]
