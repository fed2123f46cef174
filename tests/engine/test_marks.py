"""YAML with places: the values of `safe_load`, the line of each key, and errors that name it."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.errors import RuleError
from auditor.engine.marks import Marks, read_yaml
from tests.engine.builders import to_yaml

TEXT = """\
# a comment
id: sample
check:
  all:
    - tls: true
    - {at_rest: true,
       auto_minor: true}
    - engine
long: >-
  several
  lines
last: [a, b]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("check",), 3),
        (("check", "all"), 4),
        (("check", "all", 0), 5),
        (("check", "all", 0, "tls"), 5),
        (("check", "all", 1), 6),
        (("check", "all", 1, "auto_minor"), 7),
        (("check", "all", 2), 8),
        (("long",), 9),
        (("last", 1), 12),
        ((), 2),
        (("check", "all", 1, "no", "such", 7), 6),
        (("nothing",), 2),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int):
    assert read_yaml(TEXT, "rule.yaml")[1].line(path) == line


def test_no_line_is_zero():
    assert Marks("rule.yaml").line(("id",)) == 0


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc \n:#'\"{}[]%-", max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_values_are_those_of_safe_load(value: object):
    text = to_yaml(value)
    assert read_yaml(text, "rule.yaml")[0] == yaml.safe_load(text) == value


def test_an_empty_file_is_nothing():
    assert read_yaml("# only a comment\n", "rule.yaml")[0] is None


def test_a_key_that_yaml_takes_for_something_else_is_the_word_that_was_written():
    assert read_yaml("on: 1\n5.10: 2\nnull: 3", "rule.yaml")[0] == {"on": 1, "5.10": 2, "null": 3}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3", 3, "'a' is given twice"),
        ("a:\n  b: 1\n  c: {b: 1, b: 2}", 3, "'b' is given twice"),
        ("on: 1\noff: 2\non: 3", 3, "'on' is given twice"),
        ("a: 1\n'1': 1\n1: 2", 3, "'1' is given twice"),
        ("a: 1\n? [b]\n: 2", 2, "a key is a word"),
        ("a: 1\nb: [1, 2", 3, "not readable as YAML: did not find expected ',' or ']'"),
        ("a: 1\n  b: 2", 2, "not readable as YAML: mapping values are not allowed in this context"),
        ("a: 1\nb: *nowhere", 2, "not readable as YAML: found undefined alias"),
        ("a: 1\n---\nb: 2", 2, "not readable as YAML: but found another document"),
        (
            "a: 1\nb: !!python/object/apply:os.system [x]",
            2,
            "not readable as YAML: unknown tag tag:yaml.org,2002:python",
        ),
        ("a: 1\nb: !shell rm", 2, "not readable as YAML: could not determine a constructor"),
        ("a: 1\nb: 2024-02-30", 2, "not readable as YAML: day is out of range for month"),
        ("a: 1\nb: !!int many", 2, "not readable as YAML: invalid literal"),
        ("a: 1\nb: !!set {x}", 2, "not readable as YAML: unknown tag"),
        ("a: 1\nb: &b\n  c: *b", 2, "nested deeper than 40 levels"),
    ],
)
def test_an_error_names_file_and_line(text: str, line: int, message: str):
    with pytest.raises(RuleError, match=rf"^rule\.yaml:{line}: {re.escape(message)}"):
        read_yaml(text, "rule.yaml")


def test_a_control_character_has_no_line_but_is_an_error():
    with pytest.raises(RuleError, match=r"^rule\.yaml: not readable as YAML: unacceptable character"):
        read_yaml("a: \x00", "rule.yaml")


def test_forty_levels_are_read_and_no_more():
    assert read_yaml("[" * 41 + "]" * 41, "rule.yaml")[0]
    with pytest.raises(RuleError, match="nested deeper than 40 levels"):
        read_yaml("[" * 42 + "]" * 42, "rule.yaml")
    with pytest.raises(RuleError, match="nested deeper than 40 levels"):
        read_yaml("[" * 41 + "a" + "]" * 41, "rule.yaml")


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "{a: " * 100_000, "? " * 100_000])
def test_no_depth_brings_the_process_down(text: str):
    with pytest.raises(RuleError, match=r"^rule\.yaml:1: nested deeper than 40 levels"):
        read_yaml(text, "rule.yaml")


def test_depth_in_a_long_file_is_named_by_its_line():
    deep = "\n".join("  " * level + "a:" for level in range(100))
    with pytest.raises(RuleError, match=r"^rule\.yaml:42: nested deeper than 40 levels"):
        read_yaml(deep, "rule.yaml")


def test_aliases_cannot_multiply_without_end():
    laughs = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(RuleError, match=r"^rule\.yaml:\d+: more than 100000 values"):
        read_yaml("\n".join(laughs), "rule.yaml")


def test_an_alias_is_a_value_like_any_other():
    content, _ = read_yaml("a: &a {b: 1}\nc: *a", "rule.yaml")
    assert content == {"a": {"b": 1}, "c": {"b": 1}}
