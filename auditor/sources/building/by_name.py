"""Names of resources that are not always there: what such a name means hangs on which of them is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from auditor.model.facts import Known
from auditor.model.resource import Resource
from auditor.sources.building.joined import cases_of
from auditor.sources.partial.choices import one_of
from auditor.sources.partial.values import LinkedText, Unk

#: What resources a name may mean: the first of them that is there.
Called = Callable[[str], Sequence[Resource]]


def where_there(value: object, called: Called) -> object:
    """A value in which each name of what is not always there is one of several things; others are as they were."""
    return _where_there(value, called, {})


def _where_there(value: object, called: Called, done: dict[int, object]) -> object:
    """The same; `done` has what was made of each part by its identity, since a part may stand in many places."""
    if isinstance(value, str):
        resources = called(value) if not isinstance(value, LinkedText) else ()
        return value if not resources or _is_there(resources[0]) else _one_of(value, resources)
    if id(value) in done:
        return done[id(value)]
    made = value
    if isinstance(value, list):
        found = [_where_there(one, called, done) for one in value]
        made = value if all(new is old for new, old in zip(found, value, strict=True)) else found
    elif isinstance(value, Unk) and value.choices:
        cases = [(guard, _where_there(case, called, done)) for guard, case in value.choices]
        same = all(new is old for (_, new), (_, old) in zip(cases, value.choices, strict=True))
        made = value if same else replace(value, choices=tuple(cases))
    done[id(value)] = made
    return made


def _is_there(resource: Resource) -> bool:
    return isinstance(resource.exists, Known) and resource.exists.value is True


def _one_of(name: str, resources: Sequence[Resource]) -> object:
    if not resources:
        return Unk(f"what is called {name} then is not in what was scanned", f'"{name}"')
    first, *others = resources
    this, otherwise = LinkedText.of(name, (first.address, "Ref")), _one_of(name, others)
    if _is_there(first):
        return this
    unclear = Unk(f"whether {first.address} is there is not known", f'"{name}"')
    cases = [
        (guard, unclear if not isinstance(case, Known) else this if case.value else otherwise)
        for guard, case in cases_of(first.exists)
    ]
    return one_of(cases, f"{name} is the name of what is not always there")
