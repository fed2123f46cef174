"""What an instance picks of another resource by its own key is the instance of that key."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown
from tests.sources.plan.made import GROUP, Planned, constant, mentions, plan, read

BASE: dict[str, object] = {"replication_group_id": "shop", "description": "d", "engine": "valkey"}
SECURITY = "aws_security_group.cache"


def security(*indices: str) -> list[Planned]:
    return [Planned(f"{SECURITY}{index}", {"name": "n"}, {"id": True}, {}) for index in indices]


def cache(address: str, *texts: str) -> Planned:
    told: dict[str, object] = {name: constant(value) for name, value in BASE.items()}
    told["security_group_ids"] = mentions(*texts)
    return Planned(address, dict(BASE), {"security_group_ids": True}, told)


@pytest.mark.parametrize(("index", "picked"), [('["a"]', "each.key"), ("[0]", "count.index"), ('["]."]', "each.key")])
def test_of_a_resource(index: str, picked: str, tmp_path: Path):
    planned = cache(f"{GROUP}.it{index}", SECURITY, picked)
    found = read(tmp_path, plan(planned, *security(index, '["other"]', "[7]"))).resources
    fact = found[planned.address].relations["security_groups"]
    assert isinstance(fact, Known)
    assert fact.value == (Ref(f"{SECURITY}{index}"),)


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        (f"{GROUP}.it", (SECURITY, "each.key")),
        (f'{GROUP}.it["b"]', (SECURITY, "each.key")),
        (f'{GROUP}.it["a"]', (SECURITY, "each.value.group", "each.value")),
        (f'{GROUP}.it["a"]', (SECURITY, "each.key", "var.more")),
        (f'{GROUP}.it["a"]', (SECURITY,)),
    ],
    ids=["no key", "none of that key", "another key", "something else besides", "any of them"],
)
def test_anything_else_is_not_guessed(address: str, texts: tuple[str, ...], tmp_path: Path):
    found = read(tmp_path, plan(cache(address, *texts), *security('["a"]', '["c"]'))).resources
    assert isinstance(found[address].relations["security_groups"], Unknown)


def test_of_a_module_that_is_called_for_each(tmp_path: Path):
    address = f'module.cache["a"].{GROUP}.it'
    made = plan(cache(f"module.cache.{GROUP}.it", "var.groups"), *security('["a"]', '["b"]'))
    made["configuration"]["root_module"]["module_calls"]["cache"]["expressions"] = {  # type: ignore[index]  # as made
        "groups": mentions(SECURITY, "each.key")
    }
    values = made["planned_values"]["root_module"]["child_modules"][0]  # type: ignore[index]  # as it was made
    values["address"] = 'module.cache["a"]'
    values["resources"][0]["address"] = address
    made["resource_changes"][0]["address"] = address  # type: ignore[index]  # as it was made
    fact = read(tmp_path, made).resources[address].relations["security_groups"]
    assert isinstance(fact, Known)
    assert fact.value == (Ref(f'{SECURITY}["a"]'),)
