"""Whatever a configuration passes to a function, the answer is a value or an `EvalError`, and it comes soon."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.sources.partial.convert import ordered_set
from auditor.sources.partial.numbers import Real, from_float
from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.terraform.language.functions import FUNCTIONS

U = Unk("not known")
BOMB = "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 8)}]\n" for i in range(8)
)

HOSTILE = [
    ("regex", "(x+x+)+y", "x" * 5_000),
    ("regex", "^(a|a)*$", "a" * 5_000 + "b"),
    ("regex", "^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5_000),
    ("regexall", ".*.*.*.*=.*", "x" * 5_000),
    ("regex", "(" * 500 + ")" * 500, "a"),
    ("regex", "((a{1,100}){1,100}){1,100}", "a"),
    ("regex", "a{1000}" * 100, "a"),
    ("regexall", "()" * 900, "a" * 100_000),
    ("regexall", "", "a" * 1_000_000),
    ("replace", "a" * 10_000, "", "b" * 10_000),
    ("replace", "a" * 10_000, "/a/", "b" * 10_000),
    ("replace", "a" * 1000, "/(a)/", "$1" * 100_000),
    ("format", "%99999999d", 1),
    ("format", "%10000d" * 1000, *range(1000)),
    ("format", "%.999999f", 1),
    ("formatlist", "%10000d", list(range(1000))),
    ("indent", 38_653_589_082, "one line"),
    ("range", 1_000_000_000),
    ("range", 0, 1, Real(1, -30)),
    ("pow", 10, 10_000),
    ("tonumber", "1e999999999"),
    ("tonumber", "9" * 1_000_000),
    ("parseint", "9" * 900_000, 10),
    ("indent", 1_000_000, "\n" * 1000),
    ("setproduct", *[list(range(100))] * 10),
    ("toset", [[i] for i in range(50_000)]),
    ("distinct", [str(i) for i in range(100_000)]),
    ("setsubtract", list(range(50_000)), list(range(50_000))),
    ("setintersection", list(range(50_000)), list(range(50_000))),
    ("chunklist", list(range(100_000)), 1),
    ("join", "x" * 10_000, ["y"] * 10_000),
    ("transpose", {str(i): ["x"] * 1000 for i in range(1000)}),
    ("matchkeys", list(range(10_000)), list(range(10_000)), list(range(10_000))),
    ("jsondecode", "[" * 100_000),
    ("jsondecode", "[" * 900 + "]" * 900),
    ("jsondecode", "1e99999999"),
    ("jsondecode", "9" * 100_000),
    ("yamldecode", "[" * 10_000),
    ("yamldecode", "- " * 5_000),
    ("yamldecode", BOMB),
    ("yamldecode", "a: &a [*a]"),
    ("cidrsubnets", "::/0", *[32] * 100_000),
    ("cidrsubnet", "::/0", 10**9, 1),
    ("cidrhost", "10.0.0.0/8", 10**100),
    ("timeadd", "2020-01-01T00:00:00Z", "1h" * 1000),
    ("formatdate", "Y" * 100_000, "2020-01-01T00:00:00Z"),
    ("csvdecode", '"' * 100_000),
    ("base64decode", "=" * 1_000_000),
    ("substr", "a" * 10, 10**30, 10**30),
    ("slice", ["a"], 10**30, 10**31),
    ("element", ["a"], 10**30),
    ("log", 10**5000, 10),
    ("tostring", 10**5000),
    ("format", "%d", 10**5000),
    ("signum", 10**5000),
]


@pytest.mark.parametrize("expression", HOSTILE, ids=lambda e: e[0])
def test_a_hostile_argument_costs_little(expression: tuple[str, object]):
    name, *args = expression
    began = time.process_time()
    with contextlib.suppress(EvalError):
        FUNCTIONS[name].call(*args)
    assert time.process_time() - began < 10


TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "10.0.0.0/8",
        "::/0",
        "2020-01-01T00:00:00Z",
        "%s-%05d",
        "(a|b)+?",
        "/a/",
        "5m",
        "utf-8",
        "dns",
        "{}",
        "- a: *x",
        "-1",
    ]
)
NUMBERS = st.integers(-70, 70) | st.integers() | st.floats(allow_nan=False).map(from_float)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS | st.just(U)


def _containers(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    lists = st.lists(inner, max_size=4)
    return lists | st.dictionaries(st.text(max_size=3), inner, max_size=4) | lists.map(ordered_set)


VALUES = st.recursive(LEAVES, _containers, max_leaves=8)


def _inside(value: object) -> Iterator[object]:
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _inside(item)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(args=st.lists(VALUES, max_size=4))
def test_any_arguments_give_a_value_or_an_eval_error(name: str, args: list[object]):
    try:
        result = FUNCTIONS[name].call(*args)
    except EvalError:
        return
    for part in _inside(result):
        assert part is None or isinstance(part, (bool, int, Real, str, list, dict, Unk))


@settings(max_examples=300, deadline=None)
@given(pattern=st.text("ab(|)*+?[]^$.{}1,\\d-:PisU", max_size=12), text=st.text("ab1\n", max_size=8))
def test_any_pattern_gives_a_value_or_an_eval_error(pattern: str, text: str):
    try:
        results = FUNCTIONS["regexall"].call(pattern, text)
    except EvalError:
        return
    assert isinstance(results, list)
    assert len(results) <= len(text) + 1


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_what_is_encoded_decodes_to_the_same(value: object):
    for encode, decode in (("jsonencode", "jsondecode"), ("yamlencode", "yamldecode")):
        try:
            text = FUNCTIONS[encode].call(value)
        except EvalError:
            continue
        if isinstance(text, str) and encode == "jsonencode":
            assert FUNCTIONS[encode].call(FUNCTIONS[decode].call(text)) == text
