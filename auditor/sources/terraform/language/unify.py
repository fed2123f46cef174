"""The branches of a conditional as the type that they have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable

from auditor.sources.partial.choices import Choice, both, in_cases, one_of
from auditor.sources.partial.type_of import DYNAMIC, OPEN, STRING, Type, holds, type_of
from auditor.sources.partial.values import (
    EvalError,
    ObjectValue,
    TupleValue,
    UndecidedError,
    Unk,
    unknown_for,
)
from auditor.sources.terraform.language.evaluate import Env, evaluate, known_or_unknown
from auditor.sources.terraform.language.expression_types import common_type, type_of_expression, type_of_failed
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.language.functions.retyped import cause
from auditor.sources.terraform.syntax import nodes as s


def chosen_branch(chosen: s.Node, other: s.Node, env: Env) -> object:
    """The value of the branch that a condition chose, as the type that both branches have in common."""
    value = evaluate(chosen, env)
    if isinstance(value, str) and isinstance(other, (s.Literal, s.Template)) and _is_simple(other):
        return value
    rest = known_or_unknown(other, env)
    types = (type_of_expression(chosen, value, env), _type_of(other, rest, env))
    return _converted(value, rest, types, functools.partial(env.label, other.span))


def both_branches(node: s.Conditional, env: Env) -> tuple[object, object]:
    """The values of both branches, as the type that they have in common.

    Raises EvalError where they have none: Terraform then stops whatever the condition is.
    """
    then, otherwise = known_or_unknown(node.then, env), known_or_unknown(node.otherwise, env)
    if type(then) is str and type(otherwise) is str:
        return then, otherwise
    types = _type_of(node.then, then, env), _type_of(node.otherwise, otherwise, env)
    if common_type(*types) is None and not any(holds(one, OPEN) for one in types):
        raise EvalError(_NOTHING_COMMON)
    return (
        _or_unknown(then, otherwise, types, functools.partial(env.label, node.otherwise.span)),
        _or_unknown(otherwise, then, (types[1], types[0]), functools.partial(env.label, node.then.span)),
    )


#: The name of an expression, worked out when it is asked for.
Label = Callable[[], str]
_NOTHING_COMMON = "the branches of a conditional must have one type"


def _type_of(node: s.Node, value: object, env: Env) -> Type:
    """The type of a branch. One that nobody needs may be an error: most of these have no type."""
    return type_of_failed(node, env) if _is_failed(value) else type_of_expression(node, value, env)


def _is_failed(value: object) -> bool:
    return isinstance(value, Unk) and value.error


def _is_null_of_no_type(value: object, given: Type) -> bool:
    """Whether a value is, or holds, a null that has a type in Terraform which is not known here."""
    if value is None:
        return given == OPEN
    if isinstance(value, ObjectValue) and given.kind == "object":
        return any(_is_null_of_no_type(value.get(name), part) for name, part in given.attributes().items())
    if isinstance(value, TupleValue) and given.kind == "tuple":
        return any(map(_is_null_of_no_type, value, given.parts))
    return False


def _is_simple(node: s.Literal | s.Template) -> bool:
    """Whether text stays text beside it."""
    return not node.wrap if isinstance(node, s.Template) else True


def _or_unknown(value: object, other: object, types: tuple[Type, Type], label: Label) -> object:
    if _is_failed(value):
        return value
    try:
        return _converted(value, other, types, label)
    except EvalError as error:
        return unknown_for(error)


def _converted(value: object, other: object, types: tuple[Type, Type], label: Label) -> object:
    """`value` as what it has in common with the `other` branch; `types` are those of both.

    What leaves the type of the other branch open is called by its `label` where it has no symbol.
    """
    if DYNAMIC in types:
        return value
    if _has_cases(value, types[0]) or _has_cases(other, types[1]):
        return _case_by_case(value, other, types, label)
    if holds(types[1], OPEN) if _is_failed(other) else any(map(_is_null_of_no_type, (value, other), types)):
        raise UndecidedError("the type of a branch of a conditional is not known")
    common = common_type(*types)
    in_disguise = (types[0].kind, types[1].kind) in (("object", "map"), ("tuple", "list"))
    if in_disguise and common is not None and common.parts and common.element == DYNAMIC:
        _check_elements(types[0])
    elif _is_mixed(*types):
        raise UndecidedError("whether the elements of a branch of a conditional have one type is not known")
    if common is None:
        if any(holds(one, OPEN) for one in types):
            # Terraform may know more of the type of what is not known: no case is left out because of it.
            raise UndecidedError("the branches of a conditional seem to have no type in common")
        raise EvalError(_NOTHING_COMMON)
    if value is None or types[0] == common != OPEN or (common == STRING and isinstance(value, str)):
        return value
    if common == OPEN and type_of(value) == OPEN:
        return value
    return converted(value, common, cause((other,)) or label() if holds(common, OPEN) else "")


def _check_elements(given: Type) -> None:
    """Raise EvalError for a tuple or object that becomes a list or map of no type, if its elements have several."""
    distinct = set(given.parts) - {DYNAMIC}
    if any(holds(part, OPEN) for part in distinct):
        raise UndecidedError("whether the elements of a branch of a conditional have one type is not known")
    if len(distinct) > 1:
        raise EvalError("the elements of a branch of a conditional must have one type")


def _is_mixed(given: Type, other: Type) -> bool:
    """Whether it becomes a list or map of elements of several types, and a null that has none is among or in them."""
    if (given.kind, other.kind) not in (("object", "map"), ("tuple", "list"), ("tuple", "set")):
        return False
    distinct = {part for part in given.parts if part != DYNAMIC}
    inside = any(holds(part, DYNAMIC) for part in distinct)
    return len(distinct) > 1 and (inside or (given.kind == "object" and DYNAMIC in given.parts))


def _has_cases(value: object, given: Type) -> bool:
    """Whether the type of a branch is another one from case to case."""
    return isinstance(value, Unk) and bool(value.choices) and given == OPEN == type_of(value)


def _case_by_case(value: object, other: object, types: tuple[Type, Type], label: Label) -> object:
    """What `_converted` makes of each case of a value beside each case of the other branch."""
    cases: list[Choice] = []
    for guard, one in in_cases(value) if _has_cases(value, types[0]) else [((), value)]:
        for inner, beside in in_cases(other) if _has_cases(other, types[1]) else [((), other)]:
            joined = both(guard, inner)
            if joined is not None:
                given = type_of(one) if guard else types[0], type_of(beside) if inner else types[1]
                cases.append((joined, _or_unknown(one, beside, given, label)))
    if all(isinstance(case, Unk) and case.error for _, case in cases):
        # Terraform looks at the types of the cases no sooner than it knows which of them it is.
        raise UndecidedError("the branches of a conditional have no type in common in any case")
    return one_of(cases, next(one.reason for one in (value, other) if isinstance(one, Unk)))
