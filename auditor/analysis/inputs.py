"""What the analyses read: the names of the facts and relations that each derived fact hangs on.

Whoever wants to know what has to be asked for looks it up here; the analyses themselves ask by name when they run. A
test compares the table with what their code names, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from auditor.analysis.table import DERIVED
from auditor.model.schema import KINDS

_GROUPS = ("security_groups", "ingress", "egress", "is_default", "network_type", "engine", "port")
_SUBNETS = ("subnet_group", "subnets", "vpc")
_ROUTES = (*_SUBNETS, "route_table", "routes", "is_default")
_ACCESS = ("user_groups", "users", "groups", "acl.enabled", "authentication", "engine", "password", "passwords",
           "user_name", "auth_token", "auth_token_pending")  # fmt: skip
_VERSION = ("engine", "engine_version")
_NODES = ("node_type", "data_tiering")
_SPREAD = ("auto_failover", "durability", "engine", "multi_az", "node_count", "nodes", "replicas_per_shard", "shards",
           "zones", "az_mode", "subnet_group", "subnets.zones", "zones.in_all", "zones.per_shard")  # fmt: skip
_RIGHTS = ("statements", "connect.caches")
_WHAT_CHANGES = ("before", "cluster_mode", "engine", "engine_version", "identifier", "node_count", "node_type",
                 "parameter_group", "parameters", "replicas_per_shard", "tls", "tls_mode",
                 "maintenance_window")  # fmt: skip

#: Derived facts, of which `*` may stand for the end -> what they are made of. The first that fits counts.
_INPUTS: dict[str, tuple[str, ...]] = {
    "reach.over_ipv6": (*_GROUPS, *_ROUTES, "reach.by_groups"),
    "reach.by_nacls": (*_GROUPS, *_ROUTES, "nacl", "entries", "reach.by_groups"),
    "reach.*": (*_GROUPS, "reach.by_groups"),
    "routes.elsewhere": (*_GROUPS, *_ROUTES, "reach.by_groups"),
    "subnets.public": _ROUTES,
    "subnets.chosen": ("subnets", "subnets_chosen", "vpc", "is_default"),
    "subnets.zones": ("subnets", "zone"),
    "subnet_group.default": ("subnet_group", "identifier"),
    "guards.caches": ("attached_to",),
    "groups.default": ("security_groups", "ingress", "egress", "is_default"),
    "rules.undescribed": ("ingress", "egress"),
    "has.public_address": (*_SUBNETS, "elastic_addresses", "public_address", "public_addresses"),
    "auth.method": _ACCESS,
    "auth.open_users": (*_ACCESS, "auth.method"),
    "auth.open_acl": ("user_groups", "acl_name", "identifier"),
    "auto_failover": (),
    "sasl": (),
    "acl.channels": ("access_string", "enabled", "caches", "groups", "parameter.acl_pubsub_default"),
    "acl.*": ("access_string", "enabled"),
    "caches.span_environments": ("caches", "environment"),
    "age_days": ("created",),
    "environment": ("tags",),
    "tag_keys": ("tags",),
    "at_rest": ("kms_key", "cache_cluster", "replication_group", "serverless_cache", "at_rest"),
    "snapshots.*": ("snapshots", "created", "source", "state"),
    "windows.overlap": ("maintenance_window", "snapshot_window"),
    "window.*": ("maintenance_window",),
    "auth_token_age_days": ("auth_token_changed",),
    "node.*": _NODES,
    "use.cpu": ("engine", "metrics.cpu", "metrics.engine_cpu", "node.vcpus"),
    "use.connections": ("engine", "metrics.connections", "node.max_clients"),
    "parameter.*": ("parameter_group", "parameters", "family", "identifier", *_VERSION),
    "parameters.*": ("parameter_group", "parameters", "family", "identifier", *_VERSION),
    "version.*": _VERSION,
    "support.*": _VERSION,
    "days_left": ("apply_by", "ends"),
    "workload.missing": (*_VERSION, "workload.needs"),
    "workload*": (),
    "clustered": ("cluster_mode", "shards", "parameter_group", "parameters"),
    "zones.*": ("multi_az", "node_count", "nodes", "replicas_per_shard", "shards", "zones", "az_mode", "subnet_group",
                "subnets.zones"),
    "shards.*": ("most_replicas", "replicas_per_shard", "slots"),
    "survives.region": ("global_role", "leads_datastores", "secondaries", "multi_region_cluster"),
    "survives.*": _SPREAD,
    "services": ("statements",),
    "guards": ("statements",),
    "connect.*": _RIGHTS,
    "administration.*": _RIGHTS,
    "copies.*": _RIGHTS,
    "keys.*": _RIGHTS,
    "unnamed.*": _RIGHTS,
    "open_by": ("statements",),
    "readers.*": ("statements", "acl", "public_access_blocked"),
    "key.offered": ("region",),
    "key.owner": ("key", "kms_key", "manager", "cache_cluster", "replication_group", "serverless_cache"),
    "change.reach": (*_GROUPS, "before", "reach.by_groups", "reach.to_caches"),
    "change.authentication": (*_ACCESS, "before", "auth.method"),
    "change.*": _WHAT_CHANGES,
}  # fmt: skip

#: A fact or a relation of a kind.
Asked = tuple[str, str]


def inputs_of(fact: str) -> tuple[str, ...]:
    """The names of what a derived fact is made of."""
    return next((names for pattern, names in _INPUTS.items() if fnmatchcase(fact, pattern)), ())


def read_for(kind: str, name: str) -> frozenset[Asked]:
    """All facts and relations that are looked at to tell a fact or a relation of a kind, itself among them."""
    found: set[Asked] = set()
    _read(kind, name, found)
    return frozenset(found)


def _read(kind: str, name: str, found: set[Asked]) -> None:
    if (kind, name) in found:
        return
    found.add((kind, name))
    relation = KINDS[kind].relations.get(name)
    # Whoever names it in a relation of his own has to be known with that.
    for pair in relation.inverse if relation is not None else ():
        _read(*pair, found)
    if kind in DERIVED.get(name, ((), ""))[0]:
        for each, part in resolved(kind, inputs_of(name)):
            _read(each, part, found)


def resolved(kind: str, names: tuple[str, ...]) -> Iterator[Asked]:
    """The facts and relations that go by the names: of the kind, and of the kinds that these relations lead to."""
    seen, ahead = {kind}, [kind]
    while ahead:
        spec = KINDS[ahead.pop()]
        for name in names:
            if name in spec.facts:
                yield spec.name, name
            if name in spec.relations:
                yield spec.name, name
                ahead += [each for each in spec.relations[name].targets if each not in seen]
                seen.update(spec.relations[name].targets)
