"""What is no plan, or a damaged one, is a gap that says so; whatever its shape, nothing breaks."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from auditor.sources.plan.source import read_plans
from tests.sources.plan.made import GROUP, Planned, mentions, plan, read, state, state_file

SOUND = plan(
    Planned(
        f"{GROUP}.it",
        {"replication_group_id": "shop", "engine": "valkey", "log_delivery_configuration": [{"log_type": "slow-log"}]},
        {"security_group_ids": True},
        {"security_group_ids": mentions("aws_security_group.a.id")},
    ),
    Planned("aws_security_group.a", {"name": "a", "ingress": [{"cidr_blocks": ["0.0.0.0/0"], "from_port": 0}]}),
    Planned("module.m.aws_elasticache_user.u", {"user_id": "u", "access_string": "on ~* +@all"}),
    variables={"x": {"value": 1}},
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "syntax error"),
        ('{"format_version": "1.2",\n "planned_values": {', "syntax error near line 2, column 2"),
        ('{"format_version": "2.0", "planned_values": {}}', "format_version '2.0' is not known"),
        ('{"version": 3, "lineage": "x", "modules": []}', "a state of version 3"),
        ('{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}\n', "terraform show -json"),
        ("PK\x03\x04", "terraform show -json"),
        ("[]", "holds no object"),
        ('{"name": "x"}', "neither a plan nor a state"),
        ('{"format_version": "1.0", "values": NaN}', "no JSON"),
        ('{"format_version": "1.0", "values": -Infinity}', "no JSON"),
        ('{"format_version": "1.0", "values": {}} {}', "Extra data"),
        ('{"format_version": "1.0", "values": \0}', "syntax error"),
        ('{"format_version": 1, "planned_values": {}}', "neither a plan nor a state"),
        ('{"format_version": "1.0", "diagnostics": []}', "neither a plan nor a state"),
        ("[" * 200_000, "nested deeper"),
        ('{"format_version": "1.0", "values": ' + '{"a":' * 5_000 + "1" + "}" * 5_001, ""),
        ('{"format_version": "1.0", "values": ' + "9" * 5_000 + "}", ""),
    ],
)
def test_what_cannot_be_read_is_a_gap(text: str, reason: str, tmp_path: Path):
    found = read(tmp_path, text)
    assert not found.resources
    assert found.gaps
    assert reason in found.gaps[0].reason


@pytest.mark.parametrize(("member", "value"), [("errored", True), ("complete", False)])
def test_a_plan_that_is_not_whole_is_a_gap(member: str, value: bool, tmp_path: Path):
    assert read(tmp_path, SOUND).gaps == []
    assert len(read(tmp_path, SOUND | {member: value}).gaps) == 1


def test_what_a_plan_puts_off_is_named(tmp_path: Path):
    changes = [
        {"reason": "instance_count_unknown", "resource_change": {"address": f"{type_}.{name}", "type": type_}}
        for type_, name in [("aws_instance", "x"), *((GROUP, f"n{number}") for number in range(7))]
    ]
    [gap] = read(tmp_path, SOUND | {"complete": False, "deferred_changes": changes}).gaps
    assert f"deferred ({GROUP}.n0, " in gap.reason
    assert f"{GROUP}.n4 and 2 more)" in gap.reason
    assert "aws_instance" not in gap.reason


def test_a_plan_of_outputs_only_lacks_nothing(tmp_path: Path):
    # As Terraform prints it: what is empty is left out.
    document = {"format_version": "1.2", "planned_values": {"outputs": {}, "root_module": {}}, "complete": True}
    assert read(tmp_path, document).gaps == []
    whole = plan(Planned("aws_security_group.a", {"name": "a"}))
    del whole["resource_changes"]
    assert len(read(tmp_path, whole).gaps) == 1


def test_the_place_of_a_syntax_error_in_one_long_line_has_its_column(tmp_path: Path):
    text = json.dumps(SOUND)
    [gap] = read(tmp_path, text[:500]).gaps
    assert (gap.location.line, gap.location.column > 1) == (1, True)
    assert len(gap.reason) < 200


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_makes_no_difference(encoding: str, tmp_path: Path):
    wanted = read(tmp_path, SOUND)
    (tmp_path / "plan.json").write_bytes(json.dumps(SOUND).encode(encoding))
    assert read_plans([tmp_path / "plan.json"], tmp_path, alone=True) == wanted


def test_of_two_resources_at_one_address_the_first_is_judged_and_that_is_a_gap(tmp_path: Path):
    group = Planned("aws_security_group.a", {"name": "a"})
    made = plan(group, Planned("aws_security_group.a", {"name": "b"}))
    found = read(tmp_path, made)
    assert [resource.name for resource in found.resources.values()] == ["a"]
    assert [gap.reason for gap in found.gaps] == ["aws_security_group.a is told of twice"]


def test_what_no_text_can_hold_is_read_all_the_same(tmp_path: Path):
    # Half of a character beyond the first 65,536, and a number beyond all that a machine can count.
    odd = Planned("aws_security_group.a", {"name": "\ud800", "ingress": [{"cidr_blocks": ["x"], "from_port": 1}]})
    found = read(tmp_path, json.dumps(plan(odd)).replace('"from_port": 1', '"from_port": 1e999'))
    assert list(found.resources) == ["aws_security_group.a"]


def test_modules_nested_without_end_are_a_gap(tmp_path: Path):
    module: object = {"resources": []}
    for _ in range(100):
        module = {"child_modules": [module]}
    found = read(tmp_path, {"format_version": "1.2", "planned_values": {"root_module": module}, "resource_changes": []})
    assert [gap.reason for gap in found.gaps] == ["modules nested deeper than 64"]


def test_one_bad_plan_keeps_nobody_from_reading_the_others(tmp_path: Path):
    (tmp_path / "bad.json").write_text('{"format_version": "1.2", "planned_values":', encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps(SOUND), encoding="utf-8")
    found = read_plans([tmp_path / "bad.json", tmp_path / "good.json"], tmp_path, alone=False)
    assert [gap.what for gap in found.gaps] == ["bad.json"]
    assert f"good.json:{GROUP}.it" in found.resources


def test_a_cache_of_another_kind_is_a_gap(tmp_path: Path):
    found = read(tmp_path, plan(Planned("awscc_memorydb_cluster.it", {"name": "x"})))
    assert [gap.what for gap in found.gaps] == ["awscc_memorydb_cluster.it"]


def _spoiled(value: object, random: Random) -> object:
    """The same with one thing in it replaced by another of a wrong kind."""
    if random.random() < 0.08:
        return random.choice([None, True, 7, 1.5, "x", [], {}, [[]], [None], {"references": 5}])
    if isinstance(value, dict):
        return {name: _spoiled(held, random) for name, held in value.items()}
    return [_spoiled(held, random) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize("document", [SOUND, state({"aws_security_group.a": {"name": "a"}})], ids=["plan", "state"])
def test_nothing_breaks_whatever_the_shape(document: object, tmp_path: Path):
    for seed in range(300):
        read(tmp_path, _spoiled(document, Random(seed)))  # noqa: S311 - the same damage for the same seed
    for seed in range(100):
        read(tmp_path, _spoiled(state_file({"aws_security_group.a": {"name": "a"}}), Random(seed)))  # noqa: S311 - the same damage for the same seed
