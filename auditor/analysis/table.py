"""The table of derived facts: which function computes which fact of which kinds.

Functions are named as text and imported on first use, so that a scan pays only for what its rules ask.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from auditor.model.facts import Fact
from auditor.model.resource import Resource
from auditor.model.view import View

_CACHES = ("replication_group", "cache_cluster", "serverless_cache", "memorydb_cluster")
_NETWORKED = (*_CACHES, "dax_cluster")
_SUBNET_GROUPS = ("subnet_group", "memorydb_subnet_group", "dax_subnet_group")
#: What is made of nodes of a type.
_NODES = ("replication_group", "cache_cluster", "memorydb_cluster")
#: What has a weekly window for changes.
_WINDOWED = (*_NODES, "dax_cluster")
_AUTHENTICATED = ("replication_group", "serverless_cache", "memorydb_cluster")
_USERS = ("user", "memorydb_user")
_USER_GROUPS = ("user_group", "memorydb_acl")

#: What parameters are set of, and the facts that tell of them, each by the function of its name.
_SET = (*_NODES, "parameter_group", "memorydb_parameter_group")
_PARAMETERS = (
    "maxmemory_policy", "reserved_memory_percent", "idle_timeout", "tcp_keepalive", "notify_keyspace_events",
    "slowlog_log_slower_than", "slowlog_max_len", "rename_commands", "acl_pubsub_default", "close_on_replica_write",
    "cluster_require_full_coverage", "min_replicas_to_write", "output_buffer_limit", "disable_flush_all",
)  # fmt: skip

#: fact -> (kinds that have it, "module:function" of type (Resource, View) -> Fact)
DERIVED: dict[str, tuple[tuple[str, ...], str]] = {
    "reach.by_groups": (_NETWORKED, "auditor.analysis.reach:reach_by_groups"),
    "reach.to_caches": (("security_group", "self_managed_cache"), "auditor.analysis.reach:reach_to_caches"),
    "reach.prefix_ipv4": (_NETWORKED, "auditor.analysis.width:prefix_ipv4"),
    "reach.prefix_ipv6": (_NETWORKED, "auditor.analysis.width:prefix_ipv6"),
    "reach.all_ports": (_NETWORKED, "auditor.analysis.reach:reach_all_ports"),
    "reach.egress": (_NETWORKED, "auditor.analysis.reach:reach_egress"),
    "subnet_group.default": (_NODES, "auditor.analysis.placed:in_default_group"),
    "reach.over_ipv6": (_NETWORKED, "auditor.analysis.exposure:reach_over_ipv6"),
    "reach.by_nacls": (_NETWORKED, "auditor.analysis.acls:reach_by_nacls"),
    "subnets.public": (_NETWORKED, "auditor.analysis.exposure:public_subnets"),
    "subnets.chosen": (("serverless_cache",), "auditor.analysis.placed:chosen"),
    "subnets.zones": (_SUBNET_GROUPS, "auditor.analysis.placed:zones"),
    "routes.elsewhere": (_NETWORKED, "auditor.analysis.exposure:routed_elsewhere"),
    "guards.caches": (("security_group",), "auditor.analysis.hygiene:guards_caches"),
    "rules.undescribed": (("security_group",), "auditor.analysis.hygiene:undescribed"),
    "has.public_address": (("self_managed_cache",), "auditor.analysis.hygiene:has_public_address"),
    "groups.default": (_NETWORKED, "auditor.analysis.reach:uses_default_group"),
    "auth.method": ((*_AUTHENTICATED, "cache_cluster"), "auditor.analysis.access:weakest_method"),
    "auth.open_acl": (("memorydb_cluster",), "auditor.analysis.memorydb:has_open_acl"),
    "auth.open_users": (_AUTHENTICATED, "auditor.analysis.access:open_users"),
    "auto_failover": (("cache_cluster",), "auditor.analysis.offered:nothing"),
    "sasl": (("cache_cluster", "serverless_cache"), "auditor.analysis.offered:nothing"),
    "acl.enabled": (_USERS, "auditor.analysis.acl:enabled"),
    "acl.commands": (_USERS, "auditor.analysis.acl:commands"),
    "acl.dangerous": (_USERS, "auditor.analysis.acl:dangerous"),
    "acl.scripts": (_USERS, "auditor.analysis.acl:scripts"),
    "acl.stalling": (_USERS, "auditor.analysis.acl:stalling"),
    "acl.keys": (_USERS, "auditor.analysis.acl:keys"),
    "acl.channels": (_USERS, "auditor.analysis.acl:channels"),
    "caches.span_environments": (_USER_GROUPS, "auditor.analysis.environments:span"),
    "age_days": (("snapshot", "memorydb_snapshot", *_CACHES), "auditor.analysis.ages:age"),
    "environment": (_CACHES, "auditor.analysis.environments:of_cache"),
    "tag_keys": (_CACHES, "auditor.analysis.environments:tag_keys"),
    "at_rest": (("snapshot",), "auditor.analysis.snapshots:at_rest"),
    "snapshots.latest_failed": (_CACHES, "auditor.analysis.snapshots:latest_failed"),
    "snapshots.days_without": (_CACHES, "auditor.analysis.snapshots:days_without"),
    "windows.overlap": (("replication_group", "cache_cluster", "memorydb_cluster"), "auditor.analysis.windows:overlap"),
    "window.begins": (_WINDOWED, "auditor.analysis.working_hours:begins"),
    "window.ends": (_WINDOWED, "auditor.analysis.working_hours:ends"),
    "window.goes_on_until": (_WINDOWED, "auditor.analysis.working_hours:goes_on_until"),
    "auth_token_age_days": (("replication_group",), "auditor.analysis.ages:of_token"),
    "node.family": (_NODES, "auditor.analysis.nodes:family"),
    "node.generation": (_NODES, "auditor.analysis.nodes:generation"),
    "node.architecture": (_NODES, "auditor.analysis.nodes:architecture"),
    "node.burstable": (_NODES, "auditor.analysis.nodes:burstable"),
    "node.data_tiering": (_NODES, "auditor.analysis.nodes:data_tiering"),
    "node.vcpus": (_NODES, "auditor.analysis.nodes:vcpus"),
    "node.max_clients": (_NODES, "auditor.analysis.nodes:max_clients"),
    "use.cpu": (_NODES, "auditor.analysis.use:cpu"),
    "use.connections": (_NODES, "auditor.analysis.use:connections"),
    "node.memory_mib": (_NODES, "auditor.analysis.nodes:memory_mib"),
    "parameters.family": (_NODES, "auditor.analysis.parameters_effective:family"),
    "parameters.default": (_NODES, "auditor.analysis.parameters_effective:is_default"),
    "parameters.fit": (_NODES, "auditor.analysis.parameters_effective:fit"),
    **{f"parameter.{name}": (_SET, f"auditor.analysis.parameters_effective:{name}") for name in _PARAMETERS},
    "version.stated": (_CACHES, "auditor.analysis.support:stated"),
    "version.offered": (_CACHES, "auditor.analysis.support:offered"),
    "support.line": (_CACHES, "auditor.analysis.support:line"),
    "support.phase": (_CACHES, "auditor.analysis.support:phase"),
    "support.told": (_CACHES, "auditor.analysis.support:told"),
    "support.ends": (_CACHES, "auditor.analysis.support:ends"),
    "support.days_left": (_CACHES, "auditor.analysis.support:days_left"),
    "support.extended_ends": (_CACHES, "auditor.analysis.support:extended_ends"),
    "support.extended_days_left": (_CACHES, "auditor.analysis.support:extended_days_left"),
    "support.upgrade": (_CACHES, "auditor.analysis.support:upgrade"),
    "days_left": (("service_update", "reserved_node"), "auditor.analysis.ages:left"),
    "workload": (_CACHES, "auditor.analysis.capabilities:unsaid"),
    "workload.needs": (_CACHES, "auditor.analysis.capabilities:unsaid"),
    "workload.missing": (_CACHES, "auditor.analysis.capabilities:missing"),
    "clustered": (("replication_group",), "auditor.analysis.clustering:clustered"),
    "zones.per_shard": (("replication_group",), "auditor.analysis.placement:zones_per_shard"),
    "zones.in_all": (("cache_cluster", "dax_cluster"), "auditor.analysis.placement:zones_in_all"),
    "shards.replicas_apart": (("replication_group",), "auditor.analysis.placement:replicas_apart"),
    "shards.slots_above": (("replication_group",), "auditor.analysis.placement:slots_above"),
    "survives.node": (_CACHES, "auditor.analysis.survival:node"),
    "survives.zone": (_CACHES, "auditor.analysis.survival:zone"),
    "survives.region": (_CACHES, "auditor.analysis.survival:region"),
    "services": (("iam_policy",), "auditor.analysis.policy:services"),
    "connect.caches": (("iam_policy",), "auditor.analysis.policy:connect_caches"),
    "connect.users": (("iam_policy",), "auditor.analysis.policy:connect_users"),
    "connect.by": (("iam_policy",), "auditor.analysis.policy:connect_by"),
    "administration.of": (("iam_policy",), "auditor.analysis.policy:administration"),
    "administration.by": (("iam_policy",), "auditor.analysis.policy:administration_by"),
    "copies.of": (("iam_policy",), "auditor.analysis.policy:copies"),
    "copies.by": (("iam_policy",), "auditor.analysis.policy:copies_by"),
    "keys.of": (("iam_policy",), "auditor.analysis.policy:keys"),
    "keys.by": (("iam_policy", "kms_key"), "auditor.analysis.policy:keys_by"),
    "unnamed.of": (("iam_policy",), "auditor.analysis.policy:unnamed"),
    "unnamed.by": (("iam_policy",), "auditor.analysis.policy:unnamed_by"),
    "guards": (("iam_policy",), "auditor.analysis.policy_guards:guards"),
    "readers.public": (("bucket",), "auditor.analysis.buckets:public"),
    "readers.others": (("bucket",), "auditor.analysis.bucket_accounts:others"),
    "open_by": (("kms_key",), "auditor.analysis.policy_keys:open_by"),
    "key.offered": (("replication_group", "serverless_cache"), "auditor.analysis.policy_keys:offered"),
    "key.owner": (
        ("replication_group", "serverless_cache", "memorydb_cluster", "memorydb_snapshot", "snapshot"),
        "auditor.analysis.policy_keys:owner",
    ),
    "change.how": (_CACHES, "auditor.analysis.changes:how"),
    "change.reach": ((*_CACHES, "security_group"), "auditor.analysis.compared:reach"),
    "change.authentication": (_AUTHENTICATED, "auditor.analysis.compared:authentication"),
    "change.interrupts": (_CACHES, "auditor.analysis.changes:interrupts"),
    "change.irreversible": (_CACHES, "auditor.analysis.changes:irreversible"),
}


@cache
def _function(kind: str, name: str) -> Callable[[Resource, View], Fact] | None:
    kinds, where = DERIVED.get(name, ((), ""))
    if kind not in kinds:
        return None
    module, _, attribute = where.partition(":")
    function: Callable[[Resource, View], Fact] = getattr(import_module(module), attribute)
    return function


def derive(resource: Resource, name: str, view: View) -> Fact:
    """The derived fact `name` of `resource` in the world of `view`; what no analysis knows is left to the resource."""
    function = _function(resource.kind, name)
    return function(resource, view) if function is not None else resource.fact(name)
