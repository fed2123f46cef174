"""Traversal of values: `value.name`, `value[key]`, `value[*]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeGuard

from auditor.sources.partial.choices import (
    MAX_CHOICES,
    among,
    compose,
    derived,
    lift,
    one_of,
    symbol_of,
    too_many,
)
from auditor.sources.partial.comparison import cannot_be_null
from auditor.sources.partial.convert import whole_number
from auditor.sources.partial.type_of import (
    DYNAMIC,
    OPEN,
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
    Lazy,
    ListValue,
    SetValue,
    TupleValue,
    UndecidedError,
    Unk,
    has_unknown,
    stop_at_errors,
)
from auditor.sources.terraform.language.functions.retyped import elements_of, retyped
from auditor.sources.terraform.language.operators import to_number, to_text, type_name

#: A for expression or splat over more elements than this is not evaluated.
MAX_ELEMENTS = 10_000


def get_attr(value: object, name: str) -> object:
    """`value.name`."""
    if isinstance(value, Lazy):
        return value.attr(name)
    if isinstance(value, dict):
        if name not in value:
            raise EvalError(f"no attribute {name!r}")
        return value[name]
    if isinstance(value, Unk):
        if value.choices:
            return lift(lambda v: get_attr(v, name), (value,), compose(value.symbol, ".", name))
        ref = (value.ref[0], f"{value.ref[1]}.{name}".lstrip(".")) if value.ref else None
        symbol = compose(value.symbol, ".", name)
        # What may be null itself may lack any part.
        part = Unk(value.reason, symbol, ref=ref, place=value.place, nullable=value.nullable or None)
        return _of_type(part, _attribute_type(type_of(value), name))
    raise EvalError(f"{type_name(value)} has no attribute {name!r}")


def get_index(value: object, key: object) -> object:
    """`value[key]`."""
    if isinstance(value, Lazy):
        return value.index(key)
    if isinstance(value, Unk) or isinstance(key, Unk):
        return _undecided_part(value, key)
    if isinstance(value, dict):
        text = to_text(key)
        if text not in value:
            raise EvalError(f"no element {text!r}")
        return value[text]
    if isinstance(value, SetValue):
        raise EvalError("a set has no index")
    if isinstance(value, list):
        number = whole_number(key)
        if not 0 <= number < len(value):
            raise EvalError(f"no element {number}")
        return value[number]
    raise EvalError(f"{type_name(value)} has no elements")


def _undecided_part(value: object, key: object) -> object:
    """`value[key]` where one of them is not known."""
    symbol = compose(symbol_of(value), "[", symbol_of(key), "]")
    if not isinstance(value, Unk) and isinstance(key, Unk) and not key.choices:
        return _any_element(value, key, symbol)
    if isinstance(value, Unk) and not value.choices and not isinstance(key, Unk):
        ref = (value.ref[0], f"{value.ref[1]}[{to_text(key)}]") if value.ref else None
        part = Unk(value.reason, symbol, ref=ref, place=value.place, nullable=value.nullable or None)
        return _of_type(part, _part_type(type_of(value), key))
    if _is_any_instance(value):
        # Which one it is makes no difference: what is known of one is known of all.
        return Unk(value.reason, symbol, ref=value.ref, place=value.place)
    return lift(get_index, (value, key), symbol)


def _is_any_instance(value: object) -> TypeGuard[Unk]:
    """Whether it is all instances of a resource of which there is an unknown number."""
    return (
        isinstance(value, Unk)
        and not value.choices
        and value.ref is not None
        and not value.ref[1]
        and value.ref[0].endswith("[*]")
    )


def _any_element(value: object, key: Unk, symbol: str) -> object:
    """`value[key]` for a key that nobody knows: any of the elements, and an error where it is none of the keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    cases = among(key, keys) if keys and not isinstance(value, SetValue) else None
    if cases is None:
        many = len(keys) >= MAX_CHOICES and bool(key.symbol)
        return Unk(too_many(key.reason), symbol, place=key.place) if many else derived(key, symbol)
    found, none = cases
    elements = [(guard, get_index(value, one)) for guard, one in found]
    missing = Unk(f"no element for {key.symbol}", place=key.place, error=True)
    return one_of([*elements, (none, missing)], key.reason, symbol)


def _attribute_type(whole: Type, name: str) -> Type:
    """The type of `x.name`. Raises EvalError where nothing of the type `whole` has that."""
    if whole.kind == "object":
        if name not in whole.names:
            raise EvalError(f"no attribute {name!r}")
        return whole.attributes()[name]
    if whole.kind == "map":
        return whole.element
    if whole.kind in ("open", "dynamic"):
        return OPEN
    raise EvalError(f"a {whole.kind} has no attribute {name!r}")


def _part_type(whole: Type, key: object) -> Type:
    """The type of `x[key]`. Raises EvalError where nothing of the type `whole` has that, as far as Terraform looks."""
    if whole.kind in ("object", "map"):
        name = to_text(key)
        # It looks for the attributes of an object that it knows only.
        return _attribute_type(whole, name) if whole.kind == "map" else whole.attributes().get(name, OPEN)
    if whole.kind in ("list", "tuple"):
        if whole.kind == "list":
            to_number(key)
            return whole.element
        position = whole_number(key)
        if not 0 <= position < len(whole.parts):
            raise EvalError(f"no element {position}")
        return whole.parts[position]
    if whole.kind in ("open", "dynamic"):
        return OPEN
    raise EvalError(f"a {whole.kind} has no elements")


def _of_type(value: Unk, known: Type) -> Unk:
    return value if known in (OPEN, DYNAMIC) else retyped(value, known)


def splat(value: object, each: Callable[[object], object]) -> object:
    """`value[*]...`: null is no element, anything but a list, tuple or set is one."""
    if value is None:
        return TupleValue()
    if isinstance(value, list):
        if len(value) > MAX_ELEMENTS:
            raise UndecidedError(f"more than {MAX_ELEMENTS:,} elements")
        return _each(value, each)
    if isinstance(value, Unk):
        if value.choices:
            return lift(lambda v: splat(v, each), (value,), kind="list")
        whole = type_of(value)
        element = whole.element if whole.kind in ("list", "set") else OPEN
        if whole.kind not in ("list", "set", "tuple", "open", "dynamic"):
            return _one_or_none(value, each)
        any_element = Unk(value.reason, compose(value.symbol, "[*]"), ref=value.ref, place=value.place)
        item = each(_of_type(any_element, element))
        ref = item.ref if isinstance(item, Unk) else None
        result = Unk(value.reason, symbol_of(item), ref=ref, kind="list", place=value.place)
        return retyped(result, collection("list", type_of(item))) if whole.kind in ("list", "set") else result
    return _tuple([each(value)], [type_of(value)], each)


def _one_or_none(value: Unk, each: Callable[[object], object]) -> object:
    """What `each` makes of the one element that a text or an object is, and nothing where that turns out to be null."""
    if cannot_be_null(value):
        return TupleValue([each(value)])
    cases = among(value, [None])
    if cases is None:
        return Unk(value.reason, kind="list", place=value.place)
    [(null, _)], there = cases
    return one_of([(null, TupleValue()), (there, TupleValue([each(value)]))], value.reason)


def _each(value: list[object], each: Callable[[object], object]) -> object:
    """What `each` makes of the elements of a list, tuple or set: a tuple of a tuple, else a list."""
    if isinstance(value, SetValue) and has_unknown(value):
        # Elements may coincide, and their order is not known.
        return Unk("elements of a set that are not known may coincide", kind="list")
    items = [each(item) for item in value]
    stop_at_errors(items)
    if isinstance(value, TupleValue):
        return _tuple(items, elements_of(value)[1], each)
    if isinstance(value, (ListValue, SetValue)):
        types = {type_of(item) for item in items if item is not None}
        if len(types) > 1 and not any(holds(one, OPEN) for one in types):
            raise EvalError("the elements of a list must have one type")
        return list_of_type(items, _type_made(element_type(value), each, items))
    return items


def _tuple(items: list[object], types: list[Type], each: Callable[[object], object]) -> TupleValue:
    if None not in items:
        return TupleValue(items)
    pairs = zip(items, types, strict=True)
    return tuple_of(items, [OPEN if item is not None else _type_made(kind, each, ()) for item, kind in pairs])


def _type_made(element: Type, each: Callable[[object], object], items: Sequence[object]) -> Type:
    """The type of what `each` makes of something of a type: that of what it made, else of what it would make."""
    if element == DYNAMIC:
        return DYNAMIC  # a null that has no type is one, whatever is made of it
    known = next((found for item in items if item is not None and (found := type_of(item)) != OPEN), None)
    return known or type_of(each(retyped(Unk(""), element)))
