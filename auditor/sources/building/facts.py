"""From an evaluated value to a fact: conversion, cases, and what unset means."""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Redacted, Step, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import Convert
from auditor.sources.partial.choices import by_case, in_cases, one_of
from auditor.sources.partial.values import EvalError, GivenText, Lazy, Unk, is_never_null


def where(exists: object, then: Fact, otherwise: Fact, place: Location) -> Fact:
    """One fact where something exists, another one where it does not."""
    if isinstance(exists, Unk):
        cases = fact_cases(exists, lambda case: where(case, then, otherwise, place))
        return Unknown(exists.reason, place, cases)
    return then if exists is True else otherwise


def exists_fact(value: object) -> Fact:
    """Whether something is there, as a fact: by the switch that an open condition with a name is."""
    if value is True or value is False:
        return Known(value)
    if isinstance(value, Unk) and not value.choices:
        value = one_of(in_cases(value), value.reason, value.symbol)
    return make_fact(value, bool, ABSENT, Location(), (), Origin.STATED)


def make_fact(
    value: object, convert: Convert, unset: Fact, place: Location, via: tuple[Step, ...], said_by: Origin
) -> Fact:
    """The fact that an evaluated value amounts to; a choice becomes a choice of facts under the same guards."""
    value = by_case(value)
    if isinstance(value, Unk):
        choices = fact_cases(value, lambda case: make_fact(case, convert, unset, place, via, said_by))
        return Unknown(value.reason, place, choices, via=via)
    if value is None or value == "":
        # The provider's SDK takes an empty text for an argument that was not given.
        return _placed_default(unset, place)
    if isinstance(value, Lazy):
        return Unknown("it is an object that only AWS knows in full", place, via=via)
    if isinstance(value, list) and any(isinstance(v, (Unk, Lazy)) for v in value):
        return _partial(value, convert, place, via)
    try:
        converted = convert(value)
    except EvalError as error:
        return Unknown(str(error), place, via=via)
    return Known(converted, said_by, place, via) if converted is not None else _placed_default(unset, place)


def _placed_default(unset: Fact, place: Location) -> Fact:
    if isinstance(unset, Known):
        return Known(unset.value, unset.origin, place)
    if isinstance(unset, Absent):
        return Absent(place)
    return replace(unset, place=place)


def _partial(value: list[object], convert: Convert, place: Location, via: tuple[Step, ...]) -> Fact:
    known = [v for v in value if not isinstance(v, (Unk, Lazy))]
    reason = next((v.reason for v in value if isinstance(v, Unk)), "an element is only known to AWS")
    try:
        converted = convert(known)
    except EvalError as error:
        return Unknown(str(error), place, via=via)
    return Unknown(reason, place, members=converted if isinstance(converted, tuple) else (), via=via)


def redact(value: object) -> Redacted | None:
    """What is left of a secret; None for an empty list of them."""
    if isinstance(value, list) and not value:
        return None
    return value if isinstance(value, Redacted) else Redacted(literal=True)


def given(value: object, mark: object) -> object:
    """`mark` in place of what code does not spell out but is certainly given, alone or in one case."""
    if isinstance(value, Unk) and value.choices:
        choices = tuple((guard, given(v, mark)) for guard, v in value.choices)
        return replace(value, choices=choices)
    return mark if _certainly_set(value) else value


def _certainly_set(value: object) -> bool:
    """Whether something is certainly given that no code spells out: by a variable, a resource or a data source."""
    if isinstance(value, GivenText):
        return value != ""
    return is_never_null(value)
