"""The Terraform provider `hashicorp/aws`: which attribute is which fact, and what unset means."""

from __future__ import annotations

from auditor.sources.building.table import Table
from auditor.sources.building.vocabulary import Vocabulary
from auditor.sources.provider import (
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

#: Resource type -> its table.
TABLES: dict[str, Table] = (
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
)

#: The resource types of the provider that matter to the model.
VOCABULARY = Vocabulary(
    tables=TABLES,
    rules={
        "aws_security_group_rule": network.classic_rule,
        "aws_vpc_security_group_ingress_rule": network.ingress_rule_resource,
        "aws_vpc_security_group_egress_rule": network.egress_rule_resource,
    },
    associations={"aws_elasticache_user_group_association": ("user_group_id", "user_id")},
    nodes={"aws_elasticache_cluster": ("replication_group_id", "engine")},
    among={"aws_dms_endpoint": adjacent.of_redis, **operations.AMONG},
    alarms=operations.ALARMS,
    default_groups={"aws_default_security_group": "vpc_id"},
    boundaries=iam.BOUNDARIES,
    key_aliases=iam.KEY_ALIASES,
    key_policies=iam.KEY_POLICIES,
    bucket_parts=buckets.PARTS,
    tellings=topology.TELLINGS,
    prefix_lists={"aws_ec2_managed_prefix_list": network.prefix_list},
    prefix_entries={"aws_ec2_managed_prefix_list_entry": ("prefix_list_id", "cidr")},
    ranges=network.own_range,
)
