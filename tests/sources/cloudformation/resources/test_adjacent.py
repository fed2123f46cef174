"""DAX and endpoints of DMS in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Fact, Known, Redacted, Ref
from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, read

PARAMETERS = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Engine: {Type: String}
  Password: {Type: String, NoEcho: true}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
"""


def facts_of(tmp_path: Path, kind: str, said: str) -> dict[str, Fact]:
    text = f"{PARAMETERS}\nResources:\n  One:\n    Type: {kind}\n    Properties: {{{said}}}\n"
    return read(tmp_path, text).resources["One"].facts


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", {"tls": False, "port": 8111, "at_rest": False, "nodes": UNKNOWN, "network_type": UNKNOWN}),
        ("ReplicationFactor: 3, NodeType: dax.r5.large", {"nodes": 3, "node_type": "dax.r5.large"}),
        ("ClusterEndpointEncryptionType: TLS", {"tls": True, "port": 9111}),
        ("ClusterEndpointEncryptionType: NONE", {"tls": False, "port": 8111}),
        (
            "ClusterEndpointEncryptionType: !If [IsProd, TLS, NONE]",
            {"tls": {"Env=dev": False, "Env=prod": True}, "port": {"Env=dev": 8111, "Env=prod": 9111}},
        ),
        ("SSESpecification: {SSEEnabled: true}", {"at_rest": True}),
        ('SSESpecification: {SSEEnabled: "false"}', {"at_rest": False}),
        ("SSESpecification: {}", {"at_rest": False}),
        (
            "SSESpecification: !If [IsProd, {SSEEnabled: true}, !Ref AWS::NoValue]",
            {"at_rest": {"Env=dev": False, "Env=prod": True}},
        ),
        ("AvailabilityZones: [a, b, a]", {"zones": ("a", "b", "a")}),
        ("NetworkType: ipv4", {"network_type": "ipv4"}),
        ("IAMRoleARN: a-role", {"iam_role": "a-role"}),
        ("Tags: {team: web}", {"tags": ("team=web",)}),
    ],
)
def test_dax(said: str, expected: dict[str, object], tmp_path: Path):
    facts = facts_of(tmp_path, "AWS::DAX::Cluster", said)
    assert {name: plain(facts[name]) for name in expected} == expected


def test_dax_without_a_group_has_the_default_one(tmp_path: Path):
    inventory = read(tmp_path, "Resources: {One: {Type: AWS::DAX::Cluster, Properties: {ReplicationFactor: 1}}}")
    groups = inventory.resources["One"].relations["security_groups"]
    assert isinstance(groups, Known)
    assert groups.value == (Ref("aws:security_group/default"),)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", {"tls": True, "login": UNKNOWN, "server": UNKNOWN, "password": ABSENT}),
        (
            "RedisSettings: {ServerName: cache.example.com, Port: 6379, AuthType: auth-token}",
            {"tls": True, "login": "token", "server": "cache.example.com", "port": 6379, "password": ABSENT},
        ),
        ("RedisSettings: {SslSecurityProtocol: plaintext, AuthType: none}", {"tls": False, "login": "none"}),
        ("RedisSettings: {AuthType: auth-role, AuthPassword: not-to-be-shown-anywhere}",
         {"login": "user", "password": Redacted(literal=True)}),
        ("RedisSettings: {AuthPassword: !Ref Password}", {"password": Redacted(literal=False)}),
        (
            "RedisSettings: {SslSecurityProtocol: !If [IsProd, ssl-encryption, plaintext]}",
            {"tls": {"Env=dev": False, "Env=prod": True}},
        ),
        (
            "RedisSettings: !If [IsProd, {AuthType: auth-role}, {AuthType: none, SslSecurityProtocol: plaintext}]",
            {"login": {"Env=dev": "none", "Env=prod": "user"}, "tls": {"Env=dev": False, "Env=prod": True}},
        ),
    ],
)  # fmt: skip
def test_dms(said: str, expected: dict[str, object], tmp_path: Path):
    facts = facts_of(tmp_path, "AWS::DMS::Endpoint", f"EndpointType: target, EngineName: redis, {said}")
    found = {name: plain(facts[name]) for name in expected}
    assert {name: _flat(value) for name, value in found.items()} == expected
    assert "not-to-be-shown" not in repr(facts)


def _flat(value: object) -> object:
    """Cases within the same case are that case."""
    if not isinstance(value, dict):
        return value
    made = {}
    for guard, case in value.items():
        flat = _flat(case)
        made[guard] = flat.get(guard, flat) if isinstance(flat, dict) else flat
    return made


def test_endpoints_of_other_engines_are_nothing_here(tmp_path: Path):
    text = "Resources: {One: {Type: AWS::DMS::Endpoint, Properties: {EngineName: mysql, Password: not-to-be-shown}}}"
    inventory = read(tmp_path, text)
    assert (inventory.resources, inventory.gaps) == ({}, [])
    assert "not-to-be-shown" not in repr(inventory)


def test_an_engine_that_is_not_known_may_be_redis(tmp_path: Path):
    text = f"{PARAMETERS}\nResources: {{One: {{Type: AWS::DMS::Endpoint, Properties: {{EngineName: !Ref Engine}}}}}}"
    assert plain(read(tmp_path, text).resources["One"].exists) == UNKNOWN
