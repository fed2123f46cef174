"""A naive second reader of templates: PyYAML, and every parameter tried with each value that the template speaks of.

It shares no code with the program. Where the program works with what is unknown and with cases, this evaluates a
template once for each combination of values, so that all is concrete; what it cannot tell is `UNASKED`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

#: More combinations than these are not tried.
MOST = 2048


class Unasked:
    """Stands for a value that is not known."""


UNASKED, NOTHING = Unasked(), Unasked()


class Other(str):
    """A value of a parameter that equals none that the template speaks of."""

    __slots__ = ()


class Made(str):
    """What a resource of the template gives: `Name`, or `Name.Attribute`."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):
    """Short tags as the functions that they stand for; times and dates stay text."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    value: object
    if isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = node.value
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if not tag.endswith(("timestamp", ":int", ":float"))]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def template_in(path: Path) -> dict[str, Any] | None:
    """The template in a file; None where there is none."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        found = json.loads(text)
    except ValueError:
        try:
            found = yaml.load(text, _Loader)  # noqa: S506 - a safe loader, with tags that make plain values
        except (yaml.YAMLError, ValueError, TypeError, RecursionError):
            return None
    resources = found.get("Resources") if isinstance(found, dict) else None
    return found if isinstance(resources, dict) else None


class Reader:
    """A template, and the combinations of values of its parameters."""

    def __init__(self, template: dict[str, Any]) -> None:
        self.resources: dict[str, Any] = {n: r for n, r in template["Resources"].items() if isinstance(r, dict)}
        self.parameters: dict[str, Any] = template.get("Parameters") or {}
        self.conditions: dict[str, Any] = template.get("Conditions") or {}
        self.mappings: dict[str, Any] = template.get("Mappings") or {}
        self._compared: dict[str, list[str]] = {}
        for node in _nodes(self.conditions):
            pair = node.get("Fn::Equals") if isinstance(node, dict) else None
            for one, other in itertools.permutations(pair) if isinstance(pair, list) and len(pair) == 2 else ():
                if isinstance(one, dict) and isinstance(one.get("Ref"), str) and isinstance(other, (str, int, bool)):
                    self._compared.setdefault(one["Ref"], []).append(_text(other))

    def worlds(self, *names: str) -> list[tuple[dict[str, object], bool]] | None:
        """Combinations of the parameters on which these resources hang, and whether all defaults are taken in each.

        None where there are too many.
        """
        relevant = sorted(self._parameters_of({"Ref": name} for name in names))
        ranges = [self._values(name) for name in relevant]
        count = 1
        for values, _ in ranges:
            count *= len(values)
        if count > MOST:
            return None
        combined = itertools.product(*(values for values, _ in ranges))
        defaults = {name: values[0] for name, (values, sure) in zip(relevant, ranges, strict=True) if sure}
        made = [dict(zip(relevant, one, strict=True)) for one in combined]
        return [(one, all(one[name] == value for name, value in defaults.items())) for one in made]

    def _parameters_of(self, nodes: Iterator[dict[str, Any]]) -> set[str]:
        found: set[str] = set()
        seen: set[tuple[str, str]] = set()
        todo: list[Any] = list(nodes)
        while todo:
            for node in _nodes(todo.pop()):
                for section, name in _named(node):
                    if section == "Ref" and name in self.parameters:
                        found.add(name)
                    elif (section, name) not in seen:
                        seen.add((section, name))
                        held = self.resources if section == "Ref" else self.conditions
                        todo.append(held.get(name))
        return found

    def _values(self, name: str) -> tuple[list[object], bool]:
        declared = self.parameters[name] if isinstance(self.parameters[name], dict) else {}
        default = declared.get("Default")
        known = [] if default is None else [_text(default)]
        if isinstance(declared.get("AllowedValues"), list):
            allowed = [_text(one) for one in declared["AllowedValues"]]
            return list(dict.fromkeys(known + allowed)), default is not None
        if str(declared.get("Type")).startswith("AWS::SSM::"):
            return [UNASKED], False
        compared = self._compared.get(name)
        others = [*compared, Other("(another value)")] if compared else []
        return list(dict.fromkeys(known + others)) or [UNASKED], default is not None

    def value(self, node: Any, world: Mapping[str, object]) -> Any:
        """What a node of the template amounts to in one combination."""
        if isinstance(node, list):
            listed = [self.value(one, world) for one in node]
            return [one for one in listed if one is not NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1 and (name := next(iter(node))) in _FUNCTIONS:
            return _FUNCTIONS[name](self, node[name], world)
        if len(node) == 1 and next(iter(node)).startswith("Fn::"):
            return UNASKED
        made = {name: self.value(one, world) for name, one in node.items()}
        return {name: one for name, one in made.items() if one is not NOTHING}

    def holds(self, node: Any, world: Mapping[str, object]) -> object:
        """Whether a condition holds: True, False or UNASKED."""
        if isinstance(node, str):
            return self.holds(self.conditions[node], world) if node in self.conditions else UNASKED
        name: str
        given: Any
        name, given = next(iter(node.items())) if isinstance(node, dict) and node else ("", None)
        if name == "Condition":
            return self.holds(given, world)
        if name == "Fn::Equals":
            if any(isinstance(side, dict) and isinstance(world.get(side.get("Ref", "")), Other) for side in given):
                return False
            one, other = (self.value(side, world) for side in given)
            return UNASKED if UNASKED in (one, other) or _made(one, other) else _text(one) == _text(other)
        parts = [self.holds(part, world) for part in given] if isinstance(given, list) else []
        if name == "Fn::Not":
            return UNASKED if parts[0] is UNASKED else not parts[0]
        if name in ("Fn::And", "Fn::Or"):
            settles = name == "Fn::Or"
            return settles if settles in parts else UNASKED if UNASKED in parts else not settles
        return UNASKED

    def exists(self, name: str, world: Mapping[str, object]) -> object:
        """Whether a resource is there."""
        condition = self.resources[name].get("Condition")
        return True if condition is None else self.holds(condition, world)

    def properties(self, name: str, world: Mapping[str, object]) -> dict[str, Any] | Unasked:
        """The properties of a resource in one combination."""
        made = self.value(self.resources[name].get("Properties") or {}, world)
        return made if isinstance(made, dict) else UNASKED


def _ref(reader: Reader, name: Any, world: Mapping[str, object]) -> Any:
    if name == "AWS::NoValue":
        return NOTHING
    if name in reader.parameters:
        value = world.get(name, UNASKED)
        if isinstance(value, Other):
            return UNASKED
        declared = str(reader.parameters[name].get("Type"))
        several = declared == "CommaDelimitedList" or declared.startswith("List<")
        return [one.strip() for one in value.split(",")] if several and isinstance(value, str) else value
    return Made(name) if name in reader.resources else UNASKED


def _if(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    name, yes, no = given
    holds = reader.holds(name, world)
    return UNASKED if holds is UNASKED else reader.value(yes if holds else no, world)


def _sub(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    text, more = given if isinstance(given, list) else (given, {})
    parts = re.split(r"\$\{([^!}][^}]*)\}", text)
    for number in range(1, len(parts), 2):
        name = parts[number].strip()
        node = more[name] if name in more else {"Ref": name} if "." not in name else {"Fn::GetAtt": name.split(".", 1)}
        value = reader.value(node, world)
        if isinstance(value, (Made, Unasked, list, dict)):
            return UNASKED
        parts[number] = _text(value)
    return "".join(parts)


def _join(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    parts = reader.value(given[1], world)
    if not isinstance(parts, list) or any(isinstance(part, (Made, Unasked, list, dict)) for part in parts):
        return UNASKED
    return str(given[0]).join(map(_text, parts))


def _found_in_map(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    found: Any = reader.mappings
    for part in given[:3]:
        key = reader.value(part, world)
        if not isinstance(key, (str, int)) or isinstance(key, Made) or not isinstance(found, dict):
            return UNASKED
        found = found.get(_text(key), found.get(key, UNASKED))
    return found


def _attribute(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    given = given.split(".", 1) if isinstance(given, str) else given
    named = isinstance(given, list) and len(given) == 2 and given[0] in reader.resources and isinstance(given[1], str)
    return Made(f"{given[0]}.{given[1]}") if named else UNASKED


def _select(reader: Reader, given: Any, world: Mapping[str, object]) -> Any:
    number, listed = reader.value(given[0], world), reader.value(given[1], world)
    at = int(number) if isinstance(number, (str, int)) and str(number).isdigit() else -1
    return listed[at] if isinstance(listed, list) and 0 <= at < len(listed) else UNASKED


_FUNCTIONS = {
    "Ref": _ref,
    "Fn::If": _if,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::FindInMap": _found_in_map,
    "Fn::GetAtt": _attribute,
    "Fn::Select": _select,
}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _made(*values: object) -> bool:
    return any(isinstance(value, (Made, list, dict)) for value in values)


def _nodes(node: Any) -> Iterator[Any]:
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def _named(node: Any) -> Iterator[tuple[str, str]]:
    """What a node names: parameters and resources as `Ref`, conditions as `Condition`."""
    if not isinstance(node, dict):
        return
    for name, given in node.items():
        if name == "Ref" and isinstance(given, str):
            yield "Ref", given
        elif name == "Fn::GetAtt" and given:
            yield "Ref", str(given.split(".")[0] if isinstance(given, str) else given[0])
        elif name == "Condition" and isinstance(given, str):
            yield "Condition", given
        elif name == "Fn::If" and isinstance(given, list) and given and isinstance(given[0], str):
            yield "Condition", given[0]
        elif name == "Fn::Sub":
            text = given[0] if isinstance(given, list) else given
            for inner in re.findall(r"\$\{([^!}.][^}.]*)", str(text)):
                yield "Ref", inner.strip()
