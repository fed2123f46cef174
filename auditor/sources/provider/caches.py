"""Replication groups, cache clusters and serverless caches.

Sources: the provider's replication_group.go, cluster.go and serverless_cache.go (defaults and what Create sends), its
documentation pages and CHANGELOG (legacy arguments, removed in 5.0.0), and the ElastiCache API reference for what the
service decides when nothing is sent.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin, Unknown
from auditor.sources.building.conversions import boolean, lower, positive, text, whole, words
from auditor.sources.building.facts import make_fact
from auditor.sources.building.gathered import gathered
from auditor.sources.building.limits import limit
from auditor.sources.building.logs import log_groups
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.maker import Written
from auditor.sources.building.named import names_in
from auditor.sources.building.service import (
    ALWAYS_ENCRYPTED,
    CLUSTER_VERSIONS,
    PORTS,
    SERVERLESS_VERSIONS,
    VERSION_UNSET,
    by_engine,
    durability,
    over,
    zones_of,
)
from auditor.sources.building.table import Field, Link, Table, default, filled
from auditor.sources.provider import replicas


def _at_rest(maker: Written, facts: dict[str, Fact]) -> Fact:
    # The provider sends nothing when unset; the service's default is on for Valkey and off for Redis OSS.
    return by_engine(facts, {"valkey": default(True), "redis": default(False)})


def _tls_mode(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Unset with TLS on means required; without TLS there is no mode."""

    def by_tls(tls: object) -> Fact:
        return maker.fact("transit_encryption_mode", lower, default("required")) if tls else ABSENT

    return over(facts["tls"], by_tls)


def _network_type(maker: Written, facts: dict[str, Fact]) -> Fact:
    return maker.fact("network_type", lower, default("ipv4"))


def _auth_token(maker: Written, facts: dict[str, Fact]) -> Fact:
    """`auth_token`, or the write-only form, of which plan and state keep the version alone."""
    version = maker.presence("auth_token_wo_version", "set")
    kept = Unknown("auth_token_wo is not kept in code", version.place)
    unwritten = over(version, lambda _: kept) if not maker.has("auth_token_wo") else ABSENT
    return filled(maker.secret("auth_token_wo"), filled(maker.secret("auth_token"), unwritten))


def _pending(maker: Written, facts: dict[str, Fact]) -> Fact:
    # ROTATE keeps what was valid before, and before the first token that is no token at all; code does not tell the
    # state before, so only a live account can say that a token is pending.
    return default(False)


def _global_role(maker: Written, facts: dict[str, Fact]) -> Fact:
    return maker.presence("global_replication_group_id", "secondary")


def _cluster_mode(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Providers before 5.0 had a block of this name, which says something else: how many shards there are."""
    return maker.fact("cluster_mode", lambda value: lower(value) if isinstance(value, str) else None)


def _log_types(maker: Written, facts: dict[str, Fact]) -> Fact:
    blocks = [(n.exists, n.value("log_type")) for n in maker.blocks("log_delivery_configuration")]
    return make_fact(gathered(maker, blocks), words, ABSENT, maker.header, (), Origin.STATED)


def _classic_groups(maker: Written, facts: dict[str, Fact]) -> Fact:
    # Gone since version 5.0.0 of the provider.
    return names_in(maker, "security_group_names")


_SHARED = (
    Field("node_type", ("node_type",), text),
    Field(
        "port",
        ("port",),
        positive,
        lambda m, f: by_engine(f, PORTS),
    ),
    Field("maintenance_window", ("maintenance_window",), text),
    Field("at_once", ("apply_immediately",), boolean, default(False)),
)

_NETWORK_LINKS = (
    Link("security_groups", "security_group_ids"),
    Link("subnet_group", "subnet_group_name"),
    Link("parameter_group", "parameter_group_name"),
)

_LOG_GROUPS = Link(
    "log_groups",
    "log_delivery_configuration",
    named=log_groups("log_delivery_configuration", "destination_type", lambda one: one.value("destination")),
    part=True,
)

_REPLICATION_GROUP = Table(
    "replication_group",
    ("replication_group_id",),
    (
        Field("engine", ("engine",), lower, default("redis")),
        Field("engine_version", ("engine_version",), text, VERSION_UNSET),
        # Create sends an explicit false when unset, for Valkey too.
        Field("tls", ("transit_encryption_enabled",), boolean, default(False)),
        Field("at_rest", ("at_rest_encryption_enabled",), boolean, _at_rest),
        Field("kms_key", ("kms_key_id",), text),
        Field("auto_failover", ("automatic_failover_enabled",), boolean, default(False)),
        Field("multi_az", ("multi_az_enabled",), boolean, default(False)),
        Field("backup_days", ("snapshot_retention_limit",), whole, default(0)),
        Field("snapshot_window", ("snapshot_window",), text),
        Field("final_snapshot", ("final_snapshot_identifier",), text),
        Field("auto_minor", ("auto_minor_version_upgrade",), boolean, default(True)),
        Field("durability", ("durability",), durability, default("disabled")),
        Field("data_tiering", ("data_tiering_enabled",), boolean, default(False)),
        *_SHARED,
    ),
    {
        "notification_topic": name_of("notification_topic_arn"),
        "guarded": lambda m, f: m.guarded(),
        "tls_mode": _tls_mode,
        "classic_groups": _classic_groups,
        "network_type": _network_type,
        "auth_token": _auth_token,
        "auth_token_pending": _pending,
        "global_role": _global_role,
        "cluster_mode": _cluster_mode,
        "log_types": _log_types,
        "shards": replicas.shards,
        "replicas_per_shard": replicas.replicas_per_shard,
        "nodes": replicas.nodes,
        "most_replicas": replicas.most_replicas,
        "zones": replicas.zones,
        "slots": replicas.slots,
    },
    (
        *_NETWORK_LINKS,
        _LOG_GROUPS,
        Link("key", "kms_key_id"),
        Link("user_groups", "user_group_ids"),
        Link("global_datastore", "global_replication_group_id"),
    ),
)


def _zones_unset(maker: Written, facts: dict[str, Fact]) -> Fact:
    """One zone, unless a zone is stated for each node; the provider sends no mode of its own."""
    name = "preferred_availability_zones"
    return zones_of(maker.value(name)) if maker.has(name) else default("single-az")


def _node_tls_mode(maker: Written, facts: dict[str, Fact]) -> Fact:
    """Memcached and standalone nodes know no mode: TLS, where it is on, is all that they accept."""
    return over(facts["tls"], lambda tls: default("required") if tls else ABSENT)


_CLUSTER = Table(
    "cache_cluster",
    ("cluster_id",),
    (
        Field("engine", ("engine",), lower),
        Field(
            "engine_version",
            ("engine_version",),
            text,
            lambda m, f: by_engine(f, CLUSTER_VERSIONS),
        ),
        Field("tls", ("transit_encryption_enabled",), boolean, default(False)),
        Field("node_count", ("num_cache_nodes",), whole, default(1)),
        Field("az_mode", ("az_mode",), lower, _zones_unset),
        Field("final_snapshot", ("final_snapshot_identifier",), text),
        Field("backup_days", ("snapshot_retention_limit",), whole, default(0)),
        Field("snapshot_window", ("snapshot_window",), text),
        Field("auto_minor", ("auto_minor_version_upgrade",), boolean, default(True)),
        *_SHARED,
    ),
    {
        "notification_topic": name_of("notification_topic_arn"),
        "guarded": lambda m, f: m.guarded(),
        "log_types": _log_types,
        "tls_mode": _node_tls_mode,
        "classic_groups": _classic_groups,
        "network_type": _network_type,
        "zones": replicas.node_zones,
        # CreateCacheCluster has no encryption at rest for any engine.
        "at_rest": lambda m, f: default(False),
    },
    (*_NETWORK_LINKS, _LOG_GROUPS),
)

_SERVERLESS = Table(
    "serverless_cache",
    ("name",),
    (
        Field("engine", ("engine",), lower),
        Field(
            "engine_version",
            ("major_engine_version",),
            text,
            lambda m, f: by_engine(f, SERVERLESS_VERSIONS),
        ),
        Field("kms_key", ("kms_key_id",), text),
        Field("backup_days", ("snapshot_retention_limit",), whole, default(0)),
    ),
    {
        "guarded": lambda m, f: m.guarded(),
        # The provider asks for none when it deletes one, and has no argument for it.
        "final_snapshot": lambda m, f: ABSENT,
        # The provider has no argument for a public endpoint.
        "connection_type": lambda m, f: default("vpc"),
        **ALWAYS_ENCRYPTED,
        "network_type": _network_type,
        "subnets_chosen": lambda m, f: m.chose("subnet_ids"),
        "data_limit_gb": limit("cache_usage_limits", "data_storage", "maximum"),
        "ecpu_limit": limit("cache_usage_limits", "ecpu_per_second", "maximum"),
    },
    (
        Link("key", "kms_key_id"),
        Link("security_groups", "security_group_ids", unset="default security group of the VPC"),
        Link("subnets", "subnet_ids", listed=True),
        Link("user_groups", "user_group_id"),
    ),
)

TABLES: dict[str, Table] = {
    "aws_elasticache_replication_group": _REPLICATION_GROUP,
    "aws_elasticache_cluster": _CLUSTER,
    "aws_elasticache_serverless_cache": _SERVERLESS,
}
