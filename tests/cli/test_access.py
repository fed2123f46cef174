"""`auditor aws --check-access`."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from auditor.demo.company.telling import company
from tests.cli.running import Run, auditor
from tests.demo.standin import ACCOUNT, stand_in

COMPANY, REGION = company(date(2026, 11, 20)), "eu-west-1"


def check(*words: str, **faults: Any) -> Run:
    with stand_in(COMPANY, **faults) as aws:
        return auditor("aws", "--check-access", "--region", REGION, "--endpoint-url", aws.url, *words)


def test_all_is_allowed():
    run = check()
    assert (run.status, run.err) == (0, "")
    line, *rest = run.out.splitlines()
    assert line.endswith(f"actions are allowed, in {REGION} of {ACCOUNT}")
    # What is about single things of which the region has none.
    assert rest == [
        "",
        f"{REGION} has nothing to try these on: ec2:GetManagedPrefixListEntries, memorydb:DescribeParameters",
    ]


def test_what_is_missing_what_hangs_on_it_and_what_to_add():
    run = check("--select", "kms-key-rotation,user-orphan", deny=frozenset({"kms:GetKeyRotationStatus"}))
    assert run.status == 3
    told, added = run.out.split("Add to the policy:\n")
    lines = told.splitlines()
    assert "kms:GetKeyRotationStatus is not allowed (AccessDeniedException)" in lines
    assert "  without it 1 rule stays open, on some or all resources: kms-key-rotation" in lines
    assert json.loads(added) == {
        "Sid": "ReadKms",
        "Effect": "Allow",
        "Action": ["kms:GetKeyRotationStatus"],
        "Resource": "*",
    }


def test_rules_that_are_not_selected_need_nothing():
    run = check("--select", "user-orphan", deny=frozenset({"kms:GetKeyRotationStatus"}))
    assert run.status == 0


def test_what_every_scan_asks_disables_no_rule_by_itself():
    run = check("--select", "user-orphan", deny=frozenset({"ec2:DescribeRegions"}))
    assert run.status == 3
    assert "  no rule hangs on it alone: it says which regions there are, or what caches are for" in run.out


def test_what_is_not_known_is_no_success():
    run = check("--select", "user-orphan", expire_after=2)
    assert run.status == 3
    assert "Not known of these:" in run.out
    assert "Add to the policy" not in run.out
