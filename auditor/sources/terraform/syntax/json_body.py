"""Terraform's JSON syntax: which properties are blocks of the language, and of which kind the others are.

Source: "JSON Configuration Syntax" of Terraform's documentation, and what terraform 1.11 does.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.syntax.body import Body
from auditor.sources.terraform.syntax.embedded import Places
from auditor.sources.terraform.syntax.json_values import Values
from auditor.sources.terraform.syntax.nested import COMMENT, take
from auditor.sources.terraform.syntax.nodes import Attribute, Block, Node, ObjectCons, Problem, Span, TupleCons
from auditor.sources.text.json_text import JsonValue, Members, read_json

#: Blocks at the top of a file, with the number of their labels.
TOP_LEVEL = {
    "terraform": 0,
    "provider": 1,
    "variable": 1,
    "locals": 0,
    "output": 1,
    "module": 1,
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "moved": 0,
    "import": 0,
    "removed": 0,
    "check": 1,
    "action": 2,
}

_OF_RESOURCE = {"lifecycle": 0, "provisioner": 1, "connection": 0}
#: Blocks of the language within others, with the number of their labels; all else depends on a provider.
_NESTED: dict[str, dict[str, int]] = {
    "resource": _OF_RESOURCE,
    "data": _OF_RESOURCE,
    "ephemeral": _OF_RESOURCE,
    "removed": _OF_RESOURCE,
    "module": {"lifecycle": 0},
    "variable": {"validation": 0},
    "output": {"precondition": 0},
    "lifecycle": {"precondition": 0, "postcondition": 0},
    "check": {"data": 2, "assert": 0},
}

#: Properties that are one expression: a type, or a reference.
_EXPRESSIONS: dict[str, frozenset[str]] = {
    "resource": frozenset(("provider",)),
    "data": frozenset(("provider",)),
    "ephemeral": frozenset(("provider",)),
    "variable": frozenset(("type",)),
    "moved": frozenset(("from", "to")),
    "import": frozenset(("to", "provider")),
    "removed": frozenset(("from",)),
}
#: Properties that hold several, whatever they stand in.
_REFERENCES = frozenset(("depends_on", "providers", "ignore_changes", "replace_triggered_by"))

#: Properties whose texts mean themselves.
_DATA: dict[str, frozenset[str]] = {
    "variable": frozenset(("default", "description", "sensitive", "nullable", "ephemeral", "deprecated")),
    "output": frozenset(("description", "sensitive", "ephemeral", "deprecated")),
    "provider": frozenset(("alias", "version")),
}


def read_configuration(text: bytes) -> Body:
    """The blocks of a configuration file in JSON; where it is damaged, those before that place."""
    return _Configuration(text).read()


def read_variables(text: bytes) -> Body:
    """The values in a variable file in JSON, each as an attribute."""
    reader = _Configuration(text)
    for name, value in reader.top("a variable file", several=False):
        if name.value != COMMENT:
            reader.add(reader.body.attributes, name, value, reader.values.data(value))
    return reader.body


class _Configuration:
    """One JSON text on its way to blocks."""

    def __init__(self, text: bytes) -> None:
        self.body = Body()
        self._json = read_json(text)
        self._places = Places(text)
        self.values = Values(self._places, self.body.problems)
        for message, offset in self._json.problems:
            self._problem(message, self._places.span(offset, offset))

    def read(self) -> Body:
        for name, value in self.top("a configuration file"):
            kind = str(name.value)
            if kind in TOP_LEVEL:
                self.body.blocks += self._blocks(kind, (), TOP_LEVEL[kind], name, value)
            elif kind != COMMENT:
                self._problem(f'there is no block type "{kind}"', self._places.of(name))
        return self.body

    def top(self, what: str, *, several: bool = True) -> Iterator[tuple[JsonValue, JsonValue]]:
        """The members of the whole text, which is one object, or perhaps an array of several."""
        root = self._json.value
        if root is None:
            return
        if isinstance(root.value, list if several else Members):
            yield from self._members(root)
        elif not root.broken:
            self._problem(f"{what} in JSON holds one object", self._places.of(root))

    def add(self, attributes: dict[str, Attribute], name: JsonValue, value: JsonValue, node: Node) -> None:
        """Take one property; what stands twice is an error, unless both may be nested blocks."""
        attribute = Attribute(str(name.value), node, self._places.span(name.start, value.end), True)
        first = attributes.get(attribute.name)
        if first is None:
            attributes[attribute.name] = attribute
        elif isinstance(first.value, (ObjectCons, TupleCons)) and isinstance(node, (ObjectCons, TupleCons)):
            items = [i for n in (first.value, node) for i in (n.items if isinstance(n, TupleCons) else (n,))]
            first.value = TupleCons(tuple(items), first.value.span)
        else:
            self._problem(f'attribute "{attribute.name}" is set twice', attribute.span)

    def _problem(self, message: str, span: Span) -> None:
        self.body.problems.append(Problem(message, span))

    def _members(self, value: JsonValue) -> Iterator[tuple[JsonValue, JsonValue]]:
        """The members of an object, or of all objects of an array."""
        wrong = None
        for one in value.value if isinstance(value.value, list) and not isinstance(value.value, Members) else [value]:
            if isinstance(one.value, Members):
                yield from one.value
            elif one.value is not None:
                wrong = wrong or one
        if wrong is not None:
            self._problem("an object is needed here", self._places.of(wrong))

    def _blocks(
        self, kind: str, labels: tuple[str, ...], missing: int, name: JsonValue, value: JsonValue
    ) -> Iterator[Block]:
        """The blocks under one name: of their labels, each is one more level of names."""
        if missing:
            found = False
            for label, content in self._members(value):
                found = True
                yield from self._blocks(kind, (*labels, str(label.value)), missing - 1, label, content)
            if not found and not value.broken:
                self._problem(f"a {kind} block needs {missing} more label{'s'[: missing - 1]}", self._places.of(name))
            return
        header = self._places.of(name)
        span = self._places.span(name.start, value.end)
        held = value.value
        if isinstance(held, list) and not isinstance(held, Members):
            for item in held:
                opening = self._places.span(item.start, item.start + 1)
                yield self._block(kind, labels, item, self._places.of(item), opening)
        elif held is not None or value.broken:
            yield self._block(kind, labels, value, span, header)

    def _block(self, kind: str, labels: tuple[str, ...], value: JsonValue, span: Span, header: Span) -> Block:
        block = Block(kind, labels, {}, (), span, header, value.broken or None)
        if value.value is None and value.broken:
            return block
        if value.value is not None and not isinstance(value.value, list):
            block.broken = "it is no object"
        blocks = _NESTED.get(kind, {})
        for name, item in self._members(value):
            key = str(name.value)
            if key == COMMENT:
                continue
            if key in blocks:
                block.blocks += tuple(self._blocks(key, (), blocks[key], name, item))
                continue
            node = self._node(kind, key, item)
            if key == "dynamic":
                take(block, Attribute(key, node, self._places.span(name.start, item.end), True))
            else:
                self.add(block.attributes, name, item, node)
        return block

    def _node(self, kind: str, name: str, value: JsonValue) -> Node:
        if name in _EXPRESSIONS.get(kind, ()):
            return self.values.expression(value)
        if name in _REFERENCES and kind in _NESTED:
            return self.values.references(value)
        if kind == "terraform" or name in _DATA.get(kind, ()):
            return self.values.data(value)
        return self.values.templates(value)
