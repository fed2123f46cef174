"""Types of values and of what is in them, and values as another type where nothing has to be converted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.sources.partial.choices import one_of, switched, symbol_of
from auditor.sources.partial.convert import ordered_set, to_text
from auditor.sources.partial.type_of import (
    DYNAMIC,
    OPEN,
    PRIMITIVES,
    Type,
    collection,
    element_type,
    holds,
    object_type,
    part_types,
    plain,
    tuple_type,
    type_of,
)
from auditor.sources.partial.values import (
    EvalError,
    Lazy,
    ListValue,
    MapValue,
    ObjectValue,
    SetValue,
    TupleValue,
    Unk,
    parts_of,
)
from auditor.sources.terraform.language.functions.unify import unified

_TEXT_OR_NOT = "whether it is text depends on a type that is not known"


def cause(values: Iterable[object]) -> str:
    """The name of what leaves a type open, empty where it has none."""
    for value in values:
        for part in parts_of(value):
            if isinstance(part, Unk) and part.symbol and holds(type_of(part), OPEN):
                return symbol_of(part)
    return ""


def elements_of(value: object) -> tuple[list[object], list[Type]]:
    """The elements of a list, tuple, set, map or object, and the type of each."""
    if isinstance(value, (TupleValue, ObjectValue)):
        types = part_types(value)
    elif isinstance(value, (ListValue, SetValue, MapValue)):
        types = [element_type(value)] * len(value)
    elif isinstance(value, (list, tuple, dict)):
        types = [type_of(item) for item in (value.values() if isinstance(value, dict) else value)]
    else:
        raise EvalError("a collection is required")
    return list(value.values() if isinstance(value, dict) else value), types


def retyped(value: Unk, wanted: Type) -> Unk:
    """The same unknown thing as a type."""
    kind = "" if wanted.kind in ("dynamic", "open") else wanted.kind
    held = None if wanted.kind in PRIMITIVES or not kind else wanted
    return replace(value, kind=kind, type=held)


def replaced(given: Type, wanted: Type) -> Type:
    """`wanted` with whatever it leaves to the value taken from the type `given`."""
    if wanted == DYNAMIC:
        return given
    if given in (DYNAMIC, OPEN) or not holds(wanted, DYNAMIC):
        return plain(wanted)
    if wanted.kind in ("list", "set", "map") and given.parts:
        element = unified(given.parts) if given.kind in ("tuple", "object") else given.element
        return collection(wanted.kind, replaced(element or DYNAMIC, wanted.element))
    if wanted.kind == "tuple" and len(given.parts) == len(wanted.parts):
        return tuple_type(map(replaced, given.parts, wanted.parts))
    if wanted.kind == "object" and given.kind in ("object", "map"):
        attributes = dict.fromkeys(wanted.names, given.element) if given.kind == "map" else given.attributes()
        return object_type({k: replaced(attributes.get(k, DYNAMIC), t) for k, t in wanted.attributes().items()})
    return plain(wanted)


def loosened(value: object, name: str) -> object:
    """A value that Terraform would convert to a type that is not known: text may become of numbers and bools in it."""
    if value is None or isinstance(value, (str, Unk, Lazy)):
        return value
    if isinstance(value, SetValue):
        return ordered_set(loosened(item, name) for item in value)
    if isinstance(value, (list, tuple)):
        return [loosened(item, name) for item in value]
    if isinstance(value, dict):
        return {key: loosened(item, name) for key, item in value.items()}
    if not name:
        return Unk(_TEXT_OR_NOT)
    yes, no = switched(Unk(_TEXT_OR_NOT, f"{name} is text"), "")
    return one_of([(yes, to_text(value)), (no, value)], _TEXT_OR_NOT)
