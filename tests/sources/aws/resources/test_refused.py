"""A call that is refused takes knowledge away and nothing else: no verdict turns, but for those that become unknown."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.model.facts import Unknown, Unseen
from auditor.model.resource import Inventory
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    GLOBAL_DATASTORES,
    PARAMETERS,
    REPLICATION_GROUPS,
    SERVERLESS_CACHES,
    USER_GROUPS,
    USERS,
    Call,
)
from auditor.sources.aws.errors import Cause, Refusal
from tests.sources.aws.resources.estate import LISTED, NOBODY, PLACE, WORLD, inventory, verdicts
from tests.sources.aws.resources.memorydb_answers import denied

Verdicts = dict[tuple[str, str], str]
CALLS = [*LISTED, PARAMETERS]
SUBJECT = {PARAMETERS: "Tuned"}
NODES = f"{PLACE}:replicationgroup:sessions"


@cache
def quiet() -> Verdicts:
    return verdicts(inventory(), "all")


def turned(found: Inventory) -> dict[tuple[str, str], str]:
    """Verdicts that are others than in the quiet account, and not unknown."""
    now = verdicts(found, "all")
    return {
        key: f"{status}, not {quiet().get(key, 'there')}"
        for key, status in now.items()
        if status not in ("unknown", quiet().get(key))
    }


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call.operation))
@pytest.mark.parametrize("cause", [Cause.DENIED, Cause.THROTTLED, Cause.OTHER], ids=lambda cause: str(cause.name))
def test_no_verdict_turns_where_a_call_is_refused(call: Call, cause: Cause):
    refused = Answer(call, [], Refusal(cause, "Refused", call.name), SUBJECT.get(call, ""))
    found = inventory(refused)
    assert [gap.reason for gap in found.gaps] == [f"Refused: {call.name}"]
    assert turned(found) == {}
    assert set(call.kinds) <= set(found.unlisted)


@pytest.mark.parametrize("call", LISTED, ids=lambda call: str(call.operation))
def test_no_verdict_turns_where_a_listing_breaks_off(call: Call):
    partly = Answer(call, LISTED[call][:1], Refusal(Cause.THROTTLED, "Throttling", call.name))
    found = inventory(partly)
    assert found.gaps
    assert turned(found) == {}


def test_no_verdict_turns_where_nothing_but_the_nodes_is_told():
    refused = [denied(call, SUBJECT.get(call, "")) for call in CALLS if call is not CACHE_CLUSTERS]
    found = inventory(*refused)
    assert turned(found) == {}
    group = found.resources[NODES]
    for name in ("user_groups", "global_datastore", "key"):
        assert isinstance(group.relation(name), Unknown)
    for name in ("auth_token_pending", "auto_failover", "multi_az", "global_role", "slots", "backup_days"):
        assert isinstance(group.fact(name), Unknown), name


@pytest.mark.parametrize(
    ("call", "rule", "address"),
    [
        (REPLICATION_GROUPS, "user-group-orphan", NOBODY["ARN"]),
        (SERVERLESS_CACHES, "user-group-orphan", NOBODY["ARN"]),
        (USER_GROUPS, "user-orphan", f"{PLACE}:user:left"),
        (USERS, "default-user-hardened", NOBODY["ARN"]),
        (GLOBAL_DATASTORES, "survives-region", NODES),
        (REPLICATION_GROUPS, "global-datastore-tls", WORLD["ARN"]),
    ],
    ids=lambda one: str(getattr(one, "operation", one)),
)
def test_what_hangs_on_a_refused_call_is_unknown(call: Call, rule: str, address: str):
    assert quiet()[rule, address] in ("pass", "fail")
    assert verdicts(inventory(denied(call)), rule)[rule, address] == "unknown"


def test_each_relation_to_what_was_not_listed_says_why():
    for call in (USERS, USER_GROUPS, GLOBAL_DATASTORES):
        found = inventory(denied(call))
        members = [
            member
            for resource in found.resources.values()
            for fact in resource.relations.values()
            for member in (getattr(fact, "value", None) or ())
            if isinstance(member, Unseen) and member.reason.startswith("AccessDenied")
        ]
        assert members
        assert {member.reason.split(" in ")[0] for member in members} == {f"AccessDenied: {call.name}"}
