"""Numbers: 512 bits, rounded and written as Terraform does; the oracle compares made-up arithmetic with it."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.sources.partial.number_text import number_text, parse_number
from auditor.sources.partial.numbers import (
    Number,
    Real,
    Whole,
    add,
    counted,
    divide,
    floor,
    from_float,
    multiply,
    negate,
    remainder,
    to_float,
)
from auditor.sources.partial.values import EvalError, UndecidedError, Unk
from auditor.sources.terraform.language.functions import FUNCTIONS
from auditor.sources.terraform.language.operators import BINARY
from tests.sources.partial.number_maker import SHOWN
from tests.sources.terraform.helpers import root_of, value_of
from tests.sources.terraform.language.expression_maker import made_up
from tests.sources.terraform.language.terraform_console import TerraformConsole, Verdict, encoded

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
FIRST_SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))


@pytest.mark.oracle
@pytest.mark.parametrize("number", range(20 if FULL else 1))
def test_arithmetic_gives_what_terraform_gives(number: int, tmp_path: Path) -> None:
    asked = made_up(SHOWN, 500, FIRST_SEED + number)
    theirs = TerraformConsole(tmp_path).answers(asked)
    outputs = "".join(f'output "r{i}" {{\n  value = {e}\n}}\n' for i, e in enumerate(asked))
    (tmp_path / "main.tf").write_text(outputs, encoding="utf-8")
    module = root_of(tmp_path, {}).module
    known, undecided, different = 0, list[str](), list[str]()
    for i, (expression, answer) in enumerate(zip(asked, theirs, strict=True)):
        value = module.output(f"r{i}")
        ours = Verdict.ERROR if isinstance(value, Unk) and value.error else encoded(value)
        if ours is Verdict.UNKNOWN and answer is not Verdict.ERROR:
            undecided.append(f"{expression}: {value}")
        elif ours != answer and ours is not Verdict.UNKNOWN:
            different.append(f"{expression}\n    Terraform: {answer}\n    ours: {ours} {value!r}"[:600])
        known += answer is not Verdict.ERROR
    assert not different, "\n".join(different)
    assert len(undecided) <= known / 20, "\n".join(undecided)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.10", "0.1"),
        ("1e30", "1" + "0" * 30),
        ("1E-7", "0.0000001"),
        ("100000000000000000000000000", "100000000000000000000000000"),
        ("-0", "-0"),
        ("-0.0", "-0"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1p3", "8"),
        ("3p-1", "1.5"),
        ("Inf", "+Inf"),
        ("-inf", "-Inf"),
        ("0e999999999", "0"),
        ("007", "7"),
    ],
)
def test_a_text_is_read_and_written_as_terraform_does(text: str, written: str) -> None:
    assert number_text(parse_number(text)) == written


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1_000", "0x10", "e3", "1e", ".", "-", "NaN", "infinity", "1,5", "١"])
def test_what_is_no_number_for_terraform_is_none(text: str) -> None:
    with pytest.raises(EvalError, match="a number is required"):
        parse_number(text)


THIRD = "0." + "3" * 154 + "5"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (add(parse_number("0.1"), parse_number("0.2")), "0.3"),
        (divide(1, 3), THIRD),
        (multiply(divide(1, 3), 3), "1"),
        (divide(counted(1), counted(3)), "0.33333333333333333334"),
        (divide(counted(1), 3), THIRD),
        (from_float(2.0**200), "1606938044258990300000000000000000000000000000000000000000000"),
        (from_float(0.1), "0.1"),
        (negate(0), "-0"),
        (multiply(0, -1), "-0"),
        (add(negate(0), 0), "0"),
        (divide(-1, 0), "-Inf"),
        (remainder(parse_number("-7.5"), 2), "-1.5"),
        (remainder(-7, 3), "-1"),
        (remainder(5, 0), "5"),
        (remainder(parse_number("0.3"), parse_number("0.1")), "0"),
        (floor(parse_number("-0.5")), "-1"),
        (floor(parse_number("-0.5"), up=True), "0"),
        (parse_number("1" * 200), "1" * 154 + "11" + "0" * 44),
    ],
)
def test_arithmetic_is_done_in_512_bits(number: Number, written: str) -> None:
    assert number_text(number)[:153] == written[:153]
    assert len(number_text(number)) == len(written)


def test_numbers_are_equal_if_they_are_written_alike() -> None:
    tenth, double = parse_number("0.1"), from_float(0.1)
    assert tenth == double
    assert hash(tenth) == hash(double)
    assert double > tenth
    assert double >= tenth
    assert double <= tenth
    assert negate(0) == 0
    assert hash(negate(0)) == hash(0)
    assert divide(1, 3) != divide(counted(1), counted(3))
    assert parse_number("0.1") != "0.1"


def test_whole_numbers_stay_ints() -> None:
    for number in (
        parse_number("12"),
        add(1, 2),
        multiply(2, 3),
        divide(6, 3),
        parse_number("1e3"),
        divide(3, parse_number("0.5")),
    ):
        assert type(number) is int
    assert isinstance(counted(3), Whole)
    assert isinstance(divide(1, 2), Real)


@given(st.floats(allow_nan=False))
def test_a_float_is_kept_exactly(number: float) -> None:
    kept = from_float(number)
    assert to_float(kept) == number
    if number == number and abs(number) != float("inf"):
        # Below a power of two the next number is nearer than above it; Go's shortest text takes no account of that.
        assert to_float(parse_number(number_text(kept))) in (number, math.nextafter(number, 0))


@given(st.integers(), st.integers().filter(bool))
def test_a_quotient_and_a_remainder_make_the_whole(a: int, b: int) -> None:
    rest = remainder(a, b)
    assert isinstance(rest, int)
    assert abs(rest) < abs(b)
    assert (a - rest) % b == 0


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20))
def test_a_short_text_comes_back(number: object) -> None:
    text = number_text(parse_number(format(number, "f")))
    assert parse_number(text) == parse_number(format(number, "f"))
    assert len(text) <= len(format(number, "f"))


def test_infinity_is_an_error_only_where_it_is_for_terraform() -> None:
    endless = divide(1, 0)
    assert BINARY[">"](endless, 5) is True
    assert FUNCTIONS["tostring"].call(endless) == "+Inf"
    for operator, other in (("-", endless), ("*", 0), ("/", endless)):
        with pytest.raises(EvalError):
            BINARY[operator](endless, other)
    with pytest.raises(EvalError):
        divide(0, 0)
    with pytest.raises(EvalError):
        FUNCTIONS["jsonencode"].call(endless)


@pytest.mark.parametrize(
    "expression",
    [
        "1e999999999",
        "1e2000 * 1e2000",
        "1e-2000 / 1e2000",
        "9" * 10_000,
        f'tonumber("{"9" * 10_000}")',
        'tonumber("1e-999999999")',
        f'parseint("{"9" * 5_000}", 10)',
        'jsondecode("1e99999")',
        "pow(pow(10, 300), 300) % 3",
        "1" + " * 1e500" * 20,
    ],
    ids=lambda e: e[:20],
)
def test_a_number_that_is_too_long_is_undecided_and_costs_nothing(expression: str, tmp_path: Path) -> None:
    began = time.process_time()
    value = value_of(tmp_path, expression)
    assert time.process_time() - began < 2
    assert isinstance(value, Unk), value
    assert not value.error, value.reason


def test_a_bound_does_not_let_try_go_on(tmp_path: Path) -> None:
    value = value_of(tmp_path, 'try(1e999999999, "fallback")')
    assert isinstance(value, Unk)
    with pytest.raises(UndecidedError):
        parse_number("1e999999999")


def test_a_million_digits_are_not_read(tmp_path: Path) -> None:
    began = time.process_time()
    value = value_of(tmp_path, "9" * 1_000_000)
    assert time.process_time() - began < 10
    assert isinstance(value, Unk)


def test_zero_and_negative_zero_are_two_cases(tmp_path: Path) -> None:
    value = value_of(tmp_path, "var.on ? -0 : 0", 'variable "on" { type = bool }')
    assert isinstance(value, Unk)
    assert [number_text(parse_number(str(case))) for _, case in value.choices] == ["-0", "0"]
