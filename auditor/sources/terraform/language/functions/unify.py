"""The type that values of several types have in common, and which type can be converted to which.

It follows go-cty's `convert.UnifyUnsafe`, which Terraform uses for the branches of a conditional, for the elements of
what becomes a list, set or map, and for the arguments of many functions.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.sources.partial.type_of import (
    DYNAMIC,
    OPEN,
    PRIMITIVES,
    STRING,
    Type,
    collection,
    object_type,
    tuple_type,
)

#: What can be made of each other, the more general ones first.
_SEQUENCES = ("list", "tuple", "set")


def unified(types: Sequence[Type]) -> Type | None:
    """The type that all of these can be converted to; None if there is none, OPEN where one of them leaves it open."""
    distinct = list(dict.fromkeys(types))
    if len(distinct) == 1:
        return distinct[0]
    if not distinct:
        return None
    if OPEN in distinct:
        return OPEN
    structured = _of_one_structure(distinct, {t.kind for t in distinct} - {"dynamic"}, DYNAMIC in distinct)
    if structured is not OPEN:
        return structured
    return next((w for w in _preferred(distinct) if all(t == w or convertible(t, w) for t in distinct)), None)


def unified_as_text(types: Sequence[Type]) -> Type | None:
    """The type of elements that are put into one collection: text where the others make it text.

    What is not known has a type that makes text of them all as well, or else Terraform stops.
    """
    whole = unified(types)
    return STRING if whole == OPEN and unified([one for one in types if one != OPEN]) == STRING else whole


def _of_one_structure(types: list[Type], kinds: set[str], dynamic: bool) -> Type | None:
    """The common type of types that are alike in structure; OPEN where they are not, and are compared instead."""
    if len(kinds) == 1:
        kind = next(iter(kinds))
        if kind in PRIMITIVES:
            return OPEN
        if dynamic:
            return DYNAMIC
        if kind == "object":
            return _objects(types)
        if kind == "tuple":
            return _tuples(types)
        element = unified([t.element for t in types])
        return None if element is None else collection(kind, element)
    for structure, called in (("tuple", "list"), ("object", "map")):
        if kinds == {structure, called}:
            # Tuples are often lists in disguise, and objects maps.
            parts = [part for t in types if t.kind == structure for part in t.parts]
            disguised = _collected(called, [t for t in types if t.kind == structure], parts)
            common = disguised and unified([disguised if t.kind == structure else t for t in types])
            if common is not None and common.kind == called:
                return common
    return None if {"object", "tuple"} <= kinds else OPEN


def _objects(types: list[Type]) -> Type | None:
    if any(t.names != types[0].names for t in types):
        return _collected("map", types, [part for t in types for part in t.parts])
    columns = [unified(column) for column in zip(*(t.parts for t in types), strict=True)]
    parts = [part for part in columns if part is not None]
    if len(parts) < len(columns):
        return None
    whole = object_type(dict(zip(types[0].names, parts, strict=True)))
    if all(t == whole or convertible(t, whole) for t in types):
        return whole
    return _collected("map", types, [part for t in types for part in t.parts])


def _tuples(types: list[Type]) -> Type | None:
    everything = [part for t in types for part in t.parts]
    if any(len(t.parts) != len(types[0].parts) for t in types):
        return _collected("list", types, everything)
    columns = [unified(column) for column in zip(*(t.parts for t in types), strict=True)]
    parts = [part for part in columns if part is not None]
    if len(parts) < len(columns):
        return None
    whole = tuple_type(parts)
    return whole if all(t == whole or convertible(t, whole) for t in types) else _collected("list", types, everything)


def _collected(kind: str, types: list[Type], parts: list[Type]) -> Type | None:
    """The list or map of a type for all `parts`."""
    element = unified(parts)
    if element is None:
        return None
    whole = collection(kind, element)
    return whole if all(t == whole or convertible(t, whole) for t in types) else None


def convertible(given: Type, wanted: Type) -> bool:
    """Whether Terraform has a conversion from one type to the other: it may still fail for a single value."""
    if wanted.kind in ("dynamic", "open") or given.kind in ("dynamic", "open") or given == wanted:
        return True
    if given.kind in PRIMITIVES and wanted.kind in PRIMITIVES:
        return "string" in (given.kind, wanted.kind)
    pair = (given.kind, wanted.kind)
    if pair == ("object", "object"):
        attributes = given.attributes()
        return all(
            convertible(attributes[name], part) if name in attributes else name in wanted.optional
            for name, part in wanted.attributes().items()
        )
    if pair == ("tuple", "tuple"):
        return len(given.parts) == len(wanted.parts) and all(map(convertible, given.parts, wanted.parts))
    if pair == ("map", "object"):
        return all(
            convertible(given.element, part) or name in wanted.optional for name, part in wanted.attributes().items()
        )
    if given.kind in ("list", "set") and wanted.kind in ("list", "set"):
        return convertible(given.element, wanted.element)
    if pair == ("map", "map"):
        return convertible(given.element, wanted.element)
    if pair in (("tuple", "list"), ("tuple", "set"), ("object", "map")):
        return _parts_convertible(given, wanted.element)
    return False


def _parts_convertible(given: Type, element: Type) -> bool:
    if element.kind == "dynamic" and given.parts:
        common = unified(given.parts)
        # A type that is open to all is none for a collection, unless nothing in it has one.
        if common is None or (given.kind == "tuple" and common == DYNAMIC and {DYNAMIC} != set(given.parts)):
            return False
        element = common
    return all(part == element or convertible(part, element) for part in given.parts)


def _preferred(types: list[Type]) -> list[Type]:
    """The types with the more general ones first: a topological order, as go-cty makes it."""
    after: list[list[int]] = [[] for _ in types]
    before = [0] * len(types)
    for i, one in enumerate(types):
        for j in range(i + 1, len(types)):
            order = _compared(one, types[j])
            if order:
                first, second = (i, j) if order < 0 else (j, i)
                after[first].append(second)
                before[second] += 1
    queue = [i for i, count in enumerate(before) if count == 0]
    for i in queue:
        for j in after[i]:
            before[j] -= 1
            if before[j] == 0:
                queue.append(j)
    return [types[i] for i in queue]


def _compared(one: Type, other: Type) -> int:
    """Below zero where `one` is the more general type, above zero where `other` is, zero where neither is."""
    if "dynamic" in (one.kind, other.kind):
        return (one.kind == "dynamic") - (other.kind == "dynamic")
    if one.kind in PRIMITIVES and other.kind in PRIMITIVES:
        return (other.kind == "string") - (one.kind == "string")
    if one.kind == other.kind:
        if one.kind in ("list", "set", "map"):
            return _compared(one.element, other.element)
        if one.names != other.names or len(one.parts) != len(other.parts):
            return 0
        orders = set(map(_compared, one.parts, other.parts)) - {0}
        return orders.pop() if len(orders) == 1 else 0
    if one.kind in _SEQUENCES and other.kind in _SEQUENCES:
        return -1 if _SEQUENCES.index(one.kind) < _SEQUENCES.index(other.kind) else 1
    return {("map", "object"): -1, ("object", "map"): 1}.get((one.kind, other.kind), 0)
