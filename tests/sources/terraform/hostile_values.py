"""Code whose values are made to grow, or whose evaluation is made to last."""

from __future__ import annotations

from tests.sources.terraform.hostile_code import (
    UNKNOWN,
    Cases,
    doubled,
    group,
    tree,
    value,
    write,
)

VALUES: Cases = {
    "many variables": lambda: tree({"main.tf": group() + "".join(f'variable "v{i}" {{}}\n' for i in range(20_000))}),
    "many locals in a row": lambda: tree(
        {
            "main.tf": "locals {\n  l0 = 6379\n"
            + "".join(f"  l{i} = local.l{i - 1}\n" for i in range(1, 20_000))
            + "}\n"
            + group("  port = local.l19999")
        }
    ),
    "doubled lists": lambda: value("local.last", doubled('["x"]', "[$, $]")),
    "doubled lists as text": lambda: value("jsonencode(local.last)", doubled('["x"]', "[$, $]")),
    "doubled objects": lambda: value("local.last", doubled("{ a = 1 }", "{ a = $, b = $ }")),
    "doubled text": lambda: value("local.last", doubled('"x"', '"${$}${$}"')),
    "doubled joins": lambda: value("local.last", doubled('"x"', 'join("", [$, $])')),
    "doubled concat": lambda: value("local.last", doubled('["x"]', "concat($, $)")),
    "doubled merges": lambda: value(
        "local.last", doubled("{ a = 1 }", 'merge({ for k, v in $ : "${k}a" => v }, { for k, v in $ : "${k}b" => v })')
    ),
    "doubled format": lambda: value("local.last", doubled('"x"', 'format("%s%s", $, $)')),
    "doubled replace": lambda: value("local.last", doubled('"x"', 'replace($, "x", "xx")')),
    "doubled flatten": lambda: value("local.last", doubled('["x"]', "flatten([$, $])")),
    "doubled sets": lambda: value("local.last", doubled("toset([1])", "toset([$, $, 1])")),
    "doubled unknowns": lambda: value("length(local.last[0])", UNKNOWN + doubled("[var.u]", "[$, $]")),
    "doubled choices": lambda: value("local.last[0]", UNKNOWN + doubled("var.u ? [1] : [2]", "[$, $]")),
    "doubled conditions": lambda: value("local.last", UNKNOWN + doubled("1", "var.u == $ ? $ : $ + 1")),
    "doubled numbers": lambda: value("local.last", doubled("10", "$ * $")),
    "range": lambda: value("length(range(1e9))"),
    "range of fractions": lambda: value("range(0, 1e9, 1e-9)"),
    "loops in loops": lambda: value(
        "length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]])"
    ),
    "template loops": lambda: value('"' + "%{ for a in range(1000) }" * 4 + "x" + "%{ endfor }" * 4 + '"'),
    "powers": lambda: value("pow(10, 100000000)"),
    "powers of powers": lambda: value("pow(pow(99999, 99999), 99999)"),
    "exponents": lambda: value("1e999999999"),
    "digits": lambda: value("9" * 1_000_000),
    "wide format": lambda: value('format("%999999999d", 1)'),
    "wide format of stars": lambda: value('format("%*d", 999999999, 1)'),
    "many formats": lambda: value('formatlist("%9999d%9999d", range(1000), range(1000))'),
    "joined": lambda: value('join("xxxxxxxxxx", [for i in range(1000) : join("yyyyyyyyyy", range(1000))])'),
    "repeated joins": lambda: value('join(join(join("x", range(1000)), range(1000)), range(1000))'),
    "patterns": lambda: value(f'regexall("(a+)+$", "{"a" * 5000}b")'),
    "patterns of dots": lambda: value(f'regexall("(.*)(.*)(.*)(.*)(.*)x", "{"a" * 2000}")'),
    "patterns of repeats": lambda: value('regexall("((((a{0,1000}){0,1000}){0,1000}){0,1000})", "a")'),
    "patterns replaced": lambda: value(f'replace("{"a" * 2000}", "/(a*)*/", "{"b" * 2000}")'),
    "products": lambda: value("length(setproduct(range(1000), range(1000), range(1000), range(1000)))"),
    "template of itself": lambda: (
        lambda folder: write(
            folder, {"main.tf": group('  engine_version = templatefile("t", {})'), "t": '${templatefile("t", {})}'}
        )
    ),
    "template of templates": lambda: (
        lambda folder: write(
            folder,
            {"main.tf": group('  engine_version = templatefile("t0", {})')}
            | {f"t{i}": f'${{templatefile("t{i + 1}", {{}})}}' * 3 for i in range(30)}
            | {"t30": "x"},
        )
    ),
    "template strings": lambda: value(
        "templatestring(local.t, { t = local.t })", 'locals {\n  t = "$${templatestring(t, { t = t })}"\n}\n'
    ),
    "template file again and again": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": group('  engine_version = join("", [for i in range(1000) : templatefile("t", { i = i })])'),
                "t": "x\n" * 200_000,
            },
        )
    ),
    "file again and again": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": group('  engine_version = length([for i in range(1000) : sha512(file("t"))])'),
                "t": "x\n" * 200_000,
            },
        )
    ),
    "base64 again and again": lambda: value("local.last", doubled('"x"', "base64encode($)", 100)),
    "json again and again": lambda: value("local.last", doubled('"x"', "jsonencode($)", 100)),
    "compressed": lambda: value("local.last", doubled('"x"', "base64gzip($)", 100)),
    "addresses": lambda: value('cidrsubnets("::/0", [for i in range(1000) : 32]...)'),
    "sorted": lambda: value('sort([for i in range(1000) : join("", range(1000))])'),
    "chunks": lambda: value("chunklist(range(1000), 1)"),
    "distinct": lambda: value("distinct(flatten([for i in range(10) : [for j in range(1000) : { a = i, b = j }]]))"),
    "set of objects": lambda: value("toset(flatten([for i in range(10) : [for j in range(1000) : { a = i, b = j }]]))"),
    "conditions": lambda: tree(
        {
            "main.tf": "".join(f'variable "v{i}" {{}}\n' for i in range(300))
            + group("  tags = { " + ", ".join(f"k{i} = var.v{i} ? 1 : 2" for i in range(300)) + " }")
        }
    ),
    "conditions in a list": lambda: tree(
        {
            "main.tf": "".join(f'variable "v{i}" {{}}\n' for i in range(200))
            + group("  security_group_ids = [" + ", ".join(f'var.v{i} ? "a" : "b"' for i in range(200)) + "]")
        }
    ),
    "nested conditions": lambda: value("".join(f'var.u == "{i}" ? {i} : ' for i in range(300)) + "0", UNKNOWN),
}
