"""What the expressions of a plan's configuration refer to, followed through variables and outputs of modules.

A plan does not hold expressions, only what they mention. Where one mentions nothing but an attribute of one resource,
that is taken for its value: whoever writes `[aws_security_group.a.id]` means the group. Locals are not in a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: So many variables and outputs are followed.
_MAX_STEPS = 64
#: An expression that mentions more than this is not looked into.
_MAX_MENTIONS = 100
_INDEX = r'(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?'
_RESOURCE = re.compile(rf"([a-z][\w-]*\.[A-Za-z_][\w-]*{_INDEX})(?:\.([\w-]+))?(?:\[.*)?$")
_OUTPUT = re.compile(rf"(module\.([A-Za-z_][\w-]*){_INDEX})\.([A-Za-z_][\w-]*)$")
_VARIABLE = re.compile(r"var\.([A-Za-z_][\w-]*)$")
_CALL = re.compile(rf"module\.([A-Za-z_][\w-]*){_INDEX}\.")
_NO_RESOURCE = frozenset({"each", "count", "path", "self", "terraform", "local", "var", "module", "data", "ephemeral"})

Json = dict[str, object]


def member(value: object, *names: str) -> object:
    """What stands in a JSON value under a name, and under another one in that; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True, slots=True)
class Mention:
    """An attribute of a resource of the plan."""

    address: str
    attribute: str


class References:
    """Follows what expressions mention to resources of the plan."""

    def __init__(self, root: Json, instances: Callable[[str], list[str]]) -> None:
        """`root` is the configuration of the root module; `instances` gives what is planned of an address."""
        self._root, self._instances = root, instances

    def module(self, prefix: str) -> object:
        """The configuration of the module whose resources have addresses that begin with `prefix`."""
        found: object = self._root
        for call in _CALL.finditer(prefix):
            found = member(found, "module_calls", call[1], "module")
        return found

    def mentioned(self, expression: object, prefix: str, steps: int = _MAX_STEPS) -> list[Mention] | None:
        """The attributes that an expression in a module mentions; None where there is anything else in it."""
        found: list[Mention] = []
        texts = longest(expression)
        for text in texts:
            one = self._one(text, prefix, steps) if steps and len(texts) < _MAX_MENTIONS else None
            if one is None:
                return None
            found += one
        return list(dict.fromkeys(found)) or None

    def variable(self, expression: object, prefix: str) -> str:
        """The variable of the root module that an expression is, followed through modules; empty for none."""
        for _ in range(_MAX_STEPS):
            texts = longest(expression)
            found = _VARIABLE.match(texts[0]) if len(texts) == 1 else None
            if found is None:
                return ""
            if not prefix:
                return found[1]
            expression, prefix = self._given(found[1], prefix)
        return ""

    def _given(self, variable: str, prefix: str) -> tuple[object, str]:
        """The expression that a module call gives a variable, and the prefix of the module of the call."""
        *around, last = _CALL.finditer(prefix)
        outer = prefix[: around[-1].end()] if around else ""
        return member(self.module(outer), "module_calls", last[1], "expressions", variable), outer

    def _one(self, text: str, prefix: str, steps: int) -> list[Mention] | None:
        variable, output = _VARIABLE.match(text), _OUTPUT.match(text)
        if variable:
            if not prefix:
                return None
            return self.mentioned(*self._given(variable[1], prefix), steps - 1)
        if output:
            expression = member(
                self.module(prefix), "module_calls", output[2], "module", "outputs", output[3], "expression"
            )
            return self.mentioned(expression, f"{prefix}{output[1]}.", steps - 1)
        resource = _RESOURCE.match(text)
        if resource is None or text.partition(".")[0] in _NO_RESOURCE:
            return None
        addresses = self._instances(prefix + resource[1])
        return [Mention(addresses[0], resource[2] or "")] if len(addresses) == 1 else None


def longest(expression: object) -> list[str]:
    """What an expression mentions, without what only begins another mention: `a.b` beside `a.b.id`."""
    listed = member(expression, "references")
    texts = [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    if len(texts) > _MAX_MENTIONS:
        return texts
    return [t for t in texts if not any(o.startswith((f"{t}.", f"{t}[")) for o in texts)]
