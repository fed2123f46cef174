"""What AWS decides of all that stands around caches, and what data sources give."""

from __future__ import annotations

import json
from typing import Any

from tests.parity.stand_in.decided import ACCOUNT, CACHES, arn, digest, told
from tests.parity.stand_in.planning import Values

#: Resource type -> what its id begins with, where AWS makes one up.
_IDS = {
    "aws_vpc": "vpc-0",
    "aws_subnet": "subnet-0",
    "aws_security_group": "sg-0",
    "aws_default_security_group": "sg-0",
    "aws_security_group_rule": "sgrule-",
    "aws_vpc_security_group_ingress_rule": "sgr-0",
    "aws_vpc_security_group_egress_rule": "sgr-0",
}
#: Resource type -> the attribute that its id is, and its ARN without the id.
_NAMED = {
    "aws_elasticache_user_group": ("user_group_id", "elasticache", "usergroup:"),
    "aws_elasticache_parameter_group": ("name", "elasticache", "parametergroup:"),
    "aws_elasticache_subnet_group": ("name", "elasticache", "subnetgroup:"),
    "aws_memorydb_acl": ("name", "memorydb", "acl/"),
    "aws_memorydb_parameter_group": ("name", "memorydb", "parametergroup/"),
    "aws_memorydb_subnet_group": ("name", "memorydb", "subnetgroup/"),
    "aws_memorydb_user": ("user_name", "memorydb", "user/"),
    "aws_cloudwatch_log_group": ("name", "logs", "log-group:"),
    "aws_cloudwatch_metric_alarm": ("alarm_name", "cloudwatch", "alarm:"),
    "aws_kms_alias": ("name", "kms", ""),
}
_FIXED: dict[str, Values] = {
    "aws_vpc": {
        "enable_dns_hostnames": True,
        "ipv6_cidr_block": "2600:1f18:1234:5600::/56",
        "ipv6_association_id": "vpc-cidr-assoc-0123456789abcdef0",
        "owner_id": ACCOUNT,
    },
    "aws_subnet": {
        "availability_zone_id": "use1-az1",
        "ipv6_cidr_block_association_id": "subnet-cidr-assoc-0123456789abcdef0",
        "owner_id": ACCOUNT,
        "private_dns_hostname_type_on_launch": "ip-name",
    },
    "aws_security_group": {"owner_id": ACCOUNT, "ingress": [], "egress": []},
    "aws_default_security_group": {
        "owner_id": ACCOUNT,
        "name": "default",
        "description": "default VPC security group",
    },
    "aws_elasticache_subnet_group": {"vpc_id": "vpc-0"},
    "aws_sns_topic": {"signature_version": 0, "owner": ACCOUNT},
    "aws_iam_policy": {"attachment_count": 0, "policy_id": "ANPA0EXAMPLE00000000A"},
    "aws_cloudwatch_log_group": {"log_group_class": "STANDARD"},
    "random_password": {
        "bcrypt_hash": "example-hash-not-a-secret-789",
        "result": "exampleResultNotASecret789exampleResultNotASecre",
        "id": "none",
        "number": True,
        "numeric": True,
    },
}


def decide(kind: str, name: str, plan: Values) -> Any:
    """What AWS chose for an attribute; None for nothing."""
    if kind in CACHES:
        return CACHES[kind](name, plan)
    fixed = _FIXED.get(kind, {})
    if name in fixed:
        return fixed[name]
    if kind in _NAMED:
        attribute, service, before = _NAMED[kind]
        return {"id": told(plan, attribute), "arn": arn(plan, service, before + str(told(plan, attribute)))}.get(name)
    if kind in _IDS:
        made = _IDS[kind] + digest(kind, plan, 16)
        ids = {"id": made, "arn": arn(plan, "ec2", made), "security_group_rule_id": f"sgr-0{digest(kind, plan, 16)}"}
        return ids.get(name)
    if kind == "aws_kms_key":
        key = f"{digest(kind, plan, 8)}-1234-1234-1234-123456789012"
        return {"id": key, "key_id": key, "arn": arn(plan, "kms", f"key/{key}")}.get(name)
    if kind == "aws_sns_topic":
        topic = arn(plan, "sns", str(told(plan, "name")))
        return {"id": topic, "arn": topic}.get(name)
    if kind == "aws_iam_policy":
        policy = f"arn:aws:iam::{ACCOUNT}:policy/{told(plan, 'name')}"
        return {"id": policy, "arn": policy}.get(name)
    if kind == "aws_elasticache_user_group_association":
        return f"{told(plan, 'user_group_id')},{told(plan, 'user_id')}" if name == "id" else None
    return None


def read_data(kind: str, config: Values) -> Values:
    """What a data source gives."""
    region = told(config, "region", "us-east-1")
    if kind == "aws_availability_zones":
        names = [f"{region}{letter}" for letter in "abcdef"]
        return {
            **config,
            "group_names": [f"{region}-zg-1"],
            "id": region,
            "names": names,
            "zone_ids": [f"use1-az{n}" for n in range(1, 7)],
        }
    if kind == "aws_caller_identity":
        caller = f"arn:aws:iam::{ACCOUNT}:user/deployer"
        return {**config, "account_id": ACCOUNT, "arn": caller, "id": ACCOUNT, "user_id": "AIDAEXAMPLE0000000000"}
    statements = [_statement(one) for one in config.get("statement") or []]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    minified = json.dumps(json.loads(text), separators=(",", ":"))
    filled = [{**one, "effect": one.get("effect") or "Allow"} for one in config.get("statement") or []]
    return {
        **config,
        "statement": filled,
        "version": "2012-10-17",
        "json": text,
        "minified_json": minified,
        "id": digest(kind, {"json": text}, 10),
    }


def _statement(one: Values) -> Values:
    told_of: Values = {"Sid": one["sid"], "Effect": one.get("effect") or "Allow", "Action": one["actions"]}
    told_of["Resource"] = one["resources"]
    if one.get("principals"):
        told_of["Principal"] = {held["type"]: held["identifiers"] for held in one["principals"]}
    if one.get("condition"):
        told_of["Condition"] = {held["test"]: {held["variable"]: held["values"]} for held in one["condition"]}
    return told_of
