"""The catalogue: every rule is sound, says what it should, and its examples come out as they claim."""

from __future__ import annotations

import re

import pytest

from auditor.data import data_dir
from auditor.engine import loader
from auditor.engine.examples import run_examples
from auditor.engine.loader import RuleSet
from auditor.engine.mutants.survivors import mutate
from auditor.engine.rule import Rule
from auditor.model.finding import Status

FOLDER = data_dir("rules")
RULES = {path.stem: path for path in sorted(FOLDER.glob("*/*.yaml")) if path.parent.name not in ("frameworks", "data")}
FRAMEWORKS = {path.stem for path in FOLDER.glob("frameworks/*.yaml")}
THEMES = {"encryption", "authentication", "authorization", "network", "availability", "durability", "lifecycle",
          "logging", "parameters", "iam", "operations", "cost", "scaling", "change"}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> RuleSet:
    """The rules from their YAML, strictly, whatever was compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "compiled_rules", lambda: None)
        return loader.load_rules()


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest, catalogue: RuleSet) -> Rule:
    found: Rule = catalogue.rules[request.param]
    return found


def examples(rule: Rule, status: Status) -> list[dict[str, object]]:
    found = rule.examples.get(status.value, [])
    assert isinstance(found, list)
    return found


def test_every_file_is_a_rule_and_every_rule_is_a_file(catalogue: RuleSet):
    assert set(catalogue.rules) == set(RULES)
    assert {path.parent.name for path in RULES.values()} <= THEMES


def test_examples_come_out_as_they_claim(rule: Rule, catalogue: RuleSet):
    wrong = [f"{o.label}: {o.actual.value} ({o.message})" for o in run_examples(rule, catalogue) if not o.ok]
    assert not wrong


def test_no_mutant_of_a_rule_goes_unnoticed_by_its_examples(rule: Rule, catalogue: RuleSet):
    assert not [f"{each.line}: {each.words}; {each.advice}" for each in mutate(rule, catalogue.tables).survivors]


def test_examples_show_each_verdict_that_the_rule_can_end_in(rule: Rule):
    scoped = any(condition is not None for condition in rule.scope.values())
    wanted = {Status.PASS, Status.FAIL, Status.UNKNOWN} | ({Status.NOT_APPLICABLE} if scoped else set())
    assert {status for status in Status if examples(rule, status)} == wanted


def test_examples_show_each_kind_that_the_rule_judges(rule: Rule):
    shown = set()
    for status in Status:
        for one in examples(rule, status):
            resources = one.get("resources") or {"only": one}
            assert isinstance(resources, dict)
            subject = resources[one.get("subject") or next(iter(resources))]
            shown.add(subject.get("kind") or next(iter(rule.check)))
    assert set(rule.check) <= shown


def test_a_message_of_an_example_shows_no_placeholder(rule: Rule, catalogue: RuleSet):
    assert not [o.message for o in run_examples(rule, catalogue) if "{" in o.message or not o.message]


def test_no_alias_is_listed_twice_or_is_a_bare_number(rule: Rule):
    aliases = [alias.lower() for alias in rule.info.aliases]
    assert len(aliases) == len(set(aliases))
    assert not [alias for alias in aliases if re.fullmatch(r"[\d.]+", alias)]


def test_no_alias_is_the_id_of_a_rule(rule: Rule):
    assert not set(rule.info.aliases) & set(RULES)


def test_remediation_says_what_to_do_and_what_it_costs(rule: Rule):
    assert rule.info.remediation["text"].strip()
    assert rule.info.effect in {"in place", "restart", "replacement"}


def test_no_rule_asks_what_another_asks(catalogue: RuleSet):
    """Of one kind, in one scope, no two rules have the same condition; nor do two have one title."""
    asked: dict[object, str] = {}
    for rule in catalogue.rules.values():
        when = (rule.changes, rule.observed, rule.declared)
        for kind in rule.check:
            question = (kind, when, words_of(rule, kind))
            assert asked.setdefault(question, rule.id) == rule.id
    titles = [rule.info.title for rule in catalogue.rules.values()]
    assert len(titles) == len(set(titles))


def words_of(rule: Rule, kind: str) -> str:
    """The written conditions for a kind, with the thresholds."""
    check, scope = rule.written["check"], rule.written["applies_to"]
    assert isinstance(check, dict)
    assert isinstance(scope, dict)
    cases = check.get("cases")
    where = [case.get("where") for case in scope.get("cases", ()) if case["kind"] == kind] or scope.get("where")
    return f"{where} {cases[kind] if cases else check} {dict(rule.params)}"


def test_a_rule_cites_what_it_rests_on(rule: Rule):
    assert rule.info.sources
    assert len({url for url, _ in rule.info.sources}) == len(rule.info.sources)


def test_controls_and_leads_are_listed_once(rule: Rule):
    assert len(set(rule.info.controls)) == len(rule.info.controls)
    assert rule.id not in rule.info.leads


def test_a_rule_that_is_led_leads_nobody_back(catalogue: RuleSet):
    pairs = {(rule.id, led) for rule in catalogue.rules.values() for led in rule.info.leads}
    assert not {(led, lead) for lead, led in pairs} & pairs


def test_a_framework_has_the_name_of_its_file(catalogue: RuleSet):
    assert {control.partition("/")[0] for control in catalogue.controls} == FRAMEWORKS


def test_every_control_has_a_title(catalogue: RuleSet):
    assert not [control for control, title in catalogue.controls.items() if title in {"", "None"}]
