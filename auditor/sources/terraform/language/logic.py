"""Operators and conditionals over values that may not be known."""

from __future__ import annotations

from auditor.sources.partial.choices import (
    Choice,
    both,
    compose,
    derived,
    grouped,
    in_cases,
    lift,
    one_of,
    switched,
    symbol_of,
)
from auditor.sources.partial.comparison import equality
from auditor.sources.partial.values import EvalError, Unk, unknown_for
from auditor.sources.terraform.language.evaluate import Env, evaluate
from auditor.sources.terraform.language.operators import BINARY, UNARY, to_bool, to_condition, to_number
from auditor.sources.terraform.language.unify import both_branches, chosen_branch
from auditor.sources.terraform.syntax import nodes as s


def unary(node: s.Unary, env: Env) -> object:
    """`-x` or `!x`."""
    value = evaluate(node.of, env)
    function = UNARY[node.op]
    if isinstance(value, Unk):
        symbol = compose(node.op, grouped(value.symbol))
        return lift(function, (value,), symbol, "bool" if node.op == "!" else "number")
    return function(value)


def binary(node: s.Binary, env: Env) -> object:
    """`left op right`."""
    left = evaluate(node.left, env)
    if node.op in ("&&", "||"):
        # The side that decides alone does so whatever the other one is, even where the other one cannot be known.
        decides = node.op == "||"
        if not isinstance(left, Unk) and to_bool(left) is decides:
            return decides
        right = evaluate(node.right, env)
        if not isinstance(right, Unk) and to_bool(right) is decides:
            return decides
        if isinstance(left, Unk) or isinstance(right, Unk):
            return _undecided(left, right, node.op)
    else:
        right = evaluate(node.right, env)
    if node.op in ("==", "!="):
        return equality(left, right, negate=node.op == "!=")
    if isinstance(left, Unk) or isinstance(right, Unk):
        for side in (left, right):
            if not isinstance(side, Unk):
                to_number(side)  # what is no number is an error, whatever the other side turns out to be
        symbol = compose(grouped(symbol_of(left)), f" {node.op} ", grouped(symbol_of(right)))
        return lift(BINARY[node.op], (left, right), symbol, "" if node.op in "+-*/%" else "bool")
    return BINARY[node.op](left, right)


def _undecided(left: object, right: object, op: str) -> object:
    """`left && right` or `left || right` where neither side decides alone, by the cases of both."""
    decides = op == "||"
    unknown = left if isinstance(left, Unk) else right
    assert isinstance(unknown, Unk)
    cases: list[Choice] = []
    for guard, one in in_cases(left):
        alone = _connected((one,), decides=decides)
        if alone is decides:
            cases.append((guard, decides))
            continue
        for inner, other in in_cases(right):
            joined = both(guard, inner)
            if joined is not None:
                cases.append((joined, _connected((one, other), decides=decides)))
    if not isinstance(left, Unk) or not isinstance(right, Unk):
        symbol = unknown.symbol if unknown.kind in ("bool", "") else ""
    else:
        symbol = compose(grouped(left.symbol), f" {op} ", grouped(right.symbol))
    if len(cases) == 1 and isinstance(cases[0][1], Unk):
        return Unk(unknown.reason, symbol, kind="bool", place=unknown.place, error=cases[0][1].error)
    return one_of(cases, unknown.reason, symbol)


def _connected(values: tuple[object, ...], *, decides: bool) -> object:
    """Values joined by the operator that `decides` decides: by three-valued logic."""
    try:
        known = [to_bool(value) for value in values if not isinstance(value, Unk)]
    except EvalError as error:
        return unknown_for(error)
    if decides in known:
        return decides
    unknown = next((value for value in values if isinstance(value, Unk)), None)
    return derived(unknown, kind="bool") if unknown is not None else not decides


def conditional(node: s.Conditional, env: Env) -> object:
    """`condition ? then : otherwise`: the branch taken, or both as cases of what is not decided."""
    condition = evaluate(node.condition, env)
    if not isinstance(condition, Unk):
        chosen, other = (node.then, node.otherwise) if to_condition(condition) else (node.otherwise, node.then)
        return chosen_branch(chosen, other, env)
    then, otherwise = both_branches(node, env)
    return choose(condition, then, otherwise, env.label(node.condition.span))


def choose(condition: Unk, then: object, otherwise: object, text: str) -> object:
    """Either of two values, each in the cases that an undecided condition has it for; `text` names the condition."""
    if condition.error:
        return derived(condition)
    if not condition.choices:
        yes, no = switched(condition, text)
        return one_of([(yes, then), (no, otherwise)], condition.reason)
    cases: list[Choice] = []
    for guard, value in condition.choices:
        if not isinstance(value, Unk):
            cases.append((guard, _branch(value, then, otherwise)))
        elif value.error:
            cases.append((guard, derived(value)))
        else:
            # Not decided in this case either: it splits once more.
            for inner, branch in zip(switched(value, text), (then, otherwise), strict=True):
                joined = both(guard, inner)
                if joined is not None:
                    cases.append((joined, branch))
    return one_of(cases, condition.reason)


def _branch(condition: object, then: object, otherwise: object) -> object:
    try:
        return then if to_condition(condition) else otherwise
    except EvalError as error:
        return unknown_for(error)
