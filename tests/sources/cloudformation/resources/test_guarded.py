"""Whether templates keep caches, or what is in them, when they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain, read

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Open: {Type: String}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
"""


@pytest.mark.parametrize(
    ("deletion", "replacement", "expected"),
    [
        ("", "", False),
        ("Retain", "", False),
        ("", "Retain", False),
        ("Retain", "Retain", True),
        ("Snapshot", "Snapshot", True),
        ("RetainExceptOnCreate", "Snapshot", True),
        ("Delete", "Retain", False),
        ("Retain", "Delete", False),
        ("Retain", "!Ref Open", UNKNOWN),
        ("Delete", "!Ref Open", False),
        ("Retain", "!If [IsProd, Retain, Delete]", {"Env=dev": False, "Env=prod": True}),
    ],
)
def test_what_is_left(deletion: str, replacement: str, expected: object, tmp_path: Path):
    said = [f"    DeletionPolicy: {deletion}\n"] if deletion else []
    said += [f"    UpdateReplacePolicy: {replacement}\n"] if replacement else []
    facts = read(tmp_path, TEMPLATE + "".join(said)).resources["One"].facts
    assert plain(facts["guarded"]) == expected
    assert plain(facts["at_once"]) == ABSENT
