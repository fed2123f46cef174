"""ACLs and users of MemoryDB as the API tells of them."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import CACHES, MEMORYDB_ACLS, MEMORYDB_CLUSTERS, MEMORYDB_USERS, TAGGED
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.memorydb_answers import PLACE, answers_of, denied, inventory, value

USER: dict[str, object] = {
    "Name": "app",
    "AccessString": "on ~app:* &* -@all +@read #ab12",
    "Authentication": {"Type": "password", "PasswordCount": 2},
    "ARN": f"{PLACE}:user/app",
}
ACL = {"Name": "people", "UserNames": ["app"], "ARN": f"{PLACE}:acl/people"}


def user(**other: object) -> Resource:
    values = {name: value for name, value in (USER | other).items() if value is not None}
    return inventory(Answer(MEMORYDB_USERS, [values])).resources[f"{PLACE}:user/app"]


def test_a_user_has_what_the_answer_tells_without_its_passwords():
    found = user()
    assert value(found.fact("user_name")) == "app"
    assert value(found.fact("authentication")) == "password"
    assert value(found.fact("passwords")) == Redacted(literal=False)
    assert value(found.fact("password_count")) == 2
    assert "ab12" not in str(value(found.fact("access_string")))
    assert found.judged


@pytest.mark.parametrize("method", ["iam", "no-password"])
def test_who_needs_no_password_has_none(method: str):
    found = user(Authentication={"Type": method})
    assert value(found.fact("authentication")) == method
    assert isinstance(found.fact("passwords"), Absent)
    assert value(found.fact("password_count")) == 0


def test_what_is_not_told_of_a_user_is_not_known():
    assert isinstance(user(AccessString=None).fact("access_string"), Unknown)
    assert isinstance(user(Authentication={"Type": "password"}).fact("password_count"), Unknown)
    for login in (None, {}, {"Type": "face"}):
        found = user(Authentication=login)
        for name in ("authentication", "passwords", "password_count"):
            assert isinstance(found.fact(name), Unknown)


def test_an_acl_leads_to_its_users():
    found = inventory(Answer(MEMORYDB_ACLS, [ACL]), Answer(MEMORYDB_USERS, [USER])).resources[f"{PLACE}:acl/people"]
    assert value(found.relation("users")) == (Ref(f"{PLACE}:user/app"),)
    assert found.judged


def test_users_that_could_not_be_listed_say_why():
    found = inventory(Answer(MEMORYDB_ACLS, [ACL]), denied(MEMORYDB_USERS)).resources[f"{PLACE}:acl/people"]
    reason = "AccessDenied: memorydb:DescribeUsers in eu-west-1 of 111122223333"
    assert value(found.relation("users")) == (Unseen("app", reason, named=True),)
    assert isinstance(found.relation("users"), Known)


@pytest.mark.parametrize("users", [None, []])
def test_an_acl_without_users_is_empty_where_it_says_so(users: list[str] | None):
    values = {"Name": "people", "ARN": f"{PLACE}:acl/people", "UserNames": users}
    relation = inventory(Answer(MEMORYDB_ACLS, [values])).resources[f"{PLACE}:acl/people"].relation("users")
    assert isinstance(relation, Unknown) if users is None else value(relation) == ()


def test_acls_and_users_are_asked_for_where_there_is_no_cluster():
    empty = answers_of(Answer(MEMORYDB_CLUSTERS))
    assert {MEMORYDB_ACLS, MEMORYDB_USERS} <= {one.call for one in questions(0, empty)}


@pytest.mark.parametrize(("name", "asked"), [("default", False), ("app", True)])
def test_tags_are_asked_for_where_somebody_made_a_user_or_an_acl(name: str, asked: bool):
    nothing = [Answer(call) for call in CACHES]
    users = Answer(MEMORYDB_USERS, [USER | {"Name": name}])
    acls = Answer(MEMORYDB_ACLS, [{"Name": "people" if asked else "open-access"}])
    for listed in (users, acls):
        assert (TAGGED in {one.call for one in questions(1, answers_of(*nothing, listed))}) is asked
