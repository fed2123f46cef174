"""What a global datastore states for all its members."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Unknown
from tests.sources.terraform.helpers import UNKNOWN, cases, plain, read, replication_group

_SECOND = replication_group(
    "global_replication_group_id = aws_elasticache_global_replication_group.all.global_replication_group_id", "second"
)
_OWN = 'engine_version = "7.0"\nnode_type = "cache.r6g.large"'


def members(folder: Path, body: str, setup: str = "") -> dict[str, dict[str, object]]:
    text = (
        f'{setup}resource "aws_elasticache_global_replication_group" "all" {{\n'
        '  global_replication_group_id_suffix = "all"\n'
        f"  primary_replication_group_id = aws_elasticache_replication_group.first.id\n{body}\n}}\n"
    )
    found = read(folder, text + replication_group(_OWN, "first") + _SECOND).resources
    return {
        name: {fact: found[f"aws_elasticache_replication_group.{name}"].facts[fact] for fact in _FACTS}
        for name in ("first", "second")
    }


_FACTS = ("engine_version", "node_type")


def test_members_have_what_the_datastore_states(tmp_path: Path):
    found = members(tmp_path, 'engine_version = "7.1"\ncache_node_type = "cache.r7g.xlarge"')
    for name in ("first", "second"):
        assert [plain(found[name][fact]) for fact in _FACTS] == ["7.1", "cache.r7g.xlarge"]  # type: ignore[arg-type]
        for fact in found[name].values():
            assert isinstance(fact, Known)
            assert fact.origin is Origin.INHERITED
            assert fact.because == "set by aws_elasticache_global_replication_group.all for all its members"


def test_members_keep_what_is_theirs_where_it_states_nothing(tmp_path: Path):
    found = members(tmp_path, "")
    for name in ("first", "second"):
        assert [plain(found[name][fact]) for fact in _FACTS] == ["7.0", "cache.r6g.large"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("var.open", UNKNOWN),
        ('var.open == "x" ? "7.1" : null', {'var.open == "x"=true': "7.1", 'var.open == "x"=false': "7.0"}),
    ],
)
def test_what_it_states_may_hang_on_something(value: str, expected: object, tmp_path: Path):
    found = members(tmp_path, f"engine_version = {value}", 'variable "open" {}\n')
    assert cases(found["first"]["engine_version"]) == expected  # type: ignore[arg-type]


def test_no_member_is_older_than_what_global_datastores_take(tmp_path: Path):
    second = read(tmp_path, replication_group('global_replication_group_id = "abcde-all"', "second"))
    facts = second.resources["aws_elasticache_replication_group.second"].facts
    version, engine = facts["engine_version"], facts["engine"]
    assert isinstance(version, Unknown)
    assert (version.low, version.high) == ("5.0.6", None)
    assert isinstance(engine, Unknown)
    assert engine.low is None
