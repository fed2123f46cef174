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


def test_what_is_wanted_of_failover_is_that_it_is_on():
    write_to("t.yaml", TEMPLATE + "      Engine: valkey\n      NumCacheClusters: 2\n")
    run = auditor("scan", "t.yaml", "--format", "json", "--fail-on", "never")
    finding = found(run.out, "automatic-failover")
    assert (finding["status"], finding["evidence"][0]["expected"]) == ("unknown", "true")  # type: ignore[index]


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


SERVICE = "service: x\nprovider: {name: aws}\nresources:\n  Resources:\n    C: {Type: AWS::ElastiCache::CacheCluster}\n"


def test_services_of_the_serverless_framework_are_read():
    write_to("api/serverless.yml", SERVICE.replace("C: {Type", "'C-${sls:stage}': {Type"))
    run = auditor("scan", ".", "--format", "json", "--fail-on", "never")
    report = json.loads(run.out)
    assert [one["address"] for one in report["resources"]] == ["C-dev"]
    assert report["scan"]["coverage"]["Serverless Framework services"] == 1


def test_a_stage_that_is_given_is_the_one_that_is_judged():
    service = SERVICE.replace("CacheCluster}", "ReplicationGroup, Properties: {TransitEncryptionEnabled: '${self:a}'}}")
    write_to("serverless.yml", service + "a: '${self:tls.${sls:stage}}'\ntls: {dev: false, prod: true}\n")
    tls = ("scan", ".", "--format", "json", "--fail-on", "never", "--select", "transit-encryption-enabled")
    finding = found(auditor(*tls).out, "transit-encryption-enabled")
    assert (finding["status"], finding["fails_when"]) == ("fail", ["opt:stage=dev"])
    assert found(auditor(*tls, "--param", "opt:stage=prod").out, "transit-encryption-enabled")["status"] == "pass"


def test_a_service_takes_in_no_file_outside_of_what_is_scanned():
    write_to("api/serverless.yml", SERVICE.replace("{Type: AWS::ElastiCache::CacheCluster}", "${file(../c.yml)}"))
    write_to("c.yml", "Type: AWS::ElastiCache::CacheCluster\n")
    assert "c.yml is not in what was scanned" in auditor("scan", "api").out
    assert "c.yml is not in what was scanned" in auditor("scan", "api/serverless.yml").out
    assert "not in what was scanned" not in auditor("scan", ".").out


def test_a_service_that_is_a_program_is_a_gap_where_it_names_caches():
    write_to("serverless.ts", "import r from './r'\nexport default {resources: r}\n")
    write_to("r.ts", "export default {C: {Type: 'AWS::ElastiCache::CacheCluster'}}\n")
    for path in (".", "serverless.ts"):
        run = auditor("scan", path)
        assert run.status == 3
        assert "no code is run" in run.out


def test_what_was_built_from_a_template_is_not_told_twice():
    write_to("template.yaml", TEMPLATE)
    for copy in (".aws-sam/build", ".serverless", "cdk.out/asset." + "0a" * 32):
        write_to(f"{copy}/template.yaml", TEMPLATE)
    run = auditor("scan", ".", "--format", "json", "--fail-on", "never")
    assert [one["key"] for one in json.loads(run.out)["resources"]] == ["Cache"]
    named = auditor("scan", ".aws-sam/build", "--format", "json", "--fail-on", "never")
    assert [one["key"] for one in json.loads(named.out)["resources"]] == ["Cache"]


def test_yaml_that_is_no_template_is_refused():
    write_to("k8s.yaml", "kind: Service\n")
    run = auditor("scan", "k8s.yaml")
    assert run.status == 2
    assert run.error == "nothing to scan: k8s.yaml is no Terraform code, plan or state, and no template"
