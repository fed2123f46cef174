"""`count` and `for_each`: which instances a block has, as far as that can be known."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from auditor.sources.bounds import BLOCK_INSTANCES
from auditor.sources.building.place import ANY
from auditor.sources.partial.choices import compose, grouped, lift
from auditor.sources.partial.convert import whole_number
from auditor.sources.partial.numbers import counted
from auditor.sources.partial.values import EvalError, LinkedText, SetValue, Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.logic import choose
from auditor.sources.terraform.language.operators import to_bool
from auditor.sources.terraform.syntax.nodes import Attribute, Block

Read = TypeVar("Read")


class Bound(dict[str, object]):
    """What `each`, `count` or the iterator of a `dynamic` block stands for in one instance, and what it comes from."""

    attribute: Attribute | None = None
    env: Env | None = None


@dataclass(slots=True)
class Slot:
    """One instance: its index key (None for a block without count and for_each), its names, and whether it is there."""

    key: int | str | None
    names: dict[str, object]
    exists: object = True


@dataclass(slots=True)
class Expansion:
    """The instances of one block. `mode` is single, count or each; `number` is what count or for_each came to."""

    mode: str
    slots: list[Slot]
    number: object = None
    problem: str = ""


def expand(block: Block, env: Env) -> Expansion:
    """The instances of `block`; a number that is not known leaves one instance that stands for all."""
    if _contradict(block.attributes.get("count"), block.attributes.get("for_each")):
        reason = "count and for_each exclude each other"
        return _any("each", Unk(reason, place=env.source.place(block.header), error=True))
    if "count" in block.attributes:
        count = block.attributes["count"]
        return _bound(_count(known_or_unknown(count.value, env.of(count))), count, env)
    if "for_each" in block.attributes:
        each = block.attributes["for_each"]
        return _bound(_each(known_or_unknown(each.value, env.of(each))), each, env)
    for inner in block.blocks:
        if inner.type == "lifecycle" and "enabled" in inner.attributes:
            enabled = inner.attributes["enabled"]
            return _enabled(enabled, env.of(inner).of(enabled))
    if block.broken:
        # What could not be read may have been its count.
        lost = Unk(f"a part of its block could not be read: {block.broken}", kind="bool")
        return Expansion("single", [Slot(None, {}, lost)], lost)
    return Expansion("single", [Slot(None, {})])


def _enabled(attribute: Attribute, env: Env) -> Expansion:
    """OpenTofu's `enabled` in a `lifecycle` block: the one instance, or none, as which the block is null."""
    value = known_or_unknown(attribute.value, env)
    exists: object
    try:
        exists = (
            choose(value, True, False, env.label(attribute.value.span)) if isinstance(value, Unk) else to_bool(value)
        )
    except EvalError as error:
        exists = Unk(str(error), kind="bool", error=True)
    return Expansion("single", [Slot(None, {}, exists)], exists)


def _contradict(count: Attribute | None, each: Attribute | None) -> bool:
    """Whether one block has both; where an override adds the other one, Terraform takes count."""
    return count is not None and each is not None and count.source is each.source


def _bound(expansion: Expansion, attribute: Attribute, env: Env) -> Expansion:
    """The expansion, its names telling of the attribute that brings them."""
    around = env.of(attribute)
    for slot in expansion.slots:
        for word, held in slot.names.items():
            assert isinstance(held, dict)
            bound = slot.names[word] = Bound(held)
            bound.attribute, bound.env = attribute, around
    return expansion


def _any(mode: str, value: Unk) -> Expansion:
    # Without a symbol: what holds of one element must not be tied to what holds of another.
    unknown = Unk(value.reason, place=value.place)
    names: dict[str, object] = (
        {"count": {"index": unknown}} if mode == "count" else {"each": {"key": unknown, "value": unknown}}
    )
    condition = compose(grouped(value.symbol), " > 0") if mode == "count" else compose("length(", value.symbol, ") > 0")
    exists = Unk(value.reason, condition, kind="bool", place=value.place)
    return Expansion(mode, [Slot(ANY, names, exists)], value)


def _whole(value: object) -> int:
    number = whole_number(value)
    if number < 0:
        raise EvalError("count wants a whole number of at least 0")
    return number


def _possible(value: Unk, read: Callable[[object], Read]) -> list[Read]:
    """What each case of a value comes to but those in which Terraform stops; nothing where one of them is not known."""
    found = []
    for _, case in value.choices:
        if isinstance(case, Unk):
            if not case.error:
                return []
            continue
        with contextlib.suppress(EvalError):
            found.append(read(case))
    return found


def _count(value: object) -> Expansion:
    try:
        if isinstance(value, Unk):
            numbers = _possible(value, _whole)
            if not numbers:
                return _any("count", value)
            most = max(numbers)
        else:
            most = _whole(value)
    except EvalError as error:
        return _any("count", Unk(str(error), error=True))
    problem = f"count is {most}, {BLOCK_INSTANCES}" if most > BLOCK_INSTANCES.value else ""
    slots = []
    for i in range(min(most, BLOCK_INSTANCES.value)):
        exists = lift(lambda n, i=i: _whole(n) > i, (value,), kind="bool") if isinstance(value, Unk) else True
        slots.append(Slot(i, {"count": {"index": counted(i)}}, exists))
    return Expansion("count", slots, value, problem)


def _entries(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    # A plain list is one whose type is not known: it may be a set.
    if isinstance(value, SetValue) or type(value) is list:
        if any(not isinstance(v, str) for v in value if not isinstance(v, Unk)):
            raise EvalError("for_each wants a map or a set of strings")
        return {str(v): v for v in value if isinstance(v, str)}
    raise EvalError("for_each wants a map or a set of strings")


def _is_open(value: object) -> bool:
    """Whether it is not known which keys a value for `for_each` has."""
    unknown = isinstance(value, Unk) and not value.error
    return unknown or (isinstance(value, list) and any(isinstance(v, Unk) for v in value))


def _each(value: object) -> Expansion:
    try:
        if isinstance(value, Unk):
            cases = [] if any(_is_open(v) for _, v in value.choices) else _possible(value, _entries)
            if not cases:
                return _any("each", value)
        else:
            cases = [_entries(value)]
    except EvalError as error:
        return _any("each", Unk(str(error), error=True))
    slots: list[Slot] = []
    for key in sorted({k for case in cases for k in case}):
        present = (lambda v, key=key: key in _entries(v)) if isinstance(value, Unk) else None
        exists = lift(present, (value,), kind="bool") if present and isinstance(value, Unk) else True
        # Where it is not there its value does not matter: any that it has elsewhere will do.
        anywhere = next(case[key] for case in cases if key in case)
        element = (
            lift(lambda v, key=key, other=anywhere: _entries(v).get(key, other), (value,))
            if isinstance(value, Unk)
            else anywhere
        )
        plain = str(key) if isinstance(key, LinkedText) else key
        slots.append(Slot(plain, {"each": {"key": plain, "value": element}}, exists))
    most = BLOCK_INSTANCES.value
    problem = f"for_each has {len(slots)} elements, {BLOCK_INSTANCES}" if len(slots) > most else ""
    unknown = next((v for v in value if isinstance(v, Unk)), None) if isinstance(value, list) else None
    extra = _any("each", unknown).slots if unknown is not None else []
    return Expansion("each", slots[:most] + extra, value, problem)
