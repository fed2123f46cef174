"""From the written rule to the rule that runs: what it keeps, and thresholds from outside."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.build import build_rule
from auditor.engine.errors import RuleError
from auditor.engine.marks import Marks, read_yaml
from auditor.engine.rule import Rule
from auditor.model.finding import Severity
from tests.engine.builders import CACHE, resource, rule, rule_text, to_yaml, view


def test_a_rule_carries_what_was_written():
    remediation = {"text": "Do it.", "terraform": "tls = true", "cli": None, "effect": "restart"}
    built = rule(
        theme="encryption", severity="critical", controls=["soc-2/CC6.7"], aliases=["X_1"], leads=["b"],
        why="  Long ago.\n", default="off", remediation=remediation, not_applicable="No.",
    )  # fmt: skip
    info = built.info
    assert (built.id, info.theme, built.severity) == ("sample", "encryption", Severity.CRITICAL)
    assert (info.controls, info.aliases, info.leads) == (("soc-2/CC6.7",), ("X_1",), ("b",))
    assert (info.remediation, info.effect) == ({"text": "Do it.", "terraform": "tls = true"}, "restart")
    assert (info.why, built.default, built.not_applicable) == ("Long ago.", False, "No.")
    assert built.file == "sample.yaml"


@pytest.mark.parametrize(("written", "on"), [(None, True), ("on", True), (True, True), ("off", False), (False, False)])
def test_a_rule_runs_unless_it_is_off(written: object, on: bool):
    assert rule(default=written).default is on


def test_kinds_share_one_condition_and_cases_have_their_own():
    shared = rule(applies_to={"kinds": [CACHE, "cache_cluster"], "where": {"engine": "redis"}})
    assert set(shared.scope) == set(shared.check) == {CACHE, "cache_cluster"}
    assert shared.scope[CACHE] is shared.scope["cache_cluster"] is not None

    split = rule(
        applies_to={"cases": [{"kind": CACHE}, {"kind": "cache_cluster", "where": {"engine": "redis"}}]},
        check={"cases": {CACHE: {"multi_az": True}, "cache_cluster": {"az_mode": "cross-az"}}},
        message="Bad",
    )
    assert split.scope[CACHE] is None
    assert split.scope["cache_cluster"] is not None
    wide = resource(kind="cache_cluster", az_mode="cross-az")
    assert split.check["cache_cluster"].holds(wide, view(wide)) is True


def with_days(overrides: dict[str, Any] | None = None) -> Rule:
    written = rule_text(check={"backup_days": {"ge": "$days"}}, params={"days": 7}, message="{backup_days} of {days}")
    _, marks = read_yaml(to_yaml(written), "sample.yaml")
    return build_rule(written, marks, "custom", overrides)


def test_a_threshold_can_be_overridden():
    cache = resource(backup_days=7)
    assert with_days().check[CACHE].holds(cache, view(cache)) is True
    strict = with_days({"days": 8})
    assert strict.params == {"days": 8}
    assert strict.check[CACHE].holds(cache, view(cache)) is False
    assert with_days().params == {"days": 7}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"dais": 8}, "sample has no parameter 'dais'. Did you mean 'days'?"),
        ({"days": "8"}, "parameter days wants int, not '8'"),
        ({"days": True}, "parameter days wants int, not True"),
    ],
)
def test_a_wrong_override_is_an_error_with_its_place(overrides: dict[str, Any], message: str):
    line = 1 + to_yaml(rule_text(check={"backup_days": {"ge": "$days"}}, params={"days": 7})).splitlines().index(
        "params:" if "dais" in overrides else "  days: 7"
    )
    with pytest.raises(RuleError) as raised:
        with_days(overrides)
    # `message` stands before `params` in both texts, so the lines are the same.
    assert str(raised.value) == f"sample.yaml:{line}: {message}"


def test_a_message_may_name_facts_parameters_and_the_resource():
    built = rule(
        check={"backup_days": {"ge": "$days"}}, params={"days": 7}, message="{name} {address} {kind} {engine} {days}"
    )
    assert built.message == "{name} {address} {kind} {engine} {days}"


def test_a_message_names_only_facts_that_every_kind_has():
    with pytest.raises(RuleError, match=r"message names 'shards', no fact of cache_cluster\."):
        rule(applies_to={"kinds": [CACHE, "cache_cluster"]}, message="{shards}")


def test_a_compiled_rule_has_no_lines_but_names_its_file():
    with pytest.raises(RuleError, match=r"^rules/x\.yaml: replication_group has no fact 'tsl'"):
        build_rule(rule_text(check={"tsl": True}), Marks("rules/x.yaml"), "custom")
