"""Terraform's types, and the type of each value that the evaluator makes.

A type is found when it is asked for: a value carries no more of it than it does not show by itself, which is the
type of the elements of a collection and the types of the nulls in a tuple or object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.sources.partial.values import (
    Lazy,
    ListValue,
    MapValue,
    ObjectValue,
    SetValue,
    TupleValue,
    Unk,
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type of Terraform's language.

    Attributes:
        kind: string, number, bool, list, set, map, tuple, object; dynamic for a null of no type and for `any`;
            open for what has a type in Terraform that is not known here.
        parts: the element type of a collection, or the types of the elements of a tuple or of the attributes.
        names: the names of the attributes of an object, in order.
        optional: those that a value may lack before it is converted; only in the type constraint of a variable.
    """

    kind: str
    parts: tuple[Type, ...] = ()
    names: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()

    @property
    def element(self) -> Type:
        """The element type of a list, set or map."""
        return self.parts[0]

    def attributes(self) -> dict[str, Type]:
        """The types of the attributes of an object."""
        return dict(zip(self.names, self.parts, strict=True))

    def __str__(self) -> str:
        """The type as a type constraint writes it."""
        if self.kind == "object":
            return "object({" + ", ".join(f"{k}={t}" for k, t in self.attributes().items()) + "})"
        if self.kind == "tuple":
            return "tuple([" + ", ".join(map(str, self.parts)) + "])"
        return f"{self.kind}({self.element})" if self.parts else self.kind


STRING, NUMBER, BOOL, DYNAMIC, OPEN = map(Type, ("string", "number", "bool", "dynamic", "open"))
PRIMITIVES: dict[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL}

_SIMPLE: dict[type, Type] = {str: STRING, bool: BOOL, int: NUMBER, float: NUMBER}
#: Strings are most of all values: their types as elements are made once.
_COLLECTIONS = {(kind, part): Type(kind, (part,)) for kind in ("list", "set", "map") for part in (STRING, NUMBER)}


def collection(kind: str, element: Type) -> Type:
    """`list(element)`, `set(element)` or `map(element)`."""
    return _COLLECTIONS.get((kind, element)) or Type(kind, (element,))


def tuple_type(parts: Iterable[Type]) -> Type:
    """The type of a tuple of elements of these types."""
    return Type("tuple", tuple(parts))


def object_type(attributes: Mapping[str, Type], optional: frozenset[str] = frozenset()) -> Type:
    """The type of an object with these attributes."""
    names = tuple(sorted(attributes))
    return Type("object", tuple(attributes[name] for name in names), names, optional)


def holds(whole: Type, *wanted: Type) -> bool:
    """Whether one of the types stands anywhere in `whole`."""
    return whole in wanted or any(holds(part, *wanted) for part in whole.parts)


def plain(whole: Type) -> Type:
    """A type without the marks of optional attributes: what a converted value has."""
    if not whole.parts:
        return whole
    return Type(whole.kind, tuple(map(plain, whole.parts)), whole.names)


def type_of(value: object) -> Type:
    """The type of a value; `OPEN` where Terraform knows it and we do not, as for a null by itself."""
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return simple
    if value is None:
        return OPEN
    if isinstance(value, str):
        return STRING
    if isinstance(value, Unk):
        return value.type or PRIMITIVES.get(value.kind) or _of_cases(value)
    if isinstance(value, TupleValue):
        return tuple_type(part_types(value))
    if isinstance(value, ObjectValue):
        return object_type(dict(zip(value, part_types(value), strict=True)))
    if isinstance(value, (ListValue, SetValue, MapValue)):
        return collection(_KINDS[type(value)], element_type(value))
    return OPEN if isinstance(value, (list, tuple, dict, Lazy)) else NUMBER


def _of_cases(value: Unk) -> Type:
    """The type that all cases of a value have, but for null; OPEN if one is an error, which has none."""
    types = {type_of(case) for _, case in value.choices if case is not None}
    return types.pop() if len(types) == 1 else OPEN


_KINDS: dict[type, str] = {ListValue: "list", SetValue: "set", MapValue: "map"}


def part_types(value: TupleValue | ObjectValue) -> list[Type]:
    """The types of the elements of a tuple or of the attributes of an object, in the order in which they are kept."""
    nulls: Mapping[object, Type] = value.nulls or {}
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    return [nulls.get(key, OPEN) if item is None else type_of(item) for key, item in entries]


def element_type(value: ListValue | SetValue | MapValue) -> Type:
    """The element type of a collection: what it was given, else that of its elements."""
    if value.element is not None:
        return value.element
    for item in value.values() if isinstance(value, dict) else value:
        if item is not None and (found := type_of(item)) != OPEN:
            return found
    return OPEN


def type_at(value: object, key: object) -> Type:
    """The type of what stands at a position or under a name of a value, null or not."""
    if isinstance(value, (TupleValue, ObjectValue)):
        item = value[key]  # type: ignore[index, call-overload]
        return (value.nulls or {}).get(key, OPEN) if item is None else type_of(item)
    if isinstance(value, (ListValue, SetValue, MapValue)):
        return element_type(value)
    return OPEN


def tuple_of(items: Iterable[object], types: Sequence[Type] = ()) -> TupleValue:
    """A tuple; `types` tell what its nulls are."""
    made = TupleValue(items)
    if types and None in made:
        made.nulls = {i: types[i] for i, item in enumerate(made) if item is None}
    return made


def object_of(entries: Mapping[str, object], types: Mapping[str, Type] | None = None) -> ObjectValue:
    """An object; `types` tell what its nulls are."""
    made = ObjectValue(entries)
    if types and None in made.values():
        made.nulls = {name: types[name] for name, item in made.items() if item is None and name in types}
    return made


def list_of_type(items: Iterable[object], element: Type) -> ListValue:
    """A list with this element type."""
    made = ListValue(items)
    made.element = element
    return made


def map_of_type(entries: Mapping[str, object], element: Type) -> MapValue:
    """A map with this element type."""
    made = MapValue(entries)
    made.element = element
    return made


def set_of_type(items: Iterable[object], element: Type) -> SetValue:
    """A set with this element type, of elements in their order."""
    made = SetValue(items)
    made.element = element
    return made
