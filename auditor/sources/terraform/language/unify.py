"""The branches of a conditional as the type that they have in common."""

from __future__ import annotations

from auditor.sources.terraform.language.evaluate import Env, evaluate, known_or_unknown
from auditor.sources.terraform.language.expression_types import type_of_expression, type_of_failed
from auditor.sources.terraform.language.functions.conversion import cause, converted
from auditor.sources.terraform.language.functions.unify import unified
from auditor.sources.terraform.language.type_of import DYNAMIC, OPEN, STRING, Type, holds, type_of
from auditor.sources.terraform.language.values import EvalError, UndecidedError, Unk, has_unknown, unknown_for
from auditor.sources.terraform.syntax import nodes as s


def chosen_branch(chosen: s.Node, other: s.Node, env: Env) -> object:
    """The value of the branch that a condition chose, as the type that both branches have in common."""
    value = evaluate(chosen, env)
    if isinstance(value, str) and isinstance(other, (s.Literal, s.Template)) and _is_simple(other):
        return value
    rest = known_or_unknown(other, env)
    failed = isinstance(rest, Unk) and rest.error
    if failed and isinstance(other, (s.Splat, s.For)):
        raise UndecidedError("the type of the other branch of a conditional is not known")
    # The branch that nobody needs may be an error: most of these have no type.
    types = (
        type_of_expression(chosen, value, env),
        type_of_failed(other, env) if failed else type_of_expression(other, rest, env),
    )
    return _converted(value, types[0], _common(types), (rest,))


def both_branches(node: s.Conditional, env: Env) -> tuple[object, object]:
    """The values of both branches, as the type that they have in common."""
    then, otherwise = known_or_unknown(node.then, env), known_or_unknown(node.otherwise, env)
    if (type(then) is str and type(otherwise) is str) or any(isinstance(v, Unk) and v.error for v in (then, otherwise)):
        return then, otherwise
    types = type_of_expression(node.then, then, env), type_of_expression(node.otherwise, otherwise, env)
    common = _common(types)
    return _or_unknown(then, types[0], common, otherwise), _or_unknown(otherwise, types[1], common, then)


def _is_simple(node: s.Literal | s.Template) -> bool:
    """Whether text stays text beside it."""
    return not node.wrap if isinstance(node, s.Template) else True


def _common(types: tuple[Type, Type]) -> Type | None:
    if types[0] == types[1] or types[1] == DYNAMIC:
        return types[0]
    return types[1] if types[0] == DYNAMIC else unified(types)


def _or_unknown(value: object, given: Type, common: Type | None, other: object) -> object:
    try:
        return _converted(value, given, common, (other,))
    except EvalError as error:
        return unknown_for(error)


def _converted(value: object, given: Type, common: Type | None, others: tuple[object, ...]) -> object:
    if common is None:
        if has_unknown([value, *others]):
            # Terraform may know more of the type of what is not known: no case is left out because of it.
            raise UndecidedError("the branches of a conditional seem to have no type in common")
        raise EvalError("the branches of a conditional must have one type")
    if value is None or given == common != OPEN or (common == STRING and isinstance(value, str)):
        return value
    if common == OPEN and type_of(value) == OPEN:
        return value
    return converted(value, common, cause(others) if holds(common, OPEN) else "")
