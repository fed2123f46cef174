"""Users and user groups of ElastiCache as the API tells of them."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Known, Origin, Redacted, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHES, TAGGED, USER_GROUPS, USERS
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.estate import APP, DEFAULT, LEFT, PEOPLE, PLACE, inventory, verdicts
from tests.sources.aws.resources.memorydb_answers import denied, unseen, value

GROUP = f"{PLACE}:usergroup:people"


def user(**other: object) -> Resource:
    values = {name: told for name, told in (APP | other).items() if told is not None}
    return inventory(Answer(USERS, [values])).resources[APP["ARN"]]


def group(**other: object) -> Resource:
    values = {name: told for name, told in (PEOPLE | other).items() if told is not None}
    return inventory(Answer(USER_GROUPS, [values])).resources[GROUP]


def test_a_user_is_told_of_without_passwords():
    found = user(AccessString="on ~app:* -@all +@read #ab12")
    assert [value(found.fact(name)) for name in ("engine", "user_name", "authentication")] == [
        "valkey", "app", "password",
    ]  # fmt: skip
    assert value(found.fact("passwords")) == Redacted(literal=False)
    assert value(found.fact("password_count")) == 2
    assert value(found.fact("region")) == "eu-west-1"
    assert "ab12" not in str(found)
    assert found.judged


@pytest.mark.parametrize("method", ["iam", "no-password"])
def test_who_logs_in_without_a_password_has_none(method: str):
    found = user(Authentication={"Type": method})
    assert isinstance(found.fact("passwords"), Absent)
    assert found.fact("password_count") == Known(0, Origin.DEFAULT, found.location)


def test_what_is_not_told_of_a_user_is_not_known():
    for member, fact in (("Engine", "engine"), ("UserName", "user_name"), ("AccessString", "access_string")):
        assert isinstance(user(**{member: None}).fact(fact), Unknown)
    for login in (None, {}, {"Type": "a later one"}):
        found = user(Authentication=login)
        for name in ("authentication", "passwords", "password_count"):
            assert isinstance(found.fact(name), Unknown)
    by_password = user(Authentication={"Type": "password"})
    assert isinstance(by_password.fact("password_count"), Unknown)
    assert value(by_password.fact("passwords")) == Redacted(literal=False)


def test_a_group_leads_to_its_users_and_caches_to_it():
    found = inventory(Answer(USER_GROUPS, [PEOPLE | {"UserIds": ["APP"]}]))
    assert value(found.resources[GROUP].relation("users")) == (Ref(APP["ARN"]),)
    for cache in (f"{PLACE}:replicationgroup:sessions", f"{PLACE}:serverlesscache:cart"):
        assert value(found.resources[cache].relation("user_groups")) == (Ref(GROUP),)
    assert verdicts(found, "user-group-orphan", "user-orphan") == {
        ("user-group-orphan", GROUP): "pass",
        ("user-orphan", APP["ARN"]): "pass",
        ("user-orphan", LEFT["ARN"]): "fail",
    }


def test_users_of_a_group_that_are_not_told_are_not_known():
    assert isinstance(group(UserIds=None).relation("users"), Unknown)
    assert value(group(UserIds=[]).relation("users")) == ()


def test_whether_a_user_is_in_while_that_changes_is_not_known():
    found = group(UserIds=["app", "left"], PendingChanges={"UserIdsToRemove": ["left"]}).relation("users")
    assert isinstance(found, Unknown)
    assert found.members == (Ref(APP["ARN"]),)
    added = group(PendingChanges={"UserIdsToAdd": ["left"], "UserIdsToRemove": []}).relation("users")
    assert isinstance(added, Unknown)
    assert added.members == (Ref(APP["ARN"]),)


def test_awss_own_user_counts_where_a_group_has_it_and_is_not_judged():
    own = f"{PLACE}:user:default"
    assert own not in inventory().resources
    found = inventory(Answer(USER_GROUPS, [PEOPLE | {"Engine": "redis", "UserIds": ["default"]}]))
    assert not found.resources[own].judged
    assert value(found.resources[GROUP].relation("users")) == (Ref(own),)
    assert verdicts(found, "default-user-hardened", "user-no-password")["default-user-hardened", GROUP] == "fail"
    assert ("user-no-password", own) not in verdicts(found, "user-no-password")


def test_awss_own_user_is_known_where_users_could_not_be_listed():
    members = PEOPLE | {"Engine": "redis", "UserIds": ["default", "app"]}
    found = inventory(denied(USERS), Answer(USER_GROUPS, [members]))
    assert verdicts(found, "default-user-hardened")["default-user-hardened", GROUP] == "fail"
    # It is the same in every account, so that inventories with it can be put together.
    found.merge(inventory_of([Answers("444455556666", "eu-west-1")]))
    other = Answers("444455556666", "eu-west-1")
    arn = "arn:aws:elasticache:eu-west-1:444455556666:usergroup:people"
    other.enter(Answer(USER_GROUPS, [members | {"ARN": arn, "UserIds": ["default"]}]))
    found.merge(inventory_of([other]))
    assert arn in found.resources


def test_users_that_were_not_read_say_why():
    found = inventory(denied(USERS)).resources[GROUP]
    assert unseen(found.relation("users")).reason.startswith("AccessDenied: elasticache:DescribeUsers")


def test_an_account_without_users_yet_is_no_gap():
    none = [
        Answer(call, refusal=Refusal(Cause.EMPTY, "ServiceLinkedRoleNotFoundFault", call.name))
        for call in (USERS, USER_GROUPS)
    ]
    assert inventory(*none).gaps == []


def test_every_region_is_asked_for_them_and_for_their_tags():
    empty = Answers("111122223333", "eu-west-1")
    assert {USERS, USER_GROUPS} <= {one.call for one in questions(0, empty)}
    for call in CACHES:
        empty.enter(Answer(call))
    empty.enter(Answer(USERS, [DEFAULT]))
    assert TAGGED not in {one.call for one in questions(1, empty)}
    empty.enter(Answer(USERS, [DEFAULT, LEFT]))
    assert TAGGED in {one.call for one in questions(1, empty)}
