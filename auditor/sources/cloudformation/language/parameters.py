"""The values of parameters: given, by default, one of those allowed, or not known.

A parameter with a Default is known unless the template reckons with other values: where AllowedValues list some or a
condition compares it, these are worlds of their own, with the default among them. Source: the user guide, "Parameters".
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import Switch
from auditor.model.location import Location
from auditor.sources.cloudformation.language.functions import ANOTHER
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Unread
from auditor.sources.partial.choices import MAX_CHOICES
from auditor.sources.partial.values import Unk

#: What a parameter is called in a world in which it is none of the values that the template names.
_OTHER = "(another value)"


class Parameters:
    """The parameters of a template and what their values are where nobody gives them any."""

    def __init__(self, template: Template, prefix: str) -> None:
        self._template, self._prefix = template, prefix
        self._compared: dict[str, set[str]] | None = None

    def declared(self, name: str) -> Member | None:
        """The declaration of a parameter."""
        return self._template.section("Parameters").get(name)

    def is_hidden(self, name: str) -> bool:
        """Whether it is declared NoEcho: what it holds is a secret."""
        return _text(self._attributes(name).get("NoEcho")).lower() == "true"

    def default(self, name: str) -> object:
        """What it is where nobody gives a value."""
        attributes, place = self._attributes(name), self._place(name)
        symbol, kind = f"{self._prefix}{name}", _text(attributes.get("Type"))
        stated = attributes.get("Default")
        default = None if stated is None or not isinstance(stated.value, Scalar) else _text(stated)
        if kind.startswith("AWS::SSM::Parameter::Value"):
            return _given(symbol, f"{symbol} is read from the parameter store when the stack is made", kind, place)
        allowed = [item.text for item in _items(attributes.get("AllowedValues")) if isinstance(item, Scalar)]
        if allowed:
            return _as_kind(_worlds(symbol, allowed, default, place, closed=True), kind)
        compared = self._comparisons().get(name, set()) - {default}
        if default is None:
            return _given(symbol, f"{symbol} has no value", kind, place)
        if compared and not self.is_hidden(name):
            return _as_kind(_worlds(symbol, [default, *sorted(compared)], default, place, closed=False), kind)
        return typed(default, kind)

    def typed(self, name: str, value: object) -> object:
        """A value that was given, as its type has it."""
        return _as_kind(value, _text(self._attributes(name).get("Type")))

    def _attributes(self, name: str) -> dict[str, Member]:
        declared = self.declared(name)
        return declared.value.members if declared and isinstance(declared.value, Mapping) else {}

    def _place(self, name: str) -> Location | None:
        declared = self.declared(name)
        return self._template.place(declared.key) if declared else None

    def _comparisons(self) -> dict[str, set[str]]:
        """The texts that conditions compare parameters with, by parameter."""
        if self._compared is None:
            self._compared = {}
            for member in self._template.section("Conditions").values():
                for name, text in _compared(member.value):
                    self._compared.setdefault(name, set()).add(text)
        return self._compared


def _compared(node: Node) -> Iterator[tuple[str, str]]:
    """(parameter, text) of each comparison in a condition."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, Function):
            sides = one.argument.items if isinstance(one.argument, Sequence) else []
            if one.name == "Fn::Equals" and len(sides) == 2:
                for a, b in (sides, sides[::-1]):
                    if isinstance(a, Function) and a.name == "Ref" and isinstance(b, Scalar):
                        yield _text_of(a.argument), _text_of(b)
            todo.append(one.argument)
        elif isinstance(one, Sequence):
            todo += one.items


def _worlds(symbol: str, values: list[str], default: str | None, place: Location | None, *, closed: bool) -> object:
    """One of some values, each in the worlds in which the parameter is that; in an open list it may be another, too."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) >= MAX_CHOICES:
        reason = f"{symbol} can be more than {MAX_CHOICES} values"
        return Unk(reason, symbol, ref=(symbol, ""), kind="string", place=place)
    outcomes = tuple(distinct) if closed else (*distinct, _OTHER)
    switch = Switch(symbol, outcomes, default if default in outcomes else None)
    cases: list[tuple[tuple[tuple[Switch, str], ...], object]] = [(((switch, text),), text) for text in distinct]
    if not closed:
        other = Unk(f"{symbol} can be another value", ref=(symbol, ANOTHER), kind="string", place=place, nullable=False)
        cases.append((((switch, _OTHER),), other))
    if len(cases) == 1:
        return cases[0][1]
    return Unk(f"{symbol} is one of several values", symbol, tuple(cases), (symbol, ""), "string", place)


def _given(symbol: str, reason: str, kind: str, place: Location | None) -> Unk:
    is_list = kind == "CommaDelimitedList" or kind.startswith("List<") or "<List<" in kind
    return Unk(reason, symbol, ref=(symbol, ""), kind="list" if is_list else "string", place=place, nullable=False)


def _as_kind(value: object, kind: str) -> object:
    if isinstance(value, Unk):
        choices = tuple((guard, _as_kind(case, kind)) for guard, case in value.choices)
        return value if not choices else Unk(value.reason, value.symbol, choices, value.ref, "", value.place)
    return typed(value, kind)


def typed(value: object, kind: str) -> object:
    """Text as the type of a parameter has it: lists are separated by commas."""
    if isinstance(value, str) and (kind == "CommaDelimitedList" or kind.startswith("List<")):
        return [part.strip() for part in value.split(",")] if value else []
    return value


def _items(member: Member | None) -> list[Node]:
    return member.value.items if member and isinstance(member.value, Sequence) else []


def _text(member: Member | None) -> str:
    return _text_of(member.value) if member else ""


def _text_of(node: Node) -> str:
    """The text of a scalar; empty for anything else."""
    if isinstance(node, Unread) or not isinstance(node, Scalar):
        return ""
    return {True: "true", False: "false"}[node.value] if isinstance(node.value, bool) else node.text
