"""The partial evaluator: an expression and an environment to a value, known as far as it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.sources.terraform.language.choices import (
    both,
    compose,
    derived,
    grouped,
    lift,
    one_of,
    switched,
    symbol_of,
)
from auditor.sources.terraform.language.comparison import equality
from auditor.sources.terraform.language.operators import BINARY, UNARY, to_bool, to_number, to_text, type_name
from auditor.sources.terraform.language.values import (
    EvalError,
    Lazy,
    ObjectValue,
    SetValue,
    TupleValue,
    UndecidedError,
    Unk,
    unknown_for,
)
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nodes import Span

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.instance import ModuleInstance
    from auditor.sources.terraform.syntax.source_file import Source

#: A for expression or splat over more elements than this is not evaluated.
MAX_ELEMENTS = 10_000


@dataclass(slots=True)
class Env:
    """Where an expression is evaluated: a module instance, its file, and the names bound around it."""

    module: ModuleInstance
    source: Source
    names: dict[str, object]

    def bind(self, /, **names: object) -> Env:
        """The same environment with more names."""
        return Env(self.module, self.source, {**self.names, **names})

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


def get_attr(value: object, name: str) -> object:
    """`value.name`."""
    if isinstance(value, Lazy):
        return value.attr(name)
    if isinstance(value, dict):
        if name not in value:
            raise EvalError(f"no attribute {name!r}")
        return value[name]
    if isinstance(value, Unk):
        if value.choices:
            return lift(lambda v: get_attr(v, name), (value,), compose(value.symbol, ".", name))
        ref = (value.ref[0], f"{value.ref[1]}.{name}".lstrip(".")) if value.ref else None
        return Unk(value.reason, compose(value.symbol, ".", name), ref=ref, place=value.place)
    raise EvalError(f"{type_name(value)} has no attribute {name!r}")


def _index(node: s.Index, env: Env) -> object:
    return get_index(evaluate(node.of, env), evaluate(node.key, env))


def get_index(value: object, key: object) -> object:
    """`value[key]`."""
    if isinstance(value, Lazy):
        return value.index(key)
    if isinstance(value, Unk) or isinstance(key, Unk):
        symbol = compose(symbol_of(value), "[", symbol_of(key), "]")
        if not isinstance(value, Unk) and isinstance(key, Unk) and not key.choices:
            return derived(key, symbol)
        if isinstance(value, Unk) and not value.choices and not isinstance(key, Unk):
            ref = (value.ref[0], f"{value.ref[1]}[{to_text(key)}]") if value.ref else None
            return Unk(value.reason, symbol, ref=ref, place=value.place)
        return lift(get_index, (value, key), symbol)
    if isinstance(value, dict):
        text = to_text(key)
        if text not in value:
            raise EvalError(f"no element {text!r}")
        return value[text]
    if isinstance(value, SetValue):
        raise EvalError("a set has no index")
    if isinstance(value, list):
        number = to_number(key)
        if not isinstance(number, int) or not 0 <= number < len(value):
            raise EvalError(f"no element {number}")
        return value[number]
    raise EvalError(f"{type_name(value)} has no elements")


def _splat(node: s.Splat, env: Env) -> object:
    return splat(evaluate(node.of, env), lambda item: evaluate(node.each, env.bind(**{"*": item})))


def splat(value: object, each: Callable[[object], object]) -> object:
    """`value[*]...`: null is no element, anything but a list or set is one."""
    if value is None:
        return []
    if isinstance(value, list):
        if len(value) > MAX_ELEMENTS:
            raise UndecidedError(f"more than {MAX_ELEMENTS} elements")
        return [each(item) for item in value]
    if isinstance(value, Unk):
        if value.choices:
            return lift(lambda v: splat(v, each), (value,), kind="list")
        item = each(Unk(value.reason, compose(value.symbol, "[*]"), ref=value.ref, place=value.place))
        ref = item.ref if isinstance(item, Unk) else None
        return Unk(value.reason, symbol_of(item), ref=ref, kind="list", place=value.place)
    return [each(value)]


def _tuple(node: s.TupleCons, env: Env) -> object:
    return TupleValue(evaluate(item, env) for item in node.items)


def _object(node: s.ObjectCons, env: Env) -> object:
    result = ObjectValue()
    for key_node, value_node in node.entries:
        key = evaluate(key_node, env)
        if isinstance(key, Unk):
            return derived(key, kind="map")
        result[to_text(key)] = evaluate(value_node, env)
    return result


def _call(node: s.Call, env: Env) -> object:
    from auditor.sources.terraform.language.calls import call

    return call(node, env)


def _unary(node: s.Unary, env: Env) -> object:
    value = evaluate(node.of, env)
    function = UNARY[node.op]
    if isinstance(value, Unk):
        symbol = compose(node.op, grouped(value.symbol))
        return lift(function, (value,), symbol, "bool" if node.op == "!" else "number")
    return function(value)


def _binary(node: s.Binary, env: Env) -> object:
    left = evaluate(node.left, env)
    if node.op in ("&&", "||"):
        # The side that decides alone does so whatever the other one is, even where the other one cannot be known.
        decides = node.op == "||"
        if not isinstance(left, Unk) and to_bool(left) is decides:
            return decides
        right = evaluate(node.right, env)
        if not isinstance(right, Unk) and to_bool(right) is decides:
            return decides
        if isinstance(left, Unk) and not isinstance(right, Unk):
            return left if left.kind == "bool" else lift(to_bool, (left,), left.symbol, "bool")
        if isinstance(right, Unk) and not isinstance(left, Unk):
            return right if right.kind == "bool" else lift(to_bool, (right,), right.symbol, "bool")
    else:
        right = evaluate(node.right, env)
    if node.op in ("==", "!="):
        return equality(left, right, negate=node.op == "!=")
    if isinstance(left, Unk) or isinstance(right, Unk):
        symbol = compose(grouped(symbol_of(left)), f" {node.op} ", grouped(symbol_of(right)))
        return lift(BINARY[node.op], (left, right), symbol, "" if node.op in "+-*/%" else "bool")
    return BINARY[node.op](left, right)


def _conditional(node: s.Conditional, env: Env) -> object:
    condition = evaluate(node.condition, env)
    if not isinstance(condition, Unk):
        chosen, other = (node.then, node.otherwise) if to_bool(condition) else (node.otherwise, node.then)
        return _unified(evaluate(chosen, env), other)
    then, otherwise = known_or_unknown(node.then, env), known_or_unknown(node.otherwise, env)
    text = env.label(node.condition.span)
    if condition.choices:
        cases: list[tuple[Any, object]] = []
        for guard, value in condition.choices:
            if isinstance(value, Unk):
                # Not decided in this case either: it splits once more.
                for inner, branch in zip(switched(value, text), (then, otherwise), strict=True):
                    joined = both(guard, inner)
                    if joined is not None:
                        cases.append((joined, derived(value) if value.error else branch))
            else:
                cases.append((guard, _branch(value, then, otherwise)))
        return one_of(cases, condition.reason)
    yes, no = switched(condition, text)
    return one_of([(yes, then), (no, otherwise)], condition.reason)


def _branch(condition: object, then: object, otherwise: object) -> object:
    try:
        return then if to_bool(condition) else otherwise
    except EvalError as error:
        return unknown_for(error)


def _unified(value: object, other: s.Node) -> object:
    """The value of the branch that was chosen, as text where the other one spells out text: both have one type."""
    texts = isinstance(other, s.Literal) and isinstance(other.value, str)
    return to_text(value) if texts and isinstance(value, (bool, int, float)) else value


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
