"""CBOR as newer versions of botocore speak it: both ways, with texts of unknown length, and never with a traceback."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.demo.cbor import Moment, dumps, loads

SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text() | st.binary()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_a_value_is_read_as_it_was_written(value: Any):
    assert loads(dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [  # RFC 8949, appendix A
        ("00", 0), ("1903e8", 1000), ("1b000000e8d4a51000", 1_000_000_000_000), ("3863", -100), ("f93c00", 1.0),
        ("fa47c35000", 100_000.0), ("fb3ff199999999999a", 1.1), ("f4", False), ("f7", None),
        ("c11a514b67b0", 1363896240),
        ("4401020304", b"\x01\x02\x03\x04"), ("62c3bc", "ü"), ("83010203", [1, 2, 3]), ("a201020304", {1: 2, 3: 4}),
        ("5f42010243030405ff", b"\x01\x02\x03\x04\x05"), ("7f657374726561646d696e67ff", "streaming"),
        ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]), ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard(text: str, value: Any):
    assert loads(bytes.fromhex(text)) == value


def test_a_moment_is_marked_as_one():
    assert dumps(Moment(1.5))[:1] == b"\xc1"
    assert loads(dumps(Moment(1.5))) == 1.5
    assert math.isinf(loads(bytes.fromhex("f97c00")))


@given(st.binary())
def test_what_is_no_cbor_is_refused_in_words(content: bytes):
    with contextlib.suppress(ValueError):
        loads(content)


@pytest.mark.parametrize("text", ["", "18", "62c3", "0000", "ff", "1f", "fc", "9f01"])
def test_what_is_cut_off_is_refused(text: str):
    with pytest.raises(ValueError, match="no CBOR"):
        loads(bytes.fromhex(text))
