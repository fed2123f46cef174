"""One call to its end, or why not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from auditor.sources.aws import asking
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import Call
from auditor.sources.aws.errors import Cause, Refusal
from tests.sources.aws.standins import Client, ClientError, Page

LISTING = Call("elasticache", "DescribeUsers", "Users", ("user",), {"Engine": "redis"}, page=100)
SINGLE = Call("kms", "DescribeKey", "KeyMetadata", about="KeyId")


def listed(*pages: Page) -> Any:
    return ask(Client(describe_users=[*pages]), LISTING, Bucket())


def test_every_page_is_read():
    client = Client(describe_users=[{"Users": [{"UserId": "a"}]}, {}, {"Users": [{"UserId": "b"}]}])
    answer = ask(client, LISTING, Bucket(), more={"MaxAge": 1})
    assert [one["UserId"] for one in answer.items] == ["a", "b"]
    assert (answer.pages, answer.refusal, answer.lacks) == (3, None, "")
    config = {"PageSize": 100}
    assert client.asked == [("describe_users", {"Engine": "redis", "MaxAge": 1, "PaginationConfig": config})]


def test_what_was_listed_before_an_error_is_kept():
    answer = listed({"Users": [{"UserId": "a"}]}, ClientError("AccessDenied"))
    assert [one["UserId"] for one in answer.items] == ["a"]
    assert answer.refusal == Refusal(Cause.DENIED, "AccessDenied", "elasticache:DescribeUsers")
    assert answer.lacks == "AccessDenied: elasticache:DescribeUsers"


def test_one_thing_is_asked_about():
    client = Client(describe_key=[{"KeyMetadata": {"KeyState": "Enabled"}}])
    answer = ask(client, SINGLE, Bucket(), "key-1")
    assert (answer.items, answer.subject) == ([{"KeyState": "Enabled"}], "key-1")
    assert client.asked == [("describe_key", {"KeyId": "key-1"})]


@pytest.mark.parametrize("code", ["ServiceLinkedRoleNotFoundFault", "UserNotFound", "UnknownOperation"])
def test_nothing_there_is_no_lack(code: str):
    assert listed({}, ClientError(code)).lacks == ""


def test_a_marker_that_never_ends_does(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "MOST_PAGES", 3)
    answer = listed(*[{"Users": [{"UserId": str(n)}]} for n in range(9)])
    assert len(answer.items) == 3
    assert answer.lacks == "more than 3 pages: elasticache:DescribeUsers"


def test_a_call_has_an_end_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "CALL_SECONDS", -1)
    answer = listed({"Users": [{"UserId": "a"}]}, {"Users": [{"UserId": "b"}]})
    assert answer.refusal is not None
    assert (answer.refusal.cause, len(answer.items)) == (Cause.SILENT, 1)


def test_a_bucket_makes_calls_wait(monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    bucket = Bucket(burst=2, per_second=4.0)
    for _ in range(4):
        bucket.take()
    assert waited == [0.25, 0.5]


def test_no_message_of_aws_is_told():
    assert "secret" not in repr(listed({}, ClientError("AccessDenied")))


@pytest.mark.parametrize(
    ("known", "lacking"), [({"Engine"}, "DescribeUsers"), ({"DescribeUsers"}, "Engine")], ids=["operation", "argument"]
)
def test_what_an_older_botocore_does_not_know_is_no_empty_answer(known: set[str], lacking: str):
    client = Client(describe_users=[{"Users": []}])
    client.known = frozenset(known)
    answer = ask(client, LISTING, Bucket())
    assert answer.lacks == f"this botocore does not know {lacking}, update boto3: elasticache:DescribeUsers"
    assert client.asked == []
