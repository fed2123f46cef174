"""What cfn-lint reads from templates is what this reads: values, keys and the lines on which they start.

AUDITOR_CFN_TEMPLATES names a folder of real templates, of any number and depth; without it snippets alone are asked.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.sources.cloudformation.syntax.detect import Kind, kind_of
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml

cfn_yaml = pytest.importorskip("cfnlint.decode.cfn_yaml", reason="cfn-lint is not installed")
cfn_json = pytest.importorskip("cfnlint.decode.cfn_json", reason="cfn-lint is not installed")

_VALUES = ("a", "7.10", "7", "on", "'on'", "2010-09-09", "0777", "1:30", "~", '"x y"', "0x1f", "1_000", "AWS::Region")
_SHAPES = (
    "A: {}\n", "A:\n  - {}\n  - b\n", "A: {{b: {}, c: [{}]}}\n", "? A\n: {}\n", "A: &x {}\nB: *x\n",
    "A: &x {{y: {}}}\nB: {{<<: *x, z: 1}}\n", "A: !Sub\n  - b\n  - c: {}\n", "A:\n  Fn::If: [c, {}, !Ref d]\n",
    "A: !Join ['', [{}, !GetAtt a.b.c]]\n", "A: !If [c, !Ref AWS::NoValue, {}]\n",
    "A:\n  Fn::Base64: !Sub |\n    x\nB: {}\n",
    "A: !GetAtt [a, b]\nB: !GetAtt a.b\nC: {}\n",
    "# c\n\nA: >-\n  b\n  c\nB: {}\n", "A: !FindInMap [a, !Ref b, {}]\n",
    "A: !Equals [{}, !Select [0, !Split [',', x]]]\n",
    "A: !Cidr [!GetAtt V.CidrBlock, 4, {}]\nB: !Not [!Condition C]\n",
    "A:\n  Condition: x\n  B: {}\n", "A: !Transform {{Name: x, Parameters: {{y: {}}}}}\n", "%YAML 1.1\n---\nA: {}\n",
    "Ünïcødé: {}\n😀: [😀, {}]\n", "A:\r\n  B: {}\r\n", "A: 'it''s'\nB: \"\\u00e9\"\nC: {}\n",
    "A: |+\n  x\n\nB: {}\n", "A: [{}, {{}}, []]\n", "1: {}\n",
)  # fmt: skip
_FOLDER = os.environ.get("AUDITOR_CFN_TEMPLATES", "")


def differences(node: Node | None, other: object, path: str = "") -> list[str]:
    """Where a node is not what cfn-lint has."""
    match node:
        case Function(argument=Sequence() as parts, name="Fn::GetAtt") if isinstance(other, dict):
            if isinstance(text := other.get(node.name), str):
                return [] if ".".join(str(p.text) for p in parts.items if isinstance(p, Scalar)) == text else [path]
            return differences(parts, other.get(node.name), f"{path}/{node.name}")
        case Function():
            # A tag that nobody knows is to cfn-lint a function of that name.
            name = f"Fn::{node.name[1:]}" if node.name.startswith("!") else node.name
            if not isinstance(other, dict) or list(other) != [name]:
                return [f"{path}: {name} and {other!r}"]
            return differences(node.argument, other[name], f"{path}/{name}")
        case Sequence():
            if not isinstance(other, list) or len(other) != len(node.items):
                return [f"{path}: a list and {other!r}"]
            found = [differences(a, b, f"{path}/{n}") for n, (a, b) in enumerate(zip(node.items, other, strict=True))]
            return [one for some in found for one in some]
        case Mapping():
            return _members(node, other, path)
        case Scalar():
            same = node.value == other or (node.text == str(other) and not isinstance(other, bool))
            return [] if same else [f"{path}: {node.value!r} and {other!r}"]
        case _:
            return [f"{path}: nothing and {other!r}"]


def _members(node: Mapping, other: object, path: str) -> list[str]:
    if not isinstance(other, dict):
        return [f"{path}: a mapping and {other!r}"]
    # Keys that cfn-lint takes for numbers have lost their text there: all that is left of them is their order.
    if all(isinstance(name, str) for name in other) and list(node.members) != list(other):
        return [f"{path}: keys {list(node.members)} and {list(other)}"]
    found = []
    for (name, member), key in zip(node.members.items(), other, strict=True):
        mark = getattr(key, "start_mark", None)
        if mark is not None and mark.line != member.key[0]:
            found.append(f"{path}/{name}: line {member.key[0]} and {mark.line}")
        found += differences(member.value, other[key], f"{path}/{name}")
    return found


def compared(text: bytes, path: Path | None = None) -> list[str] | None:
    """The differences in one text; None where cfn-lint cannot read it, and this must not either."""
    is_json = text.lstrip()[:1] == b"{"
    document = read_json_nodes(text) if is_json else read_yaml(text)
    try:
        known = text.decode("utf-8-sig")
        other = json.loads(known, cls=cfn_json.CfnJSONDecoder) if is_json else cfn_yaml.loads(known, str(path))
    except Exception as error:  # noqa: BLE001 - whatever it says, it could not read the template
        return None if document.problems else [f"cfn-lint: {error}"]
    if document.problems:
        return [f"a problem: {document.problems[0]}"]
    return differences(document.root, other)


@pytest.mark.parametrize("shape", _SHAPES)
def test_snippets(shape):
    for value in _VALUES:
        text = shape.format(value, value, value)
        assert compared(text.encode()) == [], text


def _templates() -> list[Path]:
    paths = (p for p in Path(_FOLDER).rglob("*") if p.suffix in {".yaml", ".yml", ".json", ".template"} and p.is_file())
    return [p for p in sorted(paths) if kind_of(p.read_bytes()) is Kind.TEMPLATE]


@pytest.mark.skipif(not _FOLDER, reason="AUDITOR_CFN_TEMPLATES names no folder of templates")
def test_real_templates():
    templates = _templates()
    found = {path: compared(path.read_bytes(), path) for path in templates}
    wrong = [f"{path}: {one[:3]}" for path, one in found.items() if one]
    print(f"{len(templates)} templates, {sum(one is None for one in found.values())} that neither reads")  # noqa: T201
    assert not wrong, "\n".join(wrong)
    assert len(templates) >= 300
