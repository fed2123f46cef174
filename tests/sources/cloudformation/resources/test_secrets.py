"""Secrets of templates reach no excerpt, whichever way they are written."""

from __future__ import annotations

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
