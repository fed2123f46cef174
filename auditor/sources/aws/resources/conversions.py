"""From what the API writes to what the model holds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from auditor.sources.building.conversions import lower, text
from auditor.sources.partial.values import EvalError

_SECONDS = re.compile(r"\d+(\.\d+)?([eE]\+?\d+)?")
_ON, _OFF = frozenset({"enabled", "enabling"}), frozenset({"disabled", "disabling"})


def is_on(value: object) -> bool:
    """A switch as `enabled` or `disabled`; one on its way counts as where it is going. Raises EvalError."""
    if isinstance(value, bool):
        return value
    word = lower(value)
    if word not in _ON | _OFF:
        raise EvalError(f"{word!r} is neither on nor off")
    return word in _ON


def day(value: object) -> date:
    """The day of a moment, in UTC. Raises EvalError."""
    if isinstance(value, datetime):
        return value.date()
    try:
        # Services that speak JSON count seconds; the others write the moment down.
        if _SECONDS.fullmatch(str(value)):
            return datetime.fromtimestamp(float(str(value)), UTC).date()
        return date.fromisoformat(str(value)[:10])
    except (ValueError, OverflowError, OSError) as error:
        raise EvalError(f"{value!r} is no moment") from error


def version(value: object) -> str:
    """A version as the API writes it."""
    return text(value)
