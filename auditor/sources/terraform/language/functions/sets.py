"""Functions of sets, and the conversions to list and set."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from auditor.sources.partial.convert import limited_elements, ordered_set, written
from auditor.sources.partial.type_of import (
    DYNAMIC,
    OPEN,
    Type,
    collection,
    element_type,
    list_of_type,
    set_of_type,
    tuple_of,
    tuple_type,
)
from auditor.sources.partial.values import EvalError, ListValue, SetValue, UndecidedError, has_unknown
from auditor.sources.terraform.language.functions.conversion import as_collection, common, converted
from auditor.sources.terraform.language.functions.retyped import elements_of
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.functions.unify import unified_as_text


def tolist(value: object) -> object:
    """The elements as a list: all of one type."""
    return as_collection(value, "list")


def toset(value: object) -> object:
    """The elements as a set: all of one type."""
    return as_collection(value, "set")


def _element(sets: Sequence[SetValue]) -> Type:
    """The element type that all sets can have; an empty set without type does not count."""
    types = [t for one, t in zip(sets, map(element_type, sets), strict=True) if one or t != DYNAMIC]
    element = unified_as_text(types) if types else DYNAMIC
    if element is None:
        raise EvalError("the sets must have elements of one type")
    if element == OPEN or (element == DYNAMIC and len(set(types)) > 1):
        raise UndecidedError("whether the sets have elements of one type is not known")
    return element


def _alike(sets: Sequence[SetValue], element: Type) -> list[list[object]]:
    """The elements of the sets as one type."""
    return [elements_of(converted(items, collection("set", element)))[0] for items in sets]


def setunion(*sets: SetValue) -> object:
    """The elements of all sets."""
    element = _element(sets)
    return set_of_type(ordered_set(item for items in _alike(sets, element) for item in items), element)


def setintersection(*sets: SetValue) -> object:
    """The elements that all sets have."""
    element = _element(sets)
    if not all(sets):
        return set_of_type([], element)
    if has_unknown(list(sets)):
        return because_of(list(sets))
    first, *others = _alike(sets, element)
    shared = set.intersection({written(item) for item in first}, *({written(i) for i in other} for other in others))
    return set_of_type(ordered_set(item for item in first if written(item) in shared), element)


def setsubtract(items: SetValue, removed: SetValue) -> object:
    """The elements of the first set that the second does not have."""
    element = _element((items, removed))
    if items and removed and (has_unknown(items) or has_unknown(removed)):
        return because_of([items, removed])
    first, second = _alike((items, removed), element)
    gone = {written(item) for item in second}
    return set_of_type(ordered_set(item for item in first if written(item) not in gone), element)


def setproduct(*sets: object) -> object:
    """All combinations of one element of each: a list if only lists are combined, else a set."""
    if len(sets) < 2:
        raise EvalError("at least two arguments are required")
    columns, types = [], []
    for items in sets:
        if not isinstance(items, list):
            raise EvalError("a set or a list is required")
        elements, kinds = elements_of(items)
        if isinstance(items, SetValue) and len(items) > 1 and has_unknown(items):
            return because_of(items)
        if isinstance(items, (ListValue, SetValue)):
            columns.append(elements)
            types.append(element_type(items))
            continue
        column, kind = common(elements, kinds)
        if kind == DYNAMIC and any(one != DYNAMIC for one in kinds):
            raise UndecidedError("whether all elements can have one type is not known")
        columns.append(column)
        types.append(kind)
    limited_elements(math.prod(len(column) for column in columns) * len(columns))
    row_type = tuple_type(types)
    combined = [tuple_of(row, types) for row in itertools.product(*columns)]
    if any(isinstance(items, SetValue) for items in sets):
        return set_of_type(ordered_set(combined), row_type)
    return list_of_type(combined, row_type)


TABLE: dict[str, Function] = {
    "tolist": define("?", tolist, Unknowns.ANY),
    "toset": define("?", toset, Unknowns.ANY),
    "setunion": define("XX*", setunion, Unknowns.NESTED),
    "setintersection": define("XX*", setintersection, Unknowns.NESTED),
    "setsubtract": define("XX", setsubtract, Unknowns.NESTED),
    "setproduct": define("Q*", setproduct, Unknowns.NESTED),
}
