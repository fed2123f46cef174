"""Functions of sets, and the conversions to list and set."""

from __future__ import annotations

import itertools
import math

from auditor.sources.terraform.language.functions.convert import limited_elements, list_of, ordered_set, unify, written
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.values import EvalError, SetValue, Unk, has_unknown


def tolist(value: object) -> object:
    """The elements as a list: all of one type."""
    if value is None or (isinstance(value, Unk) and value.kind == "list"):
        return value
    if isinstance(value, Unk) or (isinstance(value, SetValue) and has_unknown(value)):
        return because_of(value)
    return unify(list_of(value))


def toset(value: object) -> object:
    """The elements as a set: all of one type."""
    if value is None or (isinstance(value, Unk) and value.kind == "set"):
        return value
    return because_of(value) if isinstance(value, Unk) else ordered_set(unify(list_of(value)))


def _common(sets: tuple[list[object], ...]) -> list[SetValue]:
    """The sets with one element type for all."""
    pool = iter(unify(item for items in sets for item in items))
    return [ordered_set([next(pool) for _ in items]) for items in sets]


def setunion(*sets: list[object]) -> object:
    """The elements of all sets."""
    return ordered_set(item for items in _common(sets) for item in items)


def setintersection(*sets: list[object]) -> object:
    """The elements that all sets have."""
    if not all(sets):
        return SetValue()
    if has_unknown(list(sets)):
        return because_of(list(sets))
    first, *others = _common(sets)
    shared = set.intersection({written(item) for item in first}, *({written(i) for i in other} for other in others))
    return SetValue(item for item in first if written(item) in shared)


def setsubtract(items: list[object], removed: list[object]) -> object:
    """The elements of the first set that the second does not have."""
    if not items or not removed:
        return ordered_set(items)
    if has_unknown(items) or has_unknown(removed):
        return because_of([items, removed])
    first, second = _common((items, removed))
    gone = {written(item) for item in second}
    return SetValue(item for item in first if written(item) not in gone)


def setproduct(*sets: object) -> object:
    """All combinations of one element of each: a list if only lists are combined, else a set."""
    if len(sets) < 2:
        raise EvalError("at least two arguments are required")
    columns = [unify(list_of(items)) for items in sets]
    limited_elements(math.prod(len(column) for column in columns) * len(columns))
    combined = [list(row) for row in itertools.product(*columns)]
    return ordered_set(combined) if any(isinstance(items, SetValue) for items in sets) else combined


TABLE: dict[str, Function] = {
    "tolist": define("?", tolist, Unknowns.ANY),
    "toset": define("?", toset, Unknowns.ANY),
    "setunion": define("XX*", setunion, Unknowns.NESTED),
    "setintersection": define("XX*", setintersection, Unknowns.NESTED),
    "setsubtract": define("XX", setsubtract, Unknowns.NESTED),
    "setproduct": define(".*", setproduct, Unknowns.NESTED),
}
