"""Whether a resource to which a plan does nothing is still the same, since other resources make part of it.

Rules of a security group and members of a user group are resources of their own, and a global datastore sets failover,
version and node type of all its members. Where facts stand, and who said them, is told differently before and after:
only what they say is compared.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from auditor.model.facts import Fact, Known, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Resource
from auditor.sources.building.joined import members_of

#: The facts and relations of a kind that other resources can change.
_FACTS = {"security_group": ("ingress",), "replication_group": ("auto_failover", "engine_version", "node_type")}
_RELATIONS = {"user_group": ("users",)}


def differ(resource: Resource, was: Resource) -> bool:
    """Whether what others make of a resource is another than before."""
    facts = any(_plain(resource.fact(n)) != _plain(was.fact(n)) for n in _FACTS.get(resource.kind, ()))
    return facts or any(
        _names(resource.relation(n), resource) != _names(was.relation(n), was)
        for n in _RELATIONS.get(resource.kind, ())
    )


def _plain(value: object) -> object:
    """What a fact, or a part of one, says, without where it stands and who said it."""
    if isinstance(value, Known):
        return _plain(value.value)
    if isinstance(value, Unknown):
        return (value.reason, _plain(value.members), tuple((guard, _plain(case)) for guard, case in value.choices))
    if isinstance(value, tuple):
        return tuple(sorted(map(_plain, value), key=repr))
    if is_dataclass(value):
        parts = ((each.name, getattr(value, each.name)) for each in fields(value))
        return tuple((name, _plain(part)) for name, part in parts if not isinstance(part, Location))
    return value


def _names(fact: Fact, owner: Resource) -> tuple[object, ...]:
    """The members of a relation, by what is the same before and after: their keys but for what goes before them."""
    begins = owner.key.removesuffix(owner.address)
    names = [
        member.key.removeprefix(begins) if isinstance(member, Ref) else member.name
        for member in members_of(fact)
        if isinstance(member, (Ref, Unseen))
    ]
    return (*sorted(names), getattr(fact, "reason", ""))
