"""What MemoryDB decides itself, whatever language asked for a cluster.

Sources: the MemoryDB API reference, CreateCluster (one shard with one replica; IPv4); the developer guide, "Minimizing
downtime in MemoryDB with Multi-AZ" (on by itself where shards have more than one node) and "At-rest encryption in
MemoryDB" (always on); what the acceptance tests of hashicorp/aws (internal/service/memorydb/cluster_test.go) read back
of a cluster for which nothing was sent: redis, port 6379, no snapshots, TLS, no security group.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Inventory
from auditor.sources.building.joined import members_of
from auditor.sources.building.maker import Written
from auditor.sources.building.owners import inherited
from auditor.sources.building.replicas import nodes_in_all
from auditor.sources.building.service import over
from auditor.sources.building.table import Special, default

#: The version of what states none, by engine: the service began with Redis OSS 6.2 and Valkey 7.2.
VERSIONS: dict[str, Fact] = {
    "redis": Unknown("AWS picks the version", low="6.2", unstated=True),
    "valkey": Unknown("AWS picks the version", low="7.2", unstated=True),
}

_SEVERAL_ZONES = Known(True, Origin.DEFAULT, because="MemoryDB puts the nodes of a shard into several zones by itself")
_ONE_NODE = Known(False, Origin.DEFAULT, because="a shard of one node is in one zone")
_ONE_SUBNET = Known(False, Origin.DERIVED, because="its subnet group has one subnet, which is in one zone")


def _multi_az(written: Written, facts: dict[str, Fact]) -> Fact:
    return over(facts["replicas_per_shard"], lambda number: _SEVERAL_ZONES if number else _ONE_NODE)


def _tls_mode(facts: dict[str, Fact]) -> Fact:
    """There is no mode: TLS, where it is on, is all that a cluster accepts."""
    return over(facts["tls"], lambda tls: default("required") if tls else ABSENT)


#: What follows from the fields, and what nobody can choose.
CLUSTER: dict[str, Special] = {
    "guarded": lambda written, facts: written.guarded(),
    "tls_mode": lambda written, facts: _tls_mode(facts),
    "at_rest": lambda written, facts: default(True),
    "multi_az": _multi_az,
    "nodes": lambda written, facts: nodes_in_all(facts, written.header),
}

#: What the clusters of all regions have in common; ACLs, keys, windows and numbers of replicas are each one's own.
#: Source: the developer guide, "Prerequisites and limitations" of MemoryDB Multi-Region.
_OF_ALL_REGIONS = ("engine", "engine_version", "node_type", "tls", "shards")


def follow_multi_region(inventory: Inventory) -> None:
    """The cluster of one region has what that of all regions has, where that is in scope."""
    for cluster in [r for r in inventory.resources.values() if r.kind == "memorydb_cluster"]:
        owner = cluster.relations["multi_region_cluster"]
        # What runs tells of itself, whatever it belongs to.
        if isinstance(owner, Absent) or cluster.observed:
            continue
        for name in _OF_ALL_REGIONS:
            cluster.facts[name] = _of_owner(name, owner, cluster.facts[name], inventory)
        cluster.facts["tls_mode"] = replace(_tls_mode(cluster.facts), place=cluster.facts["tls"].place)
        cluster.facts["nodes"] = nodes_in_all(cluster.facts, cluster.location)


def settle_zones(inventory: Inventory) -> None:
    """Nodes are in one zone where the subnet group, in the same code, has no subnet in another.

    What runs tells the zones of its nodes itself.
    """
    for cluster in [r for r in inventory.resources.values() if r.kind == "memorydb_cluster" and not r.observed]:
        group, spread = cluster.relations["subnet_group"], cluster.facts["multi_az"]
        members = members_of(group)
        if not isinstance(group, Known) or len(members) != 1 or not isinstance(members[0], Ref):
            continue
        subnets = inventory.resources[members[0].key].relation("subnets")
        if isinstance(subnets, Known) and len(members_of(subnets)) == 1:
            together = over(spread, lambda apart: _ONE_SUBNET if apart else _ONE_NODE)
            cluster.facts["multi_az"] = replace(together, place=spread.place)


def _of_owner(name: str, owner: Fact, own: Fact, inventory: Inventory) -> Fact:
    if isinstance(owner, Absent):
        return own
    if isinstance(owner, Unknown) and owner.choices:
        cases = tuple((guard, _of_owner(name, case, own, inventory)) for guard, case in owner.choices)
        return Unknown(owner.reason, owner.place, cases)
    members = members_of(owner)
    if isinstance(owner, Known) and members and isinstance(members[0], Ref):
        found = inventory.resources[members[0].key]
        return inherited(found.fact(name), f"inherited from {found.address}")
    if isinstance(own, Known) and own.origin is Origin.STATED:
        return own
    return Unknown("it is that of the multi-region cluster, which is not in what was scanned", owner.place)
