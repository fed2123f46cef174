"""A system as a template of CloudFormation."""

from __future__ import annotations

import json

import yaml

from tests.parity.generated.things import ELSEWHERE, Either, Id, Thing, Variable

Json = dict[str, object]
_TYPES = {
    "replication_group": "AWS::ElastiCache::ReplicationGroup",
    "cache_cluster": "AWS::ElastiCache::CacheCluster",
    "serverless_cache": "AWS::ElastiCache::ServerlessCache",
    "user": "AWS::ElastiCache::User",
    "user_group": "AWS::ElastiCache::UserGroup",
    "memorydb_cluster": "AWS::MemoryDB::Cluster",
    "memorydb_user": "AWS::MemoryDB::User",
    "memorydb_acl": "AWS::MemoryDB::ACL",
    "security_group": "AWS::EC2::SecurityGroup",
    "rule": "AWS::EC2::SecurityGroupIngress",
}
_PROPERTIES = {
    "engine": "Engine",
    "version": "EngineVersion",
    "tls": "TransitEncryptionEnabled",
    "tls_mode": "TransitEncryptionMode",
    "at_rest": "AtRestEncryptionEnabled",
    "failover": "AutomaticFailoverEnabled",
    "multi_az": "MultiAZEnabled",
    "backup_days": "SnapshotRetentionLimit",
    "auto_minor": "AutoMinorVersionUpgrade",
    "port": "Port",
    "network_type": "NetworkType",
    "shards": "NumNodeGroups",
    "replicas": "ReplicasPerNodeGroup",
    "nodes": "NumCacheClusters",
    "token": "AuthToken",
    "user_groups": "UserGroupIds",
    "user_group": "UserGroupId",
    "groups": "SecurityGroupIds",
    "node_count": "NumCacheNodes",
    "az_mode": "AZMode",
    "access": "AccessString",
    "users": "UserIds",
    "user_name": "UserName",
    "old_passwords": "Passwords",
    "no_password": "NoPasswordRequired",
}
_NAMES = {
    "replication_group": "ReplicationGroupId",
    "cache_cluster": "ClusterName",
    "serverless_cache": "ServerlessCacheName",
    "user": "UserId",
    "user_group": "UserGroupId",
    "memorydb_cluster": "ClusterName",
    "memorydb_user": "UserName",
    "memorydb_acl": "ACLName",
    "security_group": "GroupName",
}
_FIXED: dict[str, Json] = {
    "replication_group": {"ReplicationGroupDescription": "made up", "CacheNodeType": "cache.t4g.small"},
    "cache_cluster": {"CacheNodeType": "cache.t4g.small"},
    "memorydb_cluster": {"NodeType": "db.t4g.small"},
    # What Terraform takes away by itself: the rule for all outbound traffic.
    "security_group": {
        "GroupDescription": "made up",
        "SecurityGroupEgress": [{"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "made up"}],
    },
}
_OTHERWISE = {
    ("serverless_cache", "version"): "MajorEngineVersion",
    ("cache_cluster", "groups"): "VpcSecurityGroupIds",
    ("memorydb_cluster", "tls"): "TLSEnabled",
    ("memorydb_cluster", "shards"): "NumShards",
    ("memorydb_cluster", "replicas"): "NumReplicasPerShard",
    ("memorydb_cluster", "acl"): "ACLName",
    ("memorydb_acl", "users"): "UserNames",
}


def as_template(things: list[Thing]) -> Json:
    """The template, with functions in their long forms."""
    kinds = {thing.name: thing.kind for thing in things}
    parameters = {variable.name: _parameter(variable) for thing in things for variable in thing.variables()}
    resources = {thing.name: _resource(thing, kinds) for thing in things}
    conditions = {
        one.name: {"Fn::Equals": [{"Ref": one.variable.name}, one.equals]}
        for thing in things
        for one in thing.conditions()
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": parameters,
        "Conditions": conditions,
        "Resources": resources,
    }


def _resource(thing: Thing, kinds: dict[str, str]) -> Json:
    condition: Json = {"Condition": thing.only.name} if thing.only else {}
    return {"Type": _TYPES[thing.kind], **condition, "Properties": _properties(thing, kinds)}


def _parameter(variable: Variable) -> Json:
    told: Json = {"Type": "Number" if variable.kind == "number" else "String"}
    if variable.secret:
        told["NoEcho"] = True
    if variable.choices:
        told["AllowedValues"] = [text_of(choice) for choice in variable.choices]
    return told


def text_of(value: object) -> object:
    """A value as parameters have it: there are no true and false."""
    return str(value).lower() if isinstance(value, bool) else value


def _properties(thing: Thing, kinds: dict[str, str]) -> Json:
    def told(value: object) -> object:
        if isinstance(value, Variable):
            return {"Ref": value.name}
        if isinstance(value, Either):
            otherwise = {"Ref": "AWS::NoValue"} if value.otherwise is None else told(value.otherwise)
            return {"Fn::If": [value.name, told(value.then), otherwise]}
        if isinstance(value, Id):
            by_id = kinds[value.name] == "security_group"
            return {"Fn::GetAtt": [value.name, "GroupId"]} if by_id else {"Ref": value.name}
        return [told(one) for one in value] if isinstance(value, list) else value

    if thing.kind == "rule":
        return {"GroupId": told(thing.arguments["group"])} | _rule(thing.arguments, told)
    made: Json = {_NAMES[thing.kind]: thing.name} | _FIXED.get(thing.kind, {})
    arguments = dict(thing.arguments)
    mode, passwords = arguments.pop("mode", ""), arguments.pop("passwords", None)
    counts = arguments.pop("shard_replicas", None)
    if isinstance(counts, list):
        made["NodeGroupConfiguration"] = [{} if one is None else {"ReplicaCount": told(one)} for one in counts]
    for name, value in arguments.items():
        made[_OTHERWISE.get((thing.kind, name)) or _PROPERTIES[name]] = told(value)
    if mode:
        made["AuthenticationMode"] = {"Type": told(mode)} | ({"Passwords": told(passwords)} if passwords else {})
    if thing.rules:
        made["SecurityGroupIngress"] = [_rule(rule, told) for rule in thing.rules]
    return made


def _rule(rule: Json, told: object) -> Json:
    assert callable(told)
    made: Json = {"IpProtocol": rule["protocol"]}
    if "from" in rule:
        made |= {"FromPort": told(rule["from"]), "ToPort": told(rule["to"])}
    source = told(rule["source"])
    if isinstance(rule["source"], Id):
        return made | {"SourceSecurityGroupId": source}
    if source in ("self", "group"):
        return made | {"SourceSecurityGroupId": told(rule["group"]) if source == "self" else ELSEWHERE}
    return made | {"CidrIpv6" if isinstance(source, str) and ":" in source else "CidrIp": source}


def as_json(template: Json) -> str:
    """The template in JSON."""
    return json.dumps(template, indent=2)


class _Dumper(yaml.SafeDumper):
    """Writes functions as short tags."""

    def ignore_aliases(self, data: object) -> bool:
        """Templates repeat themselves."""
        return True


def _short_form(dumper: yaml.SafeDumper, value: dict[str, object]) -> yaml.Node:
    if value.keys() == {"Ref"}:
        return dumper.represent_scalar("!Ref", str(value["Ref"]))
    if value.keys() == {"Fn::GetAtt"} and isinstance(value["Fn::GetAtt"], list):
        return dumper.represent_scalar("!GetAtt", ".".join(value["Fn::GetAtt"]))
    for name in ("If", "Equals"):
        if value.keys() == {f"Fn::{name}"} and isinstance(listed := value[f"Fn::{name}"], list):
            return dumper.represent_sequence(f"!{name}", listed)
    return dumper.represent_dict(value)


_Dumper.add_representer(dict, _short_form)


def as_yaml(template: Json) -> str:
    """The template in YAML, with short tags."""
    return yaml.dump(template, Dumper=_Dumper, sort_keys=False)
