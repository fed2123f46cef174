"""The published JSON Schema of a rule file says what the loader says."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from auditor.data import data_dir
from auditor.engine.written import check_envelope, json_schema
from auditor.model.schema import KINDS
from tests.engine.builders import rule_text

SCHEMA = json_schema()
FILES = [file for file in sorted(data_dir("rules").glob("*/*.yaml")) if file.parent.name not in ("frameworks", "data")]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rule_of_ours_meets_it(file):
    written = yaml.safe_load(file.read_text())
    assert check_envelope(written) == []
    assert list(Draft202012Validator(SCHEMA).iter_errors(written)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"colour": "red"},
        {"severity": "urgent"},
        {"id": "Not_Kebab"},
        {"applies_to": {"kinds": ["cacheing"]}},
        {"applies_to": {"kinds": "user"}},
        {"remediation": {"text": "Do it."}},
        {"examples": {"pass": []}},
        {"examples": {"fail": [{"facts": {}, "fact": {}}]}},
        {"controls": "soc-2/CC6.7"},
        {"default": "sometimes"},
        {"check": "tls"},
    ],
    ids=lambda change: str(change)[:40],
)
def test_both_refuse_the_same(change: dict[str, Any]):
    written = rule_text(**change)
    assert check_envelope(written)
    assert list(Draft202012Validator(SCHEMA).iter_errors(written))


def test_the_schema_lists_every_kind():
    assert SCHEMA["$defs"]["Case"]["properties"]["kind"]["enum"] == list(KINDS)


def test_a_sound_rule_has_no_errors():
    assert check_envelope(rule_text(default="off", params={"days": 7}, aliases=["X_1"])) == []
    assert check_envelope(rule_text(default=False)) == []


def test_nothing_is_taken_for_another_type():
    assert [path for path, _ in check_envelope(rule_text(title=7))] == [("title",)]
    assert [path for path, _ in check_envelope(rule_text(controls=["a", 7]))] == [("controls", 1)]
