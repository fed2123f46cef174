"""Which type constraints of variables are taken and which refused, as Terraform itself does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sources.terraform.helpers import plain, read, replication_group
from tests.sources.terraform.real import needs_terraform, run

TAKEN = (
    "string", "number", "bool", "any", "list", "map", "list(string)", "set(any)", "map(object({a = string}))",
    "list(string...)", "object({})", "object({a = string, b = optional(number, 1)})", "object({a: string})",
    "object({null = string})", "tuple([])", "tuple([string, list(any)])",
)  # fmt: skip
REFUSED = (
    '"string"', '"list"', '"map"', '"any"', '"number"', '"set"', "set", "object", "tuple", "list()", "null", "true",
    "1", "list(string, string)", "list(list)", 'list("string")', "list(null)", "optional(string)",
    "list(optional(string))", "object({a = list})", "object({(a) = string})", "object({a = optional()})",
    "object({a = optional(string, 1, 2)})", 'object({a = optional("string")})', "object(string)", "object([])",
    "object({1 = string})", "object({a.b = string})", "object({for a in [] : a => string})", "tuple(string)",
    "set(tuple)", "foo", "var.x", "string()", "any()", "dynamic", "[string]", "{a = string}", '"${string}"',
)  # fmt: skip
CODE = "".join(f'variable "v{n}" {{\n  type = {words}\n}}\n' for n, words in enumerate((*TAKEN, *REFUSED)))
#: The lines of the types that are refused.
LINES = [3 * n + 2 for n in range(len(TAKEN), len(TAKEN) + len(REFUSED))]


def test_each_type_that_is_refused_is_a_gap(tmp_path: Path) -> None:
    gaps = read(tmp_path, CODE + replication_group()).gaps
    assert [gap.location.line for gap in gaps] == LINES


@needs_terraform
def test_terraform_refuses_the_same(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    done = run(tmp_path, "validate", "-no-color")
    assert sorted(set(map(int, re.findall(r"on main\.tf line (\d+)", done.stdout + done.stderr)))) == LINES


@pytest.mark.parametrize("word", ["string", "list", "map"])
def test_a_type_in_quotes_says_how_it_is_written_today(word: str, tmp_path: Path) -> None:
    (gap,) = read(tmp_path, f'variable "x" {{\n  type = "{word}"\n}}\n' + replication_group()).gaps
    assert f'"{word}" in quotes is no type' in gap.reason
    assert "Terraform 0.11 wrote it so" in gap.reason


def test_what_a_type_in_quotes_meant_still_holds(tmp_path: Path) -> None:
    code = 'variable "x" {\n  type    = "string"\n  default = 7\n}\n' + replication_group(
        'engine_version = "${var.x}.0"'
    )
    (group,) = (one for one in read(tmp_path, code).resources.values() if one.judged)
    assert plain(group.facts["engine_version"]) == "7.0"
