"""The syntax of sound files: blocks and attributes, and the spans of everything."""

from __future__ import annotations

import pytest

from auditor.sources.terraform.syntax.nodes import (
    Attribute,
    Conditional,
    GetAttr,
    Index,
    Literal,
    Name,
    Node,
    Splat,
    Template,
    TemplateIf,
    TupleCons,
    Unary,
)
from auditor.sources.terraform.syntax.parse import parse


def test_heredoc_at_the_end_of_a_file_without_line_end() -> None:
    file = parse(b"a = <<EOT\nx\nEOT", "main.tf")
    assert file.problems == ()
    assert file.attributes["a"].value == Literal("x\n", (0, 4, 2, 3))


def test_blocks_and_spans() -> None:
    text = b"""# caches
resource "aws_x" name {
  engine = "redis"
  lifecycle {
    ignore = [ var.a ]
  }
  one { b = true }
}
locals {}
"""
    file = parse(text, "dir/main.tf")
    assert (file.path, file.text, file.problems, file.attributes) == ("dir/main.tf", text, (), {})
    resource, local_values = file.blocks
    assert (resource.type, resource.labels, resource.broken) == ("resource", ("aws_x", "name"), None)
    assert (resource.span, resource.header) == ((1, 0, 7, 1), (1, 0, 1, 21))
    assert resource.attributes == {"engine": Attribute("engine", Literal("redis", (2, 11, 2, 18)), (2, 2, 2, 18))}
    lifecycle, one = resource.blocks
    assert (lifecycle.labels, lifecycle.span, lifecycle.header) == ((), (3, 2, 5, 3), (3, 2, 3, 11))
    assert lifecycle.attributes["ignore"].value == TupleCons(
        (GetAttr(Name("var", (4, 15, 4, 18)), "a", (4, 15, 4, 20)),), (4, 13, 4, 22)
    )
    assert one.attributes["b"].span == (6, 8, 6, 16)
    assert (local_values.type, local_values.span, local_values.header) == ("locals", (8, 0, 8, 9), (8, 0, 8, 6))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a.*.b[0]",
            Index(
                Splat(
                    Name("a", (0, 4, 0, 5)),
                    GetAttr(Name("*", (0, 5, 0, 7)), "b", (0, 5, 0, 9)),
                    False,
                    (0, 4, 0, 9),
                ),
                Literal(0, (0, 10, 0, 11)),
                (0, 4, 0, 12),
            ),
        ),
        ("a.0", Index(Name("a", (0, 4, 0, 5)), Literal(0, (0, 6, 0, 7)), (0, 4, 0, 7))),
        (
            '"é${b} c"',
            Template(
                (Literal("é", (0, 5, 0, 7)), Name("b", (0, 9, 0, 10)), Literal(" c", (0, 11, 0, 13))), (0, 4, 0, 14)
            ),
        ),
        (
            "<<-E\n  a\n  ${b}\n  E",
            Template(
                (Literal("a\n", (1, 0, 2, 2)), Name("b", (2, 4, 2, 5)), Literal("\n", (2, 6, 3, 0))), (0, 4, 3, 3)
            ),
        ),
        (
            "a ? b : c ? d : e",
            Conditional(
                Name("a", (0, 4, 0, 5)),
                Name("b", (0, 8, 0, 9)),
                Conditional(
                    Name("c", (0, 12, 0, 13)), Name("d", (0, 16, 0, 17)), Name("e", (0, 20, 0, 21)), (0, 12, 0, 21)
                ),
                (0, 4, 0, 21),
            ),
        ),
        (
            '"%{ if a }b%{ endif }"',
            Template(
                (TemplateIf(Name("a", (0, 11, 0, 12)), (Literal("b", (0, 14, 0, 15)),), (), (0, 5, 0, 25)),),
                (0, 4, 0, 26),
            ),
        ),
        ("-(1)", Unary("-", Literal(1, (0, 6, 0, 7)), (0, 4, 0, 8))),
    ],
)
def test_spans_of_expressions(text: str, expected: Node) -> None:
    file = parse(f"a = {text}\n".encode(), "main.tf")
    assert file.problems == ()
    assert file.attributes["a"].value == expected


def test_byte_order_mark_and_line_ends_of_windows() -> None:
    file = parse(b'\xef\xbb\xbflocals {\r\n  a = "x"\r\n  b = 1\r\n}\r\n', "main.tf")
    assert file.problems == ()
    assert file.text.startswith(b"locals")
    assert file.blocks[0].attributes["a"] == Attribute("a", Literal("x", (1, 6, 1, 9)), (1, 2, 1, 9))
    assert file.blocks[0].span == (0, 0, 3, 1)


def test_empty_files() -> None:
    for text in (b"", b"\n\n", b"# nothing"):
        file = parse(text, "main.tf")
        assert (file.attributes, file.blocks, file.problems) == ({}, (), ())


def test_duplicate_attribute_keeps_the_first() -> None:
    file = parse(b'resource "a" "b" {\n  x = 1\n  x = 2\n}\n', "main.tf")
    assert file.blocks[0].attributes["x"].value == Literal(1, (1, 6, 1, 7))
    assert [(problem.message, problem.span) for problem in file.problems] == [
        ('attribute "x" is set twice', (2, 2, 2, 7))
    ]
    assert file.blocks[0].broken is None
