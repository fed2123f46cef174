"""Code in HCL turned into Terraform's JSON syntax, to see that both are read alike."""

from __future__ import annotations

import json
import re
from typing import Any

from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.parse import parse

#: Where a text is an expression, and where it means itself.
_EXPRESSIONS = {"type", "provider", "from", "to", "iterator"}
_LISTS = {"depends_on", "ignore_changes", "replace_triggered_by", "providers"}


def to_json(text: str, indent: int | None = 2) -> str:
    """A configuration file without syntax errors in the other syntax."""
    return json.dumps(_file(text), indent=indent, ensure_ascii=False)


def _file(text: str) -> dict[str, Any]:
    source = text.encode()
    file = parse(source, "main.tf")
    assert not file.problems, file.problems
    return _blocks(_Text(source), file.blocks)


class _Text:
    """The bytes of the file, by spans."""

    def __init__(self, text: bytes) -> None:
        self._lines = text.split(b"\n")

    def of(self, node: s.Node) -> str:
        row, column, end_row, end_column = node.span
        lines = self._lines[row : end_row + 1]
        lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][column:]
        return b"\n".join(lines).decode()


def _blocks(text: _Text, blocks: tuple[s.Block, ...]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for block in blocks:
        level = result
        *path, last = (block.type, *block.labels)
        for name in path:
            level = level.setdefault(name, {})
        level.setdefault(last, []).append(_body(text, block))
    return result


def _body(text: _Text, block: s.Block) -> dict[str, Any]:
    plain = block.type == "variable"
    body = {a.name: _attribute(text, block, a, plain=plain) for a in block.attributes.values()}
    return body | _blocks(text, block.blocks)


def _attribute(text: _Text, block: s.Block, attribute: s.Attribute, *, plain: bool) -> object:
    name, value = attribute.name, attribute.value
    if name in _LISTS and isinstance(value, s.TupleCons):
        return [text.of(item) for item in value.items]
    if name in _LISTS and isinstance(value, s.ObjectCons):
        return {str(getattr(key, "value", "")): text.of(item) for key, item in value.entries}
    if name in _LISTS:
        return text.of(value)
    words = {"type"} if block.type == "variable" else _EXPRESSIONS - {"type"}
    if name in words and block.type in ("variable", "resource", "data", "moved", "import", "dynamic"):
        return text.of(value)
    return _value(text, value, plain=plain)


def _value(text: _Text, node: s.Node, *, plain: bool) -> object:
    if isinstance(node, s.Literal):
        if isinstance(node.value, str):
            return node.value if plain else re.sub(r"([$%])(?={)", r"\1\1", node.value)
        if node.value is None or isinstance(node.value, bool):
            return node.value
        return json.loads(text.of(node))
    if isinstance(node, s.TupleCons):
        return [_value(text, item, plain=plain) for item in node.items]
    if isinstance(node, s.ObjectCons):
        return {_key(text, key, plain=plain): _value(text, item, plain=plain) for key, item in node.entries}
    written = text.of(node)
    return "${" + written + ("\n" if "<<" in written else "") + "}"


def _key(text: _Text, node: s.Node, *, plain: bool) -> str:
    return str(_value(text, node, plain=plain))
