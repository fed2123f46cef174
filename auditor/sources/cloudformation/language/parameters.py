"""The values of parameters: given, by default, one of those allowed, or not known.

A parameter with a Default is known unless the template reckons with other values: where AllowedValues list some or a
condition names it, these are worlds of their own, with the default among them. The section Rules, which forbids some
worlds, is not read: a world too many may leave a verdict open, and makes none pass. Source: user guide, "Parameters".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from auditor.model.facts import Step, Switch
from auditor.model.location import Location
from auditor.sources.cloudformation.language.constraints import STORED, is_list, text_of, texts
from auditor.sources.cloudformation.language.functions import RESOLVED, Another, split
from auditor.sources.cloudformation.language.mentions import mentioned
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, walk
from auditor.sources.partial.choices import MAX_CHOICES
from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import GivenText, Unk

#: What a parameter is called in a world in which it is none of the values that the template names.
_OTHER = "(another value)"
#: What the default of a parameter is called that is a secret.
_DEFAULT = "(its default)"


@dataclass(slots=True)
class Handed:
    """What the parameters of one stack are given by name, and along which chain each of it came."""

    values: dict[str, object] = field(default_factory=dict)
    said: dict[str, tuple[Step, ...]] = field(default_factory=dict)


class Parameters:
    """The parameters of a template and what their values are where nobody gives them any."""

    def __init__(self, template: Template, prefix: str, conditions: Callable[[], dict[str, Member]]) -> None:
        self._template, self._prefix, self._conditions = template, prefix, conditions
        self._compared: tuple[dict[str, Member], dict[str, set[str]]] | None = None

    def declared(self, name: str) -> Member | None:
        """The declaration of a parameter."""
        return self._template.section("Parameters").get(name)

    def is_hidden(self, name: str) -> bool:
        """Whether it is declared NoEcho: what it holds is a secret."""
        member = self.attributes(name).get("NoEcho")
        return member is not None and text_of(member.value).lower() == "true"

    def default(self, name: str) -> object:
        """What it is where nobody gives a value."""
        stated = self.attributes(name).get("Default")
        default = None if stated is None or not isinstance(stated.value, Scalar) else text_of(stated.value)
        return self._open(name, default, f"{self._prefix}{name} has no value")

    def kept(self, name: str, reason: str) -> object:
        """What it is where the stack that is there says so, for a `reason`: it may be whatever the template allows."""
        return self._open(name, None, reason)

    def typed(self, name: str, value: object) -> object:
        """A value that was given, as its type has it."""
        kind, place = self.kind(name), self._place(name)
        if kind.startswith(STORED):
            return self._stored(f"{self._prefix}{name}", kind, place)
        return _as_kind(value, kind, place)

    def kind(self, name: str) -> str:
        """The type of a parameter as written."""
        member = self.attributes(name).get("Type")
        return text_of(member.value) if member else ""

    def _open(self, name: str, default: str | None, reason: str) -> object:
        """One of the values that the template reckons with, or one that is not known for a reason."""
        symbol, kind, place = f"{self._prefix}{name}", self.kind(name), self._place(name)
        if kind.startswith(STORED):
            return self._stored(symbol, kind, place)
        allowed = texts(self.attributes(name).get("AllowedValues"))
        if allowed and not is_list(kind):
            return _as_kind(_worlds(symbol, allowed, default, place, closed=True), kind, place)
        if default is None:
            return _given(symbol, reason, kind, place)
        # Of a list each element is one of the allowed values: there may be any number of them.
        compared = self._comparisons().get(name, set() if allowed else None)
        if compared is None:
            return _as_kind(default, kind, place)
        told = _DEFAULT if default and self.is_hidden(name) else default
        worlds = _worlds(symbol, [told, *sorted(compared - {default})], told, place, closed=False)
        if told is not default and isinstance(worlds, Unk):
            worlds = replace(worlds, choices=tuple((g, default if v == told else v) for g, v in worlds.choices))
        return _as_kind(worlds, kind, place)

    def _stored(self, symbol: str, kind: str, place: Location | None) -> Unk:
        """A parameter whose value is only the name of what the parameter store holds."""
        return _given(symbol, f"{symbol} is read from the parameter store when the stack is made", kind, place)

    def attributes(self, name: str) -> dict[str, Member]:
        """What a parameter is declared with."""
        declared = self.declared(name)
        return declared.value.members if declared and isinstance(declared.value, Mapping) else {}

    def _place(self, name: str) -> Location | None:
        declared = self.declared(name)
        return self._template.place(declared.key) if declared else None

    def _comparisons(self) -> dict[str, set[str]]:
        """The texts that conditions compare parameters with, by each parameter that a condition names."""
        conditions = self._conditions()
        if self._compared is None or self._compared[0] is not conditions:
            compared: dict[str, set[str]] = {}
            for member in conditions.values():
                compared.update((name, set()) for name in mentioned(member.value) if name not in compared)
                for name, text in compared_in(member.value):
                    compared.setdefault(name, set()).add(text)
            self._compared = conditions, compared
        return self._compared[1]


def compared_in(node: Node) -> Iterator[tuple[str, str]]:
    """(parameter, text) of each comparison in a condition."""
    for one in walk(node):
        if isinstance(one, Function) and one.name == "Fn::Equals":
            sides = one.argument.items if isinstance(one.argument, Sequence) else []
            for a, b in (sides, sides[::-1]) if len(sides) == 2 else ():
                if isinstance(a, Function) and a.name == "Ref" and isinstance(b, Scalar):
                    yield text_of(a.argument), text_of(b)


def _worlds(symbol: str, values: list[str], default: str | None, place: Location | None, *, closed: bool) -> object:
    """One of some values, each in the worlds in which the parameter is that; in an open list it may be another, too."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) >= MAX_CHOICES:
        reason = f"{symbol} can be more than {MAX_CHOICES} values"
        return Unk(reason, symbol, ref=(symbol, ""), kind="string", place=place)
    outcomes = tuple(distinct) if closed else (*distinct, _OTHER)
    if outcomes == ("true", "false"):
        # In this order they are the outcomes of a condition, which reports call by its name alone.
        outcomes = ("false", "true")
    switch = Switch(symbol, outcomes, default if default in outcomes else None)
    cases: list[tuple[tuple[tuple[Switch, str], ...], object]] = [(((switch, text),), text) for text in distinct]
    if not closed:
        reason, told = f"{symbol} can be another value", frozenset(distinct)
        other = Another(reason, symbol, ref=(symbol, ""), kind="string", place=place, nullable=False, texts=told)
        cases.append((((switch, _OTHER),), other))
    if len(cases) == 1:
        return cases[0][1]
    return Unk(f"{symbol} is one of several values", symbol, tuple(cases), (symbol, ""), "string", place)


def _given(symbol: str, reason: str, kind: str, place: Location | None) -> Unk:
    what = "list" if is_list(kind) else "string"
    return Unk(reason, symbol, ref=(symbol, ""), kind=what, place=place, nullable=False)


def _as_kind(value: object, kind: str, place: Location | None) -> object:
    """A value as the type of a parameter has it: lists are separated by commas. The service fills in some texts."""
    if isinstance(value, Together) and is_list(kind):
        return split(",", value)
    if isinstance(value, Unk):
        choices = tuple((guard, _as_kind(case, kind, place)) for guard, case in value.choices)
        return value if not choices else Unk(value.reason, value.symbol, choices, value.ref, "", value.place)
    if isinstance(value, str) and RESOLVED in value:
        what = "list" if is_list(kind) else "string"
        return Unk("it is resolved when the stack is made", kind=what, place=place, nullable=False)
    if isinstance(value, str) and is_list(kind):
        # An empty text is a list of one empty text: Fn::Length gives 1 for it (cfn-language-discussion, issue 102).
        return [_part(part.strip(), value) for part in value.split(",")]
    return value


def _part(text: str, whole: str) -> str:
    """An element of a list, which no template spells out if the whole is not."""
    return GivenText(text) if isinstance(whole, GivenText) else text
