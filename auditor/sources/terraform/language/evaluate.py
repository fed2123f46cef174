"""The partial evaluator: an expression and an environment to a value, known as far as it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.sources.partial.choices import (
    derived,
)
from auditor.sources.partial.values import (
    EvalError,
    ObjectValue,
    TupleValue,
    Unk,
    unknown_for,
)
from auditor.sources.terraform.language.operators import to_text
from auditor.sources.terraform.language.traversal import get_attr, get_index, splat
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nodes import Span

if TYPE_CHECKING:
    from auditor.sources.partial.type_of import Type
    from auditor.sources.terraform.modules.instance import ModuleInstance
    from auditor.sources.terraform.syntax.source_file import Source


@dataclass(slots=True)
class Env:
    """Where an expression is evaluated: a module instance, its file, and the names bound around it."""

    module: ModuleInstance
    source: Source
    names: dict[str, object]

    def bind(self, /, **names: object) -> Env:
        """The same environment with more names."""
        return Env(self.module, self.source, {**self.names, **names})

    def of(self, item: s.Attribute | s.Block) -> Env:
        """The environment of something in the block at hand: in the file of the override that put it there, if any."""
        return self if item.source is None else Env(self.module, item.source, self.names)

    def label(self, span: Span) -> str:
        """A name for an expression that has no symbol: its text, its place, and which of its evaluations this is.

        Two evaluations that could differ must not have one name, or worlds would tie together what is independent.
        """
        name = f"{self.module.prefix}{self.source.words(span)}"
        for bound, value in self.names.items():
            key = value.get("index" if bound == "count" else "key") if isinstance(value, dict) else value
            if bound not in ("count", "each") or isinstance(key, Unk):
                return f"{name} #{self.module.root.serial()}"
            name += f"[{key}]"
        return name


def evaluate(node: s.Node, env: Env) -> object:
    """The value of `node`. Raises EvalError where Terraform itself would stop."""
    budget = env.module.root.budget
    budget.steps += 1
    if budget.steps > budget.next:
        budget.check()
    return _EVALUATORS[type(node)](node, env)


def known_or_unknown(node: s.Node, env: Env) -> object:
    """The value of `node`; what Terraform would reject becomes an Unk that says so."""
    try:
        return evaluate(node, env)
    except EvalError as error:
        return unknown_for(error, env.source.place(node.span))
    except RecursionError:
        return Unk("nested too deep to evaluate", place=env.source.place(node.span))


def _literal(node: s.Literal, env: Env) -> object:
    return node.value


def _broken(node: s.Broken, env: Env) -> object:
    return Unk(node.message, place=env.source.place(node.span))


def _name(node: s.Name, env: Env) -> object:
    names = env.names
    if node.name in names:
        return names[node.name]
    return env.module.namespace(node.name)


def _get_attr(node: s.GetAttr, env: Env) -> object:
    of = node.of
    if type(of) is s.Name and of.name not in env.names:
        if of.name == "var":
            return env.module.variable(node.name)
        if of.name == "local":
            return env.module.local(node.name)
    return get_attr(evaluate(of, env), node.name)


def _index(node: s.Index, env: Env) -> object:
    return get_index(evaluate(node.of, env), evaluate(node.key, env))


def _splat(node: s.Splat, env: Env) -> object:
    value = evaluate(node.of, env)
    if value is None and _type_of_null(node.of, env).kind in ("list", "set", "tuple"):
        raise EvalError("a list that is null has no elements to go through")

    def each(item: object) -> object:
        env.module.root.spend()
        return evaluate(node.each, env.bind(**{"*": item}))

    return splat(value, each)


def _tuple(node: s.TupleCons, env: Env) -> object:
    made = TupleValue(evaluate(item, env) for item in node.items)
    if None in made:
        made.nulls = {i: _type_of_null(node.items[i], env) for i, item in enumerate(made) if item is None}
    return made


def _type_of_null(node: s.Node, env: Env) -> Type:
    from auditor.sources.terraform.language.expression_types import type_of_expression

    return type_of_expression(node, None, env)


def _object(node: s.ObjectCons, env: Env) -> object:
    result, unknown = ObjectValue(), None
    for key_node, value_node in node.entries:
        key, value = evaluate(key_node, env), evaluate(value_node, env)
        if isinstance(key, Unk):
            unknown = unknown or key
            continue
        name = to_text(key)
        result[name] = value
        if value is None:
            result.nulls = {**(result.nulls or {}), name: _type_of_null(value_node, env)}
    return result if unknown is None else derived(unknown, kind="map")


def _call(node: s.Call, env: Env) -> object:
    from auditor.sources.terraform.language.calls import call

    return call(node, env)


def _unary(node: s.Unary, env: Env) -> object:
    from auditor.sources.terraform.language.logic import unary

    return unary(node, env)


def _binary(node: s.Binary, env: Env) -> object:
    from auditor.sources.terraform.language.logic import binary

    return binary(node, env)


def _conditional(node: s.Conditional, env: Env) -> object:
    from auditor.sources.terraform.language.logic import conditional

    return conditional(node, env)


def _template(node: s.Template, env: Env) -> object:
    from auditor.sources.terraform.language.templates import render

    if node.wrap:
        return evaluate(node.parts[0], env)
    return render(node.parts, env)


def _for(node: s.For, env: Env) -> object:
    from auditor.sources.terraform.language.loops import for_expression

    return for_expression(node, env)


_EVALUATORS: dict[type, Callable[[Any, Env], object]] = {
    s.Literal: _literal,
    s.Broken: _broken,
    s.Name: _name,
    s.GetAttr: _get_attr,
    s.Index: _index,
    s.Splat: _splat,
    s.TupleCons: _tuple,
    s.ObjectCons: _object,
    s.Call: _call,
    s.Unary: _unary,
    s.Binary: _binary,
    s.Conditional: _conditional,
    s.Template: _template,
    s.For: _for,
}
