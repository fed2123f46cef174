"""Marks that Terraform puts on values: sensitive and ephemeral. Told where they are certain, by the code alone.

Values are the same with and without them; yet Terraform refuses a `for_each` over what is sensitive, and stores nothing
that is ephemeral. What an expression passes a mark on to was tried with Terraform 1.11.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.syntax import nodes as s

SENSITIVE, EPHEMERAL = "sensitive", "ephemeral"
#: Functions whose results have no marks, whatever they are given.
_CLEAN = frozenset(("can", "issensitive", "ephemeralasnull"))
#: Functions that pass on the marks in what they are given, not only those of it as a whole.
_OF_PARTS = frozenset(
    [
        "alltrue",
        "anytrue",
        "compact",
        "distinct",
        "join",
        "jsonencode",
        "setintersection",
        "setsubtract",
        "setunion",
        "sort",
        "sum",
        "toset",
        "yamlencode",
    ]
)


#: The parts of an expression whose marks it has.
_PARTS: dict[type, tuple[str, ...]] = {
    s.Unary: ("of",),
    s.Conditional: ("condition", "then", "otherwise"),
    s.Template: ("parts",),
    s.TemplateIf: ("condition",),
    s.TemplateFor: ("collection",),
    s.For: ("collection", "condition"),
}


def _passing_on(node: s.Node) -> Iterator[s.Node]:
    for name in _PARTS.get(type(node), ()):
        part = getattr(node, name)
        yield from part if isinstance(part, tuple) else (part,) if part is not None else ()


def says_yes(declared: Declared, name: str) -> bool:
    """Whether a variable or an output is declared with `name = true`."""
    attribute = declared.block.attributes.get(name)
    return attribute is not None and isinstance(attribute.value, s.Literal) and attribute.value.value in (True, "true")


def is_marked(node: s.Node, env: Env, mark: str) -> bool:
    """Whether an expression as a whole certainly has a mark."""
    return _Marks(mark).told(node, env, whole=True)


def holds_marked(node: s.Node, env: Env, mark: str) -> bool:
    """Whether an expression, or a part of what it makes, certainly has a mark."""
    return _Marks(mark).told(node, env, whole=False)


class _Marks:
    """One mark on what an expression leads to: each place that a name leads to is looked at once."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._told: dict[tuple[int, int, bool], bool] = {}

    def told(self, node: s.Node, env: Env, *, whole: bool) -> bool:
        """Whether `node` is marked, as a whole or in a part; what is nested too deep is not certain."""
        key = (id(node), id(env.module), whole)
        if key not in self._told:
            self._told[key] = False
            try:
                there = _There(self, env, self._mark)
                self._told[key] = there.whole(node) if whole else there.any_part(node)
            except RecursionError:
                return False
        return self._told[key]


class _There:
    """One mark on expressions that stand in one place."""

    def __init__(self, marks: _Marks, env: Env, mark: str) -> None:
        self._marks, self._env, self._mark = marks, env, mark

    def whole(self, node: s.Node) -> bool:
        """Whether the value of `node` is marked as a whole."""
        match node:
            case s.GetAttr() | s.Index() | s.Splat():
                # The key of an object tells nothing of its value.
                by_key = isinstance(node, s.Index) and isinstance(node.of, s.TupleCons) and self.whole(node.key)
                return by_key or self._named(node, whole=True) or self.whole(node.of)
            case s.Binary():
                # What is compared is so with all in it.
                side = self.any_part if node.op in ("==", "!=") else self.whole
                return side(node.left) or side(node.right)
            case s.ObjectCons():
                return any(self.whole(key) for key, _ in node.entries)
            case s.Call():
                return self._called(node)
        return any(map(self.whole, _passing_on(node)))

    def any_part(self, node: s.Node) -> bool:
        """Whether the value of `node`, or anything in it, is marked."""
        if isinstance(node, s.TupleCons):
            return any(map(self.any_part, node.items))
        if isinstance(node, s.ObjectCons):
            return any(self.any_part(value) or self.whole(key) for key, value in node.entries)
        return self.whole(node) or self._named(node, whole=False)

    def _called(self, node: s.Call) -> bool:
        if node.name == "nonsensitive":
            return self._mark != SENSITIVE and any(map(self.whole, node.args))
        if node.name == "sensitive" and self._mark == SENSITIVE:
            return True
        if node.name in _CLEAN:
            return False
        if node.name == "try":
            return self.whole(node.args[0]) if node.args else False
        return any(map(self.any_part if node.name in _OF_PARTS else self.whole, node.args))

    def _named(self, node: s.Node, *, whole: bool) -> bool:
        """Whether what a name stands for is marked."""
        if not isinstance(node, s.GetAttr) or not isinstance(node.of, s.Name | s.GetAttr):
            return False
        module = self._env.module
        if isinstance(node.of, s.Name):
            if node.of.name in self._env.names:
                return False
            if node.of.name == "var":
                return self._variable(node.name, module, whole=whole)
            local = module.definition.locals.get(node.name) if node.of.name == "local" else None
            if local is None:
                return False
            env = Env(module, local.source, {}).of(local.attribute)
            return self._marks.told(local.attribute.value, env, whole=whole)
        first = node.of.of
        if not isinstance(first, s.Name) or first.name in self._env.names:
            return False
        if first.name == "module":
            return self._output(node.of.name, node.name, module, whole=whole)
        return first.name == "ephemeral" and self._mark == EPHEMERAL

    def _variable(self, name: str, module: ModuleInstance, *, whole: bool) -> bool:
        declared, given = module.definition.variables.get(name), module.given.get(name)
        if declared is None or says_yes(declared, self._mark):
            return declared is not None
        if given is None or given.expression is None or given.env is None:
            return False
        return self._marks.told(given.expression, given.env, whole=whole)

    def _output(self, call: str, name: str, module: ModuleInstance, *, whole: bool) -> bool:
        called = next((i for _, i in module.calls(call) if i is not None), None) if self._has(call, module) else None
        declared = called.definition.outputs.get(name) if called is not None else None
        if called is None or declared is None or "value" not in declared.block.attributes:
            return False
        if self._mark == EPHEMERAL and says_yes(declared, self._mark):
            return True
        value = declared.block.attributes["value"]
        env = Env(called, declared.source, {}).of(value)
        return self._marks.told(value.value, env, whole=whole)

    @staticmethod
    def _has(call: str, module: ModuleInstance) -> bool:
        declared = module.definition.calls.get(call)
        return declared is not None and not {"count", "for_each"} & declared.block.attributes.keys()
