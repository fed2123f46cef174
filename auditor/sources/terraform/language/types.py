"""Type constraints of variables, with conversion and `optional()` defaults."""

from __future__ import annotations

from auditor.sources.terraform.language.choices import one_of
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.functions.convert import ordered_set, unify
from auditor.sources.terraform.language.operators import to_bool, to_number, to_text, type_name
from auditor.sources.terraform.language.values import (
    EvalError,
    Lazy,
    LinkedText,
    ListValue,
    MapValue,
    ObjectValue,
    TupleValue,
    Unk,
    unknown_for,
)
from auditor.sources.terraform.syntax import nodes as s

_PRIMITIVES = {"string": to_text, "number": to_number, "bool": to_bool}


def convert(value: object, constraint: s.Node, env: Env) -> object:
    """`value` as the type `constraint`. Raises EvalError where Terraform would refuse it."""
    if value is None or isinstance(value, Lazy):
        return value
    if isinstance(value, Unk):
        if value.choices:
            return one_of([(g, _case(v, constraint, env)) for g, v in value.choices], value.reason, value.symbol)
        kind = constraint.name if isinstance(constraint, (s.Name, s.Call)) and constraint.name != "any" else ""
        return value if value.kind or not kind else _with_kind(value, kind)
    if isinstance(constraint, s.Name):
        return _primitive(value, constraint.name)
    if isinstance(constraint, s.Call):
        return _collection(value, constraint, env)
    # A quoted type such as "string" is how Terraform 0.11 wrote it.
    if isinstance(constraint, s.Literal) and isinstance(constraint.value, str):
        return _primitive(value, constraint.value)
    return value


def _case(value: object, constraint: s.Node, env: Env) -> object:
    """One case of a value: what Terraform would refuse is unknown in that case alone."""
    try:
        return convert(value, constraint, env)
    except EvalError as error:
        return unknown_for(error)


def _with_kind(value: Unk, kind: str) -> Unk:
    return Unk(value.reason, value.symbol, value.choices, value.ref, kind, value.place, value.error)


def _primitive(value: object, name: str) -> object:
    if name in _PRIMITIVES:
        if isinstance(value, LinkedText) and name == "string":
            return value
        return _PRIMITIVES[name](value)
    if name in ("list", "set") and not isinstance(value, list):
        raise EvalError(f"a {name} is needed, not {type_name(value)}")
    return value


def _collection(value: object, constraint: s.Call, env: Env) -> object:
    inner = constraint.args[0] if constraint.args else None
    name = constraint.name
    if name == "optional":
        return convert(value, inner, env) if inner is not None else value
    if name in ("list", "set", "tuple"):
        if not isinstance(value, list):
            raise EvalError(f"a {name} is needed, not {type_name(value)}")
        return _tuple(value, inner, env) if name == "tuple" else _list(value, inner, env, name)
    if name in ("map", "object"):
        if not isinstance(value, dict):
            raise EvalError(f"a {name} is needed, not {type_name(value)}")
        if name == "map":
            return MapValue(zip(value, _elements(list(value.values()), inner, env), strict=True))
        return _object(value, inner, env) if isinstance(inner, s.ObjectCons) else value
    return value


def _elements(items: list[object], inner: s.Node | None, env: Env) -> list[object]:
    """Elements converted to the type of the collection; `any` is the type that all of them can have."""
    if inner is None or (isinstance(inner, s.Name) and inner.name == "any"):
        return unify(items)
    return [convert(v, inner, env) for v in items]


def _list(value: list[object], inner: s.Node | None, env: Env, name: str) -> list[object]:
    items = _elements(value, inner, env)
    return ordered_set(items) if name == "set" else ListValue(items)


def _tuple(value: list[object], inner: s.Node | None, env: Env) -> list[object]:
    if not isinstance(inner, s.TupleCons):
        return value
    if len(value) != len(inner.items):
        raise EvalError(f"{len(inner.items)} elements are needed, not {len(value)}")
    return TupleValue(convert(v, t, env) for v, t in zip(value, inner.items, strict=True))


def _object(value: dict[str, object], shape: s.ObjectCons, env: Env) -> dict[str, object]:
    """Attributes that the type does not name are dropped; a missing optional one gets its default, or null."""
    result = ObjectValue()
    for key_node, constraint in shape.entries:
        key = str(known_or_unknown(key_node, env))
        optional = isinstance(constraint, s.Call) and constraint.name == "optional"
        given = value.get(key)
        if key not in value and not optional:
            raise EvalError(f"attribute {key!r} is missing")
        if given is None and isinstance(constraint, s.Call) and optional and len(constraint.args) > 1:
            given = known_or_unknown(constraint.args[1], env)
        result[key] = convert(given, constraint, env)
    return result
