"""Functions of lists: concat, element, flatten, slice, ..."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.language.functions.convert import (
    kind_of,
    limited_elements,
    list_of,
    tidy,
    to_number,
    to_text,
    unify,
    written,
)
from auditor.sources.terraform.language.functions.equality import equal
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.values import EvalError, SetValue, Unk, has_unknown

_MAX_RANGE = 1024


def length(value: object) -> object:
    """How many elements or characters: known even if elements are not, except in a set where they may coincide."""
    if isinstance(value, SetValue) and len(value) > 1 and has_unknown(value):
        return because_of(value)
    if isinstance(value, str):
        # Terraform counts grapheme clusters; code points after NFC are the same but for emoji and rare scripts
        import unicodedata

        return len(unicodedata.normalize("NFC", value))
    if isinstance(value, (list, tuple, dict)):
        return len(value)
    raise EvalError("argument must be a string, a collection type, or a structural type")


def concat(*lists: object) -> object:
    """One list of the elements of all."""
    if not lists:
        raise EvalError("at least one argument is required")
    if any(isinstance(items, SetValue) for items in lists):
        raise EvalError("all arguments must be lists or tuples, not sets")
    limited_elements(sum(len(list_of(items)) for items in lists))
    return [item for items in lists for item in list_of(items)]


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
            return position
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
    elements = list_of(items)
    if not 0 <= start <= end <= len(elements):
        raise EvalError("start and end index must lie within the list, in this order")
    return elements[start:end]


def flatten(items: object) -> object:
    """All elements, with lists among them replaced by their own elements, at any depth."""
    flat: list[object] = []
    stack: list[Iterator[object]] = [iter([items if isinstance(items, SetValue) else list_of(items)])]
    while stack:
        for item in stack[-1]:
            # what is not known could be a list in its turn, and the elements of a set with unknowns may coincide
            if isinstance(item, Unk) and item.kind not in ("string", "number", "bool", "map", "object"):
                return because_of(item)
            if isinstance(item, SetValue) and has_unknown(item):
                return because_of(item)
            if isinstance(item, (list, tuple)):
                stack.append(iter(item))
                break
            flat.append(item)
        else:
            stack.pop()
        limited_elements(len(flat))
    return flat


def compact(items: list[object]) -> object:
    """The strings that are neither null nor empty; what AWS gives a resource as its id is neither."""
    if any(has_unknown(i) and not _is_identifier(i) for i in items):
        return because_of(items)
    return [i for i in items if i not in (None, "")]


def _is_identifier(item: object) -> bool:
    return isinstance(item, Unk) and not item.choices and item.ref is not None and item.ref[1] in ("id", "arn")


def distinct(items: list[object]) -> object:
    """The elements without repetitions, in order of first appearance."""
    if len(items) > 1 and has_unknown(items):
        return because_of(items)
    first: dict[str | None, object] = {}
    for item in items:
        first.setdefault(written(item), item)
    return list(first.values())


def chunklist(items: list[object], size: int) -> object:
    """The list cut into lists of `size` elements."""
    if size < 0:
        raise EvalError("the size argument must be positive")
    if size == 0:
        return [items] if items else []
    return [items[i : i + size] for i in range(0, len(items), size)]


def reverse(items: object) -> object:
    """The elements, last first."""
    return because_of(items) if isinstance(items, SetValue) and has_unknown(items) else list_of(items)[::-1]


def sort(items: list[object]) -> object:
    """The strings in the order of their characters."""
    if None in items:
        raise EvalError("given list element must not be null")
    return sorted(to_text(i) for i in items)


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


def coalesce(*values: object) -> object:
    """The first value that is neither null nor an empty string."""
    kinds = {v.kind if isinstance(v, Unk) else kind_of(v) for v in values} - {"", "null"}
    text = "string" in kinds
    known = {kind_of(v) for v in values if not isinstance(v, Unk)} - {"null"}
    if len(known) > 1 and not (text and known <= {"string", "number", "bool"}):
        raise EvalError("all arguments must have the same type")
    for number, value in enumerate(values, start=1):
        if isinstance(value, Unk):
            return value if number == len(values) else because_of(value)
        if value is None:
            continue
        if not text:
            return value
        if (converted := to_text(value)) != "":
            return converted
    raise EvalError("no non-null, non-empty-string arguments")


def coalescelist(*lists: object) -> object:
    """The first list that has elements. Null is skipped: a variable can be a null list."""
    for items in lists:
        if isinstance(items, Unk):
            return items if items is lists[-1] else because_of(items)
        if isinstance(items, SetValue):
            raise EvalError("coalescelist arguments must be lists or tuples")
        if items is not None and list_of(items):
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


def range_(*numbers: int | float) -> object:
    """The numbers from a start up to, not including, a limit."""
    from decimal import Decimal

    if not 1 <= len(numbers) <= 3:
        raise EvalError("must have one, two, or three arguments")
    exact = [Decimal(repr(n)) if isinstance(n, float) else Decimal(n) for n in numbers]
    start, limit = (Decimal(0), exact[0]) if len(exact) == 1 else exact[:2]
    step = exact[2] if len(exact) == 3 else Decimal(1 if start <= limit else -1)
    if start == limit:
        return []
    if step == 0 or (step > 0) != (start < limit):
        raise EvalError("step must not be zero and must lead from start to limit")
    result: list[object] = []
    while start < limit if step > 0 else start > limit:
        if len(result) >= _MAX_RANGE:
            raise EvalError("more than 1024 values were generated; either decrease the difference or use a larger step")
        result.append(int(start) if start == start.to_integral_value() else tidy(float(start)))
        start += step
    return result


def matchkeys(values: list[object], keys: list[object], wanted: list[object]) -> object:
    """The values whose key, at the same position, is among those wanted."""
    if len(values) != len(keys):
        raise EvalError("length of keys and values should be equal")
    if has_unknown(keys) or has_unknown(wanted):
        return because_of([keys, wanted]) if wanted else []
    common = unify([*keys, *wanted])
    limited_elements(len(keys) * len(wanted))
    return [v for v, k in zip(values, common, strict=False) if any(equal(k, w) for w in common[len(keys) :])]


def sum_(items: object) -> object:
    """The sum of the numbers."""
    from decimal import Context, Decimal

    numbers = [to_number(i) for i in list_of(items)]
    if not numbers:
        raise EvalError("cannot sum an empty list")
    if all(isinstance(n, int) for n in numbers):
        return sum(numbers)
    # decimals, because Terraform's 0.1 + 0.2 is 0.3
    context, total = Context(prec=154), Decimal(0)
    for number in numbers:
        total = context.add(total, Decimal(repr(number)))
    return int(total) if total == total.to_integral_value() else float(total)


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
