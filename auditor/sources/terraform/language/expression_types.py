"""The type of an expression where its value does not show it: of a null, and of what is not known.

Terraform finds `var.text == null ? 1 : var.text` to be text, although neither branch that is chosen then is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.sources.partial.type_of import (
    BOOL,
    DYNAMIC,
    NUMBER,
    OPEN,
    STRING,
    Type,
    collection,
    element_type,
    object_type,
    plain,
    tuple_type,
    type_at,
    type_of,
)
from auditor.sources.partial.values import EvalError, Lazy, MapValue, TupleValue, Unk, has_unknown
from auditor.sources.terraform.language.constraints import constraint_of
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.functions.results import RESULTS
from auditor.sources.terraform.language.functions.retyped import replaced
from auditor.sources.terraform.language.functions.unify import unified
from auditor.sources.terraform.syntax import nodes as s

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.instance import ModuleInstance

_ARITHMETIC = frozenset("+-*/%")
#: Expressions that refer to each other are followed so far.
_MAX_STEPS = 20
#: A part of an expression of at most so many parts is evaluated once more for the sake of its type.
_SMALL = 40
#: What has no type in Terraform as long as anything in it is not known.
_FORGETFUL = frozenset(("try", "jsondecode", "yamldecode"))


def type_name_of(name: str) -> str:
    """The name under which an environment holds the type of what another name is bound to, where that is null."""
    return f"\0type of {name}"


def type_of_expression(node: s.Node, value: object, env: Env, steps: int = 0) -> Type:
    """The type of an expression that came to `value`; OPEN where nothing tells it."""
    if _is_forgotten(node, value):
        return OPEN
    found = type_of(value)
    if found != OPEN or steps > _MAX_STEPS:
        return found
    if value is not None and not isinstance(value, Unk):
        return OPEN
    return _by_node(node, value, env, steps)


def _is_forgotten(node: s.Node, value: object) -> bool:
    """Whether Terraform says nothing of the type of an expression before all of it is known."""
    if isinstance(node, s.Call):
        return node.name in _FORGETFUL and has_unknown(value)
    return isinstance(node, s.For) and (isinstance(value, Unk) or (node.condition is not None and has_unknown(value)))


def _by_node(node: s.Node, value: object, env: Env, steps: int) -> Type:  # noqa: C901 - a case for each kind of node
    match node:
        case s.Literal():
            return DYNAMIC if node.value is None else type_of(node.value)
        case s.Template() if not node.wrap:
            return STRING
        case s.Template():
            return type_of_expression(node.parts[0], value, env, steps + 1)
        case s.Binary():
            return NUMBER if node.op in _ARITHMETIC else BOOL
        case s.Unary():
            return BOOL if node.op == "!" else NUMBER
        case s.Conditional():
            return _of_conditional(node, env, steps + 1)
        case s.Call():
            return _of_call(node, value, env, steps)
        case s.Name():
            return env.names.get(type_name_of(node.name), OPEN)  # type: ignore[return-value]
        case s.GetAttr():
            return _of_name(node, value, env, steps)
        case s.Index():
            return (
                _of_part(node.of, known_or_unknown(node.key, env), env)
                if value is None and s.is_small(node, _SMALL)
                else OPEN
            )
    return OPEN


def common_type(one: Type, other: Type) -> Type | None:
    """The type of a conditional with branches of these types; a null that has none takes that of the other branch."""
    if one == other or other == DYNAMIC:
        return one
    return other if one == DYNAMIC else unified((one, other))


def type_of_failed(node: s.Node, env: Env) -> Type:
    """The type that Terraform finds an expression to have that it cannot evaluate: none, unless something tells it."""
    match node:
        case s.TupleCons():
            return tuple_type(_possibly_failed(item, env) for item in node.items)
        case s.ObjectCons():
            names = [known_or_unknown(key, env) for key, _ in node.entries]
            if any(name is None or isinstance(name, Unk) for name in names):
                return DYNAMIC
            parts = [_possibly_failed(item, env) for _, item in node.entries]
            return object_type({str(name): part for name, part in zip(names, parts, strict=True)})
        case s.Binary():
            return NUMBER if node.op in _ARITHMETIC else BOOL
        case s.Unary():
            return BOOL if node.op == "!" else NUMBER
        case s.Template() if not node.wrap:
            return STRING
        case s.Template():
            return type_of_failed(node.parts[0], env)
        case s.Conditional():
            return _of_conditional(node, env, 0)
        case s.Splat() | s.For():
            return OPEN
    return DYNAMIC


def _of_conditional(node: s.Conditional, env: Env, steps: int) -> Type:
    """The type that the branches of a conditional have in common; none if one is an error that has none."""
    types: list[Type] = []
    for branch in (node.then, node.otherwise):
        value = known_or_unknown(branch, env) if s.is_small(branch, _SMALL) else None
        if isinstance(value, Unk) and value.error:
            types.append(type_of_failed(branch, env))
            if types[-1] == DYNAMIC:
                return _of_chosen(node, env, steps)
        else:
            types.append(_unevaluated(branch, env, steps))
    return OPEN if OPEN in types else common_type(*types) or DYNAMIC


def _of_chosen(node: s.Conditional, env: Env, steps: int) -> Type:
    """The type of a conditional whose branches have none in common: that of the branch that is chosen, if any is."""
    condition = known_or_unknown(node.condition, env) if s.is_small(node.condition, _SMALL) else None
    if condition is None or isinstance(condition, Unk):
        return DYNAMIC
    chosen = node.then if condition in (True, "true", "1") else node.otherwise
    return _unevaluated(chosen, env, steps) if s.is_small(chosen, _SMALL) else DYNAMIC


def _possibly_failed(node: s.Node, env: Env, steps: int = 0) -> Type:
    value = known_or_unknown(node, env)
    failed = isinstance(value, Unk) and value.error
    return type_of_failed(node, env) if failed else type_of_expression(node, value, env, steps)


def _unevaluated(node: s.Node, env: Env, steps: int) -> Type:
    """The type of an expression that is part of a longer one: it is not evaluated once more, unless that is cheap."""
    return _possibly_failed(node, env, steps) if s.is_small(node, _SMALL) else _by_node(node, None, env, steps)


def _of_call(node: s.Call, value: object, env: Env, steps: int) -> Type:
    name = node.name.removeprefix("core::")
    if name in RESULTS:
        return RESULTS[name]
    if name in ("tolist", "toset", "tomap") and value is None and len(node.args) == 1:
        given = _unevaluated(node.args[0], env, steps + 1)
        return replaced(given, collection(name.removeprefix("to"), DYNAMIC))
    if node.expand or not s.is_small(node, _SMALL) or (value is not None and name != "lookup"):
        return OPEN
    values = [known_or_unknown(argument, env) for argument in node.args]
    if name == "try":
        first = next((i for i, tried in enumerate(values) if not isinstance(tried, Unk) or not tried.error), None)
        return OPEN if first is None else type_of_expression(node.args[first], values[first], env, steps + 1)
    if name == "lookup" and len(values) == 3:
        return _of_lookup(node, values, env, steps)
    if name == "element" and len(values) == 2:
        return _of_part(node.args[0], values[1], env)
    if name == "one" and len(values) == 1:
        return type_at(values[0], 0) if not isinstance(values[0], TupleValue) or values[0] else DYNAMIC
    if name in ("sensitive", "nonsensitive") and len(values) == 1:
        return type_of_expression(node.args[0], value, env, steps + 1)
    return OPEN


def _of_lookup(node: s.Call, values: list[object], env: Env, steps: int) -> Type:
    """The type of what is looked up: that of the entry, else of the default."""
    entries, key, default = values
    if isinstance(key, Unk):
        return OPEN
    if isinstance(entries, Unk):
        whole = type_of(entries)
        if whole.kind != "object" or not isinstance(key, str):
            return OPEN
        return whole.attributes().get(key) or _unevaluated(node.args[2], env, steps + 1)
    if isinstance(entries, dict) and key not in entries and _has_no_element_type(entries):
        return type_of_expression(node.args[2], default, env, steps + 1)
    return _of_part(node.args[0], key, env)


def _has_no_element_type(entries: dict[str, object]) -> bool:
    return not isinstance(entries, MapValue) or element_type(entries) == DYNAMIC


def _of_part(of: s.Node, key: object, env: Env) -> Type:
    """The type of a null in a value."""
    whole = known_or_unknown(of, env)
    try:
        return type_at(whole, int(key) if isinstance(whole, list) and isinstance(key, (int, str)) else key)
    except (LookupError, ValueError, TypeError):
        return OPEN


def _of_name(node: s.GetAttr, value: object, env: Env, steps: int) -> Type:
    """The type of `var.x`, `local.x`, `module.m.x` or of an attribute of something else."""
    of, module = node.of, env.module
    if isinstance(of, s.Name) and of.name not in env.names:
        if of.name == "var":
            return type_of_variable(module, node.name, value, steps)
        if of.name == "local" and node.name in module.definition.locals:
            local = module.definition.locals[node.name]
            return type_of_expression(local.attribute.value, value, Env(module, local.source, {}), steps + 1)
    if value is not None or not s.is_small(node, _SMALL):
        return OPEN
    whole = known_or_unknown(of, env)
    origin = whole.origin(node.name) if isinstance(whole, Lazy) else None
    if origin is not None:
        return type_of_expression(origin[0], None, origin[1], steps + 1)
    return _of_part(of, node.name, env)


def type_of_variable(module: ModuleInstance, name: str, value: object, steps: int = 0) -> Type:
    """The type of a variable: what its constraint says, else that of what it was given."""
    declared = module.definition.variables.get(name)
    if declared is None:
        return OPEN
    env = Env(module, declared.source, {})
    attributes = declared.block.attributes
    constraint = attributes.get("type")
    if constraint is not None:
        try:
            found = constraint_of(constraint.value, env)
        except EvalError:
            found = None
        if found is not None and found[0] != DYNAMIC:
            return plain(found[0])
    given = module.given.get(name)
    if given is not None:
        known = given.expression is not None and given.env is not None
        return type_of_expression(given.expression, value, given.env, steps + 1) if known else DYNAMIC  # type: ignore[arg-type]
    if "default" in attributes:
        return type_of_expression(attributes["default"].value, value, env, steps + 1)
    return OPEN
