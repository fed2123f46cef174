"""Code whose text is made to hurt the parser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.sources.terraform.hostile_code import (
    CACHE,
    UNKNOWN,
    Cases,
    expression,
    group,
    tree,
    value,
)


def _nested(opening: str, inner: str, closing: str, depth: int = 20_000) -> Callable[[Path], None]:
    return expression(opening * depth + inner + closing * depth)


def _chain(first: str, step: str, size: int = 1_000_000) -> Callable[[Path], None]:
    return expression(first + step * (size // len(step)))


SYNTAX: Cases = {
    "lists": lambda: _nested("[", "1", "]"),
    "objects": lambda: _nested("{ a = ", "1", " }"),
    "parentheses": lambda: _nested("(", "1", ")"),
    "templates": lambda: _nested('"${', "1", '}"'),
    "calls": lambda: _nested("upper(", '"x"', ")"),
    "indexes": lambda: _nested("var.a[", "0", "]"),
    "for in for": lambda: _nested("[for x in [1] : ", "1", "]"),
    "negations": lambda: _nested("!", "true", ""),
    "directives": lambda: expression('"' + "%{ if true }" * 20_000 + "x" + "%{ endif }" * 20_000 + '"'),
    "unclosed lists": lambda: expression("[" * 20_000),
    "unclosed objects": lambda: expression("{ a = " * 20_000),
    "unclosed templates": lambda: expression('"${' * 20_000),
    "blocks": lambda: tree(
        {"main.tf": f'resource "{CACHE}" "deep" {{\n' + "a {\n" * 20_000 + "}\n" * 20_000 + "}\n" + group("", "sound")}
    ),
    "unclosed blocks": lambda: tree(
        {"main.tf": f'resource "{CACHE}" "deep" {{\n' + "a {\n" * 20_000 + group("", "sound")}
    ),
    "json nested": lambda: value(f'jsondecode("{"[" * 20_000}{"]" * 20_000}")'),
    "yaml nested": lambda: value(f'yamldecode("{"[" * 20_000}{"]" * 20_000}")'),
    "json written": lambda: value("jsonencode(" * 1000 + "1" + ")" * 1000),
    "sums": lambda: _chain("1", " + 1"),
    "ands": lambda: _chain("true", " && true"),
    "ands of unknowns": lambda: _chain("var.u", " && var.u", 300_000),
    "ternaries": lambda: _chain("", "true ? 1 : ", 1_000_000),
    "text": lambda: value('"' + "x" * 1_000_000 + '"'),
    "interpolations": lambda: value('"' + "${1}" * 250_000 + '"'),
    "interpolations of unknowns": lambda: value('"' + "${var.u}" * 125_000 + '"', UNKNOWN),
    "long list": lambda: value("[" + "1, " * 330_000 + "]"),
    "long object": lambda: value("{ " + ", ".join(f"k{i} = {i}" for i in range(80_000)) + " }"),
    "escapes": lambda: value('"' + "\\n" * 500_000 + '"'),
    "traversals": lambda: value("var.a" + ".b" * 500_000),
    "long name": lambda: tree({"main.tf": group("", "n" * 1_000_000)}),
    "heredoc": lambda: value("<<EOT\n" + "0123456789\n" * 100_000 + "EOT"),
    "heredoc of short lines": lambda: value("<<EOT\n" + "x\n" * 500_000 + "EOT"),
    "heredoc of interpolations": lambda: value("<<EOT\n" + "a ${1} b\n" * 100_000 + "EOT"),
    "many heredocs": lambda: tree({"main.tf": group("\n".join(f"  a{i} = <<EOT\nx\nEOT" for i in range(30_000)))}),
    "heredoc without end": lambda: tree({"main.tf": group("  engine_version = <<EOT\n" + "0123456789\n" * 100_000)}),
    "comment": lambda: tree(
        {"main.tf": "# " + "x" * 1_000_000 + "\n" + "# x\n" * 250_000 + "/*" + "*" * 1_000_000 + "*/\n" + group()}
    ),
    "comment without end": lambda: tree({"main.tf": group() + "/*" + " *\n" * 300_000}),
    "one-character tokens": lambda: tree({"main.tf": "= + { ] ? : , . * & " * 50_000 + "\n" + group()}),
    "braces in lines": lambda: tree({"main.tf": "}\n{\n" * 250_000 + group()}),
    "quotes in lines": lambda: tree({"main.tf": '"\n' * 300_000 + group()}),
    "headers": lambda: tree({"main.tf": f'resource "{CACHE}" "x" {{\n' * 20_000 + group("", "sound")}),
    "blank lines": lambda: tree({"main.tf": "\n" * 1_000_000 + group()}),
    "carriage returns": lambda: tree({"main.tf": "\r" * 1_000_000 + "\n" + group()}),
    "tabs": lambda: tree({"main.tf": "\t" * 1_000_000 + "x\n" + group()}),
    "unreadable attributes": lambda: tree({"main.tf": group('  a = "\n' * 20_000)}),
    "duplicate attributes": lambda: tree({"main.tf": group("  a = 1\n" * 50_000)}),
    "duplicate blocks": lambda: tree({"main.tf": group() * 10_000}),
}
