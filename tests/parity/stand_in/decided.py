"""What AWS decides where code leaves something unset, and the ids that it gives: made up, and always the same."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.parity.stand_in.planning import UNKNOWN, Values

ACCOUNT = "123456789012"
_PORTS = {"memcached": 11211}


def told(plan: Values, name: str, otherwise: object = None) -> Any:
    """An attribute as far as it is known."""
    value = plan.get(name)
    return otherwise if value is None or value is UNKNOWN else value


def digest(kind: str, plan: Values, length: int = 17) -> str:
    """A made up id, which depends on what is known."""
    known = {name: value for name, value in plan.items() if value is not UNKNOWN and value is not None}
    text = json.dumps([kind, known], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def arn(plan: Values, service: str, resource: str) -> str:
    """The ARN of a regional resource."""
    return f"arn:aws:{service}:{told(plan, 'region', '')}:{ACCOUNT}:{resource}"


def _endpoint(name: str, plan: Values, suffix: str = "") -> str:
    return f"{name}{suffix}.ab12cd.cache.{told(plan, 'region', 'us-east-1')}.amazonaws.com"


#: What AWS takes where nobody states a version; of serverless caches, the major one.
_NEWEST = {"redis": "7.1", "valkey": "8.1", "memcached": "1.6.22"}
_NEWEST_MAJOR = {"redis": "7", "valkey": "8", "memcached": "1.6"}


def _family(engine: str, version: str) -> str:
    if engine == "memcached":
        return "memcached1.6"
    major, _, rest = version.partition(".")
    # Before version 7 families were named after the minor version, and that of all 6 is 6.x.
    minor = ".x" if major == "6" else f".{rest.partition('.')[0]}" if major in {"2", "3", "4", "5"} else ""
    return f"{engine}{major}{minor}"


def _replication_group(name: str, plan: Values) -> Any:
    group = told(plan, "replication_group_id")
    shards, nodes = told(plan, "num_node_groups"), told(plan, "num_cache_clusters")
    replicas = told(plan, "replicas_per_node_group")
    sharded = (shards or 1) > 1
    shards = 1 if shards is None else shards
    replicas = (nodes or 1) - 1 if replicas is None else replicas
    engine = told(plan, "engine", "redis")
    version = told(plan, "engine_version", _NEWEST.get(engine, "7.1"))
    joined = bool(told(plan, "global_replication_group_id"))
    tls, at_rest = told(plan, "transit_encryption_enabled", joined), engine == "valkey" or joined
    members = [f"{group}-{n:03d}" for n in range(1, shards * (replicas + 1) + 1)]
    if sharded:
        members = [f"{group}-{s:04d}-{n:03d}" for s in range(1, shards + 1) for n in range(1, replicas + 2)]
    shard = {
        "primary_availability_zone": f"{told(plan, 'region')}a",
        "primary_outpost_arn": "",
        "replica_count": replicas,
    }
    zones = [f"{told(plan, 'region')}b"] * replicas
    listed = {"replica_availability_zones": zones, "replica_outpost_arns": [], "slots": ""}
    return {
        "id": group,
        "arn": arn(plan, "elasticache", f"replicationgroup:{group}"),
        "at_rest_encryption_enabled": str(at_rest).lower(),
        "auto_minor_version_upgrade": "true",
        "cluster_enabled": sharded,
        "cluster_mode": "enabled" if sharded else "disabled",
        "configuration_endpoint_address": f"clustercfg.{_endpoint(group, plan)}" if sharded else "",
        "data_tiering_enabled": False,
        "engine": engine,
        "engine_version": version,
        "engine_version_actual": f"{version}.0",
        "global_replication_group_id": "",
        "ip_discovery": "ipv4",
        "maintenance_window": "mon:03:00-mon:04:00",
        "member_clusters": members,
        "network_type": "ipv4",
        "node_group_configuration": [{"node_group_id": f"{n:04d}", **shard, **listed} for n in range(1, shards + 1)],
        "node_type": "cache.r7g.large",
        "num_cache_clusters": len(members),
        "num_node_groups": shards,
        "parameter_group_name": f"default.{_family(engine, version)}",
        "primary_endpoint_address": "" if sharded else f"master.{_endpoint(group, plan)}",
        "reader_endpoint_address": "" if sharded else f"replica.{_endpoint(group, plan)}",
        "replicas_per_node_group": replicas,
        "snapshot_window": "05:00-06:00",
        "subnet_group_name": "default",
        "transit_encryption_enabled": tls,
        "transit_encryption_mode": "required" if tls and version[0] in "789" else "",
    }.get(name)


def _cluster(name: str, plan: Values) -> Any:
    cluster, engine = told(plan, "cluster_id"), told(plan, "engine", "")
    version = told(plan, "engine_version", _NEWEST.get(engine, "7.1"))
    nodes = told(plan, "num_cache_nodes", 1)
    port, zone = told(plan, "port", _PORTS.get(engine, 6379)), f"{told(plan, 'region', '')}a"
    address = _endpoint(cluster, plan, ".cfg" if engine == "memcached" else "")
    memcached = engine == "memcached"
    return {
        "id": cluster,
        "arn": arn(plan, "elasticache", f"cluster:{cluster}"),
        "availability_zone": zone if nodes == 1 else "Multiple",
        "az_mode": "single-az",
        "cache_nodes": [
            {"id": f"{n:04d}", "address": _endpoint(cluster, plan, f".{n:04d}"), "availability_zone": zone,
             "outpost_arn": "", "port": port}
            for n in range(1, nodes + 1)
        ],
        "cluster_address": address if memcached else "",
        "configuration_endpoint": f"{address}:{port}" if memcached else "",
        "engine_version": version,
        "engine_version_actual": version if memcached else f"{version}.0",
        "ip_discovery": "ipv4",
        "maintenance_window": "mon:03:00-mon:04:00",
        "network_type": "ipv4",
        "num_cache_nodes": nodes,
        "parameter_group_name": f"default.{_family(engine, version)}",
        "port": port,
        "snapshot_window": "" if memcached else "05:00-06:00",
        "subnet_group_name": "default",
        "transit_encryption_enabled": False,
    }.get(name)  # fmt: skip


def _serverless(name: str, plan: Values) -> Any:
    cache, engine = told(plan, "name"), told(plan, "engine", "")
    port = _PORTS.get(engine, 6379)
    address = f"{cache}-abc123.serverless.use1.cache.amazonaws.com"
    major = told(plan, "major_engine_version", _NEWEST_MAJOR.get(engine, "8"))
    return {
        "id": cache,
        "arn": arn(plan, "elasticache", f"serverlesscache:{cache}"),
        "create_time": "2026-01-05T09:00:00Z",
        "daily_snapshot_time": "03:00",
        "endpoint": [{"address": address, "port": port}],
        "full_engine_version": "1.6.22" if engine == "memcached" else f"{major}.0",
        "major_engine_version": major,
        "network_type": "ipv4",
        "reader_endpoint": [{"address": address, "port": port + 1}],
        # The default group of the VPC, which is nowhere in code.
        "security_group_ids": ["sg-0d3fa41700000000a"],
        "snapshot_retention_limit": 0,
        "status": "available",
        "subnet_ids": ["subnet-0aaa0000000000001", "subnet-0bbb0000000000002", "subnet-0ccc0000000000003"],
    }.get(name)


def _user(name: str, plan: Values) -> Any:
    user = told(plan, "user_id")
    given = told(plan, "passwords", [])
    mode = {"password_count": len(given), "passwords": [], "type": "password" if given else "no-password"}
    return {
        "id": user,
        "arn": arn(plan, "elasticache", f"user:{user}"),
        "authentication_mode": [mode],
        "password_count": len(given),
    }.get(name)


def _global(name: str, plan: Values) -> Any:
    called = f"ldgnf-{told(plan, 'global_replication_group_id_suffix')}"
    return {
        "id": called,
        "arn": f"arn:aws:elasticache::{ACCOUNT}:globalreplicationgroup:{called}",
        "at_rest_encryption_enabled": True,
        "auth_token_enabled": False,
        # Read from the first member, which is the primary: that of the story has it on.
        "automatic_failover_enabled": True,
        "cache_node_type": "cache.r7g.large",
        "cluster_enabled": False,
        "engine": "redis",
        "engine_version": "7.1",
        "engine_version_actual": "7.1.0",
        "global_node_groups": [{"global_node_group_id": f"{called}-0001", "slots": "0-16383"}],
        "global_replication_group_id": called,
        "num_node_groups": 1,
        "transit_encryption_enabled": True,
    }.get(name)


def _memorydb_cluster(name: str, plan: Values) -> Any:
    cluster, engine = told(plan, "name"), told(plan, "engine", "redis")
    port, version = told(plan, "port", 6379), told(plan, "engine_version", "7.1" if engine == "redis" else "7.3")
    return {
        "id": cluster,
        "arn": arn(plan, "memorydb", f"cluster/{cluster}"),
        "cluster_endpoint": [{"address": f"clustercfg.{cluster}.ab12cd.memorydb.amazonaws.com", "port": port}],
        "engine": engine,
        "engine_patch_version": f"{version}.1",
        "engine_version": version,
        "maintenance_window": "mon:03:00-mon:04:00",
        "parameter_group_name": f"default.memorydb-{engine}{version.partition('.')[0]}",
        "port": port,
        "snapshot_retention_limit": 0,
        "snapshot_window": "05:00-06:00",
        "subnet_group_name": "default",
    }.get(name)


#: Resource type -> what AWS decides of an attribute; None where it is empty.
CACHES = {
    "aws_elasticache_replication_group": _replication_group,
    "aws_elasticache_cluster": _cluster,
    "aws_elasticache_serverless_cache": _serverless,
    "aws_elasticache_user": _user,
    "aws_elasticache_global_replication_group": _global,
    "aws_memorydb_cluster": _memorydb_cluster,
}
