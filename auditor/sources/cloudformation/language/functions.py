"""Intrinsic functions over evaluated arguments. Source: the user guide, "Intrinsic function reference".

All values of a template are text, lists and mappings here: CloudFormation turns numbers and bools into text where it
compares or joins them, and into what a property wants where they are handed to a service.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeGuard

from auditor.sources.cloudformation.language.work import short_enough
from auditor.sources.partial.choices import among, compose, derived, lift, one_of, symbol_of, too_many
from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import (
    EvalError,
    GivenText,
    UndecidedError,
    Unk,
    has_unknown,
    is_never_null,
    parts_of,
)

#: Text that the service fills in when it makes the stack: `{{resolve:secretsmanager:name}}`.
RESOLVED = "{{resolve:"
#: The key of what a macro makes.
MACRO = "Fn::Transform"
#: What gives the id of a resource: Ref, and attributes.
IDS = frozenset(("Ref", "GroupId", "Id", "SecurityGroupId", "VpcId", "SubnetId", "DefaultSecurityGroup"))


@dataclass(frozen=True, slots=True, eq=False)
class Another(Unk):
    """What a parameter is in the world in which it is none of some texts."""

    texts: frozenset[str] = frozenset()


def text_of(value: object) -> str:
    """Text. Raises EvalError for what is no text; what the service makes of no value is not told anywhere."""
    if isinstance(value, str):
        return value
    if value is None:
        raise UndecidedError("what comes of AWS::NoValue in a text, is not known")
    raise EvalError("text is needed")


def joined(parts: list[object]) -> object:
    """Texts put together; with something not known among them it is a text that nobody knows, in each case."""
    unknown = [part for part in parts if isinstance(part, Unk)]
    short_enough(sum(len(part) for part in parts if isinstance(part, str)))
    if not unknown:
        return GivenText.like("".join(map(text_of, parts)), parts)

    def together(*known: object) -> object:
        there = iter(known)
        return joined([next(there) if isinstance(part, Unk) else part for part in parts])

    if any(part.choices for part in unknown):
        return lift(together, tuple(unknown), partial=True)
    whole = [part for part in parts if part != ""]
    if len(whole) == 1 and unknown[0].kind in ("", "string") and unknown[0].ref:
        return replace(unknown[0], kind="string", nullable=False)
    symbol = compose('"', "".join(f"${{{symbol_of(p)}}}" if isinstance(p, Unk) else text_of(p) for p in parts), '"')
    name = symbol if all(part.symbol for part in unknown) else ""
    first = unknown[0]
    return Together(first.reason, name, kind="string", place=first.place, nullable=False, parts=tuple(whole))


def without_gaps(items: object) -> object:
    """A list as it is in each case, where some of its elements have no value in one: there it has fewer."""
    if not isinstance(items, list):
        return items
    if not any(isinstance(one, Unk) and any(case is None for _, case in one.choices) for one in items):
        return [one for one in items if one is not None]
    return lift(lambda *known: [one for one in known if one is not None], tuple(items), kind="list", partial=True)


def may_be_gone(item: object) -> TypeGuard[Unk]:
    """Whether an element that is not known may turn out to have no value, so that there is none."""
    return isinstance(item, Unk) and not item.choices and not is_never_null(item) and not item.error


def join(separator: object, items: object) -> object:
    """`Fn::Join`."""
    items = without_gaps(items)
    if isinstance(items, Unk):
        return lift(lambda known: join(separator, known), (items,), kind="string")
    if not isinstance(items, list):
        raise EvalError("Fn::Join needs a list")
    between = text_of(separator)
    short_enough(len(between) * (len(items) - 1))
    parts: list[object] = []
    for item in (one for one in items if one is not None):
        parts += [between, item] if parts else [item]
    return joined(parts)


def split(separator: object, value: object) -> object:
    """`Fn::Split`."""
    if isinstance(value, Unk):
        if not value.choices and isinstance(separator, str) and (found := _split_apart(separator, value)):
            return found
        return lift(lambda known: split(separator, known), (value,), kind="list")
    if not text_of(separator):
        raise UndecidedError("what Fn::Split makes of a text without a separator, is not known")
    return [GivenText.like(part, (value,)) for part in text_of(value).split(text_of(separator))]


def _split_apart(separator: str, value: Unk) -> list[object]:
    """The elements of a text in which all that is not known is an id of a resource; empty where it may be more.

    AWS makes ids of letters, digits and hyphens: no other separator is in one.
    """
    if not separator or separator.isalnum() or separator == "-":
        return []
    elements: list[list[object]] = [[]]
    for part in value.parts if isinstance(value, Together) else (value,):
        if isinstance(part, Unk):
            if part.ref is None or part.ref[1] not in IDS:
                return []
            elements[-1].append(part)
        else:
            first, *others = text_of(part).split(separator)
            elements[-1].append(first)
            elements += [[other] for other in others]
    return [joined(element) for element in elements]


def select(index: object, items: object) -> object:
    """`Fn::Select`."""
    items = without_gaps(items)
    if isinstance(items, Unk) or isinstance(index, Unk):
        symbol = compose(symbol_of(items), "[", symbol_of(index), "]")
        return lift(select, (index, items), symbol)
    if not isinstance(items, list):
        raise EvalError("Fn::Select needs a list")
    try:
        position = int(text_of(index))
    except ValueError:
        raise EvalError("Fn::Select needs a number") from None
    if position >= 0 and (gap := next((one for one in items[: position + 1] if may_be_gone(one)), None)) is not None:
        return derived(gap)
    if not 0 <= position < len(items):
        raise EvalError(f"Fn::Select finds no element {position}")
    return items[position]


def member(mapping: object, key: object) -> object:
    """An entry of a mapping by a key that may not be known: then it is that of any key, each in its own world."""
    if isinstance(mapping, Unk):
        return lift(member, (mapping, key), partial=True) if mapping.choices else derived(mapping)
    if not isinstance(mapping, dict):
        raise EvalError("Fn::FindInMap needs a map of maps")
    if not isinstance(key, Unk):
        if text_of(key) not in mapping and MACRO in mapping:
            raise UndecidedError(f"Fn::FindInMap finds no key {key} beside what a macro may add")
        if text_of(key) not in mapping:
            raise EvalError(f"Fn::FindInMap finds no key {key}")
        return mapping[text_of(key)]
    if key.choices:
        return lift(lambda known: member(mapping, known), (key,), partial=True)
    cases = among(key, list(mapping))
    if cases is None:
        return Unk(too_many(key.reason) if key.symbol else key.reason, place=key.place)
    found, none = cases
    missing = Unk(f"there is no entry for {key.symbol}", place=key.place, error=True)
    return one_of([*((guard, mapping[text_of(one)]) for guard, one in found), (none, missing)], key.reason)


def equals(left: object, right: object) -> object:
    """`Fn::Equals`: texts, lists or mappings, compared as JSON."""
    if not has_unknown(left) and not has_unknown(right):
        return left == right
    symbol = compose(symbol_of(left), " == ", symbol_of(right))
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Another) and isinstance(other, str) and other in one.texts:
            return False
        if isinstance(one, Unk) and not one.choices and isinstance(other, str):
            cases = among(one, [other])
            if cases is not None:
                [(yes, _)], no = cases
                return Unk(one.reason, symbol, ((yes, True), (no, False)), kind="bool", place=one.place)
    if isinstance(left, Unk) or isinstance(right, Unk):
        if isinstance(left, Unk) and isinstance(right, Unk) and left.symbol and left.symbol == right.symbol:
            return True
        return (
            lift(equals, (left, right), symbol, "bool", partial=True) if _has_cases(left, right) else _open(left, right)
        )
    return Unk("it compares what is not known", kind="bool")


def _has_cases(*values: object) -> bool:
    return any(isinstance(value, Unk) and value.choices for value in values)


def _open(left: object, right: object) -> Unk:
    unknown = left if isinstance(left, Unk) else right
    assert isinstance(unknown, Unk)
    return Unk(unknown.reason, compose(symbol_of(left), " == ", symbol_of(right)), kind="bool", place=unknown.place)


def negated(value: object) -> object:
    """`Fn::Not` of a condition."""
    if isinstance(value, Unk):
        return lift(negated, (value,), compose("!", value.symbol), "bool")
    return not value


def connected(values: list[object], *, decides: bool) -> object:
    """`Fn::Or` (which True decides) and `Fn::And` (which False does), by three-valued logic in each case."""
    if decides in values:
        return decides
    unknown = tuple(value for value in values if isinstance(value, Unk))
    if not unknown:
        return not decides
    if len(unknown) == 1:
        return unknown[0]
    return lift(lambda *known: connected(list(known), decides=decides), unknown, kind="bool", partial=True)


def base64(value: object) -> object:
    """`Fn::Base64`."""
    if isinstance(value, Unk):
        return lift(base64, (value,), kind="string")
    short_enough(len(text_of(value)))
    return GivenText.like(b64encode(text_of(value).encode()).decode(), (value,))


def length(value: object) -> object:
    """`Fn::Length`."""
    value = without_gaps(value)
    if isinstance(value, Unk):
        return lift(length, (value,), kind="string")
    if not isinstance(value, list):
        raise EvalError("Fn::Length needs a list")
    gap = next((one for one in value if may_be_gone(one)), None)
    return str(len(value)) if gap is None else derived(gap, kind="string")


def to_json_string(value: object) -> object:
    """`Fn::ToJsonString`."""
    if has_unknown(value):
        return Unk("a part of its JSON is not known", kind="string", nullable=False)
    if not isinstance(value, (list, dict)):
        raise EvalError("Fn::ToJsonString needs a list or a mapping")
    short_enough(sum(len(part) if isinstance(part, str) else 1 for part in parts_of(value)))
    made = json.dumps(value, separators=(",", ":"))
    short_enough(len(made))
    return made


#: Functions of a list of arguments, by their names: how many they take, and what they come to.
OF_ARGUMENTS: dict[str, tuple[int, Callable[..., object]]] = {
    "Fn::Join": (2, join),
    "Fn::Split": (2, split),
    "Fn::Equals": (2, equals),
}
#: Functions of one value.
OF_VALUE: dict[str, Callable[[object], object]] = {"Fn::Base64": base64, "Fn::Length": length}
#: Functions whose result only the service knows, and why.
OF_SERVICE = {
    "Fn::ImportValue": "it is exported by another stack",
    "Fn::GetStackOutput": "it is an output of another stack",
    "Fn::Transform": "a macro makes it",
    "Fn::RefAll": "it lists parameters that the account has values for",
    "Fn::ValueOf": "it is an attribute of a parameter that the account knows",
    "Fn::ValueOfAll": "it is an attribute of parameters that the account knows",
}
