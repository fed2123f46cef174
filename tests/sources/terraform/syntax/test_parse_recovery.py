"""Damaged files: what a mistake costs, and that no text makes the parser fail."""

from __future__ import annotations

import dataclasses
import random

import pytest

from auditor.sources.terraform.syntax.nodes import Block, Broken, File, Literal
from auditor.sources.terraform.syntax.parse import parse

BEFORE = 'resource "aws_x" "before" {\n  a = 1\n}\n\n'
AFTER = '\nresource "aws_x" "after" {\n  z = <<END\n}\nEND\n  y = [2]\n}\n'
FIRST = BEFORE.count("\n") + 1


def damaged(middle: str) -> tuple[File, Block | None]:
    """The file with a mistake between two sound resources, which must come out whole, and the block in the middle."""
    text = BEFORE + middle + AFTER
    file = parse(text.encode(), "main.tf")
    before, *others, after = file.blocks
    assert before.labels == ("aws_x", "before")
    assert (before.broken, before.attributes["a"].value) == (None, Literal(1, (1, 6, 1, 7)))
    row = text[: text.index('resource "aws_x" "after"')].count("\n")
    assert (after.labels, after.broken, after.span) == (("aws_x", "after"), None, (row, 0, row + 5, 1))
    assert after.attributes["z"].value == Literal("}\n", (row + 1, 6, row + 3, 3))
    assert len(others) < 2
    return file, others[0] if others else None


def values(block: Block) -> dict[str, object]:
    """Names and values, the broken ones as `...`."""
    return {
        name: attribute.value.value if isinstance(attribute.value, Literal) else ...
        for name, attribute in block.attributes.items()
    }


@pytest.mark.parametrize(
    ("middle", "expected", "line"),
    [
        pytest.param("a = 1\n  b = 2\n", {"a": 1, "b": 2}, 3, id="missing closing brace"),
        pytest.param("tags = {\n    k = 2\n  b = 2\n}\n", {"tags": ..., "b": 2}, 2, id="missing brace of an object"),
        pytest.param('a = "foo\n  b = "x"\n  c = 3\n}\n', {"a": ..., "b": "x", "c": 3}, 2, id="missing closing quote"),
        pytest.param('a = foo"\n  b = "x"\n}\n', {"a": ..., "b": "x"}, 2, id="missing opening quote"),
        pytest.param('a = "x\n  b = y"\n}\n', {"a": ..., "b": ...}, 2, id="two missing quotes"),
        pytest.param('a "foo"\n  b = 2\n}\n', {"a": ..., "b": 2}, 2, id="missing equals sign"),
        pytest.param("a = 1\n  }\n  b = 2\n}\n", {"a": 1, "b": 2}, 3, id="stray brace inside"),
        pytest.param("a = merge(var.x,\n  b = 2\n}\n", {"a": ..., "b": 2}, 2, id="unclosed paren"),
        pytest.param("a = [1,\n  b = 2\n}\n", {"a": ..., "b": 2}, 2, id="unclosed bracket"),
        pytest.param('a = "x${var.b"\n  b = 2\n}\n', {"a": ..., "b": 2}, 2, id="unclosed interpolation"),
        pytest.param("a = \n  b = 2\n}\n", {"a": ..., "b": 2}, 2, id="missing value"),
        pytest.param("a = var.\n  b = 2\n}\n", {"a": ..., "b": 2}, 2, id="half a reference"),
        pytest.param("a = 1\n  b = <<EOT\n text\n c = 3\n}\n", {"a": 1, "b": ...}, 3, id="unclosed heredoc"),
        pytest.param('a = "\\d"\n  b = 2\n}\n', {"a": ..., "b": 2}, 2, id="unknown escape"),
        pytest.param('a = "${}"\n  b = 2\n}\n', {"a": ..., "b": 2}, 2, id="empty interpolation"),
        pytest.param('a = "\n}\n', {"a": ...}, 2, id="only a quote"),
    ],
)
def test_a_mistake_costs_one_attribute(middle: str, expected: dict[str, object], line: int) -> None:
    file, block = damaged('resource "aws_x" "middle" {\n  ' + middle)
    assert block is not None
    assert (block.type, block.labels) == ("resource", ("aws_x", "middle"))
    assert block.header == (FIRST - 1, 0, FIRST - 1, 25)
    assert values(block) == expected
    [problem] = file.problems
    assert block.broken == problem.message
    assert problem.message.split(": ")[0] == f"syntax error near line {FIRST - 1 + line}"
    assert problem.span[0] == FIRST - 2 + line


@pytest.mark.parametrize(
    "middle",
    ["resource\n", 'resource "aws_x"\n', 'resource "aws_x" "mid\n', "resource aws_x middle\n", "}\n", "what is this\n"],
)
def test_text_without_a_readable_header_is_a_problem_alone(middle: str) -> None:
    file, block = damaged(middle)
    assert block is None
    assert [problem.message for problem in file.problems] == [f"syntax error near line {FIRST}"]


def test_stray_brace_after_a_block() -> None:
    file, block = damaged('resource "aws_x" "middle" {\n  a = 1\n}\n}\n')
    assert block is not None
    assert (block.broken, values(block)) == (None, {"a": 1})
    assert [problem.message for problem in file.problems] == [f"syntax error near line {FIRST + 3}"]


def test_header_with_open_body_at_the_end_of_typing() -> None:
    _, block = damaged('resource "aws_x" "middle" {\n')
    assert block is not None
    assert block.broken is not None
    assert (block.attributes, block.blocks) == ({}, ())


def test_nested_blocks_are_taken_apart_too() -> None:
    _, block = damaged(
        'resource "aws_x" "middle" {\n  a = 1\n  log {\n    kind = "slow\n    to = 2\n  }\n  ok {\n    b = 3\n  }\n}\n'
    )
    assert block is not None
    log, sound = block.blocks
    assert (log.type, values(log), log.broken) == ("log", {"kind": ..., "to": 2}, block.broken)
    assert log.span == (FIRST + 1, 2, FIRST + 4, 3)
    assert (values(sound), sound.broken) == ({"b": 3}, None)
    kind = log.attributes["kind"]
    assert kind.span == (FIRST + 2, 4, FIRST + 2, 16)
    assert kind.value == Broken(f"syntax error near line {FIRST + 3}", (FIRST + 2, 11, FIRST + 2, 16))


def test_each_damaged_block_has_its_problem() -> None:
    block = 'resource "aws_x" "%s" {\n  a = "\n  b = 1\n}\n'
    file = parse("".join(block % name for name in "pqr").encode(), "main.tf")
    assert [problem.message for problem in file.problems] == [f"syntax error near line {line}" for line in (2, 6, 10)]
    assert [values(block) for block in file.blocks] == [{"a": ..., "b": 1}] * 3


def test_blocks_in_heredocs_and_comments_start_nothing() -> None:
    file = parse(
        b'resource "a" "b" {\n  x = <<-EOT\nresource "no" "no" {\n  EOT\n  y = 1\n}\n'
        b'/* was\nresource "no" "no" {\n}\n*/\nresource "a" "c" {\n  path = "a/*"\n  x = (\n}\nresource "a" "d" {}\n',
        "main.tf",
    )
    assert [block.labels for block in file.blocks] == [("a", "b"), ("a", "c"), ("a", "d")]
    assert values(file.blocks[0]) == {"x": 'resource "no" "no" {\n', "y": 1}
    assert values(file.blocks[1]) == {"path": "a/*", "x": ...}


def test_heredoc_without_end_reaches_to_the_next_marker_as_in_terraform() -> None:
    file = parse(b'a "b" {\n  x = <<EOT\n}\na "c" {\n  y = <<EOT\n  text\n  EOT\n}\n', "main.tf")
    assert file.problems == ()
    assert [values(block) for block in file.blocks] == [{"x": '}\na "c" {\n  y = <<EOT\n  text\n'}]


def test_variable_files_lose_one_value_only() -> None:
    file = parse(b'a = 1\nb = "x\nc = {\n  d = 1\n}\n', "x.tfvars")
    assert list(file.attributes) == ["a", "b", "c"]
    assert isinstance(file.attributes["b"].value, Broken)
    assert len(file.problems) == 1


def test_binary_files() -> None:
    file = parse(b'\x7fELF\0resource "a" "b" {}', "main.tf")
    assert (file.blocks, file.attributes) == ((), {})
    assert [problem.message for problem in file.problems] == ["not a text file"]


def test_text_that_is_not_utf8() -> None:
    file = parse(b'resource "a" "b" {\n  x = "caf\xe9"\n  y = 1\n}\n', "main.tf")
    assert values(file.blocks[0]) == {"x": ..., "y": 1}
    assert [(problem.message, problem.span[0]) for problem in file.problems] == [
        ("not valid UTF-8", 1),
        ("syntax error near line 2: not valid UTF-8", 1),
    ]


def test_comments_that_are_not_utf8_hide_no_value() -> None:
    file = parse(b'resource "a" "b" {\n  # caf\xe9\n  y = 1\n}\n', "main.tf")
    assert values(file.blocks[0]) == {"y": 1}
    assert [(problem.message, problem.span) for problem in file.problems] == [("not valid UTF-8", (1, 7, 1, 8))]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000 + "]" * 20_000,
        "(" * 20_000 + "1" + ")" * 20_000,
        "f(" * 20_000 + ")" * 20_000,
        "{a=" * 20_000 + "1" + "}" * 20_000,
        "1+" * 500_000 + "1",
        "!" * 500_000 + "a",
        "a?b:" * 200_000 + "c",
        "a" + ".b" * 300_000,
        "a" + "[a" * 20_000 + "]" * 20_000,
        "a" + "[*]" * 20_000,
        '"' + "%{if a}" * 10_000 + "%{endif}" * 10_000 + '"',
    ],
    ids=lambda text: text[:6],
)
def test_deep_nesting_is_a_broken_value(text: str) -> None:
    file = parse(f'a = {text}\nresource "a" "b" {{}}\n'.encode(), "main.tf")
    assert isinstance(file.attributes["a"].value, Broken)
    assert [problem.message for problem in file.problems] == ["nested deeper than 200 levels"]
    assert len(file.blocks) == 1


QUOTED = "the name of an argument stands in quotes, as Terraform 0.11 took it in a block of tags"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ('  tags {\n    "Name" = "x"\n  }\n', 2, QUOTED),
        ('  tags {\n    Foo = "y"\n\n    "Name" = "x"\n  }\n', 4, QUOTED),
        ('  "tags" = { a = 1 }\n', 1, QUOTED),
        ("  x = a.*.*\n", 1, "a splat of attributes within another"),
        ("  x = {\n    y = 1.2.3\n  }\n", 2, "a number with two dots"),
        ("  x = { a = 1\n  , b = 2 }\n", 2, "a comma at the start of a line"),
        ("  x = 1 y = 2\n", 1, "several arguments or blocks in one line"),
        ('  x = "%{ ify }z%{ endif }"\n', 1, "no space after if"),
        ('  x = "${ ~y }"\n', 1, "a ~ that stands apart"),
        ('  x = "$$${"y"}"\n', 1, "something after a closing quote"),
        ('  tags = {\n    "a" =\n  }\n', 2, ""),
    ],
)
def test_a_mistake_is_named_on_its_line(content: str, line: int, why: str) -> None:
    file, block = damaged(f'resource "aws_x" "it" {{\n  a = 1\n{content}  b = 2\n}}\n')
    (problem,) = file.problems
    words = f"syntax error near line {FIRST + 1 + line}" + (f": {why}" if why else "")
    assert (problem.message, problem.span[0]) == (words, FIRST + line)
    assert block is not None
    assert block.broken == words
    assert values(block).keys() >= {"a", "b"}


def test_nesting_within_the_limit_is_read() -> None:
    for start, end in (("[", "]"), ("f(", ")"), ("{a=", "}"), ("-", ""), ("[for a in b : ", "]")):
        assert parse(f"a = {start * 150}1{end * 150}\n".encode(), "main.tf").problems == ()


def test_deep_blocks() -> None:
    file = parse(b"a {\n" * 5_000 + b"}\n" * 5_000, "main.tf")
    assert [problem.message for problem in file.problems] == ["nested deeper than 200 levels"]


@pytest.mark.parametrize("text", [b"[", b"{", b"a {", b"a {\n", b"a = <<EOT\n", b'a "', b'"${', b"%{if", b"= ", b"}\n"])
def test_endless_junk_ends(text: bytes) -> None:
    assert parse(b"x = " + text * 20_000, "main.tf").problems


SEED = rb"""variable "x" { default = 1e3 }
locals {
  a = <<-EOT
     %{ if x ~} a ${y} %{ else } b %{ endif }
     %{ for a, b in c }${b}%{~ endfor ~}
  EOT
  b = {for k, v in a : k => v... if !v}
  c = a.*.b[0].c[*].d.0 /* x */ + provider::a::b(1, 2...) - 1e3 * -2.5e-3
  d = a ? b : c ? "${d}" : "x$${y}\n\u00e9" // foo
  e = { (a) : 1, "b" = 2, c = [1, 2, /* */ 3,], "${d}e" = null
    f = g
    (h) = 3 }
}
resource "aws_elasticache_replication_group" "main" {
  dynamic "log_delivery_configuration" {
    for_each = var.logs
    content {
      log_type = each.key
    }
  }
}
"""
SHARDS = [
    *(
        b'{ } ( ) [ ] " ${ %{ ~ = ? : . * [*] .* ... , \\ # /* */ <<EOT\n <<-E\n EOT\n \xff \xc3 \r 0x1f 1e999'.split(
            b" "
        )
    ),
    *(b"\n", b" ", b"for ", b"endif", b"else", b"::", b"\xef\xbb\xbf", b'resource "a" "b" {\n', b"\\uD800", b"\x0c"),
]


def walk(item: object) -> None:
    """Visit every node: spans must be in order, and texts such as can be written out."""
    if isinstance(item, str):
        item.encode()
    elif isinstance(item, dict):
        walk(tuple(item.values()))
    elif isinstance(item, tuple):
        for part in item:
            walk(part)
    elif dataclasses.is_dataclass(item):
        span = getattr(item, "span", (0, 0, 0, 0))
        assert span[:2] <= span[2:], item
        for field in dataclasses.fields(item):
            walk(getattr(item, field.name))


@pytest.mark.parametrize("seed", range(20))
def test_mutated_files_never_raise(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(50):
        text = bytearray(SEED)
        for _ in range(chance.choice([1, 2, 5, 30])):
            start = chance.randrange(len(text) + 1)
            text[start : start + chance.choice([0, 0, 1, 3, 20])] = chance.choice(SHARDS)
        walk(parse(bytes(text), "main.tf"))
