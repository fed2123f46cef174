"""What CloudFormation checks of a value before it makes a stack. Source: the user guide, "Parameters".

Nothing here repeats a value, which may be a secret; and what cannot be checked as CloudFormation does is not refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.sources.cloudformation.syntax.nodes import Member, Node, Scalar, Sequence
from auditor.sources.partial.values import EvalError

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
#: What the types of parameters begin with whose value is the name of one in the parameter store.
STORED = "AWS::SSM::Parameter::Value"
#: More allowed values than this are not told.
_MOST_TOLD = 8
#: What Java reads otherwise than the expressions that are at hand: a class within a class, and what two have in common.
_ONLY_JAVA = re.compile(r"&&|\[[^\]]*\[(?!:)")


def is_list(kind: str) -> bool:
    """Whether a type of parameters is one of lists."""
    return kind == "CommaDelimitedList" or kind.startswith("List<") or "<List<" in kind


def refusal(attributes: dict[str, Member], kind: str, value: str, *, hidden: bool) -> str:
    """Why a value is refused for a parameter with these attributes; empty where nothing speaks against it.

    Allowed values are not told of a `hidden` one: they are secrets, too.
    """
    if kind.startswith(STORED):
        return ""  # what is given is the name of the value
    items = [part.strip() for part in value.split(",") if value] if is_list(kind) else [value]
    reasons = (reason for item in items for reason in _reasons(attributes, kind, item, hidden=hidden))
    return next(reasons, "")


def _reasons(attributes: dict[str, Member], kind: str, item: str, *, hidden: bool) -> Iterator[str]:
    numeric = kind in ("Number", "List<Number>")
    if numeric and not _NUMBER.fullmatch(item.strip()):
        yield f"it is no number, which the type {kind} wants"
        return
    allowed = texts(attributes.get("AllowedValues"))
    if allowed and item not in allowed and not (numeric and _equals_any(item, allowed)):
        more = f" and {len(allowed) - _MOST_TOLD} more" if len(allowed) > _MOST_TOLD else ""
        told = "" if hidden else f": {', '.join(allowed[:_MOST_TOLD])}{more}"
        yield f"it is none of its AllowedValues{told}"
    pattern = _text(attributes.get("AllowedPattern"))
    if pattern and not _matches(pattern, item):
        yield "it does not match its AllowedPattern"
    size, what = (float(item), "Value") if numeric else (float(len(item)), "Length")
    less, more = ("less", "more") if numeric else ("shorter", "longer")
    least, most = (_bound(attributes.get(f"{word}{what}")) for word in ("Min", "Max"))
    if least is not None and size < least:
        yield f"it is {less} than its Min{what} of {_text(attributes.get(f'Min{what}'))}"
    if most is not None and size > most:
        yield f"it is {more} than its Max{what} of {_text(attributes.get(f'Max{what}'))}"


def texts(member: Member | None) -> list[str]:
    """The texts in a list."""
    items: list[Node] = member.value.items if member and isinstance(member.value, Sequence) else []
    return [text_of(item) for item in items if isinstance(item, Scalar)]


def text_of(node: Node) -> str:
    """The text of a scalar; empty for anything else."""
    if not isinstance(node, Scalar):
        return ""
    return {True: "true", False: "false"}[node.value] if isinstance(node.value, bool) else node.text


def _text(member: Member | None) -> str:
    return text_of(member.value) if member else ""


def _equals_any(item: str, allowed: list[str]) -> bool:
    return any(_NUMBER.fullmatch(one.strip()) and float(one) == float(item) for one in allowed)


def _bound(member: Member | None) -> float | None:
    text = _text(member).strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _matches(pattern: str, item: str) -> bool:
    """Whether all of a text matches, as far as it can be told: templates are not trusted with a search of their own."""
    from auditor.sources.text.regex_program import Pattern

    if _ONLY_JAVA.search(pattern):
        return True
    try:
        return Pattern(f"^(?:{pattern})$").search(item) is not None
    except EvalError:
        return True
