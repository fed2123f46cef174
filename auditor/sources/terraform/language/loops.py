"""`for` expressions, and what can be iterated."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.partial.choices import derived, in_cases, lift, one_of
from auditor.sources.partial.numbers import Real, counted
from auditor.sources.partial.type_of import OPEN, Type, tuple_of, type_at
from auditor.sources.partial.values import (
    EvalError,
    Lazy,
    ObjectValue,
    SetValue,
    UndecidedError,
    Unk,
    stop_at_errors,
)
from auditor.sources.terraform.language.evaluate import Env, evaluate, known_or_unknown
from auditor.sources.terraform.language.expression_types import type_name_of, type_of_expression
from auditor.sources.terraform.language.operators import to_bool, to_text, type_name
from auditor.sources.terraform.language.traversal import MAX_ELEMENTS
from auditor.sources.terraform.syntax import nodes as s


def pairs(collection: object) -> Iterator[tuple[object, object]]:
    """(key, value) of each element, in Terraform's order; for a set the key is the value."""
    if isinstance(collection, (list, dict)) and len(collection) > MAX_ELEMENTS:
        raise UndecidedError(f"more than {MAX_ELEMENTS:,} elements")
    if isinstance(collection, SetValue):
        return ((v, v) for v in collection)
    if isinstance(collection, list):
        return ((counted(i), v) for i, v in enumerate(collection))
    if isinstance(collection, dict):
        return ((k, collection[k]) for k in sorted(collection))
    raise EvalError(f"{type_name(collection)} cannot be iterated")


def for_expression(node: s.For, env: Env) -> object:
    """The value of a for expression; unknown as a whole where keys, conditions or the collection are."""
    collection = evaluate(node.collection, env)
    if isinstance(collection, Unk):
        if node.condition is not None and collection.kind in ("list", "set", "map", "object", "tuple"):
            _check_condition(node.condition, node, env)
        kind = "list" if node.key_expr is None else "map"
        return lift(lambda v: _over(node, env, v), (collection,), kind=kind)
    return _over(node, env, collection)


def _over(node: s.For, env: Env, collection: object) -> object:  # noqa: C901 - one step for each part of a `for`
    if isinstance(collection, Lazy):
        collection = collection.whole()
        if isinstance(collection, Unk):
            return collection
    kind = "list" if node.key_expr is None else "map"
    taken: list[_Taken] = []
    if node.condition is not None and not collection:
        _check_condition(node.condition, node, env)
    for key, value in pairs(collection):
        env.module.root.spend()
        names = {**env.names, **({node.key: key} if node.key else {}), node.value: value}
        if value is None:
            names[type_name_of(node.value)] = type_at(collection, key)
        inner = Env(env.module, env.source, names)
        wanted = evaluate(node.condition, inner) if node.condition is not None else True
        if isinstance(wanted, Unk):
            if wanted.error or not (wanted.choices or wanted.symbol):
                return derived(wanted, kind=kind)
        elif not _is_wanted(wanted, taken):
            continue
        of_this = known_or_unknown if isinstance(wanted, Unk) else evaluate
        name = of_this(node.key_expr, inner) if node.key_expr is not None else ""
        if isinstance(wanted, Unk) and not isinstance(name, (str, int, Real)):
            return derived(wanted, kind=kind)  # a key that is no text is an error only if the element is wanted
        if isinstance(name, Unk):
            return derived(name, kind=kind)
        result = of_this(node.value_expr, inner)
        null = type_of_expression(node.value_expr, None, inner) if result is None else None
        taken.append((wanted, to_text(name), result, null))
    undecided = [wanted for wanted, *_ in taken if isinstance(wanted, Unk)]
    if not undecided:
        return _collected(node, taken)
    flags = tuple(one_of(in_cases(wanted), wanted.reason) for wanted in undecided)

    def in_case(*decided: object) -> object:
        there = iter(decided)
        return _collected(node, [one for one in taken if to_bool(next(there) if isinstance(one[0], Unk) else True)])

    return lift(in_case, flags, kind=kind)


def _is_wanted(wanted: object, taken: list[_Taken]) -> bool:
    try:
        return to_bool(wanted)
    except EvalError as error:
        if any(isinstance(one[0], Unk) for one in taken):
            # Terraform goes no further than the first element of which it does not know whether it is wanted.
            raise UndecidedError(str(error)) from error
        raise


def _check_condition(condition: s.Node, node: s.For, env: Env) -> None:
    """Terraform wants a condition to be one even where there is nothing to iterate."""
    names = dict.fromkeys([node.value, *([node.key] if node.key else [])], Unk("nothing is iterated"))
    wanted = evaluate(condition, Env(env.module, env.source, {**env.names, **names}))
    if not isinstance(wanted, Unk):
        to_bool(wanted)


#: Whether an element of a for expression is wanted, its key (if it makes an object), its value, its type if it is null.
_Taken = tuple[object, str, object, Type | None]


def _collected(node: s.For, taken: list[_Taken]) -> object:
    stop_at_errors(result for _, _, result, _ in taken)
    if node.key_expr is None:
        return tuple_of([result for _, _, result, _ in taken], [null or OPEN for *_, null in taken])
    entries, nulls = ObjectValue(), dict[str, Type]()
    groups: dict[str, list[_Taken]] = {}
    for one in taken:
        groups.setdefault(one[1], []).append(one)
    for name, group in groups.items():
        if node.group:
            entries[name] = tuple_of([result for _, _, result, _ in group], [null or OPEN for *_, null in group])
            continue
        if len(group) > 1:
            raise EvalError(f"two elements have the key {name!r}")
        [(_, _, entries[name], null)] = group
        if null is not None:
            nulls[name] = null
    entries.nulls = nulls or None
    return entries
