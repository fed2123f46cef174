"""Values of the Terraform evaluator.

A known value is plain Python: None, bool, int, float, str, list (list or tuple), dict (map or object), `SetValue`.
Whatever cannot be known is an `Unk`, alone or as an element: a list with one unknown element is still a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.model.facts import Guard
from auditor.model.location import Location


class SetValue(list[object]):
    """A Terraform set: distinct elements, in Terraform's order (strings sorted)."""

    @classmethod
    def of(cls, items: Iterable[object]) -> SetValue:
        """The set of `items`: known strings sorted, then everything else in order of appearance."""
        distinct: list[object] = []
        for item in items:
            if isinstance(item, Unk) or not any(same(item, seen) for seen in distinct):
                distinct.append(item)
        texts = sorted(i for i in distinct if isinstance(i, str))
        return cls([*texts, *(i for i in distinct if not isinstance(i, str))])


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
    """

    reason: str
    symbol: str = ""
    choices: tuple[tuple[Guard, object], ...] = ()
    ref: tuple[str, str] | None = None
    kind: str = ""
    place: Location | None = None
    error: bool = False


class LinkedText(str):
    """A known string read from an attribute of another resource: it still tells whose it is."""

    ref: tuple[str, str]

    @classmethod
    def of(cls, text: str, ref: tuple[str, str]) -> LinkedText:
        """`text` with the (resource address, attribute) that it was read from."""
        linked = cls(text)
        linked.ref = ref
        return linked


class EvalError(Exception):
    """An expression that Terraform itself would reject: wrong type, missing key, bad argument.

    `try()` and `can()` catch it; anywhere else the value becomes an `Unk` with this message.
    """


class Lazy:
    """Something whose parts are evaluated when asked for: a resource, a module call, a namespace such as `data`."""

    def attr(self, name: str) -> object:
        """`self.name`."""
        raise EvalError(f"no attribute {name!r}")

    def index(self, key: object) -> object:
        """`self[key]`."""
        raise EvalError("it has no elements")


def same(a: object, b: object) -> bool:
    """Terraform equality of two known values: types count (`1 == "1"` is false), numbers compare as numbers."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(v, b[k]) for k, v in a.items())
    return a is None and b is None


def has_unknown(value: object) -> bool:
    """Whether `value` is, or holds anywhere, an `Unk` or something that is only evaluated when asked for."""
    if isinstance(value, (Unk, Lazy)):
        return True
    if isinstance(value, list):
        return any(has_unknown(v) for v in value)
    if isinstance(value, dict):
        return any(has_unknown(v) for v in value.values())
    return False
