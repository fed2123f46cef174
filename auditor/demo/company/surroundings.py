"""What caches use: parameter groups, users and their groups, keys, topics and log groups.

Sources: the ElastiCache user guide, "Engine specific parameters" (names, defaults, and since when each is there),
"Role-Based Access Control (RBAC)" and "Create a Valkey serverless cache with a public endpoint" (AWS's own users).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.demo.company.place import Place

#: Parameters of Redis and Valkey: name -> (value where nobody set one, type of data).
_REDIS = {
    "acl-pubsub-default": ("allchannels", "string"), "activedefrag": ("no", "string"),
    "appendonly": ("no", "string"), "client-output-buffer-limit-normal-hard-limit": ("0", "integer"),
    "client-output-buffer-limit-normal-soft-limit": ("0", "integer"),
    "client-output-buffer-limit-normal-soft-seconds": ("0", "integer"),
    "client-output-buffer-limit-pubsub-hard-limit": ("33554432", "integer"),
    "client-output-buffer-limit-pubsub-soft-limit": ("8388608", "integer"),
    "client-output-buffer-limit-pubsub-soft-seconds": ("60", "integer"),
    "close-on-replica-write": ("yes", "string"), "cluster-enabled": ("no", "string"),
    "cluster-require-full-coverage": ("no", "string"), "databases": ("16", "integer"),
    "maxclients": ("65000", "integer"), "maxmemory-policy": ("volatile-lru", "string"),
    "min-replicas-max-lag": ("10", "integer"), "min-replicas-to-write": ("0", "integer"),
    "notify-keyspace-events": (None, "string"), "rename-commands": (None, "string"),
    "repl-backlog-size": ("1048576", "integer"), "reserved-memory-percent": ("25", "integer"),
    "slowlog-log-slower-than": ("10000", "integer"), "slowlog-max-len": ("128", "integer"),
    "tcp-keepalive": ("300", "integer"), "timeout": ("0", "integer"),
}  # fmt: skip
_MEMCACHED = {
    "binding_protocol": ("auto", "string"), "cas_disabled": ("0", "boolean"), "chunk_size": ("48", "integer"),
    "disable_flush_all": ("0", "boolean"), "error_on_memory_exhausted": ("0", "boolean"),
    "idle_timeout": ("0", "integer"), "max_item_size": ("1048576", "integer"),
    "max_simultaneous_connections": ("65000", "integer"), "maxconns_fast": ("0", "boolean"),
    "memcached_connections_overhead": ("100", "integer"),
}  # fmt: skip
#: The major version of Redis since which a parameter is there, of those that not all have.
_SINCE = {"acl-pubsub-default": 6, "rename-commands": 5, "close-on-replica-write": 5, "min-replicas-max-lag": 5,
          "min-replicas-to-write": 5}  # fmt: skip
#: Users and groups that AWS makes in every region, which nobody can change.
_OWN_USERS: dict[str, dict[str, Any]] = {
    "default": {"access": "on ~* +@all", "passwords": 0},
    "default.iam-user": {"access": "on ~* +@all", "iam": True, "engine": "valkey"},
}
_OWN_GROUPS = {"default.iam-user-group": {"engine": "valkey", "users": ["default.iam-user"]}}
_NOT_CHANGED = frozenset({"appendonly", "maxclients", "max_simultaneous_connections"})
_FAMILIES = ("redis4.0", "redis5.0", "redis6.x", "redis7", "valkey7", "valkey8", "memcached1.5", "memcached1.6")


def make(place: Place) -> None:
    """All of it."""
    for family in _FAMILIES:
        _parameter_group(place, f"default.{family}", {"family": family})
        if not family.startswith("memcached"):
            _parameter_group(place, f"default.{family}.cluster.on", {"family": family, "cluster-enabled": "yes"})
    for name, told in place.held["parameter_groups"].items():
        _parameter_group(place, name, told)
    for name, told in place.held["keys"].items():
        _key(place, name, "CUSTOMER", rotated=told["rotated"])
    _key(place, "aws/ebs", "AWS", rotated=True)
    for name, told in place.held["topics"].items():
        _topic(place, name, subscribed=told["subscribed"])
    for name, told in place.held["log_groups"].items():
        _log_group(place, name, told)
    _users(place)


def _parameter_group(place: Place, name: str, told: Mapping[str, str]) -> None:
    family, own = told["family"], not name.startswith("default.")
    place.add(
        "elasticache:DescribeCacheParameterGroups",
        {
            "CacheParameterGroupName": name, "CacheParameterGroupFamily": family, "IsGlobal": False,
            "Description": _described(name, family), "ARN": place.arn("elasticache", f"parametergroup:{name}"),
        },
    )  # fmt: skip
    parameters = []
    memcached = family.startswith("memcached")
    for parameter, (value, type_) in (_MEMCACHED if memcached else _REDIS).items():
        if family.startswith("redis") and int(family.removeprefix("redis")[0]) < _SINCE.get(parameter, 0):
            continue
        held = told.get(parameter, value)
        made = {
            "ParameterName": parameter, "Description": f"See the user guide: {parameter}",
            "Source": "user" if own and parameter in told else "system", "DataType": type_,
            "IsModifiable": parameter not in _NOT_CHANGED, "ChangeType": "immediate",
            "MinimumEngineVersion": "1.4.5" if memcached else "4.0.10",
        }  # fmt: skip
        parameters.append(made if held is None else {**made, "ParameterValue": held})
    place.tell("elasticache:DescribeCacheParameters", name, parameters)


def _described(name: str, family: str) -> str:
    """As AWS describes its own groups, and as the company does."""
    if name.endswith(".cluster.on"):
        return f"Customized default parameter group for {family} with cluster mode on"
    return f"Default parameter group for {family}" if name.startswith("default.") else f"Parameters for {family}"


def _key(place: Place, name: str, manager: str, *, rotated: bool) -> None:
    arn = place.key_arn(name)
    ident = arn.rpartition("/")[2]
    metadata = {
        "AWSAccountId": place.account, "KeyId": ident, "Arn": arn, "CreationDate": place.ago(700), "Enabled": True,
        "Description": name, "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS",
        "KeyManager": manager, "KeySpec": "SYMMETRIC_DEFAULT", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": False,
    }  # fmt: skip
    root = {"AWS": f"arn:aws:iam::{place.account}:root"}
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    if not rotated:
        statement["Principal"] = {"AWS": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    alias = f"alias/{name}"
    place.add("kms:ListKeys", {"KeyId": ident, "KeyArn": arn})
    place.add("kms:ListAliases", {"AliasName": alias, "AliasArn": place.arn("kms", alias), "TargetKeyId": ident,
                                  "CreationDate": place.ago(700), "LastUpdatedDate": place.ago(700)})  # fmt: skip
    for subject in (ident, alias):
        place.tell("kms:DescribeKey", subject, {"KeyMetadata": metadata})
    rotation = {"KeyRotationEnabled": rotated, "KeyId": ident}
    place.tell("kms:GetKeyRotationStatus", ident, {**rotation, "RotationPeriodInDays": 365} if rotated else rotation)
    place.tell("kms:GetKeyPolicy", ident, {"Policy": policy, "PolicyName": "default"})
    place.tell("kms:ListResourceTags", ident, {"Tags": [], "Truncated": False})


def _topic(place: Place, name: str, *, subscribed: bool) -> None:
    arn = place.arn("sns", name)
    place.add("sns:ListTopics", {"TopicArn": arn})
    attributes = {
        "TopicArn": arn, "Owner": place.account, "DisplayName": "",
        "SubscriptionsConfirmed": "2" if subscribed else "0",
        "SubscriptionsPending": "0", "SubscriptionsDeleted": "0",
        "Policy": json.dumps({"Version": "2008-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish",
            "Resource": arn}]}),
    }  # fmt: skip
    if subscribed:
        attributes["KmsMasterKeyId"] = place.key_arn("cache")
    place.tell("sns:GetTopicAttributes", arn, {"Attributes": attributes})
    mail = {"SubscriptionArn": f"{arn}:{place.uuid(name)}", "Owner": place.account, "Protocol": "email",
            "TopicArn": arn, "Endpoint": "on-call@larkspur.example"}  # fmt: skip
    place.tell("sns:ListSubscriptionsByTopic", arn, {"Subscriptions": [mail] if subscribed else []})
    place.tell("sns:ListTagsForResource", arn, {"Tags": []})


def _log_group(place: Place, name: str, told: Mapping[str, Any]) -> None:
    arn = place.arn("logs", f"log-group:{name}")
    made = {
        "logGroupName": name, "arn": f"{arn}:*", "logGroupArn": arn, "creationTime": 1_700_000_000_000,
        "metricFilterCount": 0, "storedBytes": 52_428_800, "logGroupClass": "STANDARD",
    }  # fmt: skip
    made |= {"retentionInDays": told["days"]} if "days" in told else {}
    made |= {"kmsKeyId": place.key_arn(told["key"])} if "key" in told else {}
    place.add("logs:DescribeLogGroups", made)


def _users(place: Place) -> None:
    groups = {**_OWN_GROUPS, **place.held["user_groups"]}
    users = {**_OWN_USERS, **place.held["users"]}
    for user, told in users.items():
        login = {"Type": "iam"} if told.get("iam") else {"Type": "password", "PasswordCount": told.get("passwords", 0)}
        if login.get("PasswordCount") == 0:
            login = {"Type": "no-password"}
        place.add(
            "elasticache:DescribeUsers",
            {
                "UserId": user, "UserName": told.get("name", user), "Status": "active",
                "MinimumEngineVersion": _since(told.get("engine"), login["Type"]), "AccessString": told["access"],
                "Engine": told.get("engine", "redis"), "Authentication": login,
                "UserGroupIds": [name for name, group in groups.items() if user in group["users"]],
                "ARN": place.arn("elasticache", f"user:{user}"),
            },
        )  # fmt: skip
    for name, group in groups.items():
        used = {
            kind: [key for key, told in place.each(kind) if told.get("users") == name]
            for kind in ("replication_groups", "serverless_caches")
        }
        place.add(
            "elasticache:DescribeUserGroups",
            {
                "UserGroupId": name, "Status": "active", "Engine": group["engine"], "UserIds": group["users"],
                "MinimumEngineVersion": _since(group["engine"], ""), "PendingChanges": {},
                "ReplicationGroups": used["replication_groups"], "ServerlessCaches": used["serverless_caches"],
                "ARN": place.arn("elasticache", f"usergroup:{name}"),
            },
        )  # fmt: skip


def _since(engine: str | None, login: str) -> str:
    """The first version of an engine that takes a user or a group; IAM needs a younger one."""
    if engine == "valkey":
        return "7.2"
    return "7.0" if login == "iam" else "6.0"
