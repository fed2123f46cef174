"""What a member of a saved inventory can hold, and how each is written and read.

Whatever has parts goes through a codec, `Writer` or `Reader` of `codec`, which knows the forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from auditor.model.facts import Origin, Switch
from auditor.sources.saved.fits import Fits, checked
from auditor.sources.saved.malformed import MalformedError, inside, unknown_word


@dataclass(frozen=True, slots=True)
class Slot:
    """How a member is written, given a `Writer`, and read, given a `Reader`."""

    write: Callable[[Any, Any], Any]
    read: Callable[[Any, Any], Any]


def _plain(value: Any, _: Any) -> Any:
    return value


def _of(kind: type, called: str) -> Slot:
    def read(raw: Any, _: Any) -> Any:
        if type(raw) is not kind:
            raise MalformedError(f"is no {called}")
        return raw

    return Slot(_plain, read)


TEXT, FLAG, COUNT = _of(str, "text"), _of(bool, "true or false"), _of(int, "number")
_ORIGINS = {each.value: each for each in Origin}


def _read_true(raw: Any, _: Any) -> bool:
    if raw is not True:
        raise MalformedError("is not true")
    return True


def _read_origin(raw: Any, _: Any) -> Origin:
    origin = _ORIGINS.get(raw) if isinstance(raw, str) else None
    if origin is None:
        raise unknown_word(str(raw), "origin", _ORIGINS)
    return origin


def _read_date(raw: Any, _: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise MalformedError("is no date such as 2025-01-31") from error


def _each(raw: Any, read: Callable[[Any, Any], Any], reader: Any) -> tuple[Any, ...]:
    """Every entry of a list, read."""
    if type(raw) is not list:
        raise MalformedError("is no list")
    made = []
    for number, entry in enumerate(raw):
        with inside(f"[{number}]"):
            made.append(read(entry, reader))
    return tuple(made)


def _listed(slot: Slot) -> Slot:
    """A list of what a slot holds."""
    return Slot(
        lambda values, writer: [slot.write(value, writer) for value in values],
        lambda raw, reader: _each(raw, slot.read, reader),
    )


def _write_value(value: Any, writer: Any) -> Any:
    if type(value) in (bool, int, str) or (type(value) is float and isfinite(value)):
        return value
    return [_write_value(each, writer) for each in value] if type(value) is tuple else writer.write(value)


def _read_single(raw: Any, reader: Any) -> Any:
    kind = type(raw)
    if kind is bool or kind is str or kind is int or (kind is float and isfinite(raw)):
        return raw
    if kind is not dict:
        raise MalformedError("is no value")
    return reader.value(raw)


def _read_value(raw: Any, reader: Any) -> Any:
    return _each(raw, _read_single, reader) if type(raw) is list else _read_single(raw, reader)


def _read_table(raw: Any, _: Any) -> dict[str, str]:
    if type(raw) is not dict or not all(type(text) is str for text in raw.values()):
        raise MalformedError("is no table of texts")
    return raw


def _read_facts(raw: Any, reader: Any) -> dict[str, Any]:
    if type(raw) is not dict:
        raise MalformedError("is no object")
    made = {}
    for name, entry in raw.items():
        try:
            made[name] = reader.fact(entry)
        except MalformedError as error:
            error.path.append(f".{name}")
            raise
    return made


def _write_guard(guard: Any, writer: Any) -> list[Any]:
    return [{**writer.write(switch), "is": outcome} for switch, outcome in guard]


def _read_condition(raw: Any, reader: Any) -> tuple[Switch, str]:
    if type(raw) is not dict or type(raw.get("is")) is not str:
        raise MalformedError("is no switch with what it is")
    switch = reader.part({name: value for name, value in raw.items() if name != "is"}, Switch)
    outcome: str = raw["is"]
    if outcome not in switch.outcomes or switch.default not in (None, *switch.outcomes):
        raise MalformedError("is or defaults to what is none of its outcomes")
    return switch, outcome


def _read_choice(raw: Any, reader: Any) -> tuple[Any, Any]:
    if type(raw) is not dict or raw.keys() != {"when", "fact"}:
        raise MalformedError("has other members than when and fact")
    with inside(".when"):
        guard = _each(raw["when"], _read_condition, reader)
    with inside(".fact"):
        return guard, reader.fact(raw["fact"])


def form_of(made: type) -> Slot:
    """Something of one class."""
    return Slot(lambda value, writer: writer.write(value), lambda raw, reader: reader.part(raw, made))


def forms_of(made: type) -> Slot:
    """A list of those."""
    return _listed(form_of(made))


def fact_of(fits: Fits) -> Slot:
    """A fact over values of one type."""
    return Slot(lambda fact, writer: writer.write(fact), lambda raw, reader: checked(reader.fact(raw), fits))


TRUE = Slot(_plain, _read_true)
TEXTS = _listed(TEXT)
ORIGIN = Slot(lambda origin, _: origin.value, _read_origin)
DATE = Slot(lambda day, _: day.isoformat(), _read_date)
PLACE = Slot(lambda place, writer: writer.places.write(place), lambda raw, reader: reader.places.read(raw))
VALUE, VALUES = (
    Slot(_write_value, _read_value),
    Slot(_write_value, lambda raw, reader: _each(raw, _read_single, reader)),
)
TABLE = Slot(_plain, _read_table)
FACTS = Slot(lambda facts, writer: {name: writer.write(fact) for name, fact in facts.items()}, _read_facts)
CHOICES = Slot(
    lambda choices, writer: [
        {"when": _write_guard(guard, writer), "fact": writer.write(fact)} for guard, fact in choices
    ],
    lambda raw, reader: _each(raw, _read_choice, reader),
)
