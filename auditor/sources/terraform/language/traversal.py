"""Traversal of values: `value.name`, `value[key]`, `value[*]`."""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.terraform.language.choices import among, compose, derived, lift, one_of, symbol_of
from auditor.sources.terraform.language.operators import to_number, to_text, type_name
from auditor.sources.terraform.language.values import EvalError, Lazy, SetValue, UndecidedError, Unk

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
        return Unk(value.reason, compose(value.symbol, ".", name), ref=ref, place=value.place)
    raise EvalError(f"{type_name(value)} has no attribute {name!r}")


def get_index(value: object, key: object) -> object:
    """`value[key]`."""
    if isinstance(value, Lazy):
        return value.index(key)
    if isinstance(value, Unk) or isinstance(key, Unk):
        symbol = compose(symbol_of(value), "[", symbol_of(key), "]")
        if not isinstance(value, Unk) and isinstance(key, Unk) and not key.choices:
            return _any_element(value, key, symbol)
        if isinstance(value, Unk) and not value.choices and not isinstance(key, Unk):
            ref = (value.ref[0], f"{value.ref[1]}[{to_text(key)}]") if value.ref else None
            return Unk(value.reason, symbol, ref=ref, place=value.place)
        return lift(get_index, (value, key), symbol)
    if isinstance(value, dict):
        text = to_text(key)
        if text not in value:
            raise EvalError(f"no element {text!r}")
        return value[text]
    if isinstance(value, SetValue):
        raise EvalError("a set has no index")
    if isinstance(value, list):
        number = to_number(key)
        if not isinstance(number, int) or not 0 <= number < len(value):
            raise EvalError(f"no element {number}")
        return value[number]
    raise EvalError(f"{type_name(value)} has no elements")


def _any_element(value: object, key: Unk, symbol: str) -> object:
    """`value[key]` for a key that nobody knows: any of the elements, and an error where it is none of the keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    cases = among(key, keys) if keys and not isinstance(value, SetValue) else None
    if cases is None:
        return derived(key, symbol)
    found, none = cases
    elements = [(guard, get_index(value, one)) for guard, one in found]
    missing = Unk(f"no element for {key.symbol}", place=key.place, error=True)
    return one_of([*elements, (none, missing)], key.reason, symbol)


def splat(value: object, each: Callable[[object], object]) -> object:
    """`value[*]...`: null is no element, anything but a list or set is one."""
    if value is None:
        return []
    if isinstance(value, list):
        if len(value) > MAX_ELEMENTS:
            raise UndecidedError(f"more than {MAX_ELEMENTS} elements")
        return [each(item) for item in value]
    if isinstance(value, Unk):
        if value.choices:
            return lift(lambda v: splat(v, each), (value,), kind="list")
        item = each(Unk(value.reason, compose(value.symbol, "[*]"), ref=value.ref, place=value.place))
        ref = item.ref if isinstance(item, Unk) else None
        return Unk(value.reason, symbol_of(item), ref=ref, kind="list", place=value.place)
    return [each(value)]
