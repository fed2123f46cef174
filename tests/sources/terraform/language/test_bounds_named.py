"""Whatever is given up because of a bound says which one: a number, and what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Unknown
from auditor.sources.partial.values import Unk, parts_of
from tests.sources.terraform.helpers import only, read, replication_group, value_of

SWITCHES = "".join(f'variable "v{n}" {{\n  type = bool\n}}\n' for n in range(9))
NESTED = "{}"
for _ in range(150):
    NESTED = f"{{ a = {NESTED} }}"
MANY = """locals {
  many = split(",", join(",", [for x in range(1024) : "a,a,a,a,a,a,a,a,a,a,a"]))
}"""
TOLD = "more than 64 cases are not told apart"
CASES = [
    ("range(1e3)[*]", "", ""),
    ("[for x in local.many : x]", MANY,
     "more than 10,000 elements"),
    ("local.many[*]", MANY,
     "more than 10,000 elements"),
    ('format("%20000d", 1)', "", "a width of more than 10,000 characters"),
    ('format("%x", 1e1600)', "", "a number of more than 5,000 bits"),
    ("1e1600", "", "a number of more than 5,000 bits"),
    ("1e9999", "", "a number of more than 2,000 digits"),
    (f'"{"1" * 3000}" + 1', "", "a number of more than 2,000 digits"),
    (f"jsonencode({NESTED})", "", "a value nested deeper than 100 levels"),
    (f"yamlencode({NESTED})", "", "a value nested deeper than 100 levels"),
    (f'jsondecode("{"[" * 150}{"]" * 150}")', "", "a value nested deeper than 100 levels"),
    (f'regex("{"a" * 3000}", "a")', "", "a pattern of more than 2,000 characters"),
    (f'regex("{"(" * 60}a{")" * 60}", "a")', "", "a pattern nested deeper than 50 groups"),
    ('regex("((a{0,100}){0,100}){0,2}", "a")', "", "a pattern of more than 5,000 instructions"),
    ('join("", [for x in range(1000) : format("%9999s", "x")])', "", "a result of more than 1,000,000 characters"),
    ("setproduct(range(1000), range(1000))", "", "a result of more than 100,000 elements"),
    ('fileset(".", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")', "", "a pattern of more than 100 alternatives"),
    ('"%{ for x in range(1000) }${format("%9999s", "x")}%{ endfor }"', "", "text longer than 1,000,000 characters"),
    ("[" + ", ".join(f"var.v{n} ? 1 : 2" for n in range(9)) + "]" + "", SWITCHES, ""),
    (" + ".join(f"(var.v{n} ? 1 : {2 ** n})" for n in range(9)), SWITCHES, TOLD),
    ("local.map[var.k]", 'variable "k" {}\nlocals {\n  map = { for x in range(100) : "k${x}" => x }\n}',
     TOLD),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "setup", "words"), [case for case in CASES if case[2]])
def test_a_reason_names_the_bound(expression: str, setup: str, words: str, tmp_path: Path) -> None:
    value = value_of(tmp_path, expression, setup)
    reasons = [part.reason for part in parts_of(value) if isinstance(part, Unk)]
    assert any(words in reason for reason in reasons), reasons


@pytest.mark.parametrize(("expression", "setup"), [case[:2] for case in CASES if not case[2]])
def test_what_is_within_the_bounds_has_no_such_reason(expression: str, setup: str, tmp_path: Path) -> None:
    value = value_of(tmp_path, expression, setup)
    assert not any("more than" in part.reason for part in parts_of(value) if isinstance(part, Unk))


def test_rules_under_more_cases_than_are_told_apart_name_the_bound(tmp_path: Path) -> None:
    rules = "".join(
        f'resource "aws_elasticache_user" "u{n}" {{\n  count = var.v{n} ? 1 : 0\n'
        f'  user_id = "u{n}"\n  user_name = "u{n}"\n}}\n'
        f'resource "aws_elasticache_user_group_association" "a{n}" {{\n  count = var.v{n} ? 1 : 0\n'
        f'  user_group_id = aws_elasticache_user_group.g.user_group_id\n  user_id = "u{n}"\n}}\n'
        for n in range(9)
    )
    group = 'resource "aws_elasticache_user_group" "g" {\n  user_group_id = "g"\n  engine = "redis"\n}\n'
    fact = only(read(tmp_path, SWITCHES + group + rules + replication_group()), "user_group").relations["users"]
    assert isinstance(fact, Unknown)
    assert TOLD in fact.reason
