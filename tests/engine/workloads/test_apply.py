"""The rules as they are judged for what a resource is for."""

from __future__ import annotations

import pytest

from auditor.engine.build import build_rule
from auditor.engine.loader import RuleSet
from auditor.engine.marks import Marks
from auditor.engine.rule import Rule
from auditor.engine.severities import with_severities
from auditor.engine.workloads import apply
from auditor.engine.workloads.resolve import Chosen, Matching
from auditor.model.finding import Finding, Severity, Status
from auditor.model.workload import Adjustment
from tests.engine.builders import inventory, related, resource, rule, rule_text, rules
from tests.engine.workloads.made import effect, judged, tagged, with_workloads, workload

DAYS = {"check": {"backup_days": {"ge": "$days"}}, "message": "{backup_days} of {days}", "params": {"days": 7}}


def days(**changes: object) -> Rule:
    return rule("days", severity="medium", **DAYS, **changes)  # type: ignore[arg-type]


def one(known: RuleSet, tag: str = "", chosen: Chosen | None = None, backup_days: int = 3) -> Finding:
    seen = inventory(resource("cache", backup_days=backup_days))
    (finding,) = judged(known, tagged(seen, {"cache": tag} if tag else {}), chosen).values()
    return finding


def told(finding: Finding) -> list[tuple[str, str, str, str, bool]]:
    return [(a.what, a.normally, a.now, a.by, a.beside) for a in finding.adjustments]


QUEUE = with_workloads(rules(days()), workload(days=effect("high", days=2)))
STRICT = with_workloads(rules(days()), workload(days=effect("low", days=30)))


def test_a_flag_replaces_threshold_and_severity():
    finding = one(QUEUE, chosen=Chosen("queue"))
    assert (finding.status, finding.severity, finding.base_severity) == (Status.PASS, Severity.HIGH, Severity.MEDIUM)
    by = "queue, --workload"
    assert told(finding) == [("severity", "medium", "high", by, False), ("days", "7", "2", by, False)]
    assert {(a.reason, a.sources) for a in finding.adjustments} == {("it is so", ("https://example.com/why",))}
    failed = one(QUEUE, chosen=Chosen("queue"), backup_days=1)
    assert (failed.status, failed.message) == (Status.FAIL, "1 of 2")


def test_a_flag_may_make_milder():
    finding = one(STRICT, chosen=Chosen("queue"))
    assert (finding.status, finding.severity, finding.message) == (Status.FAIL, Severity.LOW, "3 of 30")


def test_a_tag_loosens_nothing():
    finding = one(QUEUE, "queue")
    assert (finding.status, finding.severity, finding.message) == (Status.FAIL, Severity.HIGH, "3 of 7")
    assert told(finding) == [("severity", "medium", "high", "queue, tag auditor:workload", False)]


def test_a_tag_tightens():
    finding = one(STRICT, "queue", backup_days=10)
    assert (finding.status, finding.severity, finding.message) == (Status.FAIL, Severity.MEDIUM, "10 of 30")
    assert told(finding) == [("days", "7", "30", "queue, tag auditor:workload", True)]
    assert one(STRICT, "queue", backup_days=30).status is Status.PASS
    assert told(one(STRICT, "queue", backup_days=30)) == told(finding)


def test_where_both_fail_the_threshold_of_the_workload_is_told_beside_the_other():
    finding = one(STRICT, "queue", backup_days=1)
    assert (finding.message, finding.adjustments[0].beside) == ("1 of 30", True)


def test_what_the_user_set_for_a_rule_stands_whatever_the_workload_says():
    given = build_rule(rule_text("days", severity="medium", **DAYS), Marks("d"), "t", {"days": 7})
    for known in (QUEUE, STRICT):
        mine = with_workloads(rules(given), *known.workloads.by_name.values())
        assert one(mine, chosen=Chosen("queue"), backup_days=7).message == "backup_days is 7"
        assert one(mine, "queue", backup_days=7).status is Status.PASS
        assert [a.what for a in one(mine, chosen=Chosen("queue")).adjustments] == ["severity"]


def test_a_severity_that_the_user_gave_stands():
    known = with_severities(QUEUE, {"days": Severity.LOW}, "ours.yaml", trusted=True)
    for finding in (one(known), one(known, "queue"), one(known, chosen=Chosen("queue"))):
        assert (finding.severity, finding.base_severity) == (Severity.LOW, Severity.MEDIUM)
        assert finding.adjustments[0] == Adjustment("severity", "medium", "low", "ours.yaml")


@pytest.mark.parametrize(
    ("given", "workload_", "expected"),
    [("high", "low", "high"), ("high", "critical", "critical"), ("low", "high", "high"), ("low", "low", "low")],
)
def test_a_severity_of_somebody_who_is_not_trusted_is_the_least(given: str, workload_: str, expected: str):
    """It neither lowers one, nor keeps what the user says from raising it."""
    known = with_workloads(rules(days()), workload(days=effect(workload_)))
    known = with_severities(known, {"days": Severity.of(given)}, "found.yaml", trusted=False)
    assert one(known, chosen=Chosen("queue")).severity.word == expected
    assert one(known).severity is max(Severity.MEDIUM, Severity.of(given))
    assert one(known, "queue").severity is max(Severity.MEDIUM, Severity.of(given), Severity.of(workload_))


def test_a_severity_given_as_it_is_needs_no_telling():
    known = with_severities(QUEUE, {"days": Severity.MEDIUM}, "ours.yaml", trusted=True)
    assert one(known).adjustments == ()
    assert with_severities(QUEUE, {"other": Severity.LOW}, "ours.yaml", trusted=True).rules == QUEUE.rules


def test_an_effect_that_changes_nothing():
    same = with_workloads(rules(days()), workload(days=effect("medium", days=7)))
    assert one(same, chosen=Chosen("queue")) == one(same)


def test_other_rules_and_other_resources_are_as_ever():
    known = with_workloads(rules(days(), rule("tls")), workload(days=effect("high", days=2)))
    seen = inventory(*(resource(key, backup_days=3, tls=False) for key in ("a", "b")))
    chosen = Chosen(matching=(Matching("queue", address="a", said="x:1"),))
    plain, now = judged(known, seen), judged(known, seen, chosen)
    assert {pair for pair in plain if plain[pair] != now[pair]} == {("days", "a")}


def test_a_rule_is_compiled_once_for_all_that_are_for_the_same(monkeypatch: pytest.MonkeyPatch):
    compiled: list[object] = []

    def counting(*arguments: object) -> Rule:
        compiled.append(arguments[-1])
        return build_rule(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "build_rule", counting)
    known = with_workloads(
        rules(days(), rule("tls")),
        workload(days=effect("high", days=2)),
        workload("sessions", days=effect("low", days=2)),
        workload("board", days=effect("", days=3)),
    )
    seen = inventory(*(resource(f"c{number}", backup_days=3, tls=True) for number in range(40)))
    names = ("queue", "sessions", "board", "")
    tags = {key: names[number % 4] for number, key in enumerate(seen.resources) if names[number % 4]}
    assert len(judged(known, tagged(seen, tags))) == 80
    assert compiled == [{"days": 2}, {"days": 3}]


class TestRulesThatAsk:
    """Rules that ask what a cache is for could be made milder by a word in the code."""

    def judged(self, check: dict[str, object], tag: str, chosen: Chosen | None = None, **changes: object) -> Finding:
        asks = rule("asks", check=check, message="It is {workload}", **changes)  # type: ignore[arg-type]
        return one(with_workloads(rules(asks), workload("queue"), workload("board")), tag, chosen)

    def test_nobody_says(self):
        assert self.judged({"workload": {"absent": True}}, "").status is Status.PASS

    def test_the_flag_says(self):
        finding = self.judged({"workload": "queue"}, "", Chosen("queue"))
        assert (finding.status, finding.message) == (Status.PASS, "workload is queue")
        assert self.judged({"workload": "queue"}, "", Chosen("board")).message == "It is board"

    def test_a_tag_does_not_make_it_pass(self):
        finding = self.judged({"workload": "queue"}, "queue")
        assert (finding.status, finding.message) == (Status.FAIL, "It is not set")

    def test_a_tag_makes_it_fail(self):
        assert self.judged({"workload": {"ne": "queue"}}, "board").status is Status.FAIL
        finding = self.judged({"not": {"workload": "queue"}}, "queue")
        assert (finding.status, finding.message) == (Status.FAIL, "It is queue")

    def test_a_tag_takes_nothing_out_of_scope(self):
        scope = {"kinds": ["replication_group"], "where": {"workload": {"absent": True}}}
        assert self.judged({"tls": True}, "queue", applies_to=scope).status is not Status.NOT_APPLICABLE

    def test_a_tag_brings_into_scope(self):
        scope = {"kinds": ["replication_group"], "where": {"workload": {"absent": False}}}
        assert self.judged({"backup_days": 9}, "queue", applies_to=scope).status is Status.FAIL
        assert self.judged({"backup_days": 9}, "", applies_to=scope).status is Status.NOT_APPLICABLE

    def test_what_another_resource_claims_makes_nothing_milder_either(self):
        scope = {"kinds": ["global_datastore"]}
        asks = rule("asks", applies_to=scope, check={"some": "primary", "that": {"workload": "queue"}}, message="Bad")
        known = with_workloads(rules(asks), workload("queue"))
        cache, whole = resource("cache"), resource("whole", "global_datastore")
        seen = inventory(cache, related(whole, "primary", cache))
        assert [f.status for f in judged(known, tagged(seen, {"cache": "queue"})).values()] == [Status.FAIL]
        assert [f.status for f in judged(known, seen, Chosen("queue")).values()] == [Status.PASS]


def test_what_a_rule_asks_is_seen_wherever_it_stands():
    scope = {"kinds": ["global_datastore"]}
    deep = {"any": [{"tags": {"empty": True}}, {"not": {"every": "primary", "that": {"workload": "queue"}}}]}
    for check in (
        {"workload": "queue"},
        {"workload.missing": {"empty": True}},
        {"all": [{"tls": True}, {"not": {"workload.needs": {"empty": True}}}]},
    ):
        assert apply.reads_workload(rule(check=check, message="Bad"))
    assert apply.reads_workload(rule(applies_to=scope, check=deep, message="Bad"))
    where = {"some": "primary", "where": {"workload": {"absent": False}}}
    assert apply.reads_workload(rule(applies_to=scope, check=where, message="Bad"))
    assert apply.reads_workload(rule(applies_to={"kinds": ["replication_group"], "where": {"workload": "queue"}}))
    assert not apply.reads_workload(rule())
    assert not apply.reads_workload(rule(applies_to=scope, check={"some": "primary"}, message="Bad"))
