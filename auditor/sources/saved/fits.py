"""Whether what a file says of a fact can be so: each type of fact has its values, and only those are let in.

Operators and analyses compare values of one type. A file that mixes them is refused where it is read, with the place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from auditor.model.facts import Absent, Fact, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.network import IngressRule, NamedRange
from auditor.model.policy import Condition, Statement
from auditor.model.schema import FactType
from auditor.sources.saved.malformed import MalformedError, inside

#: Whether a value is one of a type.
Fits = Callable[[object], bool]


def _one(*types: type) -> Fits:
    """A single value; a truth is no number."""
    return lambda value: type(value) in types


def _many(*types: type) -> Fits:
    """A tuple of these."""
    return lambda value: isinstance(value, tuple) and all(type(each) in types for each in value)


FLAG, TEXT, PORT = _one(bool), _one(str), _one(int)
TEXTS, RANGES = _many(str), _many(str, NamedRange)
CONDITIONS, MEMBERS = _many(Condition), _many(Ref, Unseen)

OF_TYPE: dict[FactType, Fits] = {
    FactType.BOOL: FLAG,
    FactType.INT: _one(int, float),
    FactType.TEXT: TEXT,
    FactType.VERSION: TEXT,
    FactType.ENUM: TEXT,
    FactType.LIST: TEXTS,
    FactType.SECRET: _one(Redacted),
    FactType.RULES: _many(IngressRule),
    FactType.STATEMENTS: _many(Statement),
    FactType.DATE: _one(date),
}


def checked(fact: object, fits: Fits) -> Fact:
    """The fact, if all that is known of it fits. Raises MalformedError."""
    if type(fact) is Known:
        if not fits(fact.value):
            raise MalformedError("the value is of another type than those of this fact")
        return fact
    if type(fact) is Absent:
        return fact
    if type(fact) is not Unknown:
        raise MalformedError("is no fact: it has no value, and is neither absent nor unknown")
    for name in ("members", "low", "high"):
        known = getattr(fact, name)
        if known is not None and not fits(known):
            raise MalformedError(f"{name} of another type than the values of this fact")
    for _, choice in fact.choices:
        with inside(".choices"):
            checked(choice, fits)
    return fact
