"""The tests that a rule can make of one fact, by the type of the fact."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from auditor.engine.truth import Truth
from auditor.model.facts import Redacted, Unknown
from auditor.model.schema import FactSpec, FactType
from auditor.model.versions import version_key

_ORDERED: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "lt": (operator.lt, "below"),
    "le": (operator.le, "at most"),
    "gt": (operator.gt, "above"),
    "ge": (operator.ge, "at least"),
}

#: Which operators a fact of each type takes, besides `absent`, which all take.
OPERATORS: dict[FactType, tuple[str, ...]] = {
    FactType.BOOL: ("is", "ne"),
    FactType.INT: ("is", "ne", "in", *_ORDERED),
    FactType.TEXT: ("is", "ne", "in", "matches", "empty"),
    FactType.VERSION: ("is", "ne", "in", *_ORDERED),
    FactType.ENUM: ("is", "ne", "in", *_ORDERED),
    FactType.LIST: ("empty", "contains", "has"),
    FactType.SECRET: ("literal",),
    FactType.RULES: ("empty",),
    FactType.STATEMENTS: ("empty",),
    # How long ago or how soon is for a derived fact to say, since that changes with the day.
    FactType.DATE: (),
}


def sort_key(spec: FactSpec) -> Callable[[object], Any]:
    """How values of this fact are put in order; the function raises ValueError for a value outside the type."""
    if spec.type is FactType.ENUM:
        ranks = {word: rank for rank, word in enumerate(spec.values)}

        def rank(value: object) -> int:
            if value not in ranks:
                raise ValueError(f"{value!r} is none of {', '.join(spec.values)}")
            return ranks[str(value)]

        return rank
    if spec.type is FactType.VERSION:
        return version_key
    return _itself


def _itself(value: object) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Test:
    """One operator with its operand.

    `known` answers for a known value, `unknown` for an Unknown (from partial knowledge, else None), `absent` for an
    Absent. `expected` says in words what would be true.
    """

    known: Callable[[object], Truth]
    unknown: Callable[[Unknown], Truth]
    absent: bool
    expected: str


def _open(_: Unknown) -> Truth:
    return None


def make_test(op: str, operand: object, spec: FactSpec) -> Test:
    """The test `op: operand` on the fact `spec`. Raises ValueError with the reason where it makes no sense."""
    if op == "absent":
        return _absent_test(_want_bool(operand))
    if op not in OPERATORS[spec.type]:
        allowed = ", ".join((*OPERATORS[spec.type], "absent"))
        raise ValueError(f"{spec.name} is of type {spec.type.value}, which takes {allowed}, not {op!r}")
    return _MAKERS[op](op, operand, spec)


def _want_bool(operand: object) -> bool:
    if not isinstance(operand, bool):
        raise ValueError(f"expected true or false, not {operand!r}")
    return operand


def _absent_test(want: bool) -> Test:
    # A list of which some members are known is certainly set.
    return Test(
        lambda _: not want,
        lambda u: (not want) if u.members else None,
        want,
        "not set" if want else "set",
    )


def typed(operand: object, spec: FactSpec) -> object:
    """The operand as a value of the type; a whole number is a version too (`ge: 7`)."""
    ok = {
        FactType.BOOL: isinstance(operand, bool),
        FactType.INT: isinstance(operand, int) and not isinstance(operand, bool),
        FactType.TEXT: isinstance(operand, str),
        FactType.VERSION: isinstance(operand, (str, int, float)) and not isinstance(operand, bool),
        FactType.ENUM: operand in spec.values,
    }.get(spec.type, True)
    if not ok:
        wanted = " or ".join(spec.values) if spec.values else f"a value of type {spec.type.value}"
        raise ValueError(f"{spec.name} wants {wanted}, not {operand!r}")
    if spec.type is FactType.VERSION:
        version_key(operand)
        return str(operand)
    return operand


def _equality(op: str, operand: object, spec: FactSpec) -> Test:
    key = sort_key(spec)
    wanted = key(typed(operand, spec))
    same = op == "is"

    def known(value: object) -> Truth:
        try:
            return (key(value) == wanted) is same
        except ValueError:
            return None

    # A value that is what it is compared as cannot be outside its type.
    plain = (lambda value: value == wanted) if same else (lambda value: value != wanted)

    def unknown(fact: Unknown) -> Truth:
        # Outside the interval that the value is known to lie in, it cannot be the operand.
        low, high = _bounds(fact, key)
        if (low is not None and wanted < low) or (high is not None and wanted > high):
            return not same
        return None

    quick = _answers(known, spec) or (plain if key is _itself else known)
    return Test(quick, unknown, False, _word(operand) if same else f"not {_word(operand)}")


def _answers(known: Callable[[object], Truth], spec: FactSpec) -> Callable[[object], Truth] | None:
    """The answers for all values that a fact may have, looked up; None for a type of which there is no end of them."""
    if spec.type is not FactType.ENUM:
        return None
    answers: dict[object, Truth] = {word: known(word) for word in spec.values}
    return answers.get


def _word(operand: object) -> str:
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return str(operand) if operand != "" else '""'


def _membership(op: str, operand: object, spec: FactSpec) -> Test:
    if not isinstance(operand, (list, tuple)) or not operand:
        raise ValueError(f"in wants a list, not {operand!r}")
    key = sort_key(spec)
    wanted = {key(typed(o, spec)) for o in operand}

    def known(value: object) -> Truth:
        try:
            return key(value) in wanted
        except ValueError:
            return None

    quick = _answers(known, spec) or known
    return Test(quick, _open, False, "one of " + ", ".join(_word(o) for o in operand))


def _bounds(fact: Unknown, key: Callable[[object], Any]) -> tuple[Any, Any]:
    def bound(value: object) -> Any:
        try:
            return key(value) if value is not None else None
        except ValueError:
            return None

    return bound(fact.low), bound(fact.high)


def _order(op: str, operand: object, spec: FactSpec) -> Test:
    compare, words = _ORDERED[op]
    key = sort_key(spec)
    wanted = key(typed(operand, spec))

    def known(value: object) -> Truth:
        try:
            return compare(key(value), wanted)
        except (ValueError, TypeError):
            return None

    def unknown(fact: Unknown) -> Truth:
        low, high = _bounds(fact, key)
        at_low = compare(low, wanted) if low is not None else None
        at_high = compare(high, wanted) if high is not None else None
        # Both ends on the same side decide; one end decides where everything beyond it is on that side too.
        upward = op in ("gt", "ge")
        if (at_low if upward else at_high) is True:
            return True
        if (at_high if upward else at_low) is False:
            return False
        return None

    return Test(_answers(known, spec) or known, unknown, False, f"{words} {operand}")


def _matches(op: str, operand: object, spec: FactSpec) -> Test:
    if not isinstance(operand, str):
        raise ValueError(f"matches wants a regular expression as text, not {operand!r}")
    try:
        pattern = re.compile(operand)
    except re.error as error:
        raise ValueError(f"{operand!r} is not a regular expression: {error}") from error
    return Test(lambda v: pattern.fullmatch(str(v)) is not None, _open, False, f"matching {operand}")


def _empty(op: str, operand: object, spec: FactSpec) -> Test:
    want = _want_bool(operand)
    # What is not set holds nothing, so it counts as empty; a list with a known member does not, whatever else it holds.
    return Test(
        lambda v: (len(v) == 0) is want,  # type: ignore[arg-type]
        lambda u: (not want) if u.members else None,
        want,
        "empty" if want else "not empty",
    )


def _contains(op: str, operand: object, spec: FactSpec) -> Test:
    if not isinstance(operand, str):
        raise ValueError(f"contains wants one member as text, not {operand!r}")
    return Test(
        lambda v: operand in v,  # type: ignore[operator]
        lambda u: True if u.members and operand in u.members else None,
        False,
        f"containing {operand}",
    )


def _has(op: str, operand: object, spec: FactSpec) -> Test:
    if not isinstance(operand, (list, tuple)) or not all(isinstance(one, str) for one in operand):
        raise ValueError(f"has wants a list of texts, not {operand!r}")
    wanted = set(operand)
    # Of nothing everything has all.
    return Test(
        lambda v: wanted <= set(v),  # type: ignore[call-overload]
        lambda u: True if wanted <= set(u.members or ()) else None,
        not wanted,
        f"having {', '.join(map(str, operand))}" if wanted else "any",
    )


def _literal(op: str, operand: object, spec: FactSpec) -> Test:
    want = _want_bool(operand)

    def known(value: object) -> Truth:
        return value.literal is want if isinstance(value, Redacted) else None

    return Test(known, _open, False, "spelled out in code" if want else "not spelled out in code")


_MAKERS: dict[str, Callable[[str, object, FactSpec], Test]] = {
    "is": _equality,
    "ne": _equality,
    "in": _membership,
    "matches": _matches,
    "empty": _empty,
    "contains": _contains,
    "has": _has,
    "literal": _literal,
    **dict.fromkeys(_ORDERED, _order),
}
