"""The neighbours of one test: what a slip of the author could have made of it, each as it would be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from auditor.engine.mutants.patterns import without_an_alternative
from auditor.model.schema import FactSpec, FactType
from auditor.model.versions import version_key

#: What takes the place of one test: operator -> operand.
Tests = dict[str, object]

_STRICT = {"ge": "gt", "gt": "ge", "le": "lt", "lt": "le"}
#: A pattern that fits nothing.
_NEVER = "(?!)"


def neighbours(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    """What could stand in place of `op: operand` on the fact `spec`; nothing for an operator that is not known."""
    make = _MAKERS.get(op)
    if make is not None:
        yield from make(op, operand, spec)


def step(value: Any, spec: FactSpec, by: int) -> object:
    """The value before (-1) or after (+1) in the order of the type; None where there is none."""
    if spec.type is FactType.INT:
        return value + by if value + by >= 0 else None
    if spec.type is FactType.ENUM:
        at = spec.values.index(value) + by
        return spec.values[at] if 0 <= at < len(spec.values) else None
    if spec.type is FactType.VERSION:
        return _version_step(value, by)
    return None


def _version_step(value: object, by: int) -> str | None:
    """`7.1` -> `7.0` or `7.2`: the last number that says something, one less or one more."""
    numbers = list(version_key(value))
    if 9999 in numbers:
        numbers = numbers[: numbers.index(9999)]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    if numbers[-1] + by < 0:
        return None
    numbers[-1] += by
    return ".".join(map(str, numbers)) if len(numbers) > 1 else f"{numbers[0]}.0"


def _equal(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    if spec.type is FactType.BOOL:
        yield {op: not operand}
        return
    yield {"ne" if op == "is" else "is": operand}
    around = [word for by in (-1, 1) if (word := step(operand, spec, by)) is not None]
    if spec.type is FactType.ENUM:
        for word in around:
            let_in = (operand, word) if op == "is" else [w for w in spec.values if w not in (operand, word)]
            if let_in:
                yield {"in": list(let_in)}
    elif spec.type is FactType.TEXT:
        if op == "is":
            yield {"absent": False}
    elif op == "is":
        yield {"ge": operand}
        if len(around) == 2:
            yield {"le": operand}
    elif len(around) == 2:
        yield {"lt": operand}
        yield {"gt": operand}


def _member(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    if len(operand) > 1:
        for left_out in operand:
            yield {"in": [one for one in operand if one != left_out]}
    if spec.type is FactType.ENUM:
        beside = (step(one, spec, by) for one in operand for by in (-1, 1))
        for more in dict.fromkeys(word for word in beside if word is not None and word not in operand):
            yield {"in": [*operand, more]}
    elif spec.type is FactType.TEXT:
        yield {"absent": False}


def _ordered(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    yield {_STRICT[op]: operand}
    # `ge 7` lets in less as `gt 7` and more as `ge 6`; `gt 7` lets in more as `ge 7` and less as `gt 8`.
    moved = step(operand, spec, -1 if op in ("ge", "lt") else 1)
    if moved is not None:
        yield {op: moved}


def _matching(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    yield {"absent": False}
    yield {"matches": _NEVER}
    for pattern in without_an_alternative(operand):
        yield {"matches": pattern}


def _flipped(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    yield {op: not operand}


def _containing(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    yield {"empty": False}


def _having(op: str, operand: Any, spec: FactSpec) -> Iterator[Tests]:
    if len(operand) > 1:
        for left_out in operand:
            yield {"has": [one for one in operand if one != left_out]}
    if operand:
        yield {"empty": False}


_MAKERS: dict[str, Callable[[str, Any, FactSpec], Iterator[Tests]]] = {
    "is": _equal,
    "ne": _equal,
    "in": _member,
    "matches": _matching,
    "contains": _containing,
    "has": _having,
    **dict.fromkeys(_STRICT, _ordered),
    **dict.fromkeys(("absent", "empty", "literal"), _flipped),
}
