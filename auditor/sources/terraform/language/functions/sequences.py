"""Functions that make lists or tuples of others: concat, slice, flatten, reverse, ..."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.partial.convert import (
    limited_elements,
    list_of,
    to_text,
    written,
)
from auditor.sources.partial.numbers import Number, add, counted
from auditor.sources.partial.type_of import (
    DYNAMIC,
    NUMBER,
    OPEN,
    STRING,
    Type,
    collection,
    element_type,
    holds,
    list_of_type,
    tuple_of,
    type_of,
)
from auditor.sources.partial.values import (
    EvalError,
    ListValue,
    SetValue,
    TupleValue,
    Unk,
    has_unknown,
)
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.language.functions.retyped import elements_of
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.functions.unify import unified

_MAX_RANGE = 1024


def concat(*lists: object) -> object:
    """One list of the elements of all if these are lists that have a type in common, else a tuple."""
    if not lists:
        raise EvalError("at least one argument is required")
    if any(isinstance(items, SetValue) for items in lists):
        raise EvalError("all arguments must be lists or tuples, not sets")
    limited_elements(sum(len(list_of(items)) for items in lists))
    if all(isinstance(items, ListValue) for items in lists):
        whole = unified([type_of(items) for items in lists])
        if whole is not None and whole.kind == "list":
            parts = [list_of(converted(items, whole)) for items in lists]
            items = [item for part in parts for item in part]
            known = items and holds(whole.element, DYNAMIC)
            return list_of_type(items, next(iter(map(type_of, items))) if known else whole.element)
    held = [elements_of(items) for items in lists]
    types = [kind for _, kinds in held for kind in kinds]
    return _as_sequence([item for items, _ in held for item in items], types, *lists)


def _as_sequence(items: list[object], types: list[Type], *made_of: object) -> object:
    """A tuple, or a plain list where it is not known whether what it was made of are lists or tuples."""
    known = all(isinstance(one, (TupleValue, ListValue, SetValue)) for one in made_of)
    return tuple_of(items, types) if known else items


def slice_(items: object, start: int, end: int) -> object:
    """The elements from `start` up to, not including, `end`."""
    if isinstance(items, SetValue):
        raise EvalError("cannot slice a set, because its elements do not have indices; use the tolist function")
    elements, types = elements_of(items) if isinstance(items, list) else (list_of(items), [])
    if not 0 <= start <= end <= len(elements):
        raise EvalError("start and end index must lie within the list, in this order")
    if isinstance(items, ListValue):
        return list_of_type(elements[start:end], element_type(items))
    return _as_sequence(elements[start:end], types[start:end], items)


def flatten(items: object) -> object:
    """All elements, with lists among them replaced by their own elements, at any depth."""
    flat: list[object] = []
    types: list[Type] = []
    if not isinstance(items, list):
        raise EvalError("can only flatten lists, sets and tuples")
    stack: list[Iterator[tuple[object, Type]]] = [iter([(items, OPEN)])]
    while stack:
        for item, kind in stack[-1]:
            # what is not known could be a list in its turn, and the elements of a set with unknowns may coincide
            if isinstance(item, Unk) and item.kind not in ("string", "number", "bool", "map", "object"):
                return because_of(item)
            if _open_set(item):
                return because_of(item)
            if isinstance(item, list):
                stack.append(_typed(item))
                break
            flat.append(item)
            types.append(kind)
        else:
            stack.pop()
        limited_elements(len(flat))
    return tuple_of(flat, types)


def _typed(items: list[object]) -> Iterator[tuple[object, Type]]:
    return zip(*elements_of(items), strict=True)


def _open_set(item: object) -> bool:
    return isinstance(item, SetValue) and has_unknown(item)


def compact(items: ListValue) -> object:
    """The strings that are neither null nor empty; what AWS gives a resource as its id is neither."""
    if any(has_unknown(i) and not _is_identifier(i) for i in items):
        return because_of(items)
    return list_of_type([i for i in items if i not in (None, "")], STRING)


def _is_identifier(item: object) -> bool:
    return isinstance(item, Unk) and not item.choices and item.ref is not None and item.ref[1] in ("id", "arn")


def distinct(items: ListValue) -> object:
    """The elements without repetitions, in order of first appearance."""
    if len(items) > 1 and has_unknown(items):
        return because_of(items)
    first: dict[str | None, object] = {}
    for item in items:
        key = written(item)
        first.setdefault("0" if key == "-0" else key, item)
    return list_of_type(first.values(), element_type(items))


def chunklist(items: ListValue, size: int) -> object:
    """The list cut into lists of `size` elements."""
    if size < 0:
        raise EvalError("the size argument must be positive")
    element = element_type(items)
    step = size or max(1, len(items))
    chunks = [list_of_type(items[i : i + step], element) for i in range(0, len(items), step)]
    return list_of_type(chunks, collection("list", element))


def reverse(items: object) -> object:
    """The elements, last first."""
    if isinstance(items, SetValue) and has_unknown(items):
        return because_of(items)
    if isinstance(items, (ListValue, SetValue)):
        return list_of_type(items[::-1], element_type(items))
    elements, types = elements_of(list_of(items) if not isinstance(items, list) else items)
    return _as_sequence(elements[::-1], types[::-1], items)


def sort(items: list[object]) -> object:
    """The strings in the order of their characters."""
    if None in items:
        raise EvalError("given list element must not be null")
    return list_of_type(sorted(to_text(i) for i in items), STRING)


def range_(*numbers: Number) -> object:
    """The numbers from a start up to, not including, a limit."""
    if not 1 <= len(numbers) <= 3:
        raise EvalError("must have one, two, or three arguments")
    start, limit = (counted(0), numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else counted(-1 if limit < start else 1)
    if (limit > start) if step < 0 else (limit < start):
        raise EvalError("step must lead from start to limit")
    result: list[object] = []
    while start > limit if step < 0 else start < limit:
        if len(result) >= _MAX_RANGE:
            raise EvalError("more than 1024 values were generated; either decrease the difference or use a larger step")
        result.append(start)
        start = add(start, step)
    return list_of_type(result, NUMBER)


TABLE: dict[str, Function] = {
    "concat": define("C*", concat, Unknowns.NESTED),
    "slice": define("Cii", slice_, Unknowns.NESTED),
    "flatten": define(".", flatten, Unknowns.NESTED),
    "compact": define("S", compact, Unknowns.NESTED),
    "distinct": define("L", distinct, Unknowns.NESTED),
    "chunklist": define("Li", chunklist, Unknowns.NESTED),
    "reverse": define("Q", reverse, Unknowns.NESTED),
    "sort": define("S", sort),
    "range": define("n*", range_),
}
