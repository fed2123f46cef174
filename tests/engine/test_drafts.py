"""A user's rule directory adds rules, overrides them and disables them: never by the way, and never unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.examples import run_examples
from auditor.engine.loader import RuleSet, load_rules, load_strictly
from auditor.model.finding import Severity
from auditor.model.report import Tailored
from tests.engine.builders import rule_text, to_yaml
from tests.engine.test_loader import error, write

DAYS = "backup-retention-period"
WHY = {"reason": "OPS-7 asks for it"}


def override(directory: Path, name: str = DAYS, **own: Any) -> Path:
    return write(directory, f"{name}.yaml", {"id": name, "overrides": WHY, **own})


def disable(directory: Path, name: str, reason: str = "One zone is enough") -> Path:
    return write(directory, f"{name}.yaml", {"id": name, "disabled": {"reason": reason}})


@pytest.fixture(scope="module")
def builtin() -> RuleSet:
    return load_rules()


class TestOverride:
    def test_what_is_not_said_stays(self, tmp_path: Path, builtin: RuleSet):
        file = override(tmp_path, severity="critical", params={"days": 30})
        rules = load_rules((tmp_path,))
        mine, ours = rules.rules[DAYS], builtin.rules[DAYS]
        assert (mine.severity, mine.params) == (Severity.CRITICAL, {"days": 30})
        assert mine.info.tailored == Tailored(str(file), "OPS-7 asks for it", ("severity", "params"))
        assert mine.file == str(file)
        same = ("id", "title", "theme", "why", "remediation", "effect", "controls", "aliases", "leads", "sources")
        assert [getattr(mine.info, key) for key in same] == [getattr(ours.info, key) for key in same]
        assert list(rules.rules) == list(builtin.rules)
        assert rules.digest != builtin.digest
        assert ours.info.tailored is None

    def test_parts_of_the_remediation(self, tmp_path: Path, builtin: RuleSet):
        override(tmp_path, remediation={"text": "Ask the platform team.", "effect": "restart"})
        mine, ours = load_rules((tmp_path,)).rules[DAYS].info, builtin.rules[DAYS].info
        assert mine.remediation == {**ours.remediation, "text": "Ask the platform team."}
        assert mine.effect == "restart"

    def test_lists_and_conditions_are_replaced(self, tmp_path: Path):
        examples = {"fail": [{"facts": {"backup_days": 3}}], "pass": [{"facts": {"backup_days": 4}}]}
        override(
            tmp_path,
            controls=[],
            aliases=["OPS-7"],
            applies_to={"kinds": ["replication_group"]},
            check={"backup_days": {"gt": 3}},
            params={},
            examples=examples,
            message="Few days",
        )
        with pytest.raises(RuleError, match="parameter days is used by no condition"):
            load_rules((tmp_path,))
        override(tmp_path, applies_to={"kinds": ["replication_group"]}, examples=examples, aliases=["OPS-7"])
        rules, [name] = load_strictly(tmp_path)
        rule = rules.rules[name]
        assert (tuple(rule.check), rule.info.aliases) == (("replication_group",), ("OPS-7",))
        assert [outcome.ok for outcome in run_examples(rule, rules)] == [False, True]

    def test_a_whole_rule(self, tmp_path: Path, builtin: RuleSet):
        write(tmp_path, "elsewhere/multi-az.yaml", rule_text("multi-az", overrides=WHY))
        mine = load_rules((tmp_path,)).rules["multi-az"]
        assert mine.info.title == "A sample"
        # Where it stands in reports does not hang on the folder that it lies in.
        assert mine.info.theme == "availability"
        assert mine.info.controls == builtin.rules["multi-az"].info.controls

    def test_thresholds_of_the_command_line_come_last(self, tmp_path: Path):
        override(tmp_path, params={"days": 30})
        assert load_rules((tmp_path,), {DAYS: {"days": 60}}).rules[DAYS].params == {"days": 60}

    def test_a_later_directory_overrides_an_earlier_one(self, tmp_path: Path):
        write(tmp_path / "a", "own-rule.yaml", rule_text("own-rule"))
        override(tmp_path / "b", "own-rule", severity="low")
        override(tmp_path / "c", "own-rule", title="Mine")
        rule = load_rules((tmp_path / "a", tmp_path / "b", tmp_path / "c")).rules["own-rule"]
        assert (rule.severity, rule.info.title) == (Severity.LOW, "Mine")
        assert rule.info.tailored is not None
        assert rule.info.tailored.keys == ("severity", "title")
        assert "there is none" in error(tmp_path / "b", tmp_path / "a")

    @pytest.mark.parametrize(
        ("own", "line", "message"),
        [
            ("", 2, "overrides nothing: nothing is said that is to be otherwise"),
            ("severity: hihg", 4, "severity: Input should be"),
            ("severity: null", 4, "severity: Input should be"),
            ("sevrity: high", 4, "unknown key 'sevrity'. Did you mean 'severity'?"),
            ("remediation: {text: null}", 4, "remediation.text: Input should be a valid string"),
            ("params:\n  dais: 3", 5, f"{DAYS} has no parameter 'dais'. Did you mean 'days'?"),
            ("params:\n  days: '3'", 5, "parameter days wants int, not '3'"),
            ("params:\n  days: true", 5, "parameter days wants int, not True"),
            ("check: {backup_days: {ge: $days}}", 2, "a rule with another `check` needs examples of its own"),
            ("applies_to: {kinds: [user]}", 2, "a rule with another `applies_to` needs examples of its own"),
            ("controls: [iso-27001-2022/A.99]", 4, "unknown control 'iso-27001-2022/A.99'"),
            ("leads: [multi-as]", 4, "leads an unknown rule 'multi-as'. Did you mean 'multi-az'?"),
            ("message: '{dais}'", 4, "message names 'dais', no fact of replication_group. Did you mean 'days'?"),
            ("disabled: {reason: x}", 2, "unknown key 'overrides'"),
        ],
    )
    def test_mistakes(self, own: str, line: int, message: str, tmp_path: Path):
        file = write(tmp_path, f"{DAYS}.yaml", f"id: {DAYS}\noverrides:\n  reason: x\n{own}\n")
        assert error(tmp_path).startswith(f"{file}:{line}: {message}")

    @pytest.mark.parametrize("overrides", ["{}", "true", "{reason: ''}", "because", "{reason: x, from: y}"])
    def test_it_has_a_reason(self, overrides: str, tmp_path: Path):
        file = write(tmp_path, f"{DAYS}.yaml", f"id: {DAYS}\noverrides: {overrides}\nseverity: low\n")
        assert error(tmp_path).startswith(f"{file}:2: ")

    def test_a_rule_that_is_not_there(self, tmp_path: Path):
        file = override(tmp_path, "multi-as", severity="low")
        missing = "`overrides` is about a rule 'multi-as', but there is none. Did you mean 'multi-az'?"
        assert error(tmp_path) == f"{file}:1: {missing}"

    def test_without_saying_so(self, tmp_path: Path):
        file = write(tmp_path, "multi-az.yaml", rule_text("multi-az"))
        assert error(tmp_path) == (
            f"{file}:1: rule multi-az is already given by rules/availability/multi-az.yaml; what is to take its place "
            "says `overrides: {reason: ...}`, what takes it away `disabled: {reason: ...}`"
        )


class TestDisabled:
    def test_it_is_gone_and_remembered(self, tmp_path: Path, builtin: RuleSet):
        file = disable(tmp_path, "multi-az")
        rules = load_rules((tmp_path,))
        assert set(rules.rules) == set(builtin.rules) - {"multi-az"}
        assert rules.disabled["multi-az"].info.tailored == Tailored(str(file), "One zone is enough")
        assert rules.digest != builtin.digest
        # No control is passed for want of it.
        assert set(rules.left_out) == {"multi-az"}
        assert "multi-az" in rules.select(("encryption",)).left_out
        assert "multi-az" in rules.select(("encryption",)).disabled

    def test_what_leads_it_stays_sound(self, tmp_path: Path):
        disable(tmp_path, "automatic-failover")
        assert "automatic-failover" in load_rules((tmp_path,)).rules["change-disables-failover"].info.leads

    def test_it_cannot_be_selected(self, tmp_path: Path):
        file = disable(tmp_path, "multi-az")
        rules = load_rules((tmp_path,))
        with pytest.raises(RuleError) as raised:
            rules.select(("multi-az",))
        assert str(raised.value) == f"multi-az is disabled by {file}: One zone is enough"
        assert "multi-az" not in rules.select(("all",)).rules
        assert "multi-az" not in rules.select(("availability",)).rules

    def test_by_another_tools_id(self, tmp_path: Path):
        write(tmp_path / "a", "own-rule.yaml", rule_text("own-rule", aliases=["OPS-1"]))
        disable(tmp_path / "b", "own-rule", "Not yet")
        with pytest.raises(RuleError, match=r"^own-rule \(ops-1\) is disabled by .*own-rule\.yaml: Not yet$"):
            load_rules((tmp_path / "a", tmp_path / "b")).resolve("ops-1")

    def test_it_can_be_ignored_all_the_same(self, tmp_path: Path):
        disable(tmp_path, "multi-az")
        rules = load_rules((tmp_path,))
        assert rules.select((), ("multi-az",)).rules == rules.select().rules
        left = rules.select((), ("availability",)).rules
        assert left
        assert not [rule for rule in left.values() if rule.info.theme == "availability"]

    def test_it_takes_no_thresholds(self, tmp_path: Path):
        file = disable(tmp_path, DAYS)
        with pytest.raises(RuleError) as raised:
            load_rules((tmp_path,), {DAYS: {"days": 3}})
        assert str(raised.value) == f"parameters for {DAYS}, which is disabled by {file}: One zone is enough"

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("id: multi-az\ndisabled: true", 2, "disabled: Input should be a valid dictionary"),
            ("id: multi-az\ndisabled: {}", 2, "disabled.reason: Field required"),
            ("id: multi-az\ndisabled: {reason: x}\nseverity: low", 3, "unknown key 'severity'"),
            ("id: multi-as\ndisabled: {reason: x}", 1, "id 'multi-as' is not the file name"),
        ],
    )
    def test_mistakes(self, text: str, line: int, message: str, tmp_path: Path):
        file = write(tmp_path, "multi-az.yaml", text)
        assert error(tmp_path).startswith(f"{file}:{line}: {message}")

    def test_a_rule_that_is_not_there(self, tmp_path: Path):
        file = disable(tmp_path, "multi-as")
        missing = "`disabled` is about a rule 'multi-as', but there is none. Did you mean 'multi-az'?"
        assert error(tmp_path) == f"{file}:1: {missing}"

    def test_what_is_disabled_is_not_overridden_and_not_given_again(self, tmp_path: Path):
        gone = disable(tmp_path / "a", "multi-az")
        override(tmp_path / "b", "multi-az", severity="low")
        about = "is about a rule 'multi-az', but it is disabled by"
        assert error(tmp_path / "a", tmp_path / "b").endswith(f"`overrides` {about} {gone}")
        disable(tmp_path / "b", "multi-az")
        assert error(tmp_path / "a", tmp_path / "b").endswith(f"`disabled` {about} {gone}")
        (tmp_path / "b/multi-az.yaml").write_text(to_yaml(rule_text("multi-az")))
        assert f"rule multi-az is already given by {gone}; " in error(tmp_path / "a", tmp_path / "b")
