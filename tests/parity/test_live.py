"""The sample stories as running accounts: what their states made, judged live, gets the verdicts of the states.

What a state leaves open an account may establish; nothing that a state establishes comes out otherwise, but for what
the table here says.
"""

from __future__ import annotations

from functools import cache

import pytest

from auditor.engine.loader import load_rules
from auditor.live import LiveOptions, collect_live
from auditor.model.facts import Known
from auditor.model.finding import Status
from auditor.model.report import Report
from auditor.scan import evaluate
from tests.demo.standin import stand_in
from tests.parity.live import told
from tests.parity.live.account import ACCOUNT
from tests.parity.live.estates import REGIONS, estate_of
from tests.parity.tellings import SAMPLES, STORIES, scan

#: (rule, identifier) -> (what a state says, what runs says, why).
OTHERWISE = {
    ("replicas-az-spread", "news-fragments"): ("not_applicable", "pass", "where nodes are is known of what runs"),
    ("replicas-az-spread", "news-legacy-pages"): ("not_applicable", "fail", "where nodes are is known of what runs"),
}


@cache
def live(story: str) -> Report:
    """All rules on the account of a story."""
    rules = load_rules().select(("all",))
    with stand_in(estate_of((story,), ACCOUNT), ACCOUNT) as aws:
        inventory = collect_live(LiveOptions(regions=REGIONS, endpoint=aws.url), rules)
        return evaluate(inventory, rules, "2026-01-01T00:00:00Z")


def verdicts(report: Report) -> dict[tuple[str, str, str], str]:
    """By rule, kind and identifier."""
    names = {key: getattr(one.facts.get("identifier"), "value", key) for key, one in report.resources.items()}
    return {(one.rule, one.kind, str(names[one.resource])): one.status.value for one in report.findings}


@pytest.mark.parametrize("story", STORIES)
def test_the_answers_are_those_of_the_state(story: str):
    text = (SAMPLES / story / "live" / "answers.json").read_text(encoding="utf-8")
    assert text == told(story), "python -m tests.parity.live writes them anew"


@pytest.mark.parametrize("story", STORIES)
def test_what_a_state_establishes_holds_of_what_runs(story: str):
    state, runs = verdicts(scan(story, "shown state")), verdicts(live(story))
    common = state.keys() & runs.keys()
    assert {key[2] for key in common if key[1] == "replication_group"}, "they have the same caches"
    differing = {}
    for key in sorted(common):
        wanted, found = state[key], runs[key]
        excused = OTHERWISE.get((key[0], key[2]))
        if excused is not None and excused[:2] == (wanted, found):
            continue
        if wanted not in (Status.UNKNOWN.value, found):
            differing[key] = f"{found}, not {wanted}"
    assert differing == {}


@pytest.mark.parametrize("story", STORIES)
def test_every_cache_of_a_story_runs(story: str):
    def caches(report: Report) -> set[str]:
        kinds = {"replication_group", "cache_cluster", "serverless_cache"}
        found = [one.facts["identifier"] for one in report.resources.values() if one.kind in kinds]
        return {str(one.value) for one in found if isinstance(one, Known)}

    assert caches(live(story)) == caches(scan(story, "shown state"))
    assert live(story).gaps == ()
