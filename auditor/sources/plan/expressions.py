"""One expression as the configuration in a plan tells of it: a constant, or what it mentions."""

from __future__ import annotations

import re

from auditor.sources.plan.document import member

#: An expression that mentions more than this is not looked into.
MAX_MENTIONS = 100
_BARE = re.compile(r"[a-z][\w-]*\.[A-Za-z_][\w-]*$")
#: What the instances of a resource or of a module pick their own of others by.
_OWN = frozenset(("each.key", "count.index"))
_LAST_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]\.?$')


def longest(expression: object) -> list[str]:
    """What an expression mentions, without what only begins another mention: `a.b` beside `a.b.id`."""
    listed = member(expression, "references")
    texts = [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    if len(texts) > MAX_MENTIONS:
        return texts
    return [t for t in texts if not any(o.startswith((f"{t}.", f"{t}[")) for o in texts)]


def is_constant(expression: object) -> bool:
    """Whether an expression is a constant.

    Of code in JSON Terraform tells the text of every expression as one, beside what it mentions: that is no value.
    """
    return isinstance(expression, dict) and "constant_value" in expression and not expression.get("references")


def constant(expression: object) -> object:
    """The value of an expression that is a constant; None for any other."""
    return member(expression, "constant_value") if is_constant(expression) else None


def of_instance(expression: object, address: str) -> object:
    """An expression as one instance, of a resource or a module, has it: `a.b[each.key].id` is of the same key.

    A plan tells of it that `a.b` and `each.key` are mentioned. What else mentions both, such as a loop over `a.b` that
    compares with `each.key`, does so to find its own, too.
    """
    index = _LAST_INDEX.search(address)
    texts = longest(expression)
    others = [text for text in texts if text not in _OWN]
    if index is None or len(texts) != len(others) + 1 or len(others) != 1 or not _BARE.match(others[0]):
        return expression
    return {"references": [f"{others[0]}{index[0].removesuffix('.')}"]}
