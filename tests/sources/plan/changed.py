"""A shop's caches before and after a change, as plans tell of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from auditor.engine.loader import RuleSet, load_rules
from auditor.model.finding import Finding, Status
from auditor.model.report import Report
from auditor.scan import evaluate
from tests.sources.plan.made import GROUP, Planned, plan, read

ADDRESS = f"{GROUP}.shop"
SECURITY, RULE = "aws_security_group.cache", "aws_security_group_rule.clients"
USER, USERS = "aws_elasticache_user.api", "aws_elasticache_user_group.app"

_ARN = "arn:aws:elasticache:eu-west-1:123456789012"
SHOP: dict[str, object] = {
    "replication_group_id": "shop",
    "description": "shop",
    "arn": f"{_ARN}:replicationgroup:shop",
    "engine": "valkey",
    "engine_version": "8.0",
    "node_type": "cache.r7g.large",
    "num_cache_clusters": 2,
    "automatic_failover_enabled": True,
    "multi_az_enabled": True,
    "at_rest_encryption_enabled": "true",
    "transit_encryption_enabled": True,
    "transit_encryption_mode": "required",
    "snapshot_retention_limit": 7,
    "final_snapshot_identifier": None,
    "maintenance_window": "sun:05:00-sun:06:00",
    "apply_immediately": None,
    "security_group_ids": ["sg-0a1"],
    "user_group_ids": ["app"],
    "auth_token": None,
    "parameter_group_name": "default.valkey8",
}
_USER: dict[str, object] = {
    "user_id": "api",
    "user_name": "api",
    "engine": "valkey",
    "access_string": "on ~* -@all +@read",
    "authentication_mode": [{"type": "password", "passwords": ["example-password-000"], "password_count": 1}],
}
_USERS: dict[str, object] = {"user_group_id": "app", "engine": "valkey", "user_ids": ["api"]}
_SECURITY: dict[str, object] = {"id": "sg-0a1", "name": "cache", "ingress": []}
_RULE: dict[str, object] = {
    "type": "ingress",
    "security_group_id": "sg-0a1",
    "protocol": "tcp",
    "from_port": 6379,
    "to_port": 6379,
    "cidr_blocks": ["10.0.0.0/8"],
}
EVERYTHING = {ADDRESS: SHOP, USER: _USER, USERS: _USERS, SECURITY: _SECURITY, RULE: _RULE}


def stays(address: str, values: dict[str, object]) -> Planned:
    return Planned(address, values, actions=("no-op",), before=values)


def change(
    address: str, *actions: str, after: dict[str, object] | None = None, before: dict[str, object] | None = None
) -> Planned:
    """A change of one of the resources: what it has besides what it had, and what it had besides the usual."""
    was = EVERYTHING[address] | (before or {})
    return Planned(address, was | (after or {}), actions=actions or ("update",), before=was)


def shop(*changes: Planned, **more: object) -> dict[str, object]:
    """A plan in which all that nothing is done to stays as it is."""
    done = {one.address for one in changes}
    return plan(*changes, *(stays(a, values) for a, values in EVERYTHING.items() if a not in done), **more)


def deleted(*addresses: str, reason: str = "", **besides: object) -> dict[str, object]:
    """A plan that deletes some of it."""
    made = plan(*(stays(a, values) for a, values in EVERYTHING.items() if a not in addresses))
    for address in addresses:
        told = {"actions": ["delete"], "before": EVERYTHING[address] | besides, "after": None, "after_unknown": {}}
        type_, _, name = address.rpartition("[")[0].rpartition(".") if "[" in address else address.partition(".")
        one = {"address": address, "mode": "managed", "type": type_, "name": name, "change": told}
        made["resource_changes"].append(one | ({"action_reason": reason} if reason else {}))  # type: ignore[attr-defined] # a list
    return made


@cache
def catalogue(*select: str) -> RuleSet:
    """The rules that are selected."""
    return load_rules().select(select)


def judged(folder: Path, made: dict[str, object], *select: str) -> Report:
    """The report on a plan by all rules, or by some."""
    return evaluate(read(folder, made), catalogue(*(select or ("all",))), "2026-01-01T00:00:00Z")


def told(folder: Path, made: dict[str, object]) -> dict[tuple[str, str], str]:
    """(rule, address) -> status, of the rules about changes, without those that do not apply."""
    return {
        (one.rule, one.address): one.status.value
        for one in judged(folder, made, "change").findings
        if one.status is not Status.NOT_APPLICABLE
    }


def failing(folder: Path, made: dict[str, object]) -> set[tuple[str, str]]:
    return {pair for pair, status in told(folder, made).items() if status == "fail"}


def finding(folder: Path, made: dict[str, object], rule: str) -> Finding:
    (found,) = (one for one in judged(folder, made, rule).findings if one.status is Status.FAIL)
    return found
