"""Which texts say that they are a plan or a state, as a directory holds them and as somebody names them."""

from __future__ import annotations

import json

import pytest

from auditor.sources.plan.detect import HEAD, is_saved_plan, is_sorted_plan, may_be_one, says_what_it_is
from tests.sources.plan.made import GROUP, Planned, plan, state, state_file

PLAN = plan(Planned(f"{GROUP}.a", {"replication_group_id": "a"}))


@pytest.mark.parametrize("document", [PLAN, state({}), state({f"{GROUP}.a": {}}), state_file({})])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("indent", [None, 2])
def test_plans_and_states_say_so_in_every_encoding(document: object, encoding: str, indent: int | None):
    text = json.dumps(document, indent=indent).encode(encoding)
    assert says_what_it_is(text[:HEAD])
    assert may_be_one(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x", "version": "4"}',
        '{"terraform_version": "1.9", "project": "a template of projects"}',
        '{"format_version": "1.10.0", "header": {"values": [], "terraform_version": "x"}}',
        '{"lineage": [], "version": 4}',
        '{"nested": {"format_version": "1.2", "planned_values": {}}}',
        '["format_version", {"terraform_version": "1.9"}]',
        'format_version: "1.2"\nterraform_version: "1.9"\n',
        '{"text": "\\"format_version\\": 1, \\"terraform_version\\": 2"}',
        "",
        "{",
        '{"format_version',
    ],
)
def test_other_files_of_a_directory_are_left_alone(text: str):
    assert not says_what_it_is(text.encode())


def test_a_plan_whose_keys_were_sorted():
    text = json.dumps({**PLAN, "applyable": True, "configuration": {"x": "y" * 2 * HEAD}}, sort_keys=True).encode()
    assert not says_what_it_is(text[:HEAD])
    assert is_sorted_plan(text)


def test_a_truncated_plan_still_says_so():
    text = json.dumps(PLAN).encode()
    assert says_what_it_is(text[:60])


def test_what_only_terraform_reads():
    saved = b"PK\x03\x04" + b"\0" * 26 + b"tfplan" + b"\1\2"
    assert is_saved_plan(saved)
    assert may_be_one(saved)
    assert not is_saved_plan(b"PK\x03\x04" + b"\0" * 26 + b"photo.png")


def test_of_a_named_file_one_word_is_enough():
    assert may_be_one(b'{"terraform_version": "1.9"}')
    assert may_be_one(b'{"@level":"info","@module":"terraform.ui"}')
    assert not may_be_one(b'{"name": "x"}')
