"""The resource types of CloudFormation that matter to the model."""

from __future__ import annotations

from auditor.model.resource import Inventory
from auditor.sources.building.vocabulary import Vocabulary
from auditor.sources.cloudformation.resources import (
    adjacent,
    buckets,
    caches,
    groups,
    iam,
    memorydb,
    network,
    operations,
    snapshots,
    topology,
)
from auditor.sources.cloudformation.resources.cluster_mode import settle_cluster_mode
from auditor.sources.cloudformation.resources.engines import refuse_engines


def _settle(inventory: Inventory) -> None:
    refuse_engines(inventory)
    settle_cluster_mode(inventory)


VOCABULARY = Vocabulary(
    tables=(
        caches.TABLES
        | groups.TABLES
        | network.TABLES
        | memorydb.TABLES
        | adjacent.TABLES
        | iam.TABLES
        | snapshots.TABLES
        | topology.TABLES
        | operations.TABLES
        | buckets.TABLES
    ),
    rules={
        "AWS::EC2::SecurityGroupIngress": network.ingress_resource,
        "AWS::EC2::SecurityGroupEgress": network.egress_resource,
    },
    among={"AWS::DMS::Endpoint": adjacent.of_redis, **operations.AMONG},
    alarms=operations.ALARMS,
    boundaries=iam.BOUNDARIES,
    key_aliases=iam.KEY_ALIASES,
    bucket_parts=buckets.PARTS,
    tellings=topology.TELLINGS,
    gateways=topology.GATEWAYS,
    prefix_lists={"AWS::EC2::PrefixList": network.prefix_list_addresses},
    ranges=network.own_range,
    named_must_exist=True,
    settle=_settle,
)

#: The beginnings of the types of all caches and what belongs to them.
CACHES = ("AWS::ElastiCache::", "AWS::MemoryDB::", "AWS::DAX::")
#: Kinds of which AWS makes up what `Ref` gives: an id, an ARN, a name with a beginning of its own.
_NAMED_BY_AWS = frozenset(
    {"security_group", "memorydb_multi_region_cluster", "memorydb_snapshot", "dms_endpoint", "iam_policy"}
)


def named_by(kind: str) -> str:
    """The property that names a resource of a type, and that `Ref` gives; empty where AWS chooses an id."""
    table = VOCABULARY.tables.get(kind)
    named = table is not None and table.identifiers and table.kind not in _NAMED_BY_AWS
    return table.identifiers[0] if table is not None and named else ""
