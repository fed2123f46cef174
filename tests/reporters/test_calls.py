"""What people are told of the calls that were made to accounts."""

from __future__ import annotations

from dataclasses import replace

from auditor.model.report import Report
from auditor.model.resource import Asked
from auditor.reporters.calls import answered, call_table, is_short, refused
from tests.reporters.builders import report

DONE = Asked("1", "eu-west-1", "ec2:DescribeVpcs", 1, 1, 3, 1)
DENIED = Asked("1", "us-east-1", "ec2:DescribeVpcs", refusal="AccessDenied: ec2:DescribeVpcs")


def of(*asked: Asked) -> Report:
    return replace(report(), asked=asked)


def test_nothing_is_told_where_no_account_was_asked():
    assert (answered(of()), refused(of())) == ("", "")


def test_how_many_calls_were_answered():
    assert answered(of(DONE)) == "1 of 1 call answered"
    assert answered(of(DONE, DENIED)) == "1 of 2 calls answered"
    assert answered(of(replace(DONE, expected=1_500, answered=1_499))) == "1,499 of 1,500 calls answered"


def test_what_was_not_answered_is_told_by_call():
    keys = Asked("1", "eu-west-1", "kms:DescribeKey", 40, 37, refusal="Throttling: kms:DescribeKey")
    assert refused(of(DONE)) == ""
    assert refused(of(DONE, DENIED, replace(DENIED, region="sa-east-1"))) == "ec2:DescribeVpcs in 2 regions"
    assert refused(of(keys)) == "kms:DescribeKey of 3 things in 1 region"


def test_many_calls_that_were_not_answered_are_counted():
    every = [replace(DENIED, call=f"ec2:Describe{letter}") for letter in "ABCDEF"]
    assert refused(of(*every)).endswith("ec2:DescribeD in 1 region, 2 more")


def test_the_table_begins_with_what_was_not_answered():
    table = call_table([DONE, DENIED])
    assert (table.rows, table.others) == ((DENIED, DONE), 0)


def test_a_long_table_shows_what_was_not_answered():
    many = [replace(DONE, region=f"r{number:04}") for number in range(1_000)]
    table = call_table([*many, DENIED])
    assert (table.rows, table.others) == ((DENIED,), 1_000)
    assert all(map(is_short, table.rows))
