"""What members of a global datastore take over from its primary."""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Absent, Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Inventory, Resource

#: Source: the user guide's page on global datastores (members share engine, version, node type and number of shards;
#: encryption and AUTH follow the primary); the provider sends none of them for a secondary.
INHERITED = ("engine", "engine_version", "node_type", "tls", "tls_mode", "at_rest", "shards")


#: What no member can be older than. Source: the same page, "Prerequisites and limitations" (Redis OSS 5.0.6 and newer).
_LEAST = {"engine_version": "5.0.6"}

#: What nobody can state of a secondary, since AWS refuses it: where both are, they were read from what is there.
_AS_IT_IS = ("engine", "node_type")


def inherit_from_primary(inventory: Inventory) -> None:
    """Secondaries get their inherited facts: from the primary where it is in scope, else unknown.

    What was read from what is there, such as a state or an account, has them already: those are its own, whatever the
    primary has.
    """
    for group in [r for r in inventory.resources.values() if r.kind == "replication_group"]:
        role = group.facts["global_role"]
        running = group.observed
        if isinstance(role, Absent) or running or all(_is_stated(group.facts[name]) for name in _AS_IT_IS):
            continue
        primary = _primary(group, inventory)
        for name in INHERITED:
            group.facts[name] = _by_role(role, group.facts[name], _inherited(name, group, primary))
        if isinstance(group.facts["auth_token"], Absent):
            group.facts["auth_token"] = _by_role(
                role, group.facts["auth_token"], _inherited("auth_token", group, primary)
            )


#: What a global datastore can state for all its members.
_FOR_ALL = ("auto_failover", "engine_version", "node_type")


def follow_global_datastore(inventory: Inventory) -> None:
    """What a global datastore states holds for all members; where it states nothing each keeps its own.

    Source: the provider's page of aws_elasticache_global_replication_group: automatic_failover_enabled, engine_version
    and cache_node_type (members are upgraded to the version, and get the type).
    """
    owners: dict[str, Resource] = {}
    for datastore in [r for r in inventory.resources.values() if r.kind == "global_datastore"]:
        primary = _one(datastore, "primary", inventory)
        if primary is not None:
            owners[primary.key] = datastore
    for group in [r for r in inventory.resources.values() if r.kind == "replication_group"]:
        owner = owners.get(group.key) or _one(group, "global_datastore", inventory)
        if owner is not None:
            for name in _FOR_ALL:
                # Whatever is stated for all, what AWS tells of the one that runs is as it is.
                if group.observed and isinstance(group.facts[name], Known):
                    continue
                group.facts[name] = _set_by(owner.facts[name], group.facts[name], owner)


def _by_role(role: Fact, own: Fact, inherited: Fact) -> Fact:
    """The fact of a group that is a secondary, is none, or may be one."""
    if isinstance(role, Known):
        return inherited
    if isinstance(role, Absent):
        return own
    if role.choices:
        return Unknown(role.reason, role.place, tuple((g, _by_role(r, own, inherited)) for g, r in role.choices))
    # The provider refuses these arguments on a secondary, so what is stated says that the group is none.
    told = _is_stated(own) or isinstance(own, Unknown)
    return own if told else Unknown(f"it may be a secondary: {role.reason}", role.place)


def _is_stated(fact: Fact) -> bool:
    return isinstance(fact, Known) and fact.origin is Origin.STATED


def _set_by(fact: Fact, own: Fact, owner: Resource) -> Fact:
    """What the owner states, in each case in which it states something."""
    because = f"set by {owner.address} for all its members"
    if isinstance(fact, Known):
        return replace(fact, origin=Origin.INHERITED, because=because)
    if isinstance(fact, Unknown):
        return replace(fact, choices=tuple((g, _set_by(f, own, owner)) for g, f in fact.choices), because=because)
    return own


def _one(resource: Resource, relation: str, inventory: Inventory) -> Resource | None:
    fact = resource.relations.get(relation)
    if (
        isinstance(fact, Known)
        and isinstance(fact.value, tuple)
        and len(fact.value) == 1
        and isinstance(fact.value[0], Ref)
    ):
        return inventory.resources.get(fact.value[0].key)
    return None


def _primary(group: Resource, inventory: Inventory) -> Resource | None:
    datastore = _one(group, "global_datastore", inventory)
    return _one(datastore, "primary", inventory) if datastore else None


def _inherited(name: str, group: Resource, primary: Resource | None) -> Fact:
    role = group.facts["global_role"]
    if primary is None:
        return Unknown(
            "inherited from the primary of its global datastore, which is not in what was scanned",
            role.place,
            low=_LEAST.get(name),
        )
    return inherited(primary.fact(name), f"inherited from the primary {primary.address}")


def inherited(fact: Fact, because: str) -> Fact:
    """A fact of an owner as that of what it owns, in each case."""
    if isinstance(fact, Known):
        return Known(fact.value, Origin.INHERITED, fact.place, fact.via, because)
    if isinstance(fact, Unknown):
        choices = tuple((guard, inherited(case, because)) for guard, case in fact.choices)
        return replace(fact, choices=choices, because=because)
    return fact
