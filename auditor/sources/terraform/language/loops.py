"""`for` expressions, and what can be iterated."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.language.choices import derived, lift
from auditor.sources.terraform.language.evaluate import Env, evaluate
from auditor.sources.terraform.language.operators import to_bool, to_text, type_name
from auditor.sources.terraform.language.traversal import MAX_ELEMENTS
from auditor.sources.terraform.language.values import (
    EvalError,
    Lazy,
    ObjectValue,
    SetValue,
    TupleValue,
    UndecidedError,
    Unk,
)
from auditor.sources.terraform.syntax import nodes as s


def pairs(collection: object) -> Iterator[tuple[object, object]]:
    """(key, value) of each element, in Terraform's order; for a set the key is the value."""
    if isinstance(collection, (list, dict)) and len(collection) > MAX_ELEMENTS:
        raise UndecidedError(f"more than {MAX_ELEMENTS} elements")
    if isinstance(collection, SetValue):
        return ((v, v) for v in collection)
    if isinstance(collection, list):
        return ((i, v) for i, v in enumerate(collection))
    if isinstance(collection, dict):
        return ((k, collection[k]) for k in sorted(collection))
    raise EvalError(f"{type_name(collection)} cannot be iterated")


def for_expression(node: s.For, env: Env) -> object:
    """The value of a for expression; unknown as a whole where keys, conditions or the collection are."""
    collection = evaluate(node.collection, env)
    if isinstance(collection, Unk):
        kind = "list" if node.key_expr is None else "map"
        return lift(lambda v: _over(node, env, v), (collection,), kind=kind)
    return _over(node, env, collection)


def _over(node: s.For, env: Env, collection: object) -> object:
    if isinstance(collection, Lazy):
        return Unk("it iterates over an object that is only known to AWS")
    items, entries = TupleValue(), ObjectValue()
    for key, value in pairs(collection):
        env.module.root.spend()
        inner = Env(env.module, env.source, {**env.names, node.value: value, **({node.key: key} if node.key else {})})
        if node.condition is not None:
            wanted = evaluate(node.condition, inner)
            if isinstance(wanted, Unk):
                return derived(wanted, kind="list" if node.key_expr is None else "map")
            if not to_bool(wanted):
                continue
        result = evaluate(node.value_expr, inner)
        if node.key_expr is None:
            items.append(result)
            continue
        name = evaluate(node.key_expr, inner)
        if isinstance(name, Unk):
            return derived(name, kind="map")
        _enter(entries, to_text(name), result, grouped=node.group)
    return items if node.key_expr is None else entries


def _enter(entries: dict[str, object], name: str, value: object, *, grouped: bool) -> None:
    if grouped:
        group = entries.setdefault(name, [])
        assert isinstance(group, list)
        group.append(value)
    elif name in entries:
        raise EvalError(f"two elements have the key {name!r}")
    else:
        entries[name] = value
