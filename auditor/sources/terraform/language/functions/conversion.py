"""Conversion of values to a type, as go-cty's `convert` does it: what is not known stays so, the rest is converted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.sources.partial.choices import one_of
from auditor.sources.partial.convert import (
    limited_elements,
    ordered_set,
    to_bool,
    to_number,
    to_text,
)
from auditor.sources.partial.type_of import (
    DYNAMIC,
    OPEN,
    PRIMITIVES,
    STRING,
    Type,
    collection,
    element_type,
    holds,
    list_of_type,
    map_of_type,
    object_of,
    plain,
    set_of_type,
    tuple_of,
    type_of,
)
from auditor.sources.partial.values import (
    EvalError,
    Lazy,
    ListValue,
    MapValue,
    SetValue,
    Unk,
    parts_of,
    unknown_for,
)
from auditor.sources.terraform.language.functions.retyped import cause, elements_of, loosened, replaced, retyped
from auditor.sources.terraform.language.functions.unify import convertible, unified_as_text


def common(values: Sequence[object], types: Sequence[Type] | None = None) -> tuple[list[object], Type]:
    """The values converted to the type that they have in common, and that type. `types` are theirs, where told."""
    if all(type(value) is str for value in values) and values:
        return list(values), STRING
    given = [type_of(value) for value in values] if types is None else types
    wanted = unified_as_text(given)
    if wanted is None:
        if values:
            raise EvalError("all elements must have the same type")
        return [], DYNAMIC
    name = cause(values) if holds(wanted, OPEN) else ""
    items = zip(values, given, strict=True)
    return [value if one == wanted != OPEN else converted(value, wanted, name) for value, one in items], wanted


def converted(value: object, wanted: Type, name: str = "") -> object:
    """`value` as the type `wanted`. Raises EvalError where Terraform has no such conversion.

    `name` says what leaves the types open that `wanted` leaves open.
    """
    if wanted.kind == "dynamic" or value is None:
        return value
    if isinstance(value, Unk):
        return _unknown(value, wanted, name)
    if wanted.kind == "open":
        return loosened(value, name)
    if isinstance(value, Lazy):
        if wanted.kind in PRIMITIVES or wanted.kind in ("list", "set", "tuple"):
            raise EvalError(f"{_called(wanted.kind)} is required")
        return value
    return _CONVERSIONS[wanted.kind](value, wanted, name)


def as_collection(value: object, kind: str) -> object:
    """What `tolist`, `toset` and `tomap` give: a list, set or map of the type that all elements have in common."""
    made = converted(value, collection(kind, DYNAMIC))
    if isinstance(value, Unk) and isinstance(made, Unk) and not made.choices and type_of(value).kind != kind:
        # It is not the same thing any more.
        made = Unk(made.reason, place=made.place, error=made.error)
    if isinstance(made, Unk) and not made.choices:
        # Terraform forgets of what type its elements are until it knows them.
        return retyped(made, collection(kind, OPEN))
    return made


def _unknown(value: Unk, wanted: Type, name: str) -> object:
    if value.choices:
        return one_of([(g, _case(v, wanted, name)) for g, v in value.choices], value.reason, value.symbol)
    given = type_of(value)
    if not convertible(given, wanted):
        raise EvalError(f"{_called(wanted.kind)} is required, not {given.kind}")
    return value if wanted in (OPEN, given) or value.error else retyped(value, replaced(given, wanted))


def _case(value: object, wanted: Type, name: str) -> object:
    """One case of a value: what Terraform would refuse is unknown in that case alone."""
    try:
        return converted(value, wanted, name)
    except EvalError as error:
        return unknown_for(error)


def _called(kind: str) -> str:
    return f"an {kind}" if kind == "object" else f"a {kind}"


def _elements(value: object, wanted: Type, name: str) -> tuple[list[object], Type]:
    """The elements of a value as those of a collection, and the element type that they get."""
    items, types = elements_of(value)
    limited_elements(len(items))
    if wanted.element == DYNAMIC:
        if not items:
            return items, element_type(value) if isinstance(value, (ListValue, SetValue, MapValue)) else DYNAMIC
        if isinstance(value, (ListValue, SetValue, MapValue)):
            return items, types[0]
        result, element = common(items, types)
        if element != DYNAMIC:
            return (
                _of_one_type(result, _types_of(result, types, element), wanted)
                if holds(element, DYNAMIC)
                else (result, element)
            )
        # A type that is open to all is none for a collection, unless all that is not null has one type.
        kinds = {one for one in types if one != DYNAMIC}
        if len(kinds) > isinstance(value, dict):
            raise EvalError("all elements must have the same type")
        return result, kinds.pop() if kinds else DYNAMIC
    given = types or ([element_type(value)] if isinstance(value, (ListValue, SetValue, MapValue)) else [])
    if any(one != wanted.element and not convertible(one, wanted.element) for one in dict.fromkeys(given)):
        raise EvalError(f"elements of the type {wanted.element.kind} are required")
    result = [item if one == wanted.element else converted(item, wanted.element, name)
              for item, one in zip(items, types, strict=True)]  # fmt: skip
    if items and holds(wanted.element, DYNAMIC):
        return _of_one_type(result, _types_of(result, types, wanted.element), wanted)
    return result, plain(wanted.element)


def _types_of(items: list[object], given: list[Type], wanted: Type) -> list[Type]:
    """The types of values that were converted from those given to one that leaves something to them."""
    return [replaced(one, wanted) if item is None else type_of(item) for one, item in zip(given, items, strict=True)]


def _of_one_type(items: list[object], types: list[Type], wanted: Type) -> tuple[list[object], Type]:
    """The elements of a collection whose type leaves something to them: Terraform unifies them, but for some."""
    if len(set(types)) == 1:
        return items, types[0]
    if wanted.kind == "set" or (wanted.kind == "map" and wanted.element.kind == "tuple"):
        raise EvalError("all elements must have the same type")
    result, element = common(items, types)
    if holds(element, DYNAMIC):
        raise EvalError("all elements must have the same type")
    return result, element


def _to_list(value: object, wanted: Type, name: str) -> object:
    if not isinstance(value, (list, tuple)):
        raise EvalError("a list is required")
    if isinstance(value, SetValue) and len(value) > 1:
        unknown = next((part for part in parts_of(value) if isinstance(part, (Unk, Lazy))), None)
        if unknown is not None:
            # Its elements may coincide, and nobody knows their order.
            if isinstance(unknown, Lazy):
                unknown = Unk("it is an object that only AWS knows in full")
            element = replaced(element_type(value), wanted.element)
            return retyped(Unk(unknown.reason, place=unknown.place, error=unknown.error), collection("list", element))
    items, element = _elements(value, wanted, name)
    return list_of_type(items, element)


def _to_set(value: object, wanted: Type, name: str) -> object:
    if not isinstance(value, (list, tuple)):
        raise EvalError("a set is required")
    items, element = _elements(value, wanted, name)
    return set_of_type(ordered_set(items), element)


def _to_map(value: object, wanted: Type, name: str) -> object:
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    items, element = _elements(value, wanted, name)
    return map_of_type(dict(zip(value, items, strict=True)), element)


def _to_tuple(value: object, wanted: Type, name: str) -> object:
    if not isinstance(value, list) or isinstance(value, (ListValue, SetValue)):
        raise EvalError("a tuple is required")
    if len(value) != len(wanted.parts):
        raise EvalError(f"{len(wanted.parts)} elements are needed, not {len(value)}")
    _, types = elements_of(value)
    items = [converted(item, part, name) for item, part in zip(value, wanted.parts, strict=True)]
    return tuple_of(items, list(map(replaced, types, wanted.parts)))


def _to_object(value: object, wanted: Type, name: str) -> object:
    if not isinstance(value, dict):
        raise EvalError("an object is required")
    _, types = elements_of(value)
    given = dict(zip(value, types, strict=True))
    made: dict[str, object] = {}
    made_of: dict[str, Type] = {}
    for key, part in wanted.attributes().items():
        if key not in value:
            if key not in wanted.optional:
                raise EvalError(f"attribute {key!r} is missing")
            made[key], made_of[key] = None, plain(part)
            continue
        if value[key] is None and not convertible(given[key], part):
            raise EvalError(f"attribute {key!r}: {_called(part.kind)} is required")
        made[key], made_of[key] = converted(value[key], part, name), replaced(given[key], part)
    return object_of(made, made_of)


def _to_text(value: object, wanted: Type, name: str) -> object:
    return to_text(value)


def _to_number(value: object, wanted: Type, name: str) -> object:
    return to_number(value)


def _to_bool(value: object, wanted: Type, name: str) -> object:
    return to_bool(value)


_CONVERSIONS: dict[str, Callable[[object, Type, str], object]] = {
    "string": _to_text,
    "number": _to_number,
    "bool": _to_bool,
    "list": _to_list,
    "set": _to_set,
    "map": _to_map,
    "tuple": _to_tuple,
    "object": _to_object,
}
