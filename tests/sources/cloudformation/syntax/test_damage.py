"""Mistakes put into a sound template one at a time: never a crash, and nothing known that is not so.

What a mistake leaves sound YAML or JSON means something else, and that is then what it says; where it does not, what is
known is what was meant: a value is the same or not known, and a mapping without one of its members tells that there
may be more in it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest

from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence, Unread
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from tests.sources.cloudformation.syntax.plain_nodes import at, plain

YAML = b"""AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Env: {Type: String, Default: prod, AllowedValues: [dev, 'prod']}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Condition: IsProd
    Properties: &shared
      EngineVersion: 7.10
      AuthToken: !Sub "{{resolve:${Env}}}"
      Tags:
        - Key: a
          Value: !If [IsProd, "x: y", !Ref AWS::NoValue]
        - {Key: b, Value: 'c'}
      Description: |
        two
        lines
      TransitEncryptionEnabled: true
  Other:
    Properties:
      <<: *shared
      Port: 6379
      Groups: !GetAtt Cache.Groups
"""
JSON = json.dumps(
    {
        "Parameters": {"Env": {"Type": "String", "AllowedValues": ["dev", "prod"]}},
        "Resources": {
            "Cache": {
                "Type": "AWS::ElastiCache::ReplicationGroup",
                "Properties": {"EngineVersion": "7.1", "Port": 6379, "Tags": [{"Key": "a", "Value": {"Ref": "Env"}}],
                               "TransitEncryptionEnabled": True, "Nothing": None},
            },
            "Other": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Sub": "x-${Env}"}}},
        },
    }, indent=2,
).encode()  # fmt: skip
_TOKEN = re.compile(rb"[A-Za-z_][\w:.-]*\w|\d+(?:\.\d+)?|\n *|[^\s]")
_JUNK = (
    b"@",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"\t",
    b"\xff",
    b"\n",
    b"- ",
    b"&a ",
    b"*b",
    b"\x00",
    b"!x ",
    b"|",
)


def mutants(text: bytes) -> Iterator[bytes]:
    """Each token deleted, doubled and garbled, and the text cut off at it."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    for match in _TOKEN.finditer(text):
        before, token, after = text[: match.start()], match[0], text[match.end() :]
        for new in (b"", token + token, *chance.sample(_JUNK, 6)):
            yield before + new + after
        yield before
        yield text[: (match.start() + match.end()) // 2]


def wrong(sound: Node, node: Node, path: str = "") -> list[str]:
    """Where something is known that is not so."""
    if isinstance(node, Unread) or type(node) is not type(sound):
        return (
            []
            if isinstance(node, Unread) or (isinstance(node, (Mapping, Sequence)) and node.broken)
            else [f"{path}: {plain(node)}"]
        )
    match node, sound:
        case Mapping(), Mapping():
            lost = [] if node.broken else [f"{path}: lost {name}" for name in sound.members if name not in node.members]
            both = [name for name in sound.members if name in node.members]
            inner = [wrong(sound.members[n].value, node.members[n].value, f"{path}/{n}") for n in both]
            return lost + [one for some in inner for one in some]
        case Sequence(), Sequence():
            short = not node.broken and len(node.items) < len(sound.items)
            inner = [wrong(a, b, f"{path}/-") for a, b in zip(sound.items, node.items, strict=False)]
            return [f"{path}: shorter"] * short + [one for some in inner for one in some]
        case Function(), Function():
            return wrong(sound.argument, node.argument, path) if sound.name == node.name else [f"{path}: {node.name}"]
        case Scalar(), Scalar():
            return [] if node.value == sound.value else [f"{path}: {node.value!r} for {sound.value!r}"]
    return []


@pytest.mark.parametrize(("text", "read"), [(YAML, read_yaml), (JSON, read_json_nodes)])
def test_nothing_known_is_wrong_where_the_text_is_damaged(text, read):
    sound = read(text)
    assert sound.root is not None
    assert not sound.problems
    damaged, found = 0, []
    for mutant in mutants(text):
        document = read(mutant)
        if any("syntax error" in p.message or "no text" in p.message for p in document.problems) and document.root:
            damaged += 1
            found += [(mutant, one) for one in wrong(sound.root, document.root)]
    assert damaged > 400
    assert found == []


@pytest.mark.parametrize(
    ("text", "path", "known"),
    [
        (b"A: 1\nB: foo\n  c: d\n", "B", ...),  # foo and c are one text until the colon
        (b"A: 1\nB: 'x\nC: 'y'\n", "B", ...),
        (b"A: 1\nB: 'x", "B", ...),
        (b"A: {b: 1, c: tru", "A", {"b": 1, "c": ...}),
        (b"A:\n    b: 1\n  c: 2\n", "A", {"b": ...}),
    ],
)
def test_the_last_value_before_a_mistake_is_not_known(text, path, known):
    document = read_yaml(text)
    [problem] = document.problems
    assert problem.message.startswith("syntax error near line ")
    assert isinstance(document.root, Mapping)
    assert document.root.broken == problem.message
    assert plain(at(document.root, path)) == known


def test_a_mistake_says_where_it_is_and_where_it_began():
    [problem] = read_yaml(b"A: 1\nB: [1,\n  2\nC: 3\n").problems
    assert problem.message.endswith("that begins on line 2")
    assert problem.span[0] in {2, 3}
    [problem] = read_yaml(b"A: 1\nB:\n\tc: 1\n").problems
    assert (problem.span[0], problem.span[1]) == (2, 0)


def test_what_stands_before_bytes_that_are_no_text_is_read():
    for junk in (b"\xff", b"\x00", b"\x07", b"\xed\xa0\x80"):
        document = read_yaml(b"A: 1\nB: {c: d}\nC: 2\nD: " + junk + b"\nE: 3\n")
        assert plain(document.root) == {"A": 1, "B": {"c": "d"}, "C": ..., "D": ...}
        [problem] = document.problems
        assert problem.span[:2] == (3, 3)
        assert problem.message.startswith("line 4 holds bytes that are no text")
