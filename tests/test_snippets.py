"""Code of remedies is judged as it stands: a whole file, or one resource of a template."""

from __future__ import annotations

import pytest

from auditor.engine.loader import load_rules
from auditor.model.finding import Status
from auditor.snippets import judge_code

TLS = load_rules().rules["transit-encryption-enabled"]
GROUP = 'resource "aws_elasticache_replication_group" "x" {{\n  transit_encryption_enabled = {}\n}}\n'
RESOURCE = "Type: AWS::ElastiCache::ReplicationGroup\nProperties:\n  TransitEncryptionEnabled: {}\n"


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("terraform", GROUP.format("true"), {Status.PASS}),
        ("terraform", GROUP.format("false"), {Status.FAIL}),
        ("terraform", GROUP.format("var.tls") + 'variable "tls" {}\n', {Status.UNKNOWN}),
        ("terraform", GROUP.format("true") + GROUP.format("false").replace('"x"', '"y"'), {Status.PASS, Status.FAIL}),
        ("terraform", 'resource "aws_vpc" "x" {}\n', set()),
        ("terraform", "resource {\n", {Status.UNKNOWN}),
        ("cloudformation", RESOURCE.format("true"), {Status.PASS}),
        ("cloudformation", RESOURCE.format("false"), {Status.FAIL}),
        ("cloudformation", "Resources:\n  A:\n    Type: AWS::ElastiCache::ReplicationGroup\n", {Status.FAIL}),
        ("cloudformation", "Type: AWS::SNS::Topic\n", set()),
        ("cloudformation", "Type: [\n", {Status.UNKNOWN}),
    ],
)
def test_how_the_rule_ends(language: str, code: str, expected: set[Status]):
    assert judge_code(TLS, language, code) == expected
