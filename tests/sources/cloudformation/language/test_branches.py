"""Properties, and what stands beside them, that hang on a condition as a whole."""

from __future__ import annotations

from pathlib import Path

from tests.sources.cloudformation.inventories import plain, read

TEXT = """
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    DeletionPolicy: !If [IsProd, Snapshot, Delete]
    Properties: PROPERTIES
"""


def facts(folder: Path, properties: str) -> dict[str, object]:
    """Some facts of the one resource."""
    found = read(folder, TEXT.replace("PROPERTIES", properties)).resources["One"].facts
    return {name: plain(found[name]) for name in ("tls", "port", "final_snapshot")}


def test_each_property_has_its_cases(tmp_path: Path) -> None:
    found = facts(tmp_path, "!If [IsProd, {TransitEncryptionEnabled: true, Port: 1}, {Port: 2}]")
    assert found == {
        "tls": {"Env=dev": False, "Env=prod": True},
        "port": {"Env=dev": 2, "Env=prod": 1},
        "final_snapshot": {"Env=dev": "(absent)", "Env=prod": "by DeletionPolicy"},
    }


def test_a_side_may_have_no_properties_or_more_conditions(tmp_path: Path) -> None:
    found = facts(tmp_path, "!If [IsProd, !If [IsProd, {Port: 1}, {Port: 2}], !Ref AWS::NoValue]")
    assert found["port"] == {"Env=dev": 6379, "Env=prod": 1}


def test_what_a_macro_makes_is_not_known(tmp_path: Path) -> None:
    found = facts(tmp_path, "!If [IsProd, {Port: 1}, !Transform {Name: Mine}]")
    assert (found["tls"], found["port"]) == ("(unknown)", "(unknown)")
