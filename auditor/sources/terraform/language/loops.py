"""`for` expressions, and what can be iterated."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.terraform.language.choices import derived, in_cases, lift, one_of
from auditor.sources.terraform.language.evaluate import Env, evaluate, known_or_unknown
from auditor.sources.terraform.language.numbers import counted
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
        return ((counted(i), v) for i, v in enumerate(collection))
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
    kind = "list" if node.key_expr is None else "map"
    taken: list[_Taken] = []
    for key, value in pairs(collection):
        env.module.root.spend()
        inner = Env(env.module, env.source, {**env.names, node.value: value, **({node.key: key} if node.key else {})})
        wanted = evaluate(node.condition, inner) if node.condition is not None else True
        if isinstance(wanted, Unk):
            if wanted.error or not (wanted.choices or wanted.symbol):
                return derived(wanted, kind=kind)
        elif not to_bool(wanted):
            continue
        of_this = known_or_unknown if isinstance(wanted, Unk) else evaluate
        name = of_this(node.key_expr, inner) if node.key_expr is not None else ""
        if isinstance(name, Unk):
            return derived(name, kind=kind)
        taken.append((wanted, to_text(name), of_this(node.value_expr, inner)))
    undecided = [wanted for wanted, _, _ in taken if isinstance(wanted, Unk)]
    if not undecided:
        return _collected(node, taken)
    flags = tuple(one_of(in_cases(wanted), wanted.reason) for wanted in undecided)

    def in_case(*decided: object) -> object:
        there = iter(decided)
        return _collected(node, [one for one in taken if to_bool(next(there) if isinstance(one[0], Unk) else True)])

    return lift(in_case, flags, kind=kind)


#: Whether an element of a for expression is wanted, its key (if it makes an object), its value.
_Taken = tuple[object, str, object]


def _collected(node: s.For, taken: list[_Taken]) -> object:
    if node.key_expr is None:
        return TupleValue(result for _, _, result in taken)
    entries = ObjectValue()
    for _, name, result in taken:
        _enter(entries, name, result, grouped=node.group)
    return entries


def _enter(entries: dict[str, object], name: str, value: object, *, grouped: bool) -> None:
    if grouped:
        group = entries.setdefault(name, [])
        assert isinstance(group, list)
        group.append(value)
    elif name in entries:
        raise EvalError(f"two elements have the key {name!r}")
    else:
        entries[name] = value
