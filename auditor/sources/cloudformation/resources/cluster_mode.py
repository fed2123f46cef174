"""What a replication group has whose template states no failover, or no Multi-AZ: that hangs on cluster mode.

The registry schema declares `false` for failover, but that is not what a group gets: with two node groups and nothing
said it was read back as on, and with one node of Valkey and nothing said the service refused the group, as if it were
on (go-to-k/cdk-real-drift, issue 1500 and tests/integration/elasticache-valkey-min). Sources: the API reference,
CreateReplicationGroup ("must be enabled for cluster mode enabled replication groups"); cfn-lint, E3026; for Multi-AZ,
crossplane-contrib/provider-aws issue 914 (off where failover alone is stated, cluster mode disabled).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.model.facts import Absent, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.conversions import lower
from auditor.sources.building.joined import members_of
from auditor.sources.building.service import over
from auditor.sources.building.table import default, filled
from auditor.sources.cloudformation.resources.written import Properties

_UNSTATED = Unknown("nobody states it", unstated=True)
_ON = Known(True, Origin.DEFAULT, because="cluster mode needs it")
_VALKEY = Unknown(
    "AWS documents automatic failover as off by default, and Valkey groups were seen to get it: state it explicitly"
)
_ZONES = Unknown("what a group with cluster mode gets that states no MultiAZEnabled is not established")


def failover_unstated(written: Properties, facts: dict[str, Fact]) -> Fact:
    """On where `ClusterMode` says so; else what `settle_cluster_mode` finds."""
    return _where_stated_enabled(written, _ON)


def zones_unstated(written: Properties, facts: dict[str, Fact]) -> Fact:
    """Not known where `ClusterMode` says enabled; else what `settle_cluster_mode` finds."""
    return _where_stated_enabled(written, _ZONES)


def _where_stated_enabled(written: Properties, enabled: Fact) -> Fact:
    stated = written.fact("ClusterMode", lower)
    return filled(over(stated, lambda mode: enabled if mode == "enabled" else _UNSTATED), _UNSTATED)


def settle_cluster_mode(inventory: Inventory) -> None:
    """Failover and Multi-AZ of the groups that state neither, from their shards, parameter group and engine."""
    for group in [r for r in inventory.resources.values() if r.kind == "replication_group"]:
        clustered = _clustered(group, inventory)
        alone = over(group.facts["engine"], lambda name: default(False) if name == "redis" else _VALKEY)
        for name, enabled, disabled in (("auto_failover", _ON, alone), ("multi_az", _ZONES, default(False))):
            group.facts[name] = _settled(group.facts[name], _either(clustered, enabled, disabled))


def _either(clustered: Fact, enabled: Fact, disabled: Fact) -> Fact:
    return over(clustered, lambda on: enabled if on else disabled)


def _settled(fact: Fact, unstated: Fact) -> Fact:
    """A fact, with every case in which nobody states it replaced."""
    if not isinstance(fact, Unknown):
        return fact
    if fact.unstated:
        return replace(unstated, place=fact.place)
    return replace(fact, choices=tuple((guard, _settled(case, unstated)) for guard, case in fact.choices))


def _clustered(group: Resource, inventory: Inventory) -> Fact:
    """Whether a group that does not state `ClusterMode` runs with cluster mode."""
    by_group = _of_parameter_group(group.relations["parameter_group"], inventory)
    return over(group.facts["shards"], lambda number: Known(True) if number != 1 else by_group)


def _of_parameter_group(relation: Fact, inventory: Inventory) -> Fact:
    """Whether a parameter group is one for cluster mode; without one a single shard has none."""
    if isinstance(relation, Absent):
        return Known(False)
    if isinstance(relation, Unknown):
        return _each_case(relation, lambda case: _of_parameter_group(case, inventory))
    members = members_of(relation)
    if not members:
        return Known(False)
    if isinstance(members[0], Ref):
        return _by_parameters(inventory.resources[members[0].key].fact("parameters"))
    name = members[0].name if isinstance(members[0], Unseen) else ""
    if name.startswith("default."):
        return Known(name.endswith(".cluster.on"))
    return Unknown(f"whether the parameter group {name} is for cluster mode was not read")


def _by_parameters(parameters: Fact) -> Fact:
    if isinstance(parameters, Unknown) and not members_of(parameters):
        return _each_case(parameters, _by_parameters)
    stated = [str(one) for one in members_of(parameters) if str(one).startswith("cluster-enabled=")]
    if stated == ["cluster-enabled=yes"]:
        return Known(True)
    if stated and stated != ["cluster-enabled=no"]:
        # What YAML reads as a bool arrives as true or false.
        return Unknown(f"the parameter group has {stated[0]}, which takes yes or no")
    return Unknown(parameters.reason) if isinstance(parameters, Unknown) else Known(False)


def _each_case(fact: Unknown, function: Callable[[Fact], Fact]) -> Unknown:
    return Unknown(fact.reason, choices=tuple((guard, function(case)) for guard, case in fact.choices))
