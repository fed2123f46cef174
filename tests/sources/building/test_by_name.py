"""What is called by a name that more than one thing has, or one that is not always there."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Ref, Unseen
from tests.sources.cloudformation.inventories import plain, read

TEMPLATE = """
Parameters: {Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod], IsDev: !Not [!Condition IsProd]}
Resources:
  A: {Type: AWS::ElastiCache::UserGroup, Condition: IsProd, Properties: {UserGroupId: app, Engine: valkey}}
  B: {Type: AWS::ElastiCache::UserGroup, Condition: IsDev, Properties: {UserGroupId: App, Engine: valkey}}
  C: {Type: AWS::ElastiCache::UserGroup, Condition: IsProd, Properties: {UserGroupId: sole, Engine: valkey}}
  D: {Type: AWS::ElastiCache::UserGroup, Properties: {UserGroupId: fixed, Engine: valkey}}
  One:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, UserGroupIds: GROUPS}
"""
NOT_SEEN = Unseen('"sole"', "what is called sole then is not in what was scanned")


@pytest.mark.parametrize(
    ("groups", "in_dev", "in_prod"),
    [
        ("[app]", (Ref("B"),), (Ref("A"),)),
        ("[APP, fixed]", (Ref("B"), Ref("D")), (Ref("A"), Ref("D"))),
        ("[sole]", (NOT_SEEN,), (Ref("C"),)),
        ("[!If [IsProd, app, fixed]]", (Ref("D"),), (Ref("A"),)),
        ("!If [IsProd, [app], [fixed]]", (Ref("D"),), (Ref("A"),)),
    ],
)
def test_a_name_means_what_is_there(
    groups: str, in_dev: tuple[object, ...], in_prod: tuple[object, ...], tmp_path: Path
) -> None:
    found = read(tmp_path, TEMPLATE.replace("GROUPS", groups)).resources["One"].relations["user_groups"]
    assert _in(plain(found), "dev") == {in_dev}
    assert _in(plain(found), "prod") == {in_prod}


def _in(cases: object, env: str) -> set[object]:
    """What holds in one environment."""
    if not isinstance(cases, dict):
        return {cases}
    held = [case for guard, case in cases.items() if set(guard.split(", ")) <= {"", f"Env={env}"}]
    return {one for case in held for one in _in(case, env)}


def test_what_is_always_there_is_one_thing(tmp_path: Path) -> None:
    found = read(tmp_path, TEMPLATE.replace("GROUPS", "[fixed]")).resources["One"].relations["user_groups"]
    assert plain(found) == (Ref("D"),)
