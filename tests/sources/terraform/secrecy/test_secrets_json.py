"""Secrets in JSON: in no fact, no source line, no gap, however they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Known, Redacted
from tests.sources.terraform.helpers import UNKNOWN, only, plain, read, replication_group

SECRET = "correct-horse-battery-staple"
GROUP = "aws_elasticache_replication_group"
USER = "aws_elasticache_user"

CODE: dict[str, dict[str, object]] = {
    "literal": {"resource": {GROUP: {"a": {"auth_token": SECRET}}}},
    "template": {"resource": {GROUP: {"a": {"auth_token": '${lower("' + SECRET + '")}'}}}},
    "default": {
        "variable": {"t": {"default": SECRET, "sensitive": True}},
        "resource": {GROUP: {"a": {"auth_token": "${var.t}"}}},
    },
    "flows from a local": {
        "locals": {"x": SECRET, "y": "${local.x}"},
        "resource": {GROUP: {"a": {"auth_token": "${local.y}"}}},
    },
    "key of an object": {"locals": {"settings": {"password": SECRET}}, "resource": {GROUP: {"a": {}}}},
    "nested block": {
        "resource": {USER: {"a": {"authentication_mode": {"type": "password", "passwords": [SECRET]}}}},
    },
    "dynamic": {
        "resource": {
            USER: {"a": {"dynamic": {"authentication_mode": {"for_each": [1], "content": {"passwords": [SECRET]}}}}}
        }
    },
    "provider": {"provider": {"aws": {"secret_key": SECRET}}, "resource": {GROUP: {"a": {}}}},
    "sensitive as text": {
        "variable": {"x": {"default": SECRET, "sensitive": "true"}},
        "resource": {GROUP: {"a": {"description": "${var.x}"}}},
    },
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", CODE)
def test_a_secret_in_json_goes_nowhere(name: str, indent: int | None, tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tf.json": json.dumps(CODE[name], indent=indent)})
    assert inventory.resources
    assert inventory.gaps == []
    assert SECRET not in repr(inventory)
    assert "***" in repr(inventory.excerpts)


def test_an_escaped_secret_is_masked_as_it_is_written(tmp_path: Path) -> None:
    text = json.dumps({"resource": {GROUP: {"a": {"auth_token": "pass-é-\U0001f600-word-123"}}}})
    inventory = read(tmp_path, {"main.tf.json": text})
    assert "word-123" not in repr(inventory)


def test_a_secret_in_damaged_json_is_masked(tmp_path: Path) -> None:
    text = f'{{"resource": {{"{GROUP}": {{"a": {{"auth_token": "{SECRET}",\n "password": "{SECRET[::-1]}" "x'
    inventory = read(tmp_path, {"main.tf.json": text})
    assert inventory.gaps
    assert SECRET not in repr(inventory)
    assert SECRET[::-1] not in repr(inventory)


def test_a_secret_given_in_json_goes_nowhere(tmp_path: Path) -> None:
    code = {"variable": {"auth_token": {}}, "resource": {GROUP: {"a": {"auth_token": "${var.auth_token}"}}}}
    files = {"main.tf.json": json.dumps(code), "terraform.tfvars.json": json.dumps({"auth_token": SECRET})}
    inventory = read(tmp_path, files)
    fact = only(inventory).facts["auth_token"]
    assert isinstance(fact, Known)
    assert isinstance(fact.value, Redacted)
    assert SECRET not in repr(inventory)


@pytest.mark.parametrize("form", ["main.tf", "main.tf.json"])
def test_a_template_of_nothing_but_a_value_may_be_null(form: str, tmp_path: Path) -> None:
    """`"${x}"` is x: that it stands in quotes does not make it a text that is there."""
    code = {"variable": {"o": {}}, "resource": {GROUP: {"a": {"auth_token": "${var.o.token}"}}}}
    hcl = 'variable "o" {}\n' + replication_group('auth_token = "${var.o.token}"')
    inventory = read(tmp_path, {form: json.dumps(code) if form.endswith(".json") else hcl})
    assert plain(only(inventory).facts["auth_token"]) == UNKNOWN
