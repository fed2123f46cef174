"""Functions that look into lists, or choose among values: length, contains, element, coalesce, ..."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from auditor.sources.partial.convert import (
    limited_elements,
    list_of,
    to_number,
)
from auditor.sources.partial.equality import equal
from auditor.sources.partial.numbers import add, counted
from auditor.sources.partial.type_of import (
    DYNAMIC,
    Type,
    element_type,
    list_of_type,
    type_of,
)
from auditor.sources.partial.values import (
    EvalError,
    ListValue,
    SetValue,
    TupleValue,
    UndecidedError,
    Unk,
    has_unknown,
)
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.language.functions.graphemes import graphemes
from auditor.sources.terraform.language.functions.retyped import cause
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.functions.unify import unified


def length(value: object) -> object:
    """How many elements or characters: known even if elements are not, except in a set where they may coincide."""
    if isinstance(value, SetValue) and len(value) > 1 and has_unknown(value):
        return because_of(value)
    if isinstance(value, str):
        return counted(len(graphemes(value)))
    if isinstance(value, (list, tuple, dict)):
        return counted(len(value))
    raise EvalError("argument must be a string, a collection type, or a structural type")


def contains(items: object, value: object) -> object:
    """Whether an element equals the value: types count."""
    if isinstance(items, Unk):
        return because_of(items)
    elements = list_of(items)
    answers = [equal(item, value) for item in elements]
    if True in answers:
        return True
    return because_of([elements, value]) if None in answers else False


def index(items: object, value: object) -> object:
    """Position of the first element that equals the value."""
    if isinstance(items, SetValue):
        raise EvalError("argument must be a list or tuple")
    for position, item in enumerate(list_of(items)):
        found = equal(item, value)
        if found is None:
            return because_of([item, value])
        if found:
            return counted(position)
    raise EvalError("item not found")


def element(items: object, position: object) -> object:
    """The element at the position, counting on from the start when the list ends."""
    if isinstance(items, Unk):
        return because_of(items)
    if isinstance(items, SetValue) or not isinstance(items, (list, tuple)):
        raise EvalError("cannot read elements from this: a list is required")
    if not items:
        raise EvalError("cannot use element function with an empty list")
    if isinstance(position, Unk):
        return items[0] if len(items) == 1 else because_of(position)
    assert isinstance(position, int)
    if position < 0 and position % len(items) and not isinstance(items, ListValue):
        # Terraform counts back from the end of a list only.
        problem = EvalError if isinstance(items, TupleValue) else UndecidedError
        raise problem("cannot use element function with a negative index of a tuple")
    return items[position % len(items)]


def one(items: object) -> object:
    """The only element, or null if there is none."""
    elements = list_of(items)
    if not elements:
        return None
    if len(elements) == 1:
        return elements[0]
    if isinstance(items, SetValue) and has_unknown(items):
        return because_of(items)
    raise EvalError("must be a list, set, or tuple value with either zero or one elements")


def coalesce(*values: object, nulls: Sequence[Type] = ()) -> object:
    """The first value that is neither null nor an empty string; `nulls` are the types of those that are null."""
    types = nulls or [DYNAMIC] * len(values)
    given = [null if value is None else type_of(value) for value, null in zip(values, types, strict=True)]
    whole = unified(given)
    if whole is None:
        raise EvalError("all arguments must have the same type")
    for number, (value, kind) in enumerate(zip(values, given, strict=True), start=1):
        if isinstance(value, Unk):
            return converted(value, whole) if number == len(values) else because_of(value)
        if value is None:
            continue
        item = value if kind == whole else converted(value, whole, cause(values))
        if item != "" or whole == DYNAMIC:
            return item
    raise EvalError("no non-null, non-empty-string arguments")


def coalescelist(*lists: object) -> object:
    """The first list that has elements. A null is skipped: a variable can be a null list."""
    if any(isinstance(items, SetValue) or not (items is None or isinstance(items, (list, Unk))) for items in lists):
        raise EvalError("coalescelist arguments must be lists or tuples")
    for items in lists:
        if isinstance(items, Unk):
            return items if items is lists[-1] else because_of(items)
        if items:
            return items
    raise EvalError("no non-null arguments")


def alltrue(items: list[object]) -> object:
    """Whether no element is false or null."""
    if any(i is None or i is False for i in items):
        return False
    return because_of(items) if has_unknown(items) else True


def anytrue(items: list[object]) -> object:
    """Whether an element is true."""
    if any(i is True for i in items):
        return True
    return because_of(items) if has_unknown(items) else False


def matchkeys(values: ListValue, keys: ListValue, wanted: ListValue) -> object:
    """The values whose key, at the same position, is among those wanted."""
    if len(values) != len(keys):
        raise EvalError("length of keys and values should be equal")
    if has_unknown(keys) or has_unknown(wanted):
        return because_of([keys, wanted]) if wanted else list_of_type([], element_type(values))
    whole = unified([type_of(keys), type_of(wanted)])
    if whole is None:
        raise EvalError("keys and searchset must be of the same type")
    ours, others = list_of(converted(keys, whole)), list_of(converted(wanted, whole))
    limited_elements(len(keys) * len(wanted))
    found = [v for v, k in zip(values, ours, strict=True) if any(equal(k, w) for w in others)]
    return list_of_type(found, element_type(values))


def sum_(items: object) -> object:
    """The sum of the numbers."""
    numbers = [to_number(i) for i in list_of(items)]
    if not numbers:
        raise EvalError("cannot sum an empty list")
    return reduce(add, numbers)


TABLE: dict[str, Function] = {
    "length": define("#", length, Unknowns.NESTED),
    "contains": define("..", contains, Unknowns.ANY),
    "index": define("..", index, Unknowns.NESTED),
    "element": define("Ci", element, Unknowns.ANY),
    "one": define("Q", one, Unknowns.NESTED),
    "coalesce": define("?*", coalesce, Unknowns.ANY),
    "coalescelist": define("?*", coalescelist, Unknowns.ANY),
    "alltrue": define("B", alltrue, Unknowns.NESTED),
    "anytrue": define("B", anytrue, Unknowns.NESTED),
    "matchkeys": define("LLL", matchkeys, Unknowns.NESTED),
    "sum": define(".", sum_),
}
