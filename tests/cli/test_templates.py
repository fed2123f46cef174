"""`auditor scan` with CloudFormation templates: named, in directories, damaged, and beside other things."""

from __future__ import annotations

import json

from tests.cli.running import auditor, write_to

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: d
      TransitEncryptionEnabled: !If [IsProd, false, true]
"""


def found(output: str, rule: str) -> dict[str, object]:
    """The one finding of a rule."""
    [one] = [finding for finding in json.loads(output)["findings"] if finding["rule"] == rule]
    assert isinstance(one, dict)
    return one


def test_a_named_template_is_judged_at_its_lines():
    write_to("t.yaml", TEMPLATE)
    run = auditor("scan", "t.yaml", "--format", "json", "--fail-on", "never")
    finding = found(run.out, "automatic-failover")
    assert (finding["status"], finding["address"]) == ("fail", "Cache")
    place = finding["location"]
    assert isinstance(place, dict)
    assert (place["file"], place["line"]) == ("t.yaml", 7)


def test_what_hangs_on_a_condition_says_so():
    write_to("t.yaml", TEMPLATE)
    run = auditor("scan", "t.yaml", "--format", "json", "--fail-on", "never")
    finding = found(run.out, "transit-encryption-enabled")
    assert finding["status"] == "unknown"
    assert finding["fails_when"] == ["Env=prod"]


def test_templates_in_directories_are_found_beside_code():
    write_to("x/infra/t.json", json.dumps({"Resources": {"C": {"Type": "AWS::ElastiCache::CacheCluster"}}}))
    write_to("x/main.tf", 'resource "aws_elasticache_cluster" "c" {\n  cluster_id = "c"\n}\n')
    write_to("x/k8s.yaml", "kind: Service\n")
    run = auditor("scan", "x", "--format", "json", "--fail-on", "never")
    assert sorted(one["key"] for one in json.loads(run.out)["resources"]) == [
        "aws_elasticache_cluster.c",
        "x/infra/t.json:C",
    ]


def test_a_damaged_template_is_a_gap_with_its_line():
    write_to("x/t.yaml", TEMPLATE + "  B: {\n")
    run = auditor("scan", "x", "--fail-on", "never")
    assert run.status == 3
    assert "x/t.yaml" in run.out
    assert "syntax error near line 13" in run.out


def test_caches_of_the_serverless_framework_are_a_gap():
    write_to(
        "serverless.yml",
        "service: x\nprovider: {name: aws}\nresources:\n  Resources:\n    C: {Type: AWS::ElastiCache::CacheCluster}\n",
    )
    run = auditor("scan", ".")
    assert run.status == 3
    assert "Serverless Framework are not read yet" in run.out


def test_yaml_that_is_no_template_is_refused():
    write_to("k8s.yaml", "kind: Service\n")
    run = auditor("scan", "k8s.yaml")
    assert run.status == 2
    assert run.error == "nothing to scan: k8s.yaml is no Terraform code, plan or state, and no template"
