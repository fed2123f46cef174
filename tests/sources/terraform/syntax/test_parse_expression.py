"""Expressions and templates without their spans. The values were checked against Terraform 1.11."""

from __future__ import annotations

import pytest

from auditor.sources.partial.number_text import parse_number
from auditor.sources.terraform.syntax.nodes import (
    Binary,
    Broken,
    Call,
    Conditional,
    For,
    GetAttr,
    Index,
    Literal,
    Name,
    Node,
    ObjectCons,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleCons,
    Unary,
)
from auditor.sources.terraform.syntax.parse import parse


def value(expression: str) -> Node:
    """The node of one expression."""
    file = parse(f"a = {expression}\n".encode(), "main.tf")
    assert file.problems == ()
    return file.attributes["a"].value


def show(node: Node) -> object:  # noqa: C901 - one short case for each kind of node
    """A node without its spans, short enough to write down."""
    match node:
        case Literal():
            return node.value
        case Template():
            parts = [show(part) for part in node.parts]
            return ("wrap", *parts) if node.wrap else ("template", *parts)
        case TemplateIf():
            return ("if", show(node.condition), [show(n) for n in node.then], [show(n) for n in node.otherwise])
        case TemplateFor():
            return ("for", node.key, node.value, show(node.collection), [show(n) for n in node.body])
        case TupleCons():
            return [show(item) for item in node.items]
        case ObjectCons():
            return {"object": [(show(key), show(item)) for key, item in node.entries]}
        case Name():
            return f"<{node.name}>"
        case GetAttr():
            return (show(node.of), "." + node.name)
        case Index():
            return (show(node.of), "[]", show(node.key))
        case Splat():
            return (show(node.of), "[*]" if node.full else ".*", show(node.each))
        case Call():
            return ("call", node.name, *[show(arg) for arg in node.args], *(["..."] if node.expand else []))
        case For():
            extra = (show(node.condition) if node.condition else None, node.group)
            head = ("for", node.key, node.value, show(node.collection))
            return (*head, show(node.key_expr) if node.key_expr else None, show(node.value_expr), *extra)
        case Unary():
            return (node.op, show(node.of))
        case Binary():
            return (show(node.left), node.op, show(node.right))
        case Conditional():
            return (show(node.condition), "?", show(node.then), show(node.otherwise))
        case Broken():
            return ("broken", node.message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("1.5", parse_number("1.5")),
        ("1e3", 1000),
        ("25e-1", parse_number("2.5")),
        ("1.5e3", 1500),
        ("2.0", 2),
        ("true", True),
        ("false", False),
        ("null", None),
        ('"x"', "x"),
        ('""', ""),
        ('"  x  "', "  x  "),
        ('"# no // comment /* */"', "# no // comment /* */"),
        (r'"\n\r\t\"\\"', '\n\r\t"\\'),
        (r'"\u00e9\U0001F600"', "é😀"),
        ('"e\u0301"', "é"),
        ('"$${x} %%{y} $ % $$ 100%"', "${x} %{y} $ % $$ 100%"),
        ('"$$${x}"', "$${x}"),
        ('"$$$${x}"', "$$${x}"),
    ],
)
def test_literals(text: str, expected: object) -> None:
    node = value(text)
    assert isinstance(node, Literal)
    assert node.value == expected
    assert type(node.value) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", (1, "+", (2, "*", 3))),
        ("1 * 2 + 3", ((1, "*", 2), "+", 3)),
        ("1 - 2 - 3", ((1, "-", 2), "-", 3)),
        ("7 % 4 * 2", ((7, "%", 4), "*", 2)),
        ("(1 + 2) * 3", ((1, "+", 2), "*", 3)),
        ("a == b && c || d", ((("<a>", "==", "<b>"), "&&", "<c>"), "||", "<d>")),
        ("a || b && c", ("<a>", "||", ("<b>", "&&", "<c>"))),
        ("1 < 2 == true", ((1, "<", 2), "==", True)),
        ("a != b >= c", ("<a>", "!=", ("<b>", ">=", "<c>"))),
        ("!a == b", (("!", "<a>"), "==", "<b>")),
        ("-a + b", (("-", "<a>"), "+", "<b>")),
        ("-a.b", ("-", ("<a>", ".b"))),
        ("!f(x)[0].y", ("!", ((("call", "f", "<x>"), "[]", 0), ".y"))),
        ("a - -1", ("<a>", "-", ("-", 1))),
        ("a ? b : c ? d : e", ("<a>", "?", "<b>", ("<c>", "?", "<d>", "<e>"))),
        ("a ? b : c ? d : e ? f : g", ("<a>", "?", "<b>", ("<c>", "?", "<d>", ("<e>", "?", "<f>", "<g>")))),
        ("a ? b ? c : d : e", ("<a>", "?", ("<b>", "?", "<c>", "<d>"), "<e>")),
        ("(a ? b : c) ? d : e", (("<a>", "?", "<b>", "<c>"), "?", "<d>", "<e>")),
        ("a == 1 ? b + 1 : c", (("<a>", "==", 1), "?", ("<b>", "+", 1), "<c>")),
        ("((a))", "<a>"),
        ("a /* one */ + /* two */ b", ("<a>", "+", "<b>")),
    ],
)
def test_operators(text: str, expected: object) -> None:
    assert show(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a-b", "<a-b>"),
        ("var.x", ("<var>", ".x")),
        ("é.x", ("<é>", ".x")),
        ("(a).b", ("<a>", ".b")),
        ('a["k"].c', (("<a>", "[]", "k"), ".c")),
        ("a.0 .1", (("<a>", "[]", 0), "[]", 1)),
        ("a[*].b[0].c", ("<a>", "[*]", ((("<*>", ".b"), "[]", 0), ".c"))),
        ("a.*.b[0].c", ((("<a>", ".*", ("<*>", ".b")), "[]", 0), ".c")),
        ("a.*.b.0", ("<a>", ".*", (("<*>", ".b"), "[]", 0))),
        ("a[*][*].b", ("<a>", "[*]", ("<*>", "[*]", ("<*>", ".b")))),
        ("a[*]", ("<a>", "[*]", "<*>")),
        ("f()", ("call", "f")),
        ("f(a, 1,)", ("call", "f", "<a>", 1)),
        ("f(a...)", ("call", "f", "<a>", "...")),
        ("provider::x::y(1)", ("call", "provider::x::y", 1)),
        ("[]", []),
        ("[a, 1,]", ["<a>", 1]),
        ("[\n  1, # one\n  2\n]", [1, 2]),
        ("{}", {"object": []}),
        ('{ a = 1, "b" : 2, (c) = 3 }', {"object": [("a", 1), ("b", 2), ("<c>", 3)]}),
        ("{\n a = b\n (c) = 1\n}", {"object": [("a", "<b>"), ("<c>", 1)]}),
        ('{\n "${a}-x" = 1\n true = 2\n 3 = 4\n é = 5\n}', None),
        ("{ a.b = 1 }", {"object": [(("<a>", ".b"), 1)]}),
        ("[for v in a : v]", ("for", None, "v", "<a>", None, "<v>", None, False)),
        ("[for k, v in a : k if v]", ("for", "k", "v", "<a>", None, "<k>", "<v>", False)),
        ("{for k, v in a : k => v... if v}", ("for", "k", "v", "<a>", "<k>", "<v>", "<v>", True)),
    ],
)
def test_structures(text: str, expected: object) -> None:
    if expected is None:
        expected = {"object": [(("template", "<a>", "-x"), 1), ("true", 2), (3, 4), ("é", 5)]}
    assert show(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"${a}"', ("wrap", "<a>")),
        ('"${~ a ~}"', ("wrap", "<a>")),
        ('" ${~ a ~} "', ("template", "<a>")),
        ('"${a}${b}"', ("template", "<a>", "<b>")),
        ('"  x ${ a }  y"', ("template", "  x ", "<a>", "  y")),
        ('"a ${~ b ~}  c  ${~ d}"', ("template", "a", "<b>", "c", "<d>")),
        ('"x${"y${z}"}"', ("template", "x", ("template", "y", "<z>"))),
        ('"%{ if a }b%{ endif }"', ("template", ("if", "<a>", ["b"], []))),
        ('"%{ if a ~} b %{~ else ~} c %{~ endif }d"', ("template", ("if", "<a>", ["b"], ["c"]), "d")),
        ('"%{ for k, v in c }${k}, %{ endfor }"', ("template", ("for", "k", "v", "<c>", ["<k>", ", "]))),
        (
            '"%{ for v in c }%{ if v }x%{ else }%{ endif }%{ endfor }"',
            ("template", ("for", None, "v", "<c>", [("if", "<v>", ["x"], [])])),
        ),
    ],
)
def test_quoted_templates(text: str, expected: object) -> None:
    assert show(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<EOT\nEOT", ""),
        ("<<EOT\na\n   EOT", "a\n"),
        ('<<EOT\n  a "q" \\n \\\n\n b\nEOT', '  a "q" \\n \\\n\n b\n'),
        ("<<EOT\n$${x} %%{y}\nEOT", "${x} %{y}\n"),
        ("<<EOT\nEOTX\n EOT x\nEOT", "EOTX\n EOT x\n"),
        ("<<-EOT\n    a\n\n      b\n    EOT", "a\n\n  b\n"),
        ("<<-EOT\n    a\n  \tb\n  EOT", " a\nb\n"),
        ("<<-EOT\n  x\r\n y\r\n EOT", " x\r\ny\r\n"),
        ("<<EOT\na ${x ~}\n\n   b\nEOT", ("template", "a ", "<x>", "\n   b\n")),
        ("<<-EOT\n    b ${x}\n      ${x} c\n  EOT", ("template", "b ", "<x>", "\n  ", "<x>", " c\n")),
        ("<<-EOT\n${x}\n   b\n  EOT", ("template", "<x>", "\n   b\n")),
        ("<<-EOT\n      ${~ x ~}\n     b\n   EOT", ("template", "<x>", "     b\n")),
        (
            "<<-EOT\n    %{ if t ~}\n      foo\n    %{ endif ~}\n  bar\n  EOT",
            ("template", ("if", "<t>", ["      foo\n"], []), "  bar\n"),
        ),
        (
            "<<-EOT\n    %{ for v in c }\n      ${v}\n    %{ endfor }\n    end\n    EOT",
            ("template", ("for", None, "v", "<c>", ["\n  ", "<v>", "\n"]), "\nend\n"),
        ),
    ],
)
def test_heredocs(text: str, expected: object) -> None:
    assert show(value(text)) == expected
