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

_NETWORKED = ("replication_group", "cache_cluster", "serverless_cache")
#: What is made of nodes of a type.
_NODES = ("replication_group", "cache_cluster", "memorydb_cluster")
_CACHES = _NETWORKED
_AUTHENTICATED = ("replication_group", "serverless_cache")

#: fact -> (kinds that have it, "module:function" of type (Resource, View) -> Fact)
DERIVED: dict[str, tuple[tuple[str, ...], str]] = {
    "reach.by_groups": (_NETWORKED, "auditor.analysis.reach:reach_by_groups"),
    "reach.to_caches": (("security_group",), "auditor.analysis.reach:reach_to_caches"),
    "groups.default": (_NETWORKED, "auditor.analysis.reach:uses_default_group"),
    "auth.method": ((*_AUTHENTICATED, "cache_cluster"), "auditor.analysis.access:weakest_method"),
    "auth.open_users": (_AUTHENTICATED, "auditor.analysis.access:open_users"),
    "auto_failover": (("cache_cluster",), "auditor.analysis.offered:nothing"),
    "sasl": (("cache_cluster", "serverless_cache"), "auditor.analysis.offered:nothing"),
    "acl.enabled": (("user",), "auditor.analysis.acl:enabled"),
    "acl.commands": (("user",), "auditor.analysis.acl:commands"),
    "acl.dangerous": (("user",), "auditor.analysis.acl:dangerous"),
    "acl.scripts": (("user",), "auditor.analysis.acl:scripts"),
    "acl.keys": (("user",), "auditor.analysis.acl:keys"),
    "acl.channels": (("user",), "auditor.analysis.acl:channels"),
    "caches.span_environments": (("user_group",), "auditor.analysis.environments:span"),
    "auth_token_age_days": (("replication_group",), "auditor.analysis.ages:of_token"),
    "node.family": (_NODES, "auditor.analysis.nodes:family"),
    "node.generation": (_NODES, "auditor.analysis.nodes:generation"),
    "node.architecture": (_NODES, "auditor.analysis.nodes:architecture"),
    "node.burstable": (_NODES, "auditor.analysis.nodes:burstable"),
    "node.data_tiering": (_NODES, "auditor.analysis.nodes:data_tiering"),
    "node.vcpus": (_NODES, "auditor.analysis.nodes:vcpus"),
    "node.memory_mib": (_NODES, "auditor.analysis.nodes:memory_mib"),
    "workload": (_CACHES, "auditor.analysis.offered:nothing"),
    "workload.needs": (_CACHES, "auditor.analysis.offered:nothing"),
    "workload.missing": (_CACHES, "auditor.analysis.capabilities:missing"),
    "change.how": (_NETWORKED, "auditor.analysis.changes:how"),
    "change.reach": ((*_NETWORKED, "security_group"), "auditor.analysis.compared:reach"),
    "change.authentication": (_AUTHENTICATED, "auditor.analysis.compared:authentication"),
    "change.interrupts": (_NETWORKED, "auditor.analysis.changes:interrupts"),
    "change.irreversible": (_NETWORKED, "auditor.analysis.changes:irreversible"),
}


@cache
def _function(name: str) -> Callable[[Resource, View], Fact]:
    module, _, attribute = DERIVED[name][1].partition(":")
    function: Callable[[Resource, View], Fact] = getattr(import_module(module), attribute)
    return function


def derive(resource: Resource, name: str, view: View) -> Fact:
    """The derived fact `name` of `resource` in the world of `view`; what no analysis knows is left to the resource."""
    if name in DERIVED and resource.kind in DERIVED[name][0]:
        return _function(name)(resource, view)
    return resource.fact(name)
