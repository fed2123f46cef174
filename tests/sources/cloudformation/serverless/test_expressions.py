"""Variables of the framework in texts, told from those of CloudFormation."""

from __future__ import annotations

import time

import pytest

from auditor.sources.cloudformation.serverless.expressions import Literal, Part, Source, Variable, parts_of


def plain(part: Part | Source | Literal) -> object:
    """A part as nested tuples."""
    if isinstance(part, str):
        return part
    if isinstance(part, Variable):
        return tuple(plain(one) for one in part.alternatives)
    if isinstance(part, Literal):
        return {"text" if part.quoted else "word": [plain(one) for one in part.parts]}
    parameter, address = (
        [plain(one) for one in parts] if parts is not None else None for parts in (part.parameter, part.address)
    )
    return part.kind, parameter, address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x", ["x"]),
        ("${self:custom.a}", [(("self", None, ["custom.a"]),)]),
        ("a-${self:b}-c", ["a-", (("self", None, ["b"]),), "-c"]),
        ("${opt:stage, 'dev'}", [(("opt", None, ["stage"]), {"text": ["dev"]})]),
        ("${opt:stage,self:provider.stage}", [(("opt", None, ["stage"]), ("self", None, ["provider.stage"]))]),
        ("${opt:n, 3}", [(("opt", None, ["n"]), {"word": ["3"]})]),
        ("${opt:n, true}", [(("opt", None, ["n"]), {"word": ["true"]})]),
        ('${env:A, "b, }"}', [(("env", None, ["A"]), {"text": ["b, }"]})]),
        (r"${env:A, 'it\'s'}", [(("env", None, ["A"]), {"text": ["it", "'", "s"]})]),
        ("${file(./a.yml)}", [(("file", ["./a.yml"], None),)]),
        ("${file(a.yml):b.c}", [(("file", ["a.yml"], ["b.c"]),)]),
        ("${file(${opt:f}.yml):a}", [(("file", [(("opt", None, ["f"]),), ".yml"], ["a"]),)]),
        ("${self:a.${opt:s}.b}", [(("self", None, ["a.", (("opt", None, ["s"]),), ".b"]),)]),
        ("${opt:s, ${self:a}}", [(("opt", None, ["s"]), (("self", None, ["a"]),))]),
        ("${ssm(eu-west-1):/a/b~true}", [(("ssm", ["eu-west-1"], ["/a/b~true"]),)]),
        ("${strToBool(${opt:x})}", [(("strToBool", [(("opt", None, ["x"]),)], None),)]),
        ("${self:}", [(("self", None, []),)]),
        # Nothing of the framework.
        ("${AWS::Region}", ["${AWS::Region}"]),
        ("${Cache.Arn}", ["${Cache.Arn}"]),
        ("${Name}-${self:a}", ["${Name}-", (("self", None, ["a"]),)]),
        ("${!Literal}", ["${!Literal}"]),
        ("${self:a", ["${self:a"]),
        ("${}", ["${}"]),
        ("$ {self:a} $", ["$ {self:a} $"]),
    ],
)
def test_parts(text: str, parts: list[object]) -> None:
    assert [plain(one) for one in parts_of(text)] == parts


@pytest.mark.parametrize(
    "text", ["${a:" * 100_000, "${a:x" * 50_000 + "}" * 50_000, "${a(" * 100_000, "${a:'" * 50_000]
)
def test_hostile_texts_are_quick(text: str) -> None:
    started = time.process_time()
    parts_of(text)
    assert time.process_time() - started < 5
