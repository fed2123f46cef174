"""Functions of maps and objects."""

from __future__ import annotations

from auditor.sources.terraform.language.functions.convert import limited_elements, list_of, map_of, to_text, unify
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define
from auditor.sources.terraform.language.values import EvalError, SetValue, Unk, has_unknown


def merge(*maps: object) -> object:
    """One map of the entries of all: later ones win. Null counts as an empty map."""
    merged: dict[str, object] = {}
    for entries in maps:
        if entries is not None:
            merged |= map_of(entries)
    limited_elements(len(merged))
    return merged


def keys(entries: object) -> object:
    """The keys, in the order of their characters."""
    return sorted(map_of(entries))


def values(entries: object) -> object:
    """The values, in the order of their keys."""
    return [value for _, value in sorted(map_of(entries).items(), key=lambda entry: entry[0])]


def lookup(entries: object, key: object, *default: object) -> object:
    """The value at the key, or else the default."""
    if len(default) > 1:
        raise EvalError("lookup() takes two or three arguments")
    if isinstance(entries, Unk) or isinstance(key, Unk):
        return because_of([entries if isinstance(entries, Unk) else None, key])
    found = map_of(entries)
    name = to_text(key)
    if name in found:
        return found[name]
    if not default:
        raise EvalError(f"the given object has no attribute {name!r}")
    return default[0]


def zipmap(names: list[object], items: object) -> object:
    """A map from names and the values at the same positions."""
    if isinstance(items, SetValue):
        raise EvalError("values argument must be a list or tuple value")
    elements = list_of(items)
    if len(names) != len(elements):
        raise EvalError(f"number of keys ({len(names)}) does not match number of values ({len(elements)})")
    if has_unknown(names):
        return because_of(names)
    if None in names:
        raise EvalError("a key must not be null")
    return {to_text(name): item for name, item in zip(names, elements, strict=True)}


def transpose(entries: object) -> object:
    """A map from each string in the lists to the sorted keys of the lists that hold it."""
    turned: dict[str, list[object]] = {}
    total = 0
    for key, items in sorted(map_of(entries).items(), key=lambda entry: entry[0]):
        strings = list_of(items)
        total += len(strings)
        limited_elements(total)
        for item in strings:
            turned.setdefault(to_text(item), []).append(key)
    return turned


def tomap(value: object) -> object:
    """The object as a map: all values of one type."""
    if value is None or (isinstance(value, Unk) and value.kind == "map"):
        return value
    if isinstance(value, Unk):
        return because_of(value)
    entries = map_of(value)
    return dict(zip(entries, unify(entries.values()), strict=True))


TABLE: dict[str, Function] = {
    "merge": define("?*", merge, Unknowns.NESTED),
    "keys": define(".", keys, Unknowns.NESTED),
    "values": define(".", values, Unknowns.NESTED),
    "lookup": define(".s?*", lookup, Unknowns.ANY),
    "zipmap": define("S.", zipmap, Unknowns.NESTED),
    "transpose": define(".", transpose),
    "tomap": define("?", tomap, Unknowns.ANY),
}
