"""What a function of the table is, and the checks that every call goes through before the function's own code.

A signature is a text with one letter per parameter; `*` after the last letter lets it repeat any number of times,
`+` in front of a letter makes it and all that follow optional:

    s  string        n  number        i  whole number of 64 bits       w  whole number of any size
    M  map or object          C  list or tuple            Q  list, tuple or set    #  what has a length
    .  anything but null    ?  anything
    L  list of one type       S  list of strings          B  list of bools        X  set of one type
    T  map of lists of strings
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from auditor.sources.partial.convert import (
    to_number,
    to_text,
    whole_number,
)
from auditor.sources.partial.type_of import BOOL, DYNAMIC, STRING, collection, type_of
from auditor.sources.partial.values import EvalError, Lazy, Unk, has_unknown
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.language.functions.graphemes import composed
from auditor.sources.terraform.language.functions.unify import convertible

_COLLECTIONS = {
    "L": collection("list", DYNAMIC),
    "S": collection("list", STRING),
    "B": collection("list", BOOL),
    "X": collection("set", DYNAMIC),
    "T": collection("map", collection("list", STRING)),
}


class Unknowns(Enum):
    """How much of its arguments a function can do without."""

    NONE = "nothing may be unknown"
    NESTED = "the arguments are known, what they contain may not be"
    ANY = "whole arguments may be unknown"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of Terraform's language.

    Attributes:
        call: takes the values of the arguments; raises EvalError where Terraform would reject the call.
        partial: whether it can do something with an argument that is, or contains, an `Unk`.
    """

    call: Callable[..., object]
    partial: bool = False


_CONTAINERS = ("list", "set", "tuple", "map", "object")
#: What an argument cannot be made of, by the letter of its parameter: so much is known of what is not known.
_REFUSED: dict[str, tuple[str, ...]] = {
    "s": _CONTAINERS,
    "n": ("bool", *_CONTAINERS),
    "i": ("bool", *_CONTAINERS),
    "w": ("bool", *_CONTAINERS),
    **dict.fromkeys("LSBX", ("string", "number", "bool", "map", "object")),
    "#": ("number", "bool"),
    "C": ("string", "number", "bool", "map", "object", "set"),
    "Q": ("string", "number", "bool", "map", "object"),
    **dict.fromkeys("MT", ("string", "number", "bool", "list", "set", "tuple")),
}


def first_unknown(value: object) -> Unk | None:
    """The first `Unk` found in `value`, itself included, or one that stands for something not evaluated yet."""
    if isinstance(value, Unk):
        return value
    if isinstance(value, Lazy):
        return Unk("it is an object that only AWS knows in full")
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return next((found for item in items if (found := first_unknown(item)) is not None), None)


def because_of(value: object) -> Unk:
    """An unknown result, to be explained by the first unknown found in `value`.

    Only the reason and place are passed on: symbol, choices and ref say what the *argument* is, not the result.
    """
    found = first_unknown(value)
    return (
        Unk("not known before Terraform runs")
        if found is None
        else Unk(found.reason, place=found.place, error=found.error)
    )


def define(signature: str, body: Callable[..., object], unknowns: Unknowns = Unknowns.NONE) -> Function:
    """The function `body` behind the checks and conversions of its `signature`."""
    variadic = signature.endswith("*")
    required, _, optional = signature.rstrip("*").partition("+")
    kinds = required + optional
    least = len(required) - (1 if variadic and not optional else 0)

    def call(*args: object) -> object:
        if len(args) < least or (len(args) > len(kinds) and not variadic):
            raise EvalError(f"wrong number of arguments: {len(args)}")
        for number, arg in enumerate(args):
            kind = kinds[min(number, len(kinds) - 1)]
            if arg is None and kind != "?":
                raise EvalError(f"argument {number + 1} must not be null")
            if isinstance(arg, Unk) and arg.kind in _REFUSED.get(kind, ()):
                raise EvalError(f"argument {number + 1} must not be a {arg.kind}")
        if unknowns is not Unknowns.ANY:
            tops = args if unknowns is Unknowns.NONE else [a for a in args if isinstance(a, Unk)]
            if has_unknown(list(tops)):
                _check_types(args, kinds)
                return because_of(list(tops))
        ready: list[object] = []
        for number, arg in enumerate(args):
            kind = kinds[min(number, len(kinds) - 1)]
            ready.append(_converted(kind, arg, number + 1))
            if kind in _COLLECTIONS and isinstance(ready[-1], Unk):
                return because_of(ready[-1])
        return _composed(body(*ready))

    return Function(call, partial=unknowns is not Unknowns.NONE)


def _composed(result: object) -> object:
    """A text, or texts, with composed characters, as all text of Terraform has them."""
    if isinstance(result, str):
        return result if result.isascii() else composed(result)
    if isinstance(result, list):
        for position, item in enumerate(result):
            if isinstance(item, str) and not item.isascii():
                result[position] = composed(item)
    return result


def _converted(kind: str, arg: object, number: int) -> object:
    """Argument `number` as the type that its parameter asks for."""
    if kind == "?" or isinstance(arg, Unk):
        return arg
    match kind:
        case "s":
            return to_text(arg)
        case "n":
            return to_number(arg)
        case "i" | "w":
            return whole_number(arg, bits=64 if kind == "i" else 0)
        case "L" | "S" | "B" | "X" | "T":
            return converted(arg, _COLLECTIONS[kind])
        case _:
            return arg


def _check_types(args: tuple[object, ...], kinds: str) -> None:
    """Raise EvalError for arguments that no conversion makes what their parameters ask for, known or not."""
    for number, arg in enumerate(args):
        wanted = _COLLECTIONS.get(kinds[min(number, len(kinds) - 1)])
        if wanted is not None and arg is not None and not convertible(type_of(arg), wanted):
            raise EvalError(f"argument {number + 1} must be a {wanted}")
