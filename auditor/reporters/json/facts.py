"""Facts, relations and places as JSON: a value with its origin, absent, or unknown with all that is known of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from auditor.model.facts import EXISTS, Absent, Fact, Guard, Known, Redacted, Ref, Step, Switch, Unknown, Unseen
from auditor.model.location import NOWHERE, Location
from auditor.reporters.encode import Json, compact, encode


def location_json(location: Location) -> dict[str, Json]:
    """The members that are set: file and lines, or ARN, account and region; nothing for what stands nowhere."""
    if location.file:
        every: dict[str, Json] = {
            "file": location.file,
            "line": location.line,
            "column": location.column,
            "end_line": location.end_line,
            "end_column": location.end_column,
        }
    else:
        every = {"arn": location.arn, "account": location.account, "region": location.region}
    return {name: value for name, value in every.items() if value}


def steps_json(steps: tuple[Step, ...]) -> list[Json]:
    """The chain that a value came along."""
    return [compact({"label": step.label, "location": location_json(step.location)}) for step in steps]


def fact_json(fact: Fact) -> dict[str, Json]:
    """One of three shapes, told apart by their first member: `value`, `absent` or `unknown`."""
    if isinstance(fact, Known):
        # A secret is `{"value": "[redacted]", "literal": ...}` wherever it stands; here it lends the fact its members.
        shown = value_json(fact.value)
        members = dict(shown) if isinstance(fact.value, Redacted) and isinstance(shown, Mapping) else {"value": shown}
        members["origin"] = fact.origin.value
    elif isinstance(fact, Absent):
        members = {"absent": True}
    else:
        members = {"unknown": fact.reason, **_bounds(fact)}
    if fact.place != NOWHERE:
        members["location"] = location_json(fact.place)
    if not isinstance(fact, Absent):
        members |= compact({"via": steps_json(fact.via), "because": fact.because})
    return members


def _bounds(fact: Unknown) -> dict[str, Json]:
    known: dict[str, Json] = {}
    if fact.choices:
        known["choices"] = [{"when": guard_json(guard), "fact": fact_json(choice)} for guard, choice in fact.choices]
    if fact.members is not None:
        known["members"] = [value_json(member) for member in fact.members]
    known |= {name: True for name, holds in (("refused", fact.refused), ("unstated", fact.unstated)) if holds}
    for name, bound in (("low", fact.low), ("high", fact.high)):
        if bound is not None:
            known[name] = value_json(bound)
    return known


def guard_json(guard: Guard) -> list[Json]:
    """What must hold: each switch with its outcome. The empty list always holds."""
    return [_condition(switch, outcome) for switch, outcome in guard]


def _condition(switch: Switch, outcome: str) -> dict[str, Json]:
    members: dict[str, Json] = {"switch": switch.name, "is": outcome}
    if switch.outcomes != ("true", "false"):
        members["outcomes"] = list(switch.outcomes)
    if switch.default is not None:
        members["default"] = switch.default
    return members


def value_json(value: object) -> Json:
    """The value of a fact. Raises TypeError for a type that no report can hold, rather than guess at its text."""
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (tuple, list)):
        return [value_json(member) for member in value]
    if isinstance(value, Set):
        # Sets have no order of their own, and the same report must be the same bytes.
        return sorted((value_json(member) for member in value), key=encode)
    if isinstance(value, Mapping):
        return {str(name): value_json(value[name]) for name in sorted(value, key=str)}
    return _object_json(value)


def _object_json(value: object) -> Json:
    if isinstance(value, Redacted):
        return {"value": str(value), "literal": value.literal}
    if isinstance(value, Ref):
        return {"resource": value.key}
    if isinstance(value, Unseen):
        return {"unseen": value.name, "reason": value.reason}
    if isinstance(value, (Known, Absent, Unknown)):
        return fact_json(value)
    if isinstance(value, Enum):
        return value_json(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return _record_json(value)
    raise TypeError(f"a report cannot hold a value of type {type(value).__name__}")


def _record_json(record: object) -> dict[str, Json]:
    """A value with parts, such as an ingress rule: its fields by name, and where it stands as `location`."""
    members: dict[str, Json] = {}
    for each in fields(record):  # type: ignore[arg-type]  # the caller has seen that it is a dataclass
        part = getattr(record, each.name)
        if isinstance(part, Location):
            members |= compact({"location": location_json(part)})
        elif part is not None and (each.name, part) != ("exists", EXISTS):
            members[each.name] = value_json(part)
    return members
