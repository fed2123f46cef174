"""Why a telling of a made up system may say otherwise than its code: one table, by what it is that differs.

A line takes what the system is, the thing that is judged, and the verdicts of code and telling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.parity.generated.things import Either, Id, Thing

_TOKEN = "auth-token-not-plaintext"
_REACH = (
    "ipv6-dual-stack-exposure",
    "memcached-no-auth-compensation",
    "route-exposure",
    "security-group-internet-exposure",
    "sg-all-protocols",
    "sg-source-too-broad",
)


@dataclass(frozen=True)
class Case:
    """One difference: a thing in its system, and what code and the telling say of it."""

    system: list[Thing]
    thing: Thing
    code: str
    told: str


@dataclass(frozen=True)
class Reason:
    """What may differ and why: in which tellings, by which rules, in which cases."""

    why: str
    tellings: tuple[str, ...]
    rules: tuple[str, ...]
    holds: Callable[[Case], bool]


def _group_without_rules(case: Case) -> bool:
    named = case.thing.arguments.get("groups")
    groups = {one.name for one in named if isinstance(one, Id)} if isinstance(named, list) else set()
    made = [one for one in case.system if one.only is None or one.only.variable.given == one.only.equals]
    ruled = {thing.arguments["group"] for thing in made if thing.kind == "rule"}
    return case.told == "unknown" and any(
        thing.name in groups and not thing.rules and Id(thing.name) not in ruled for thing in case.system
    )


def _one_of_several_groups(case: Case) -> bool:
    named = case.thing.arguments.get("groups")
    return case.told == "unknown" and isinstance(named, list) and not all(isinstance(one, Id) for one in named)


def _is_one_of_several(case: Case) -> bool:
    """Whether a cache of its system names groups that are not all told by their ids."""
    lists = [thing.arguments.get("groups") for thing in case.system]
    return any(isinstance(named, list) and not all(isinstance(one, Id) for one in named) for named in lists)


def _leaves_failover_to_aws(case: Case) -> bool:
    told = case.thing.arguments
    stated = [told.get("failover"), told.get("multi_az")]
    return case.thing.kind == "replication_group" and any(
        one is None or (isinstance(one, Either) and one.otherwise is None) for one in stated
    )


def _one_of_several_acls(case: Case) -> bool:
    return case.told == "unknown" and any(isinstance(thing.arguments.get("acl"), Either) for thing in case.system)


def _leaves_tls_to_aws(case: Case) -> bool:
    stated = case.thing.arguments.get("tls")
    unset = stated is None or (isinstance(stated, Either) and stated.otherwise is None)
    return case.told == "unknown" and case.thing.kind == "memorydb_cluster" and unset


def _leaves_the_version_to_aws(case: Case) -> bool:
    stated = case.thing.arguments.get("version")
    return stated is None or (isinstance(stated, Either) and stated.otherwise is None)


def _has_choices(case: Case) -> bool:
    held = [variable for thing in case.system for variable in thing.variables()]
    return case.code == "unknown" and any(variable.choices for variable in held)


REASONS = (
    Reason(
        "ids that are not known yet: a plan does not tell which groups a cache that names one of several is in",
        ("plan",),
        ("security-group-description",),
        lambda case: case.told == "unknown" and _is_one_of_several(case),
    ),
    Reason(
        "a security group without rules for what goes out: a plan does not tell whether a dynamic block makes some",
        ("plan",),
        ("security-group-description", "sg-egress-open"),
        lambda case: case.told == "unknown",
    ),
    Reason(
        "plans and states do not tell of prevent_destroy",
        ("plan", "state"),
        ("prevent-destroy",),
        lambda case: case.told == "unknown",
    ),
    Reason(
        "templates cannot say when a change is made",
        ("yaml", "json", "yaml open", "json open"),
        ("apply-immediately",),
        lambda case: case.told == "not_applicable",
    ),
    Reason(
        "a state tells which hours AWS chose, as if somebody had stated them",
        ("state",),
        ("backup-window-clash", "maintenance-overlap", "maintenance-window"),
        lambda case: case.told == "pass",
    ),
    Reason(
        "a state names the subnets of a cache, and does not tell whether somebody or AWS chose them",
        ("state",),
        ("vpc-placement",),
        lambda case: case.told == "unknown",
    ),
    Reason(
        "a security group without any rule: a plan does not tell whether a dynamic block makes some",
        ("plan",),
        _REACH,
        _group_without_rules,
    ),
    Reason(
        "ids that are not known yet: a plan lists what they are made of, not which of it each of them is",
        ("plan",),
        (*_REACH, "security-group-not-default"),
        _one_of_several_groups,
    ),
    Reason(
        "the state names the version that AWS chose, as if somebody had stated it",
        ("state",),
        ("engine-version-offered", "engine-version-pinned", "redis-version-floor", "valkey-version-floor"),
        _leaves_the_version_to_aws,
    ),
    Reason(
        "a state holds secrets, and does not tell whether code spells them out",
        ("state",),
        (_TOKEN,),
        lambda case: case.told == "unknown",
    ),
    Reason(
        "the state names the group that AWS chose, and nothing in it tells that this is the default one",
        ("state",),
        ("security-group-not-default",),
        lambda case: case.told == "unknown" and "groups" not in case.thing.arguments,
    ),
    Reason(
        "Terraform sends a plain false where failover or zones are unset, CloudFormation leaves them to AWS",
        ("yaml", "json", "yaml open", "json open"),
        ("automatic-failover", "multi-az", "survives-node", "survives-zone"),
        _leaves_failover_to_aws,
    ),
    Reason(
        "a state tells in which zones AWS put nodes and which slots it dealt out; it is made up in words of its own",
        ("state",),
        ("replicas-az-spread", "shards-imbalanced", "survives-zone"),
        lambda case: case.thing.kind == "replication_group",
    ),
    Reason(
        "in which zones AWS puts the nodes of a shard that is configured by itself is not known yet in a plan",
        ("plan",),
        ("replicas-az-spread",),
        lambda case: case.told == "unknown" and "shard_replicas" in case.thing.arguments,
    ),
    Reason(
        "the id of an ACL that is yet to be made: a plan tells that it is one of several things, not which",
        ("plan",),
        ("authentication-enabled", "memorydb-acl-not-open", "user-group-orphan"),
        _one_of_several_acls,
    ),
    Reason(
        "Terraform sends MemoryDB a plain true where TLS is unset, CloudFormation leaves that to AWS",
        ("yaml", "json", "yaml open", "json open"),
        ("transit-encryption-enabled",),
        _leaves_tls_to_aws,
    ),
    Reason(
        "a parameter says which values it takes, and a variable does not",
        ("yaml open", "json open"),
        ("*",),
        _has_choices,
    ),
)


def reason(telling: str, rule: str, case: Case) -> Reason | None:
    """Why the telling may say otherwise; None where nothing excuses it."""
    found = (one for one in REASONS if telling in one.tellings and (rule in one.rules or one.rules == ("*",)))
    return next((one for one in found if one.holds(case)), None)
