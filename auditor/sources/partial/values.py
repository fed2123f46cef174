"""Values of the Terraform evaluator.

A known value is plain Python: None, bool, int, `Real`, str, list (list or tuple), dict (map or object), `SetValue`.
Whatever cannot be known is an `Unk`, alone or as an element: a list with one unknown element is still a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.model.facts import Guard
from auditor.model.location import Location

if TYPE_CHECKING:
    from auditor.sources.partial.type_of import Type


class SetValue(list[object]):
    """A Terraform set: distinct elements, in Terraform's order. `element` is their type, where that was told."""

    element: Type | None = None


class TupleValue(list[object]):
    """What brackets make: a tuple. Terraform finds it different from a list of the same elements.

    `nulls` are the types of the nulls in it, by position: a null that it does not name has a type that is not known.
    """

    size = 0
    nulls: dict[Any, Type] | None = None


class ListValue(list[object]):
    """A list: `element` is the type of its elements, where that was told. A plain Python list may be either."""

    size = 0
    element: Type | None = None


class ObjectValue(dict[str, object]):
    """What braces make: an object. Terraform finds it different from a map of the same elements.

    `nulls` are the types of the nulls in it, by name: a null that it does not name has a type that is not known.
    """

    size = 0
    nulls: dict[Any, Type] | None = None


class MapValue(dict[str, object]):
    """A map: `element` is the type of its elements, where that was told. A plain Python dict may be either."""

    size = 0
    element: Type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Unk:
    """A value that is not known before Terraform runs.

    Attributes:
        reason: why, in words for the report.
        symbol: what it is, as an expression over root inputs; equal symbols mean equal values.
        choices: what it can be, each under a guard; empty when nothing is known.
        ref: the resource attribute that it stands for: (resource address, attribute path).
        kind: the type if that is known: "bool", "string", "list", "map", ...
        place: where it is decided: the variable, data source or resource.
        error: Terraform would stop with an error here, so that `try()` goes on to its next argument.
        type: its type, where more is known of it than its kind says.
        nullable: whether it may turn out to be null, where that does not follow from what it stands for: false for a
            text that is put together, true for what a resource repeats of something that may be null.
    """

    reason: str
    symbol: str = ""
    choices: tuple[tuple[Guard, object], ...] = ()
    ref: tuple[str, str] | None = None
    kind: str = ""
    place: Location | None = None
    error: bool = False
    type: Type | None = None
    nullable: bool | None = None


def is_given(value: Unk) -> bool:
    """Whether something not known is there for certain: an attribute of a resource, or a variable as a whole.

    What an index, or an attribute of a variable, leads to may be missing, or null.
    """
    if value.ref is None or value.error or "[*]" in "".join(value.ref):
        return False
    return not value.ref[1] or not value.ref[0].rpartition(".")[0].endswith("var")


def is_never_null(value: object) -> bool:
    """Whether something not known is certainly more than null, unless Terraform stops before it is."""
    if not isinstance(value, Unk) or value.error:
        return False
    return is_given(value) if value.nullable is None else not value.nullable


class LinkedText(str):
    """A known string read from an attribute of another resource: it still tells whose it is."""

    ref: tuple[str, str]

    @classmethod
    def of(cls, text: str, ref: tuple[str, str]) -> LinkedText:
        """`text` with the (resource address, attribute) that it was read from."""
        linked = cls(text)
        linked.ref = ref
        return linked


class GivenText(str):
    """A known string from the command line: no code spells it out."""

    @staticmethod
    def like(text: str, parts: Iterable[object]) -> str:
        """`text`, which is put together from parts: no code spells out all of it if a part was given."""
        return GivenText(text) if any(isinstance(part, GivenText) and part for part in parts) else text


class EvalError(Exception):
    """An expression that Terraform itself would reject: wrong type, missing key, bad argument.

    `try()` and `can()` catch it; anywhere else the value becomes an `Unk` with this message.
    """


class UndecidedError(EvalError):
    """What `try()` does not catch: a bound of this program, where Terraform might go on, or code that is no module.

    Terraform refuses names that are not declared before it evaluates anything; a scan of single files meets them often.
    """


def stop_at_errors(items: Iterable[object]) -> None:
    """Raise EvalError if one of the elements that a value is made of is an error, which the whole is then too."""
    for item in items:
        if isinstance(item, Unk) and item.error and not item.choices:
            raise EvalError(item.reason)


#: A message may quote what code holds; more of it than this is no help.
MAX_REASON = 300


def unknown_for(error: EvalError, place: Location | None = None) -> Unk:
    """The value of an expression that raised `error`."""
    return Unk(str(error)[:MAX_REASON], place=place, error=not isinstance(error, UndecidedError))


class Lazy:
    """Something whose parts are evaluated when asked for: a resource, a module call, a namespace such as `data`.

    Attributes:
        resource: the address of the resource that it is; empty for anything else.
    """

    resource = ""

    def attr(self, name: str) -> object:
        """`self.name`."""
        raise EvalError(f"no attribute {name!r}")

    def index(self, key: object) -> object:
        """`self[key]`."""
        raise EvalError("it has no elements")

    def origin(self, name: str) -> tuple[Any, Any] | None:
        """The expression that `self.name` is the value of, and where it is evaluated; None where code has none."""
        return None

    def whole(self) -> object:
        """All of it as one value, for what takes it as a whole: a function, a loop."""
        return Unk("it is an object that only AWS knows in full")


def same(a: object, b: object) -> bool:
    """Terraform equality of two known values: types count (`1 == "1"` is false), numbers compare as numbers."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str) and a == b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(v, b[k]) for k, v in a.items())
    return not isinstance(a, (list, dict)) and not isinstance(b, (list, dict)) and a == b  # numbers, or null


def has_unknown(value: object) -> bool:
    """Whether `value` is, or holds anywhere, an `Unk` or something that is only evaluated when asked for."""
    if isinstance(value, (list, dict)):
        return any(isinstance(v, (Unk, Lazy)) for v in parts_of(value))
    return isinstance(value, (Unk, Lazy))


def parts_of(value: object) -> Iterator[object]:
    """`value` and everything in it, what occurs several times once."""
    todo, seen = [value], set()
    while todo:
        one = todo.pop()
        yield one
        if isinstance(one, (list, dict)) and id(one) not in seen:
            seen.add(id(one))
            todo += one.values() if isinstance(one, dict) else one


#: A value with more elements than this, counted as if written out, is not worked on.
MAX_SIZE = 1_000_000


def limited(*values: object) -> None:
    """Raise UndecidedError for values that are too large written out, however small they are kept."""
    sizes: dict[int, int] = {}
    if sum(_size(value, sizes) for value in values) > MAX_SIZE:
        raise UndecidedError(f"a value of more than {MAX_SIZE:,} elements")


def _size(value: object, sizes: dict[int, int]) -> int:
    if not isinstance(value, (list, dict)):
        return 1
    # What is evaluated does not change any more: its size is counted once, however often it is used.
    known = value.size if isinstance(value, (TupleValue, ListValue, ObjectValue, MapValue)) else sizes.get(id(value))
    if not known:
        items = value.values() if isinstance(value, dict) else value
        known = sizes[id(value)] = 1 + sum(_size(item, sizes) for item in items)
        if isinstance(value, (TupleValue, ListValue, ObjectValue, MapValue)):
            value.size = known
    return known
