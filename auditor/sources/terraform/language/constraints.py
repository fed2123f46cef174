"""Type constraints as written: the type, and the defaults of optional attributes wherever they stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.sources.partial.choices import compose, grouped, one_of, symbol_of
from auditor.sources.partial.type_of import (
    DYNAMIC,
    PRIMITIVES,
    Type,
    collection,
    object_of,
    object_type,
    tuple_of,
    tuple_type,
)
from auditor.sources.partial.values import Lazy, SetValue, Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.language.functions.retyped import elements_of
from auditor.sources.terraform.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Defaults:
    """Defaults of the attributes of an object, and what holds for the values inside of it.

    Attributes:
        own: the default of each attribute that has one.
        inside: by the name of an attribute or the position in a tuple; under "" for all elements of a collection.
    """

    own: dict[str, object] = field(default_factory=dict)
    inside: dict[str, Defaults] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.own or self.inside)


def constraint_of(node: s.Node, env: Env) -> tuple[Type, Defaults] | None:
    """The type that a constraint means, and its defaults; None for what is no constraint."""
    # A quoted type such as "string" is how Terraform 0.11 wrote it.
    word = node.name if isinstance(node, s.Name) else node.value if isinstance(node, s.Literal) else None
    if isinstance(word, str):
        if word in PRIMITIVES:
            return PRIMITIVES[word], Defaults()
        if word in ("list", "set", "map"):
            return collection(word, DYNAMIC), Defaults()
        return (DYNAMIC, Defaults()) if word == "any" else None
    if not isinstance(node, s.Call) or len(node.args) != 1:
        return None
    if node.name == "object":
        return _object(node.args[0], env)
    if node.name == "tuple":
        return _tuple(node.args[0], env)
    inner = constraint_of(node.args[0], env)
    if node.name not in ("list", "set", "map") or inner is None:
        return None
    return collection(node.name, inner[0]), Defaults(inside={"": inner[1]} if inner[1] else {})


def _object(shape: s.Node, env: Env) -> tuple[Type, Defaults] | None:
    if not isinstance(shape, s.ObjectCons):
        return None
    attributes: dict[str, Type] = {}
    defaults, optional = Defaults(), set()
    for key_node, constraint in shape.entries:
        name, inner, default = str(known_or_unknown(key_node, env)), constraint, None
        if isinstance(constraint, s.Call) and constraint.name == "optional" and constraint.args:
            optional.add(name)
            inner, default = constraint.args[0], constraint.args[1] if len(constraint.args) > 1 else None
        found = constraint_of(inner, env)
        if found is None:
            return None
        attributes[name] = found[0]
        if found[1]:
            defaults.inside[name] = found[1]
        if default is not None:
            defaults.own[name] = converted(known_or_unknown(default, env), found[0])
    return object_type(attributes, frozenset(optional)), defaults


def _tuple(shape: s.Node, env: Env) -> tuple[Type, Defaults] | None:
    if not isinstance(shape, s.TupleCons):
        return None
    found = [constraint_of(item, env) for item in shape.items]
    parts = [one for one in found if one is not None]
    if len(parts) < len(found):
        return None
    inside = {str(i): defaults for i, (_, defaults) in enumerate(parts) if defaults}
    return tuple_type(part for part, _ in parts), Defaults(inside=inside)


def with_defaults(value: object, defaults: Defaults) -> object:
    """`value` with the defaults for whatever is missing or null in it; a value that is null itself stays null."""
    if not defaults or value is None or isinstance(value, Lazy):
        return value
    if isinstance(value, Unk):
        cases = [(guard, with_defaults(case, defaults)) for guard, case in value.choices]
        return one_of(cases, value.reason, value.symbol) if cases else value
    if not isinstance(value, (list, dict)):
        return value
    items, types = elements_of(value)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    # What is given may have another shape than its type: that shows when it is converted.
    known = [defaults.inside.get(str(key)) or defaults.inside.get("") for key in keys]
    filled = [item if inner is None else with_defaults(item, inner) for item, inner in zip(items, known, strict=True)]
    if not isinstance(value, dict):
        if all(new is old for new, old in zip(filled, items, strict=True)):
            return value
        return SetValue(filled) if isinstance(value, SetValue) else tuple_of(filled, types)
    entries: dict[str, object] = dict(zip(value, filled, strict=True))
    for name, default in defaults.own.items():
        inner = defaults.inside.get(name)
        given = with_defaults(default, inner) if inner else default
        entries[name] = _unless_null(entries.get(name), given)
    return object_of(entries, dict(zip(value, types, strict=True)))


def _unless_null(value: object, default: object) -> object:
    """The value of an attribute, or its default where the value is null."""
    if value is None:
        return default
    if not isinstance(value, Unk) or default is None:
        return value
    if value.choices:
        return one_of([(guard, _unless_null(case, default)) for guard, case in value.choices], value.reason)
    if value.ref is not None and not value.ref[0].rpartition(".")[0].endswith("var"):
        return value
    # It may turn out to be null: then it is not the same thing.
    symbol = compose(grouped(value.symbol), " == null ? ", grouped(symbol_of(default)), " : ", grouped(value.symbol))
    return Unk(value.reason, symbol, (), value.ref, value.kind, value.place, value.error, value.type)
