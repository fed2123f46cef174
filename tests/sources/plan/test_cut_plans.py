"""Plans that somebody cut to size, keeping the changes alone, are judged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.plan.made import GROUP, Planned, mentions, plan, read
from tests.sources.plan.test_places import marked

Json = dict[str, object]
VALUES: Json = {"replication_group_id": "shop", "engine": "valkey", "port": 6380, "transit_encryption_enabled": False}


def whole() -> Json:
    cache = Planned(f"{GROUP}.it", VALUES, {"security_group_ids": True, "arn": True})
    cache.expressions = cache.declared | {"security_group_ids": mentions("aws_security_group.a.id")}
    return plan(cache, Planned("module.m.aws_security_group.a", {"name": "a"}, {"id": True}))


def test_what_is_told_of_resources_is_the_same(tmp_path: Path):
    wanted = read(tmp_path, whole()).resources
    document = whole()
    del document["planned_values"]
    for change in document["resource_changes"]:  # type: ignore[attr-defined]  # a list
        if change["address"].startswith("module."):
            change["module_address"] = "module.m"
    found = read(tmp_path, document)
    assert found.gaps == []
    assert found.resources.keys() == wanted.keys()
    one, same = found.resources[f"{GROUP}.it"], wanted[f"{GROUP}.it"]
    assert {n: getattr(f, "value", type(f)) for n, f in one.facts.items()} == {
        n: getattr(f, "value", type(f)) for n, f in same.facts.items()
    }
    assert getattr(one.relations["security_groups"], "value", "") == getattr(
        same.relations["security_groups"], "value", ""
    )
    assert marked(tmp_path, one.facts["port"].place) == '"port": 6380'
    assert marked(tmp_path, one.location) == f'"address": "{GROUP}.it"'


def test_of_the_changes_alone_nothing_is_lost_without_a_word(tmp_path: Path):
    # The least that such files hold, as collections of examples for other programs have them.
    parts: list[Json] = [
        {"address": "aws_security_group.a", "type": "aws_security_group", "name": "a"},
        {"address": "aws_security_group.b", "mode": "managed"},
        {"address": "data.aws_vpc.c", "mode": "data", "type": "aws_vpc", "name": "c"},
    ]
    change = {"change": {"actions": ["create"], "after": {"name": "x"}}}
    changes = [part | change for part in parts]
    found = read(tmp_path, {"format_version": "1.2", "resource_changes": changes})
    assert list(found.resources) == ["aws_security_group.a"]
    assert [gap.reason for gap in found.gaps] == ["a resource without address, type or name"]


@pytest.mark.parametrize("after", [None, []])
def test_what_is_gone_after_a_change_is_not_judged(after: object, tmp_path: Path):
    change = {"address": "aws_security_group.a", "type": "aws_security_group", "name": "a"}
    gone = {"change": {"actions": ["delete"], "after": after}}
    found = read(tmp_path, {"format_version": "1.2", "resource_changes": [change | gone]})
    assert found.resources == {}
