"""What goes wrong with AWS ends in the findings of a quiet run, or in a gap that says what is missing.

Never in a pass that was none, and never in silence. The accounts are those of the sample stories, in three regions.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from auditor.demo.estate import OPEN, Estate
from auditor.engine.loader import RuleSet, load_rules
from auditor.live import LiveOptions, collect_live
from auditor.model.report import Report
from auditor.scan import evaluate
from auditor.sources.aws import asking
from tests.demo.standin import stand_in
from tests.parity.live.account import ACCOUNT
from tests.parity.live.estates import REGIONS, estate_of
from tests.parity.tellings import SAMPLES, STORIES

#: So many calls are denied, each in a run of its own; all of them with AUDITOR_ORACLE=full.
_SAMPLED = 8
Verdicts = dict[tuple[str, str], str]


@cache
def rules() -> RuleSet:
    return load_rules().select(("all",))


def run(*, seconds: int = 30, **faults: Any) -> tuple[Report, dict[str, Any]]:
    """The report of a scan where something goes wrong, and what the server was asked."""
    with stand_in(estate_of(STORIES, ACCOUNT), ACCOUNT, **faults) as aws:
        options = LiveOptions(regions=REGIONS, endpoint=aws.url, seconds=seconds, jobs=8)
        report = evaluate(collect_live(options, rules()), rules(), "2026-01-01T00:00:00Z")
        return report, aws.told()


@cache
def quiet() -> tuple[Report, dict[str, Any]]:
    return run()


def verdicts(report: Report) -> Verdicts:
    return {(one.rule, one.resource): one.status.value for one in report.findings}


def wrong(report: Report, region: str = "") -> dict[tuple[str, str], str]:
    """Verdicts that differ from those of the quiet run and are not unknown; of resources outside a region only."""
    before = verdicts(quiet()[0])
    return {
        key: f"{now}, not {before.get(key, 'there')}"
        for key, now in verdicts(report).items()
        if now not in ("unknown", before.get(key)) and not (region and f":{region}:" in key[1])
    }


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """What was counted stands in the output of the tests."""
    with capsys.disabled():
        sys.stdout.write(text)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.005)))


def actions() -> Iterator[str]:
    yield from (one for one in quiet()[1]["by_action"] if not one.startswith("sts:"))


def test_the_quiet_run_is_whole(capsys: pytest.CaptureFixture[str]):
    report, asked = quiet()
    assert report.gaps == ()
    found = Counter(one.kind for one in report.resources.values())
    assert (found["replication_group"], found["cache_cluster"], found["serverless_cache"]) == (16, 3, 2)
    say(capsys, f" [{len(report.findings)} verdicts, {asked['calls']} calls]")


def test_thirty_of_a_hundred_calls_throttled_change_nothing(capsys: pytest.CaptureFixture[str]):
    report, asked = run(throttle=0.3)
    assert verdicts(report) == verdicts(quiet()[0])
    assert report.gaps == ()
    assert sum(asked["failures"].values()) > asked["calls"] / 5
    say(capsys, f" [{asked['calls']} calls, {sum(asked['failures'].values())} throttled, 0 verdicts differ]")


def test_each_call_denied_in_turn_is_a_gap_and_never_a_pass(capsys: pytest.CaptureFixture[str]):
    told = {}
    chosen = list(actions())
    if os.environ.get("AUDITOR_ORACLE") != "full":
        chosen = random.Random(6).sample(chosen, _SAMPLED)  # noqa: S311 - a sample, the same in each run
    for action in chosen:
        report, _ = run(deny=frozenset({action}))
        assert wrong(report) == {}, action
        assert any(action in gap.reason for gap in report.gaps), action
        unknown = sum(one.status.value == "unknown" for one in report.findings)
        told[action] = (len(report.gaps), unknown)
    before = sum(one.status.value == "unknown" for one in quiet()[0].findings)
    lines = [f"\n   {action}: {gaps} gaps, {unknown} unknown" for action, (gaps, unknown) in told.items()]
    say(capsys, f" [{len(told)} calls denied in turn, {before} unknown without that:{''.join(lines)}]")


@pytest.mark.parametrize("region", REGIONS[:1])
def test_a_region_that_hangs_holds_up_no_other(region: str):
    report, _ = run(silent=frozenset({region}), seconds=1)
    assert wrong(report) == {}
    (gap,) = report.gaps
    assert gap.location.region == region
    assert "it does not answer in time; not read: " in gap.reason
    assert "elasticache:DescribeReplicationGroups" in gap.reason
    missing = {key for key in verdicts(quiet()[0]).keys() - verdicts(report).keys() if f":{region}:" not in key[1]}
    assert missing == set()


@pytest.mark.parametrize("calls", [5, 12, 20])
def test_credentials_that_expire_on_the_way_leave_a_gap_that_names_the_calls(calls: int):
    report, _ = run(expire_after=calls)
    assert wrong(report) == {}
    assert report.gaps
    assert all("the credentials are past their time; not read: " in gap.reason for gap in report.gaps)


@pytest.mark.parametrize(
    "gone", ["elasticache:DescribeCacheParameters", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus"]
)
def test_what_is_gone_when_it_is_asked_about_is_not_passed(gone: str):
    report, _ = run(gone=frozenset({(gone, "*")}))
    assert wrong(report) == {}


def test_a_listing_without_end_is_a_gap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "MOST_PAGES", 4)
    report, _ = run(endless=frozenset({"elasticache:DescribeUsers"}))
    assert wrong(report) == {}
    assert report.gaps
    assert all("elasticache:DescribeUsers" in gap.reason for gap in report.gaps)


@pytest.mark.parametrize("action", ["elasticache:DescribeReplicationGroups", "ec2:DescribeSecurityGroups"])
def test_an_answer_that_is_none_is_a_gap(action: str):
    report, _ = run(broken=frozenset({action}))
    assert wrong(report) == {}
    assert any(action in gap.reason for gap in report.gaps)


@pytest.mark.skipif(os.environ.get("AUDITOR_ORACLE") != "full", reason="takes ten seconds: AUDITOR_ORACLE=full")
def test_ten_thousand_caches_in_one_region_are_all_judged(capsys: pytest.CaptureFixture[str]):
    story = json.loads((SAMPLES / "page-cache" / "live" / "answers.json").read_text(encoding="utf-8"))
    groups = story["answers"]["eu-west-1"]["elasticache:DescribeReplicationGroups"]
    made = Estate((ACCOUNT,), {"eu-west-1": OPEN})
    named = (
        {
            **groups[number % 3],
            "ReplicationGroupId": f"g{number}",
            "ARN": f"arn:aws:elasticache:eu-west-1:1:rg:g{number}",
        }
        for number in range(10_000)
    )
    made.add(ACCOUNT, "eu-west-1", "elasticache:DescribeReplicationGroups", named)
    chosen = load_rules().select(("transit-encryption-enabled", "automatic-failover", "backup-retention-period"))
    counted = []
    for throttle in (0.0, 0.1):
        with stand_in(made, ACCOUNT, throttle=throttle) as aws:
            inventory = collect_live(LiveOptions(regions=("eu-west-1",), endpoint=aws.url), chosen)
            report = evaluate(inventory, chosen, "2026-01-01T00:00:00Z")
        assert report.gaps == ()
        counted.append(verdicts(report))
    assert len(counted[0]) == 30_000
    assert counted[0] == counted[1]
    say(capsys, f" [{len(counted[0])} verdicts, 0 differ]")
