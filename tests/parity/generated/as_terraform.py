"""A system in Terraform's JSON."""

from __future__ import annotations

from tests.parity.generated.things import ELSEWHERE, Either, Id, Thing, Variable

Json = dict[str, object]
TYPES = {
    "replication_group": "aws_elasticache_replication_group",
    "cache_cluster": "aws_elasticache_cluster",
    "serverless_cache": "aws_elasticache_serverless_cache",
    "user": "aws_elasticache_user",
    "user_group": "aws_elasticache_user_group",
    "memorydb_cluster": "aws_memorydb_cluster",
    "memorydb_user": "aws_memorydb_user",
    "memorydb_acl": "aws_memorydb_acl",
    "security_group": "aws_security_group",
    "rule": "aws_vpc_security_group_ingress_rule",
}
_ARGUMENTS = {
    "version": "engine_version",
    "tls": "transit_encryption_enabled",
    "tls_mode": "transit_encryption_mode",
    "at_rest": "at_rest_encryption_enabled",
    "failover": "automatic_failover_enabled",
    "multi_az": "multi_az_enabled",
    "backup_days": "snapshot_retention_limit",
    "auto_minor": "auto_minor_version_upgrade",
    "shards": "num_node_groups",
    "replicas": "replicas_per_node_group",
    "nodes": "num_cache_clusters",
    "token": "auth_token",
    "user_groups": "user_group_ids",
    "user_group": "user_group_id",
    "groups": "security_group_ids",
    "node_count": "num_cache_nodes",
    "access": "access_string",
    "users": "user_ids",
    "old_passwords": "passwords",
    "no_password": "no_password_required",
}
#: Arguments that some kinds of things have under another name.
_OTHERWISE = {
    ("serverless_cache", "version"): "major_engine_version",
    ("memorydb_cluster", "tls"): "tls_enabled",
    ("memorydb_cluster", "shards"): "num_shards",
    ("memorydb_cluster", "replicas"): "num_replicas_per_shard",
    ("memorydb_cluster", "acl"): "acl_name",
    ("memorydb_acl", "users"): "user_names",
}
#: What names a thing, and the attribute that others name it by.
_NAMES = {
    "replication_group": ("replication_group_id", "id"),
    "cache_cluster": ("cluster_id", "id"),
    "serverless_cache": ("name", "name"),
    "user": ("user_id", "user_id"),
    "user_group": ("user_group_id", "user_group_id"),
    "memorydb_cluster": ("name", "name"),
    "memorydb_user": ("user_name", "user_name"),
    "memorydb_acl": ("name", "id"),
    "security_group": ("name", "id"),
}


def address_of(thing: Thing) -> str:
    """What Terraform calls a thing."""
    return f"{TYPES[thing.kind]}.{thing.name}" + ("[0]" if thing.only else "")


def as_terraform(things: list[Thing]) -> Json:
    """The root module of a system."""
    kinds = {thing.name: thing.kind for thing in things}
    resources: dict[str, Json] = {}
    variables: Json = {}
    for thing in things:
        resources.setdefault(TYPES[thing.kind], {})[thing.name] = _resource(thing, kinds)
        for variable in thing.variables():
            variables[variable.name] = _variable(variable)
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": "eu-west-1"}},
        "variable": variables,
        "resource": resources,
    }


def _variable(variable: Variable) -> Json:
    told: Json = {"type": variable.kind}
    if variable.secret:
        told["sensitive"] = True
    if variable.choices:
        listed = ", ".join(_literal(choice) for choice in variable.choices)
        told["validation"] = {
            "condition": f"${{contains([{listed}], var.{variable.name})}}",
            "error_message": "It is none of the values that it may have.",
        }
    return told


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _holds(condition: Either) -> str:
    return f'var.{condition.variable.name} == "{condition.equals}"'


def _resource(thing: Thing, kinds: dict[str, str]) -> Json:
    """A resource, which is counted where it is there only if a condition holds."""
    count: Json = {"count": f"${{{_holds(thing.only)} ? 1 : 0}}"} if thing.only else {}
    return count | _arguments(thing, kinds)


def _expression(value: object, kinds: dict[str, str]) -> str:
    if isinstance(value, Id):
        kind = kinds[value.name]
        return f"{TYPES[kind]}.{value.name}.{_NAMES[kind][1]}"
    if isinstance(value, Either):
        return f"{_holds(value)} ? {_expression(value.then, kinds)} : {_expression(value.otherwise, kinds)}"
    return f"var.{value.name}" if isinstance(value, Variable) else _literal(value)


_NODE_TYPES = {
    "replication_group": "cache.t4g.small",
    "cache_cluster": "cache.t4g.small",
    "memorydb_cluster": "db.t4g.small",
}


def _arguments(thing: Thing, kinds: dict[str, str]) -> Json:
    def told(value: object) -> object:
        if isinstance(value, Variable | Either | Id):
            return f"${{{_expression(value, kinds)}}}"
        return [told(one) for one in value] if isinstance(value, list) else value

    if thing.kind == "rule":
        return _rule_apart(thing, told)
    made: Json = {_NAMES[thing.kind][0]: thing.name}
    if thing.kind in ("replication_group", "security_group"):
        made["description"] = "made up"
    if thing.kind in _NODE_TYPES:
        made["node_type"] = _NODE_TYPES[thing.kind]
    arguments = dict(thing.arguments)
    mode, passwords = arguments.pop("mode", ""), arguments.pop("passwords", None)
    counts = arguments.pop("shard_replicas", None)
    if isinstance(counts, list):
        made["node_group_configuration"] = [{} if one is None else {"replica_count": told(one)} for one in counts]
    for name, value in arguments.items():
        made[_OTHERWISE.get((thing.kind, name)) or _ARGUMENTS.get(name, name)] = told(value)
    if mode:
        made["authentication_mode"] = {"type": told(mode)} | ({"passwords": told(passwords)} if passwords else {})
    if thing.rules:
        made["ingress"] = [_rule_inside(rule, told) for rule in thing.rules]
    return made


def _rule_inside(rule: Json, told: object) -> Json:
    assert callable(told)
    source = told(rule["source"])
    group = isinstance(rule["source"], Id)
    six = not group and ":" in str(source)
    # In JSON this is no block but an attribute, an object of which has all that there is.
    return {
        "description": "",
        "protocol": rule["protocol"],
        "from_port": told(rule.get("from", 0)),
        "to_port": told(rule.get("to", 0)),
        "cidr_blocks": [] if six or group else [source],
        "ipv6_cidr_blocks": [source] if six else [],
        "prefix_list_ids": [],
        "security_groups": [source] if group else [],
        "self": False,
    }


def _rule_apart(thing: Thing, told: object) -> Json:
    assert callable(told)
    rule = thing.arguments
    made: Json = {"security_group_id": told(rule["group"]), "ip_protocol": rule["protocol"]}
    if "from" in rule:
        made |= {"from_port": told(rule["from"]), "to_port": told(rule["to"])}
    source = told(rule["source"])
    if isinstance(rule["source"], Id):
        return made | {"referenced_security_group_id": source}
    if source in ("self", "group"):
        return made | {"referenced_security_group_id": told(rule["group"]) if source == "self" else ELSEWHERE}
    return made | {"cidr_ipv6" if ":" in str(source) else "cidr_ipv4": source}
