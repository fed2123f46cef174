"""Secrets of templates reach no excerpt, whichever way they are written."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.sources.cloudformation.inventories import read

TEMPLATE = """
Resources:
  One:
    Type: AWS::ElastiCache::User
    Properties:
      Engine: valkey
      NoPasswordRequired: false
      AccessString: {access}
"""


@pytest.mark.parametrize(
    "access",
    [
        "on >not-to-be-shown-anywhere ~* +@all",
        ">-\n        on >not-to-be-shown-anywhere\n        ~* +@all",
        '!Sub "on >not-to-be-shown-anywhere ~* +@all"',
    ],
    ids=["on one line", "folded", "in a text with variables"],
)
def test_passwords_in_access_strings(access: str, tmp_path: Path):
    [lines] = read(tmp_path, TEMPLATE.replace("{access}", access)).excerpts.values()
    assert isinstance(lines, tuple)
    assert "      NoPasswordRequired: false" in lines
    assert any("~*" in line and "+@all" in line for line in lines)
    assert not any("not-to-be-shown" in line for line in lines)


def test_a_condition_that_a_secret_hangs_on_is_no_secret(tmp_path: Path):
    text = """
Conditions: {HasToken: !Equals [!Ref AWS::Region, eu-west-1]}
Resources:
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      AuthToken: !If [HasToken, not-to-be-shown-anywhere, !If [HasToken, nor-this, !Ref AWS::NoValue]]
"""
    [lines] = read(tmp_path, text).excerpts.values()
    assert isinstance(lines, tuple)
    (line,) = (line for line in lines if "AuthToken:" in line)
    assert line.count("[HasToken, ****") == 2
    assert "not-to-be-shown" not in line
    assert "nor-this" not in line


CANARY = "Zq7Kx9-vWm2"
HIDDEN = "Parameters: {P: {Type: %s, NoEcho: %s, Default: %s}}\n"
NAME = "Resources:\n  C:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      Engine: redis\n"


@pytest.mark.parametrize(
    ("setup", "name"),
    {
        "in small letters": (HIDDEN % ("String", "true", CANARY), "!Sub 'a-${P}'"),
        "yes": (HIDDEN % ("String", "yes", CANARY), "!Sub 'a-${P}'"),
        "an element": (HIDDEN % ("CommaDelimitedList", "true", f"'first,{CANARY}'"), "!Select [1, !Ref P]"),
        "a part": (HIDDEN % ("String", "true", f"'first/{CANARY}'"), "!Select [1, !Split [/, !Ref P]]"),
        "coded": (HIDDEN % ("String", "true", CANARY), "!Base64 {Ref: P}"),
        "compared": (
            f"Parameters: {{P: {{Type: String, NoEcho: true}}}}\nConditions: {{C: !Equals [!Ref P, {CANARY}]}}\n",
            "!If [C, a, b]",
        ),
        "allowed": (
            f"Parameters: {{P: {{Type: String, NoEcho: true, AllowedValues: [{CANARY}, other-{CANARY}]}}}}\n",
            "!Ref P",
        ),
        "a tag": ("", f"x\n      Tags: [{{Key: password, Value: {CANARY}}}]"),
        "a block": ("", f"x\n      Tags:\n        - Value: {CANARY}\n          Key: AuthToken"),
    }.values(),
)
def test_what_is_hidden_stands_nowhere(setup: str, name: str, tmp_path: Path):
    inventory = read(tmp_path, f"{setup}{NAME}      ReplicationGroupId: {name}\n")
    shown = repr((inventory.resources, inventory.gaps, inventory.excerpts)).lower()
    assert CANARY.lower() not in shown
    assert b64encode(CANARY.encode()).decode().lower() not in shown
