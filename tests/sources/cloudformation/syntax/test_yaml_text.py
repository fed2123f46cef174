import codecs
import time
from typing import Any

import pytest
import yaml

from auditor.sources.bounds import FILE_BYTES, NESTING, VALUES
from auditor.sources.cloudformation.syntax import yaml_text
from auditor.sources.cloudformation.syntax.nodes import TAGS, Mapping, Scalar, Sequence, Unread
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from tests.sources.cloudformation.syntax.plain_nodes import at, place, plain


@pytest.fixture(params=[getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader], autouse=True)
def _loader(request, monkeypatch):
    """Each test with libyaml and without it."""
    monkeypatch.setattr(yaml_text, "_LOADER", request.param)


def held(text: bytes | str) -> Any:
    document = read_yaml(text if isinstance(text, bytes) else text.encode())
    assert not document.problems
    return plain(document.root)


def problems(text: bytes | str) -> list[tuple[str, str]]:
    return [
        (p.message, place(p.span).split("-")[0])
        for p in read_yaml(text if isinstance(text, bytes) else text.encode()).problems
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7.10", 7.1), ("7.1.0", "7.1.0"), ("-3", -3), ("1_000", 1000), ("0x1F", 31), ("0b11", 3), ("0777", 511),
        ("1:30", 90), ("012345678901", "012345678901"), ("08", "08"), ("1e3", "1e3"), ("1.5e+3", 1500.0),
        ("on", True), ("Yes", True), ("TRUE", True), ("No", False), ("off", False), ("y", "y"), ("oN", "oN"),
        ("2010-09-09", "2010-09-09"), ("2010-09-09 10:00:00", "2010-09-09 10:00:00"), ("~", None), ("", None),
        ("null", None), ("nil", "nil"), (".inf", ".inf"), (".nan", ".nan"), ("1.0e+999", "1.0e+999"), ("=", "="),
        ("1_", 1), ("9" * 5000, "9" * 5000), ("05:00-06:00", "05:00-06:00"), ("AWS::Region", "AWS::Region"),
        ('"7.10"', "7.10"), ("'on'", "on"), ('"a\\tb\\u00e9"', "a\tb\u00e9"), ("'it''s'", "it's"), ('! "12"', "12"),
        ('!!int "7"', 7), ("!!str 7", "7"), ('!!bool "yes"', True), ("!!float 1", 1.0), ("!!null ''", None),
        ("!!timestamp 2010-09-09", "2010-09-09"), ("!<tag:yaml.org,2002:str> 7", "7"),
    ],
)  # fmt: skip
def test_scalars_are_what_yaml_1_1_makes_of_them(text, value):
    found = held(f"a: {text}\n")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


def test_a_scalar_keeps_its_text():
    for text in ("7.10", "0777", "on", "1_000", "~"):
        node = at(read_yaml(f"a: {text}".encode()).root, "a")
        assert isinstance(node, Scalar)
        assert node.text == text


@pytest.mark.parametrize(
    ("style", "value"),
    [("|", "a\n b\n"), ("|-", "a\n b"), ("|+", "a\n b\n\n"), (">", "a\n b\n"), (">-", "a\n b"), ("|2-", "a\n b")],
)
def test_block_scalars(style, value):
    assert held(f"x: {style}\n  a\n   b\n\ny: 1\n") == {"x": value, "y": 1}


def test_every_place_is_exact():
    root = read_yaml(b"# c\nA:\n  - b\n  - {c: 'd'}\n'E' : !Sub\n  - x\n  - {}\nF: |\n  text\nG:\n").root
    assert isinstance(root, Mapping)
    keys = {name: place(member.key) for name, member in root.members.items()}
    assert keys == {"A": "2:1-2:2", "E": "5:1-5:4", "F": "8:1-8:2", "G": "10:1-10:2"}
    assert place(at(root, "A", 0).span) == "3:5-3:6"
    assert place(at(root, "A", 1).span) == "4:5-4:13"
    assert place(at(root, "A", 1, "c").span) == "4:9-4:12"
    assert place(at(root, "E").span).startswith("5:7-")
    assert place(at(root, "E", "Fn::Sub", 0).span) == "6:5-6:6"
    assert place(at(root, "F").span) == "8:4-10:1"
    assert place(at(root, "G").span) == "10:3-10:3"


def test_columns_are_characters():
    root = read_yaml('a: {😀é: 1, b: "😀", c: 2}\n'.encode()).root
    assert place(at(root, "a", "😀é").span) == "1:9-1:10"
    assert place(at(root, "a", "c").span) == "1:23-1:24"


@pytest.mark.parametrize(("tag", "name"), TAGS.items())
def test_the_short_and_the_long_form_are_one(tag, name):
    short = held(f"a: {tag} [b, c]")
    assert short == {"a": (name, ["b", "c"])}
    if name != "Condition":
        assert held(f"a:\n  {name}: [b, c]") == short


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!GetAtt a.b", ("Fn::GetAtt", ["a", "b"])),
        ("!GetAtt a.Outputs.b", ("Fn::GetAtt", ["a", "Outputs.b"])),
        ("!GetAtt [a, b]", ("Fn::GetAtt", ["a", "b"])),
        ("!GetAtt a", ("Fn::GetAtt", ["a"])),
        ("{'Fn::GetAtt': a.b}", ("Fn::GetAtt", ["a", "b"])),
        ("{'Fn::GetAtt': [a, b]}", ("Fn::GetAtt", ["a", "b"])),
        ("[!Ref a, !Ref b]", [("Ref", "a"), ("Ref", "b")]),
        ("{x: !Ref a}", {"x": ("Ref", "a")}),
        ("!Sub ['${x}', {x: !Ref y}]", ("Fn::Sub", ["${x}", {"x": ("Ref", "y")}])),
        ("{'Fn::Base64': !Sub x}", ("Fn::Base64", ("Fn::Sub", "x"))),
        ("!Base64 {'Fn::Sub': x}", ("Fn::Base64", ("Fn::Sub", "x"))),
        ("!Not [!Condition x]", ("Fn::Not", [("Condition", "x")])),
        ("{Condition: x}", {"Condition": "x"}),
        ("{Ref: a, b: c}", {"Ref": "a", "b": "c"}),
        ("{'Fn::ForEach::X': [a]}", {"Fn::ForEach::X": ["a"]}),
        ("{'Fn::New': a}", ("Fn::New", "a")),
        ("!Foo bar", ("!Foo", "bar")),
        ("!Foo {a: b}", ("!Foo", {"a": "b"})),
        ("!ref a", ("!ref", "a")),
        ("!!python/object:os.system [x]", ("!!python/object:os.system", ["x"])),
        ("!!python/object/apply:os.system ['x']", ("!!python/object/apply:os.system", ["x"])),
        ("!!binary aGk=", ("!!binary", "aGk=")),
        ("!!set {a, b}", ("!!set", {"a": None, "b": None})),
        ("!!map {a: b}", {"a": "b"}),
        ("!!map {Ref: b}", ("Ref", "b")),
        ("!!seq [a]", ["a"]),
        ("!!str [a]", ("!!str", ["a"])),
        ("!!map [a]", ("!!map", ["a"])),
    ],
)
def test_functions_and_tags(text, value):
    assert held(f"a: {text}\n") == {"a": value}


def test_the_parts_of_an_attribute_have_places():
    root = read_yaml(b"a: !GetAtt bc.d\ne: {'Fn::GetAtt': 'fg.h'}\ni: !GetAtt 'x.y'\n").root
    assert place(at(root, "a", "Fn::GetAtt", 0).span) == "1:12-1:14"
    assert place(at(root, "a", "Fn::GetAtt", 1).span) == "1:15-1:16"
    assert place(at(root, "e", "Fn::GetAtt", 1).span) == "2:23-2:24"
    assert place(at(root, "i", "Fn::GetAtt", 1).span) == "3:4-3:17"


def test_a_tag_that_its_text_does_not_fit_is_a_problem():
    assert problems("a: !!int x") == [("the tag !!int stands before something else", "1:4")]
    assert problems("a: !!bool 7")[0][0] == "the tag !!bool stands before something else"
    assert problems("a: !!null x")[0][0] == "the tag !!null stands before something else"


def test_what_an_alias_repeats_keeps_the_place_where_it_is_written():
    text = b"a: &x {b: &y 1}\nc: *x\nd: *y\n&k e: 1\nf: *k\n? *k\n: 2\n"
    root = read_yaml(text[: text.index(b"?")]).root
    assert plain(root) == {"a": {"b": 1}, "c": {"b": 1}, "d": 1, "e": 1, "f": "e"}
    assert place(at(root, "c", "b").span).startswith("1:11-")
    assert problems(text) == [("the key e occurs twice, first on line 4", "4:1")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{<<: *a, y: 3}", {"x": 1, "y": 3}),
        ("{y: 3, <<: *a, z: 1}", {"x": 1, "y": 3, "z": 1}),
        ("{<<: *a, x: 3}", {"x": 3, "y": 2}),
        ("{<<: [*a, {x: 9, z: 9}]}", {"x": 1, "y": 2, "z": 9}),
        ("{<<: {Ref2: q}}", {"Ref2": "q"}),
        ("{'<<': *a}", {"<<": {"x": 1, "y": 2}}),
        ("[<<]", ["<<"]),
    ],
)
def test_merges(text, value):
    assert held(f"a: &a {{x: 1, y: 2}}\nb: {text}\n")["b"] == value


@pytest.mark.parametrize("text", ["{<<: 1, b: 2}", "{<<: [{}, 1], b: 2}", "{<<: !Ref x, b: 2}", "{<<: , b: 2}"])
def test_a_merge_of_anything_else_leaves_the_mapping_open(text):
    document = read_yaml(f"a: {text}".encode())
    node = at(document.root, "a")
    assert isinstance(node, Mapping)
    assert node.broken == "<< before what is no mapping, on line 1"
    assert plain(node) == {"b": 2}
    assert [place(p.span) for p in document.problems] == ["1:5-1:7"]


def test_two_merges_are_a_repeated_key():
    document = read_yaml(b"a: {<<: {x: 1}, <<: {x: 2}}")
    assert [p.message for p in document.problems] == ["the key << occurs twice"]
    node = at(document.root, "a")
    assert isinstance(node, Mapping)
    assert node.broken


def test_a_key_that_occurs_twice_has_no_value():
    document = read_yaml(b"a: 1\nb: 2\n'a': 3\n")
    assert plain(document.root) == {"a": ..., "b": 2}
    assert problems(b"a: 1\nb: 2\n'a': 3\n") == [("the key a occurs twice, first on line 1", "3:1")]


@pytest.mark.parametrize("key", ["? [a]\n", "? {a: b}\n", "!Ref a"])
def test_a_key_that_is_no_text_leaves_the_mapping_open(key):
    document = read_yaml(f"{key}: b\nc: d\n".encode())
    assert [p.message for p in document.problems] == ["a key that is no text"]
    assert isinstance(document.root, Mapping)
    assert document.root.broken == "line 1 has a key that is no text"
    assert plain(at(document.root, "c")) == "d"


def test_keys_are_text_whatever_they_look_like():
    assert held("1: a\n0777: b\nyes: c\n1.50: d\n123456789012: e\n") == {
        "1": "a", "0777": "b", "yes": "c", "1.50": "d", "123456789012": "e",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["a: é\n".encode(c) for c in ("utf-8-sig", "utf-16", "utf-32")]
    + [codecs.BOM_UTF16_BE + "a: é\n".encode("utf-16-be"), "a: é\r\n".encode(), "a: é".encode()],
)
def test_encodings_and_line_ends(text):
    document = read_yaml(text)
    assert plain(document.root) == {"a": "é"}
    assert place(at(document.root, "a").span) == "1:4-1:5"


def test_lines_of_windows():
    root = read_yaml(b"a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 2\r\n").root
    assert plain(root) == {"a": 1, "b": "x\ny\n", "c": 2}
    assert place(at(root, "c").span) == "5:4-5:5"


def test_directives_and_nothing_at_all():
    assert held("%YAML 1.1\n---\na: 1\n") == {"a": 1}
    assert held("---\na: 1\n...\n") == {"a": 1}
    for text in (b"", b"\n\n", b"# only a comment\n", codecs.BOM_UTF8):
        assert read_yaml(text).root is None
        assert not read_yaml(text).problems


def test_a_second_document_is_not_read():
    document = read_yaml(b"a: 1\n---\nb: 2\n")
    assert plain(document.root) == {"a": 1}
    assert problems(b"a: 1\n---\nb: 2\n") == [("a second document in one file is not read", "2:1")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("&a [*a]", "a contains itself"), ("x: &a 1\ny: &a {b: *a}", "a contains itself"),
     ("- *a\n- &a 1", "nothing before it is called a")],
)  # fmt: skip
def test_an_alias_to_nothing_or_to_itself(text, reason):
    assert [p[0] for p in problems(text)] == [reason]


def nested(node: Any, reason: str) -> bool:
    """Whether something in a document of one branch was not read for a reason."""
    while not isinstance(node, Unread):
        node = node.items[0] if isinstance(node, Sequence) else next(iter(node.members.values())).value
    return bool(node.reason == reason)


@pytest.mark.parametrize("text", [b"[" * 30_000, b"- " * 30_000, b"{a: " * 30_000, b"[" * 30_000 + b"]" * 30_000])
def test_nesting_is_bounded(text):
    started = time.process_time()
    document = read_yaml(text)
    assert time.process_time() - started < 3
    assert document.problems[0].message == str(NESTING)
    assert nested(document.root, str(NESTING))


def test_what_lies_beside_something_too_deep_is_read():
    deep = b"[" * 250 + b"]" * 250
    document = read_yaml(b"a: " + deep + b"\nb: 1\n")
    assert [p.message for p in document.problems] == [str(NESTING)]
    assert plain(at(document.root, "b")) == 1


def test_aliases_do_not_explode():
    laughs = "".join(f"{chr(n + 1)}: &{chr(n + 1)} [{','.join(['*' + chr(n)] * 10)}]\n" for n in range(97, 120))
    started = time.process_time()
    document = read_yaml(f"a: &a [{','.join('x' * 10)}]\n{laughs}".encode())
    assert time.process_time() - started < 3
    assert [p.message for p in document.problems] == [str(VALUES)]
    assert document.problems[0].span[0] == 4 or document.problems[0].span[0] == 5
    assert isinstance(document.root, Mapping)
    assert document.root.broken == str(VALUES)
    assert plain(at(document.root, "b", 0, 0)) == "x"


def test_as_many_values_as_the_bound_allows_are_no_crash(monkeypatch):
    for bound in range(1, 12):
        monkeypatch.setattr(yaml_text, "VALUES", type(VALUES)(bound, "values", "more than {}"))
        assert read_yaml(b"a: [1, {b: 2}, [3]]\nc: [").problems


def test_a_large_file_is_not_read():
    document = read_yaml(b"# " + b"x" * 50_000_000)
    assert document.root is None
    assert [p.message for p in document.problems] == [str(FILE_BYTES)]
