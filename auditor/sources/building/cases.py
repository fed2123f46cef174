"""From the cases of a value to the cases of a fact."""

from __future__ import annotations

from collections.abc import Callable

from auditor.model.facts import Fact, Guard, Unknown
from auditor.model.location import NOWHERE
from auditor.sources.partial.choices import among, literals_of, one_of
from auditor.sources.partial.values import Unk


def fact_cases(value: Unk, make: Callable[[object], Fact]) -> tuple[tuple[Guard, Fact], ...]:
    """Each case of `value` as a fact under its guard; a case in which Terraform would stop is refused as a whole."""
    return tuple((guard, refused(case) if stops(case) else make(case)) for guard, case in value.choices)


def where_it_exists(value: object, exists: object) -> object:
    """A value that the existence of its resource tells of: `var.engine` where `count = var.engine == "x" ? 1 : 0`."""
    if not isinstance(value, Unk) or not value.symbol or value.choices or not isinstance(exists, Unk):
        return value
    literals = [one for guard, _ in exists.choices for one in literals_of(guard).get(value.symbol, ())]
    cases = among(value, literals) if literals else None
    if cases is None:
        return value
    told, none_of_them = cases
    return one_of([*told, (none_of_them, value)], value.reason, value.symbol)


def refused(value: object) -> Unknown:
    """The fact of a case that cannot be deployed: Terraform stops with an error there."""
    reason = value.reason if isinstance(value, Unk) else ""
    return Unknown(reason, getattr(value, "place", None) or NOWHERE, refused=True)


def stops(value: object) -> bool:
    """Whether Terraform would stop with an error at `value`."""
    return isinstance(value, Unk) and value.error and not value.choices
