"""What is saved is read again as it was: every class, every field, in the same order."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from auditor.model.facts import Absent, Fact, Known, Switch, Unknown
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.sources.saved.codec import DEEPEST
from auditor.sources.saved.detect import is_saved
from auditor.sources.saved.file import read_saved, write
from auditor.sources.saved.forms import FORMS
from tests.sources.saved.facts_made_up import ONE_OF_EACH, inventories


def back(inventory: Inventory, directory: Path) -> Inventory:
    """The inventory, written and read again."""
    file = directory / "saved.json"
    file.write_text("".join(write(inventory, "1.2.3")), "utf-8")
    assert is_saved(file.read_bytes())
    return read_saved([file], directory, {})


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(inventory=inventories())
def test_an_inventory_is_read_as_it_was_written(inventory: Inventory, tmp_path: Path):
    found = back(inventory, tmp_path)
    assert found == inventory
    assert repr(found) == repr(inventory), "a field that is not compared, a truth for a number, another order"


def test_the_strategies_know_facts_of_every_type():
    assert {"bool", "int", "text", "version", "enum", "list", "secret", "ingress rules", "statements", "date"} == {
        each.value for each in ONE_OF_EACH
    }


@pytest.mark.parametrize("made", [made for made in FORMS if made is not date], ids=lambda made: made.__name__)
def test_no_field_is_forgotten(made: Any):
    """A field that somebody adds to the model must be added to the form, or it would be lost in silence."""
    assert {name for name, _ in FORMS[made].slots.values()} - {"absent"} == {each.name for each in fields(made)}


def test_no_member_of_an_inventory_is_forgotten():
    kept = {"resources", "gaps", "sources", "asked", "excerpts", "coverage", "unlisted"}
    assert {each.name for each in fields(Inventory)} - {"context", "lookups"} == kept


def test_what_hangs_on_more_switches_than_a_file_holds_is_unknown_there(tmp_path: Path):
    fact: Fact = Known(value=True)
    for number in range(300):
        switch = Switch(f"s{number}")
        fact = Unknown("open", choices=((((switch, "true"),), Absent()), (((switch, "false"),), fact)))
    one = Resource("a", "a", "replication_group", "a", facts={"tls": fact})
    found = back(Inventory({"a": one}), tmp_path).resources["a"].facts["tls"]
    depth = 0
    while isinstance(found, Unknown) and found.choices:
        found, depth = found.choices[1][1], depth + 1
    assert found == Unknown("open")
    assert 40 < depth < DEEPEST


def lines_of(places: list[Location], lines: tuple[str, ...], directory: Path) -> tuple[str, ...]:
    every = {
        str(n): Resource(str(n), "a", "replication_group", "a", place) for n, place in enumerate(places)
    }  # fmt: skip
    kept = back(Inventory(every, excerpts={"a.tf": lines}), directory).excerpts.get("a.tf", ())
    assert isinstance(kept, tuple)
    return kept


def test_lines_that_reports_show_are_kept_and_no_others(tmp_path: Path):
    lines = tuple(f"line {n}" for n in range(1, 101))
    places = [Location("a.tf", 3, 1, 3, 5), Location("a.tf", 10, 1, 40, 2)]
    kept = lines_of(places, lines, tmp_path)
    assert [n for n, text in enumerate(kept, 1) if text] == [2, 3, 4, 9, 10, 11]
    assert kept[2] == "line 3"
    assert len(kept) == 41, "how many lines of a span are left out can be counted"
    assert lines_of([Location("b.tf", 3)], lines, tmp_path) == ()


def test_a_file_has_one_resource_on_each_line(tmp_path: Path):
    every = {key: Resource(key, key, "replication_group", key) for key in ("a", "b")}
    text = "".join(write(Inventory(every), "1.2.3"))
    assert [json.loads(line.rstrip(","))["key"] for line in text.splitlines() if line.startswith('{"key"')] == [
        "a",
        "b",
    ]
    assert json.loads(text)["tool"] == {"name": "auditor", "version": "1.2.3"}
    assert text.isascii()
