"""Values that depend on something undecided: making, combining and mapping them, so that worlds stay consistent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from auditor.model.facts import Guard, Switch
from auditor.sources.partial.numbers import Real
from auditor.sources.partial.type_of import element_type, list_of_type, part_types, tuple_of
from auditor.sources.partial.values import (
    EvalError,
    LinkedText,
    ListValue,
    ObjectValue,
    SetValue,
    TupleValue,
    Unk,
    has_unknown,
    parts_of,
    same,
    unknown_for,
)

#: Beyond this many cases a value is simply unknown: more would only multiply on the way.
MAX_CHOICES = 64
_TOO_MANY = f"; more than {MAX_CHOICES} cases are not told apart"
#: A symbol longer than this names nothing a person could read, and could be made to grow without end.
MAX_SYMBOL = 200
#: Text longer than this is no part of a symbol.
MAX_WORD = 40
#: A list longer than this has no symbol.
MAX_PARTS = 8
#: A list longer than this is not looked through for what depends on the case that it is in.
MAX_WIDTH = 100

Choice = tuple[Guard, object]


def both(a: Guard, b: Guard) -> Guard | None:
    """The conjunction of two guards, or None where they contradict each other."""
    if not a or not b:
        return a or b
    merged = {switch.name: (switch, outcome) for switch, outcome in a}
    for switch, outcome in b:
        held = merged.setdefault(switch.name, (switch, outcome))
        if held[1] != outcome:
            return None
    taken: dict[str, str] = {}
    for switch, outcome in merged.values():
        if outcome == "true" and switch.subject and taken.setdefault(switch.subject, switch.name) != switch.name:
            return None
    # What is one thing is none of the others: that need not be said.
    return tuple(
        (switch, outcome)
        for switch, outcome in merged.values()
        if outcome != "false" or taken.get(switch.subject, switch.name) == switch.name
    )


def one_of(cases: Iterable[Choice], reason: str, symbol: str = "") -> object:
    """The value that is each of `cases` under its guard; a plain value where all cases agree."""
    flat: list[Choice] = []
    for guard, value in cases:
        if isinstance(value, Unk) and value.choices:
            inner = [(both(guard, g), v) for g, v in value.choices]
            flat += [(g, _under(g, v)) for g, v in inner if g is not None]
        else:
            flat.append((guard, _under(guard, value)))
    if not flat:
        return Unk(reason, symbol)
    first = flat[0][1]
    if len(flat) == 1 or (not has_unknown(first) and all(not has_unknown(v) and _alike(v, first) for _, v in flat)):
        return first
    if all(isinstance(v, Unk) and v.error for _, v in flat):
        return first
    if len(flat) > MAX_CHOICES:
        return Unk(too_many(reason), symbol)
    kinds = {v.kind for _, v in flat if isinstance(v, Unk)}
    place = next((v.place for _, v in flat if isinstance(v, Unk) and v.place), None)
    return Unk(reason, symbol, tuple(flat), kind=kinds.pop() if len(kinds) == 1 else "", place=place)


def too_many(reason: str) -> str:
    """The reason for what has more cases than are told apart."""
    return reason if reason.endswith(_TOO_MANY) else reason + _TOO_MANY


def _alike(a: object, b: object) -> bool:
    """Whether two known values are the same thing: the same text read from two resources is not."""
    # Zero and negative zero are equal, but not the same text.
    return same(a, b) and isinstance(a, Real) is isinstance(b, Real) and _refs(a) == _refs(b)


def _refs(value: object) -> set[tuple[str, str]]:
    return {part.ref for part in parts_of(value) if isinstance(part, LinkedText)}


def _under(guard: Guard, value: object) -> object:
    """A value as it is where the guard holds: what stands in a list or object there is not what it is elsewhere."""
    if guard and isinstance(value, Unk) and value.symbol and not value.choices:
        known = literals_of(guard).get(value.symbol)
        return known[0] if known else value
    if not guard or not isinstance(value, (list, dict)) or isinstance(value, SetValue) or len(value) > MAX_WIDTH:
        return value
    items = list(value.values()) if isinstance(value, dict) else list(value)
    chosen = [_chosen(guard, item) for item in items]
    if all(new is old for new, old in zip(chosen, items, strict=True)):
        return value
    if isinstance(value, dict):
        return type(value)(zip(value, chosen, strict=True))
    return type(value)(chosen)


def _chosen(guard: Guard, value: object) -> object:
    if not isinstance(value, Unk) or not value.choices:
        return _under(guard, value) if isinstance(value, (list, dict)) else value
    left = [(g, v) for g, v in value.choices if both(guard, g) is not None]
    return left[0][1] if len(left) == 1 else value


def literals_of(guard: Guard) -> dict[str, list[object]]:
    """What things are where a guard holds, by their symbols: `var.env` is "prod" where `var.env == "prod"` is true."""
    found: dict[str, list[object]] = {}
    for switch, outcome in guard:
        start = f"{grouped(switch.subject)} == "
        if outcome == "true" and switch.subject and switch.name.startswith(start):
            with contextlib.suppress(ValueError):
                literal = json.loads(switch.name.removeprefix(start))
                if isinstance(literal, (str, bool)) or literal is None:
                    found.setdefault(switch.subject, []).append(literal)
    return found


def switched(condition: Unk, text: str) -> tuple[Guard, Guard]:
    """The guards under which an undecided condition without cases of its own is true and is false.

    The switch is named by the condition's symbol, or by its source text and place where it has none; a negation
    (`!a`, `a != b`) is the same switch with its outcomes exchanged.
    """
    name, positive = condition.symbol or text, True
    while name.startswith("!") and condition.symbol:
        name, positive = _ungrouped(name[1:]), not positive
    switch = Switch(name, subject=name)
    yes, no = ((switch, "true"),), ((switch, "false"),)
    return (yes, no) if positive else (no, yes)


def in_cases(condition: object) -> tuple[Choice, ...]:
    """The cases of a condition; an undecided one with a name but without cases is a switch, see `switched`."""
    if not isinstance(condition, Unk) or condition.error or not (condition.choices or condition.symbol):
        return (((), condition),)
    if condition.choices:
        return condition.choices
    yes, no = switched(condition, "")
    return (yes, True), (no, False)


def among(value: Unk, literals: Iterable[object]) -> tuple[list[Choice], Guard] | None:
    """Each of some literals under the guard that `value` is that one, and the guard that it is none of them.

    None where the value has no name that its other occurrences could be recognised by, or where there are too many.
    """
    distinct = {"" if isinstance(one, (list, dict)) else symbol_of(one): one for one in literals}
    if not value.symbol or value.choices or "" in distinct or len(distinct) >= MAX_CHOICES:
        return None
    start = f"{grouped(value.symbol)} == "
    # A bool that is compared with true is itself the switch.
    itself = value.kind == "bool"
    known_as = [value.symbol if itself and one is True else start + name for name, one in distinct.items()]
    switches = [Switch(name, subject=value.symbol) for name in known_as]
    cases: list[Choice] = [(((switch, "true"),), one) for switch, one in zip(switches, distinct.values(), strict=True)]
    return cases, tuple((switch, "false") for switch in switches)


def symbol_of(value: object) -> str:
    """A value as part of a symbol; empty where it has no name."""
    if isinstance(value, Unk):
        return value.symbol
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if len(value) <= MAX_WORD else ""
    if isinstance(value, (int, Real)):
        return str(value)
    return _symbol_of_parts(value) if isinstance(value, (list, dict)) and 0 < len(value) <= MAX_PARTS else ""


def _symbol_of_parts(value: list[object] | dict[str, object]) -> str:
    """A short tuple or object of single values as code writes it; what has another type is called by that, too."""
    items = value.values() if isinstance(value, dict) else value
    symbols = ["" if isinstance(item, (list, dict)) else symbol_of(item) for item in items]
    if not all(symbols):
        return ""
    if isinstance(value, dict):
        text = "{ " + ", ".join(f"{json.dumps(k)} = {s}" for k, s in zip(value, symbols, strict=True)) + " }"
    else:
        text = "[" + ", ".join(symbols) + "]"
    return compose(text if isinstance(value, (TupleValue, ObjectValue)) else f"{type(value).__name__}({text})")


def grouped(symbol: str) -> str:
    """A symbol as an operand: in parentheses where it has operators itself."""
    return f"({symbol})" if " " in symbol or symbol.startswith("!") else symbol


def _ungrouped(symbol: str) -> str:
    return symbol[1:-1] if symbol.startswith("(") and symbol.endswith(")") else symbol


def compose(*parts: str) -> str:
    """A symbol from parts, each of which must have one."""
    text = "".join(parts)
    return text if all(parts) and len(text) <= MAX_SYMBOL else ""


def lift(
    function: Callable[..., object],
    args: tuple[object, ...],
    symbol: str = "",
    kind: str = "",
    *,
    partial: bool = False,
) -> object:
    """`function(*args)` where some arguments are not known: applied case by case where they have cases.

    An error in one case makes that case unknown with the error as its reason, since only that world would fail.
    A `partial` function is called with what is not known in a case, too.
    """
    cases: list[tuple[Guard, tuple[object, ...]]] = [((), ())]
    for arg in args:
        options: tuple[Choice, ...] = arg.choices if isinstance(arg, Unk) and arg.choices else (((), arg),)
        product = [(both(g, guard), (*done, value)) for g, done in cases for guard, value in options]
        cases = [(g, done) for g, done in product if g is not None]
        if len(cases) > MAX_CHOICES:
            return _beyond(args, symbol, kind)
    unknown = next(a for a in args if isinstance(a, Unk))
    if cases == [((), args)] or not cases:
        return derived(unknown, symbol, kind)
    results: list[Choice] = []
    for guard, values in cases:
        inner = next((v for v in values if isinstance(v, Unk)), None)
        if inner is not None and not partial:
            results.append((guard, derived(inner, "", kind)))
            continue
        try:
            results.append((guard, function(*values)))
        except EvalError as error:
            results.append((guard, unknown_for(error)))
    return one_of(results, unknown.reason, symbol)


def _beyond(args: tuple[object, ...], symbol: str, kind: str) -> Unk:
    unknown = next(a for a in args if isinstance(a, Unk) and a.choices)
    return Unk(too_many(unknown.reason), symbol, kind=kind, place=unknown.place)


def by_case(value: object) -> object:
    """A list of elements that depend on something, as a list for each case; as it is where these are too many."""
    if not isinstance(value, list) or isinstance(value, SetValue):
        return value
    if not any(isinstance(item, Unk) and item.choices for item in value):
        return value
    cases = lift(lambda *items: _with_elements(value, items), tuple(value), partial=True)
    if not isinstance(cases, Unk) or cases.choices:
        return cases
    return _with_elements(value, tuple(map(_one_beyond, value)))


def _one_beyond(item: object) -> object:
    """An element of what has more cases than are told apart, which says so."""
    return replace(item, reason=too_many(item.reason)) if isinstance(item, Unk) and item.choices else item


def _with_elements(value: list[object], items: tuple[object, ...]) -> object:
    """A list like `value` of other elements of the same types."""
    if isinstance(value, TupleValue):
        return tuple_of(items, part_types(value))
    return list_of_type(items, element_type(value)) if isinstance(value, ListValue) else list(items)


def derived(unknown: Unk, symbol: str = "", kind: str = "") -> Unk:
    """Something computed from `unknown`: unknown for the same reason, but no longer the same thing."""
    return Unk(unknown.reason, symbol, kind=kind, place=unknown.place, error=unknown.error)
