"""Regions in rounds: what is asked, of what, and what happens to a region that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.sources.aws import collect as collecting
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import IDENTITIES, Call, Question
from auditor.sources.aws.collect import collect
from auditor.sources.aws.errors import Cause
from tests.sources.aws.standins import Access, Client, ClientError, at_once

FIRST, SECOND = Call("elasticache", "ListFirst", "Items"), Call("ec2", "ListSecond", "Items")
ABOUT = Call("kms", "DescribeThird", "Item", about="Id")
EVERY = frozenset(one.name for one in (FIRST, SECOND, ABOUT))


def _questions(number: int, answers: Answers) -> list[Question]:
    if number == 0:
        return [Question(FIRST)]
    if number == 2:
        return [Question(SECOND)] if answers.items(FIRST) else []
    return [Question(ABOUT, str(one["Id"])) for one in answers.items(SECOND)] if number == 3 else []


def _in_turn(number: int, answers: Answers) -> list[Question]:
    return [Question((FIRST, SECOND, SECOND, ABOUT)[number])]


@pytest.fixture(autouse=True)
def _rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "questions", _questions)
    monkeypatch.setattr(collecting, "MOST_ROUNDS", 4)


def client(**pages: list[object]) -> Client:
    told: dict[str, list[object]] = {
        "list_first": [{"Items": [{"Id": 1}]}],
        "list_second": [{"Items": [{"Id": 1}, {"Id": 2}]}],
        "describe_third": [{"Item": {"Name": "x"}}],
    }
    return Client(**{**told, **pages})  # type: ignore[arg-type]  # pages as tests give them


def access(of: Callable[[str], Client], absent: tuple[str, ...] = ()) -> Any:
    return Access(of, absent)


def asked(one: Client) -> list[str]:
    return [name for name, _ in one.asked]


def test_rounds_ask_by_the_answers_before():
    here, empty = client(), client(list_first=[{"Items": []}])
    found = collect(access({"a": here, "b": empty}.__getitem__), ["a", "b"], EVERY, at_once)
    assert asked(here) == ["list_first", "list_second", "describe_third", "describe_third"]
    assert asked(empty) == ["list_first"]
    assert [answers.region for answers in found] == ["a", "b"]
    third = found[0].one(ABOUT, "2")
    assert third is not None
    assert third.items == [{"Name": "x"}]


def test_what_no_rule_needs_is_not_asked():
    here = client()
    (answers,) = collect(access(lambda region: here), ["a"], EVERY - {ABOUT.name}, at_once)
    assert asked(here) == ["list_first", "list_second"]
    assert answers.lacks(ABOUT) == "kms:DescribeThird was not asked for"


@pytest.mark.parametrize("code", ["OptInRequired", "ExpiredToken", "SignatureDoesNotMatch", "RequestTimeout"])
def test_a_region_where_nothing_answers_is_asked_no_more(code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collecting, "questions", _in_turn)
    here = client(list_first=[ClientError(code)])
    (answers,) = collect(access(lambda region: here), ["a"], EVERY, at_once)
    assert asked(here) == ["list_first"]
    assert answers.lacks(SECOND) == f"{code}: ec2:ListSecond"


@pytest.mark.parametrize(
    ("code", "third"), [("OptInRequired", True), ("RequestTimeout", True), ("ExpiredToken", False)]
)
def test_one_service_that_is_shut_does_not_shut_others(code: str, third: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collecting, "questions", _in_turn)
    here = client(list_second=[ClientError(code)])
    (answers,) = collect(access(lambda region: here), ["a"], EVERY, at_once)
    assert asked(here) == ["list_first", "list_second", *(["describe_third"] if third else [])]
    assert answers.lacks(SECOND) == f"{code}: ec2:ListSecond"


def test_a_denied_call_does_not_end_the_others():
    here = client(describe_third=[ClientError("AccessDenied")])
    (answers,) = collect(access(lambda region: here), ["a"], EVERY, at_once)
    assert asked(here)[2:] == ["describe_third", "describe_third"]
    refusals = [one.refusal for one in answers.every() if one.refusal is not None]
    assert [one.cause for one in refusals] == [Cause.DENIED, Cause.DENIED]


def test_a_service_that_is_not_in_a_region_is_no_lack():
    here = client()
    (answers,) = collect(access(lambda region: here, absent=("elasticache",)), ["a"], EVERY, at_once)
    assert (here.asked, answers.lacks(FIRST)) == ([], "")


IDENTITIES_ALONE = EVERY | {IDENTITIES.name}


def test_an_account_is_asked_once_of_what_is_in_no_region():
    clients = {region: client(get_account_authorization_details=[{"Policies": []}]) for region in "abc"}
    found = collect(access(clients.__getitem__), list("abc"), IDENTITIES_ALONE, at_once)
    assert [answers.region for answers in found] == ["a", "b", "c", ""]
    assert sum(asked(one).count("get_account_authorization_details") for one in clients.values()) == 1
    assert found[-1].items(IDENTITIES) == [{"Policies": []}]


def test_an_account_whose_regions_do_not_answer_is_not_asked():
    here = client(list_first=[ClientError("OptInRequired")])
    found = collect(access(lambda region: here), ["a"], IDENTITIES_ALONE, at_once)
    assert [answers.region for answers in found] == ["a"]


def test_a_call_that_is_denied_is_not_sent_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collecting, "questions", lambda number, answers: [Question(FIRST)] * 3 if number == 0 else [])
    here = client(list_first=[ClientError("AccessDenied")])
    (answers,) = collect(access(lambda region: here), ["a"], EVERY, at_once)
    assert asked(here) == ["list_first"]
    assert answers.lacks(FIRST) == "AccessDenied: elasticache:ListFirst"
