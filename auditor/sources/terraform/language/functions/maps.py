"""Functions of maps and objects."""

from __future__ import annotations

from auditor.sources.partial.convert import limited_elements, list_of, map_of, to_text
from auditor.sources.partial.type_of import (
    STRING,
    Type,
    collection,
    element_type,
    list_of_type,
    map_of_type,
    object_of,
    tuple_of,
)
from auditor.sources.partial.values import (
    EvalError,
    ListValue,
    MapValue,
    ObjectValue,
    SetValue,
    TupleValue,
    Unk,
    has_unknown,
)
from auditor.sources.terraform.language.functions.conversion import as_collection, converted
from auditor.sources.terraform.language.functions.retyped import elements_of
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define


def merge(*maps: object) -> object:
    """The entries of all: later ones win. A map if all are maps of one type, else an object; null counts as empty."""
    merged: dict[str, object] = {}
    types: dict[str, Type] = {}
    for entries in maps:
        if entries is not None:
            held = map_of(entries)
            merged |= held
            types |= zip(held, elements_of(held)[1], strict=True)
    limited_elements(len(merged))
    given = [entries for entries in maps if entries is not None]
    if any(not isinstance(entries, (ObjectValue, MapValue)) for entries in given):
        return merged
    elements = [element_type(entries) if isinstance(entries, MapValue) else None for entries in given]
    if elements and len(given) == len(maps) and elements[0] is not None and len(set(elements)) == 1:
        return map_of_type(merged, elements[0])
    return object_of(merged, types)


def keys(entries: object) -> object:
    """The keys, in the order of their characters."""
    names = sorted(map_of(entries))
    if isinstance(entries, MapValue):
        return list_of_type(names, STRING)
    return TupleValue(names) if isinstance(entries, ObjectValue) else names


def values(entries: object) -> object:
    """The values, in the order of their keys."""
    held = map_of(entries)
    typed = dict(zip(held, elements_of(held)[1], strict=True))
    names = sorted(held)
    found = [held[name] for name in names]
    if isinstance(entries, MapValue):
        return list_of_type(found, element_type(entries))
    return tuple_of(found, [typed[name] for name in names]) if isinstance(entries, ObjectValue) else found


def lookup(entries: object, key: object, *default: object) -> object:
    """The value at the key, or else the default."""
    if len(default) > 1:
        raise EvalError("lookup() takes two or three arguments")
    if isinstance(entries, Unk) or isinstance(key, Unk):
        return because_of([entries if isinstance(entries, Unk) else None, key])
    found = map_of(entries)
    name = to_text(key)
    # A default of another type than the elements of a map is converted; it is an error even where nobody needs it.
    other = [converted(one, element_type(entries)) if isinstance(entries, MapValue) else one for one in default]
    if name in found:
        return found[name]
    if not default:
        raise EvalError(f"the given object has no attribute {name!r}")
    return other[0]


def zipmap(names: ListValue, items: object) -> object:
    """A map of the values of a list, or an object of those of a tuple, under the names at the same positions."""
    if isinstance(items, SetValue):
        raise EvalError("values argument must be a list or tuple value")
    elements, types = elements_of(list_of(items) if not isinstance(items, list) else items)
    if has_unknown(names):
        return because_of(names)
    if len(names) != len(elements):
        raise EvalError(f"number of keys ({len(names)}) does not match number of values ({len(elements)})")
    if None in names:
        raise EvalError("a key must not be null")
    words = [to_text(name) for name in names]
    made = dict(zip(words, elements, strict=True))
    if isinstance(items, ListValue):
        return map_of_type(made, element_type(items))
    return object_of(made, dict(zip(words, types, strict=True))) if isinstance(items, TupleValue) else made


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
    return map_of_type({key: list_of_type(names, STRING) for key, names in turned.items()}, collection("list", STRING))


def tomap(value: object) -> object:
    """The object as a map: all values of one type."""
    return as_collection(value, "map")


TABLE: dict[str, Function] = {
    "merge": define("?*", merge, Unknowns.NESTED),
    "keys": define("M", keys, Unknowns.NESTED),
    "values": define("M", values, Unknowns.NESTED),
    "lookup": define("Ms?*", lookup, Unknowns.ANY),
    "zipmap": define("SC", zipmap, Unknowns.NESTED),
    "transpose": define("T", transpose),
    "tomap": define("?", tomap, Unknowns.ANY),
}
