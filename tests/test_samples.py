"""The sample stories get the verdicts that their README promises, in every telling."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.finding import Status
from auditor.scan import ScanOptions, collect, evaluate
from tests.parity.exceptions import EXCUSES
from tests.parity.tellings import CODE, SAMPLES, STORIES, TELLINGS, findings, scan

EXPECTED: dict[str, dict[str, dict[str, str]]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
_OTHERWISE = {case: verdict for excuse in EXCUSES for case, verdict in excuse.cases() if verdict}


def test_every_story_is_promised_something():
    assert sorted(EXPECTED) == STORIES


@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("story", EXPECTED)
def test_each_story_gets_its_verdicts(story: str, telling: str):
    told = findings(story, telling)
    addresses = {address for _, address in told}
    wrong = {}
    for address, rules in EXPECTED[story].items():
        assert address in addresses, f"{address} was not found"
        for rule, promised in rules.items():
            wanted = _OTHERWISE.get((story, telling, rule, address), promised)
            # A rule that does not take this kind of resource at all is not applicable to it either.
            got = told[rule, address].status if (rule, address) in told else "not_applicable"
            if got != wanted:
                wrong[f"{address} {rule}"] = f"{got}, not {wanted}"
    assert wrong == {}


@pytest.mark.parametrize("telling", TELLINGS)
def test_the_hardened_story_is_clean(telling: str):
    """Of what is asked unless somebody asks for more: rules of opinion contradict each other."""
    asked = load_rules().select(()).rules
    failed = {one.rule for one in scan("session-store", telling).findings if one.status is Status.FAIL}
    assert failed & asked.keys() == set()
    assert failed <= _OPINIONS


#: What the hardened story does not follow: no shards for so little data, scripts of its own, the network ACL of AWS.
_OPINIONS = {
    "cluster-mode",
    "nacl-exposure",
    "param-acl-pubsub-default",
    "param-min-replicas-to-write",
    "param-output-buffer-limit",
    "prevent-destroy",
    "scripting-restricted",
    "tags-required",
}


@pytest.mark.parametrize("story", STORIES)
def test_nothing_in_a_story_is_left_out(story: str):
    assert set(EXPECTED[story]) == {address for _, address in findings(story, CODE)}


def test_the_change_of_the_hardened_story_makes_it_worse():
    inventory = collect((SAMPLES / "session-store" / "change" / "plan.json",), ScanOptions(base=SAMPLES))
    report = evaluate(inventory, load_rules().select(()), "2026-01-01T00:00:00Z")
    assert report.gaps == ()
    failed = {(one.rule, one.address) for one in report.findings if one.status is Status.FAIL}
    cache = "module.sessions.aws_elasticache_replication_group.this"
    assert {rule for rule, _ in failed if report.rules[rule].theme == "change"} == {
        "change-allows-plaintext",
        "change-disables-backups",
        "change-disables-failover",
        "change-widens-network-reach",
    }
    assert {address for _, address in failed} == {cache}


@pytest.mark.parametrize("story", STORIES)
def test_a_plan_of_opentofu_is_judged_like_one_of_terraform(story: str, tmp_path: Path):
    text = (SAMPLES / story / TELLINGS["plan"]).read_text(encoding="utf-8")
    (tmp_path / "plan.json").write_text(
        text.replace("registry.terraform.io", "registry.opentofu.org"), encoding="utf-8"
    )
    told = evaluate(
        collect((tmp_path / "plan.json",), ScanOptions(base=tmp_path)), load_rules(), "2026-01-01T00:00:00Z"
    )
    wanted = scan(story, "plan")
    assert told.gaps == wanted.gaps == ()
    assert {(one.rule, one.address): one.status for one in told.findings} == {
        (one.rule, one.address): one.status for one in wanted.findings if one.rule in told.rules
    }
