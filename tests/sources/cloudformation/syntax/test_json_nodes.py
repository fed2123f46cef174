import codecs
import time

import pytest

from auditor.sources.bounds import FILE_BYTES, NESTING
from auditor.sources.cloudformation.syntax import json_nodes
from auditor.sources.cloudformation.syntax.json_nodes import read_damaged, read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import Mapping, Scalar
from tests.sources.cloudformation.syntax.plain_nodes import at, place, plain

BOTH = pytest.mark.parametrize("read", [read_json_nodes, read_damaged])
TEXT = """{
  "A": {"Ref": "b"},
  "é😀": ["x", 1, -2.50, true, null, {}],
  "G": {"Fn::GetAtt": ["a", "b"]}, "H": {"Fn::GetAtt": "a.b"},
  "C": {"Condition": "x"},
  "E": "\\u00e9\\ud83d\\ude00\\n\\"", "V": 7.10
}
""".encode()


@BOTH
def test_values(read):
    document = read(TEXT)
    assert not document.problems
    attribute = ("Fn::GetAtt", ["a", "b"])
    assert plain(document.root) == {
        "A": ("Ref", "b"), "é😀": ["x", 1, -2.5, True, None, {}], "G": attribute, "H": attribute,
        "C": {"Condition": "x"}, "E": 'é😀\n"', "V": 7.1,
    }  # fmt: skip
    version = at(document.root, "V")
    assert isinstance(version, Scalar)
    assert version.text == "7.10"


@BOTH
def test_every_place_is_exact(read):
    root = read(TEXT).root
    assert isinstance(root, Mapping)
    assert place(root.span) == "1:1-7:2"
    assert place(root.members["é😀"].key) == "3:3-3:7"
    assert place(at(root, "é😀", 2).span) == "3:18-3:23"
    assert place(at(root, "é😀", 5).span) == "3:37-3:39"
    assert place(at(root, "A").span) == "2:8-2:20"
    assert place(at(root, "H", "Fn::GetAtt", 1).span) == "4:59-4:60"
    assert place(at(root, "V").span) == "6:39-6:43"


def test_the_quick_reader_and_the_patient_one_agree():
    for text in (TEXT, TEXT.replace(b"\n", b"\r\n"), b'[{"a": 1, "a": 2}]', b" 7 ", b'"x"', b"[\n\n]", b'{"a":{}}'):
        assert read_json_nodes(text) == read_damaged(text)


@BOTH
def test_a_key_that_occurs_twice_has_no_value(read):
    document = read(b'{"a": 1,\n "b": 2,\n "a": {"x": 1}}')
    assert plain(document.root) == {"a": ..., "b": 2}
    [problem] = document.problems
    assert problem.message == "the key a occurs twice, first on line 1"
    assert place(problem.span) == "3:2-3:5"


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1, // x\n "b": 2}', b'{"a": 1,}', b'{"a": NaN}', b'{"a": "x\ty"}', b"{'a': 1}", b'{"a": 1} {}', b'{"a": 1',
     b'{"a": "x', b'{"a": \xff}', b"{", b'{"a" 1}', b'{"a": 01}', b'{"a": Infinity}', b'{"a": 1 "b": 2}'],
)  # fmt: skip
def test_what_is_no_json_is_a_problem(text):
    document = read_json_nodes(text)
    assert document.problems
    assert isinstance(document.root, Mapping)
    assert document.root.broken


def test_nothing_at_all():
    assert read_json_nodes(b"").root is None
    assert read_json_nodes(b"").problems


@BOTH
def test_half_of_a_pair_is_no_character(read):
    assert plain(read(b'["\\ud83d", "\\ude00x"]').root) == ["\ufffd", "\ufffdx"]


@BOTH
def test_a_number_that_is_too_large_is_not_read(read):
    document = read(b'{"a": 1e999, "b": 2}')
    assert plain(document.root) == {"a": ..., "b": 2}
    assert len(document.problems) == 1


@pytest.mark.parametrize("text", ['{"é": "x"}'.encode(c) for c in ("utf-8-sig", "utf-16", "utf-32")])
def test_encodings(text):
    document = read_json_nodes(text)
    assert plain(document.root) == {"é": "x"}
    assert place(at(document.root, "é").span) == "1:7-1:10"


@pytest.mark.parametrize("text", [b"[" * 30_000 + b"]" * 30_000, b'{"a":' * 30_000, b"[" * 201 + b"]" * 201])
def test_nesting_is_bounded(text):
    started = time.process_time()
    document = read_json_nodes(text)
    assert time.process_time() - started < 3
    assert document.problems[0].message == str(NESTING)


def test_a_large_file_is_not_read():
    document = read_json_nodes(b" " * 50_000_000)
    assert document.root is None
    assert [p.message for p in document.problems] == [str(FILE_BYTES)]


def test_sound_json_takes_the_quick_way(monkeypatch):
    monkeypatch.setattr(json_nodes, "read_damaged", None)
    assert plain(read_json_nodes(codecs.BOM_UTF8 + TEXT).root)
