"""Functions of lists: concat, element, flatten, slice, ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from auditor.sources.terraform.language.functions.conversion import cause, converted, elements_of
from auditor.sources.terraform.language.functions.convert import (
    limited_elements,
    list_of,
    to_number,
    to_text,
    written,
)
from auditor.sources.terraform.language.functions.equality import equal
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.functions.unify import unified
from auditor.sources.terraform.language.numbers import Number, add, counted
from auditor.sources.terraform.language.type_of import (
    DYNAMIC,
    NUMBER,
    OPEN,
    STRING,
    Type,
    collection,
    element_type,
    list_of_type,
    tuple_of,
    type_of,
)
from auditor.sources.terraform.language.values import (
    EvalError,
    ListValue,
    SetValue,
    TupleValue,
    Unk,
    has_unknown,
)

_MAX_RANGE = 1024


def length(value: object) -> object:
    """How many elements or characters: known even if elements are not, except in a set where they may coincide."""
    if isinstance(value, SetValue) and len(value) > 1 and has_unknown(value):
        return because_of(value)
    if isinstance(value, str):
        # Terraform counts grapheme clusters; code points after NFC are the same but for emoji and rare scripts
        import unicodedata

        return counted(len(unicodedata.normalize("NFC", value)))
    if isinstance(value, (list, tuple, dict)):
        return counted(len(value))
    raise EvalError("argument must be a string, a collection type, or a structural type")


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
            return list_of_type([item for part in parts for item in part], whole.element)
    held = [elements_of(items) for items in lists]
    types = [kind for _, kinds in held for kind in kinds]
    return _as_sequence([item for items, _ in held for item in items], types, *lists)


def _as_sequence(items: list[object], types: list[Type], *made_of: object) -> object:
    """A tuple, or a plain list where it is not known whether what it was made of are lists or tuples."""
    known = all(isinstance(one, (TupleValue, ListValue, SetValue)) for one in made_of)
    return tuple_of(items, types) if known else items


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
    if not isinstance(position, int) or position < 0:
        raise EvalError("cannot use element function with a negative index")
    return items[position % len(items)]


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
        first.setdefault(written(item), item)
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


def coalesce(*values: object, types: Sequence[Type] = ()) -> object:
    """The first value that is neither null nor an empty string. `types` tell those of nulls, which count, too."""
    given = types or [DYNAMIC if value is None else type_of(value) for value in values]
    whole = unified(given)
    if whole is None:
        raise EvalError("all arguments must have the same type")
    for number, (value, kind) in enumerate(zip(values, given, strict=True), start=1):
        if isinstance(value, Unk):
            return converted(value, whole) if number == len(values) else because_of(value)
        if value is None:
            continue
        item = value if kind == whole else converted(value, whole, cause(values))
        if item != "":
            return item
    raise EvalError("no non-null, non-empty-string arguments")


def coalescelist(*lists: object) -> object:
    """The first list that has elements. A null is skipped: a variable can be a null list."""
    for items in lists:
        if isinstance(items, Unk):
            return items if items is lists[-1] else because_of(items)
        if isinstance(items, SetValue) or not (items is None or isinstance(items, list)):
            raise EvalError("coalescelist arguments must be lists or tuples")
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
    "length": define(".", length, Unknowns.NESTED),
    "concat": define(".*", concat, Unknowns.NESTED),
    "contains": define("..", contains, Unknowns.ANY),
    "index": define("..", index, Unknowns.NESTED),
    "element": define(".i", element, Unknowns.ANY),
    "slice": define(".ii", slice_, Unknowns.NESTED),
    "flatten": define(".", flatten, Unknowns.NESTED),
    "compact": define("S", compact, Unknowns.NESTED),
    "distinct": define("L", distinct, Unknowns.NESTED),
    "chunklist": define("Li", chunklist, Unknowns.NESTED),
    "reverse": define(".", reverse, Unknowns.NESTED),
    "sort": define("S", sort),
    "one": define(".", one, Unknowns.NESTED),
    "coalesce": define("?*", coalesce, Unknowns.ANY),
    "coalescelist": define("?*", coalescelist, Unknowns.ANY),
    "alltrue": define("B", alltrue, Unknowns.NESTED),
    "anytrue": define("B", anytrue, Unknowns.NESTED),
    "range": define("n*", range_),
    "matchkeys": define("LLL", matchkeys, Unknowns.NESTED),
    "sum": define(".", sum_),
}
