"""What the expressions of a plan's configuration refer to, followed through variables and outputs of modules.

A plan does not hold expressions, only what they mention; literals and locals that stand in one are not told. So what
mentions one attribute of one resource, and nothing else that could be an identifier, is taken for that attribute where
an identifier is asked for: whoever writes `[aws_security_group.a.id]`, or `var.on ? [aws_security_group.a.id] : []`,
means the group. A literal beside it, `[aws_security_group.a.id, "sg-1"]`, stands in no plan of what is yet to be made.
Values of other kinds are never told from what mentions something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from auditor.sources.plan.document import Json, member
from auditor.sources.plan.expressions import MAX_MENTIONS, constant, is_constant, longest, of_instance

#: So many variables and outputs are followed.
_MAX_STEPS = 64
_INDEX = r'(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?'
_ANY_INDEX = re.compile(r"\[.*")
_RESOURCE = re.compile(rf"([a-z][\w-]*\.[A-Za-z_][\w-]*{_INDEX})(?:\.([\w-]+))?(?:\[.*)?$")
_OUTPUT = re.compile(rf"(module\.([A-Za-z_][\w-]*){_INDEX})\.([A-Za-z_][\w-]*)$")
_VARIABLE = re.compile(r"var\.([A-Za-z_][\w-]*)$")
_PART_OF_VARIABLE = re.compile(r"var\.([A-Za-z_][\w-]*)(?:[.\[].*)?$")
_CALL = re.compile(rf"module\.([A-Za-z_][\w-]*){_INDEX}\.")
#: What has a value whenever a plan is made.
_ALWAYS_KNOWN = ("path.", "terraform.", "each.key", "count.index")
_VALUE = "each.value"
_NO_RESOURCE = frozenset({"each", "count", "path", "self", "terraform", "local", "var", "module", "data", "ephemeral"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An attribute of a resource of the plan, which is configured under its type and name in a module."""

    address: str
    attribute: str
    prefix: str
    base: tuple[str, str]


class References:
    """Follows what expressions mention to resources of the plan."""

    def __init__(self, root: Json, instances: Callable[[str], list[str]], variables: Json) -> None:
        """`root` is the configuration of the root module, whose variables have the values `variables`.

        `instances` gives what is planned of an address.
        """
        self._root, self._instances, self._variables = root, instances, variables
        self._modules: dict[str, dict[tuple[str, str], Json]] = {}
        # By text and prefix, so that what leads to one thing along many ways is followed once; circles end here.
        self._followed: dict[tuple[str, str], list[Mention] | None] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def module(self, prefix: str) -> object:
        """The configuration of the module whose resources have addresses that begin with `prefix`."""
        found: object = self._root
        for call in _CALL.finditer(prefix):
            found = member(found, "module_calls", call[1], "module")
        return found

    def resource(self, prefix: str, type_: str, name: str) -> Json | None:
        """The configuration of a resource of the module whose resources have addresses that begin with `prefix`."""
        if prefix not in self._modules:
            listed = member(self.module(prefix), "resources")
            self._modules[prefix] = {
                (str(one.get("type")), str(one.get("name"))): one
                for one in (listed if isinstance(listed, list) else [])
                if isinstance(one, dict) and one.get("mode") == "managed"
            }
        return self._modules[prefix].get((type_, name))

    def mentioned(self, expression: object, prefix: str, steps: int = _MAX_STEPS) -> list[Mention] | None:
        """The attributes that an expression in a module mentions; None where there is anything else in it."""
        found: list[Mention] = []
        texts = longest(expression)
        for text in texts:
            one = self._one(text, prefix, steps) if steps and len(texts) < MAX_MENTIONS else None
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

    def gives(self, expression: object, prefix: str, steps: int = _MAX_STEPS) -> bool | None:
        """Whether an expression is more than null; None where that is not told.

        What mentions a flag, or a variable that is null, may be null by it, and what a local is a plan does not hold.
        """
        if is_constant(expression):
            return constant(expression) is not None
        return all(steps and self._gives(text, prefix, steps) for text in longest(expression)) or None

    def _gives(self, text: str, prefix: str, steps: int) -> bool:
        variable, output = _VARIABLE.match(text), _OUTPUT.match(text)
        if variable and not prefix:
            return not _adds_nothing(member(self._variables, variable[1], "value"))
        if variable:
            expression, outer = self._given(variable[1], prefix)
            if expression is None:
                return not _adds_nothing(self._declared(prefix, variable[1]).get("default"))
            return self.gives(expression, outer, steps - 1) is True
        if output:
            expression, inner = self._output(output, prefix)
            return self.gives(expression, inner, steps - 1) is True
        return text.startswith(("data.", *_ALWAYS_KNOWN)) or text.partition(".")[0] not in _NO_RESOURCE

    def _output(self, found: re.Match[str], prefix: str) -> tuple[object, str]:
        """The expression of an output of a module, and the prefix of that module."""
        path = ("module_calls", found[2], "module", "outputs", found[3], "expression")
        return member(self.module(prefix), *path), f"{prefix}{found[1]}."

    def known_before(self, expression: object, prefix: str, each: object = None, steps: int = _MAX_STEPS) -> bool:
        """Whether all that an expression mentions has a value before anything is made, as far as that is told.

        `each` is what `for_each` goes through: whoever knows that knows `each.value`.
        """
        if is_constant(expression):
            return True
        texts = longest(expression)
        return bool(texts and steps) and all(self._known_before(text, prefix, each, steps) for text in texts)

    def _known_before(self, text: str, prefix: str, each: object, steps: int) -> bool:
        if text.startswith(_VALUE):
            return self.known_before(each, prefix, None, steps - 1)
        found = _PART_OF_VARIABLE.match(text)
        if found is None:
            return text.startswith(_ALWAYS_KNOWN)
        if not prefix:
            return found[1] in self._variables or "default" in self._declared(prefix, found[1])
        key = found[1], prefix
        if key not in self._known:
            self._known[key] = False
            expression, outer = self._given(found[1], prefix)
            self._known[key] = expression is None or self.known_before(expression, outer, None, steps - 1)
        return self._known[key]

    def _decides(self, variable: str, prefix: str) -> bool:
        """Whether a variable can but decide between others, or adds nothing: it is a flag, a number, or empty."""
        for _ in range(_MAX_STEPS):
            if not prefix:
                value = member(self._variables, variable, "value")
                return variable in self._variables and _adds_nothing(value)
            declared = self._declared(prefix, variable)
            expression, prefix = self._given(variable, prefix)
            if expression is None:
                return "default" in declared and _adds_nothing(declared["default"])
            if is_constant(expression):
                return _adds_nothing(constant(expression))
            texts = longest(expression)
            found = _VARIABLE.match(texts[0]) if len(texts) == 1 else None
            if found is None:
                return False
            variable = found[1]
        return False

    def _declared(self, prefix: str, variable: str) -> Json:
        declared = member(self.module(prefix), "variables", variable)
        return declared if isinstance(declared, dict) else {}

    def _given(self, variable: str, prefix: str) -> tuple[object, str]:
        """The expression that a module call gives a variable, and the prefix of the module of the call."""
        *around, last = _CALL.finditer(prefix)
        outer = prefix[: around[-1].end()] if around else ""
        expression = member(self.module(outer), "module_calls", last[1], "expressions", variable)
        return of_instance(expression, prefix), outer

    def _one(self, text: str, prefix: str, steps: int) -> list[Mention] | None:
        key = text, prefix
        if key not in self._followed:
            self._followed[key] = None
            self._followed[key] = self._follow(text, prefix, steps)
        return self._followed[key]

    def _follow(self, text: str, prefix: str, steps: int) -> list[Mention] | None:
        variable, output = _VARIABLE.match(text), _OUTPUT.match(text)
        if variable:
            if self._decides(variable[1], prefix):
                return []
            if not prefix:
                return None
            return self.mentioned(*self._given(variable[1], prefix), steps - 1)
        if output:
            return self.mentioned(*self._output(output, prefix), steps - 1)
        resource = _RESOURCE.match(text)
        if resource is None or text.partition(".")[0] in _NO_RESOURCE:
            return None
        type_, _, name = _ANY_INDEX.sub("", resource[1]).partition(".")
        addresses = self._instances(prefix + resource[1])
        if not addresses and self.resource(prefix, type_, name) is not None:
            # There is none of it, so that nothing comes of it: `try(aws_x.a[0].id, aws_x.b[0].id)`.
            return []
        return [Mention(addresses[0], resource[2] or "", prefix, (type_, name))] if len(addresses) == 1 else None


def _adds_nothing(value: object) -> bool:
    """Whether a value holds no identifier that could be part of another value."""
    return not value or not isinstance(value, str | list | dict)
