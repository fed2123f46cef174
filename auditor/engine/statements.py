"""Statements of policies as the examples of a rule write them: as in a policy, all of it known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.model.facts import ABSENT, Known
from auditor.model.policy import Condition, Named, Statement

_EFFECTS = {"Allow": True, "Deny": False}
_ELEMENTS = {
    "Sid",
    "Effect",
    "Action",
    "Resource",
    "Principal",
    "NotAction",
    "NotResource",
    "NotPrincipal",
    "Condition",
}


def statements(written: object) -> tuple[Statement, ...]:
    """The statements of an example. Raises ValueError for what is none."""
    if not isinstance(written, list):
        raise ValueError(f"statements are a list, not {written!r}")
    return tuple(_statement(one, number) for number, one in enumerate(written, 1))


def _statement(one: object, number: int) -> Statement:
    if not isinstance(one, Mapping):
        raise ValueError(f"a statement is a mapping with Effect, Action and Resource, not {one!r}")
    for name in one:
        if name not in _ELEMENTS:
            raise ValueError(f"a statement has no {name!r}")
    if one.get("Effect") not in _EFFECTS:
        raise ValueError(f"Effect is Allow or Deny, not {one.get('Effect')!r}")
    return Statement(
        label=str(one.get("Sid") or f"statement {number}"),
        allows=_EFFECTS[one["Effect"]],
        actions=_named(one, "Action"),
        resources=_named(one, "Resource"),
        principals=_named(one, "Principal"),
        conditions=Known(_conditions(one.get("Condition") or {})),
    )


def _named(one: Mapping[str, Any], element: str) -> Named:
    excepted = f"Not{element}" in one
    value = one.get(f"Not{element}" if excepted else element)
    if value is None:
        return Named(ABSENT, excepted)
    if isinstance(value, Mapping):
        return Named(
            Known(tuple(f"{type_}:{name}" for type_, names in value.items() for name in _texts(names))), excepted
        )
    return Named(Known(_texts(value)), excepted)


def _conditions(written: Mapping[str, Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(operator, key, tuple("true" if v is True else "false" if v is False else v for v in _texts(values)))
        for operator, tests in written.items()
        for key, values in tests.items()
    )


def _texts(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
