"""The compiled catalogue and its YAML are the same rules."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from auditor import data
from auditor.engine.errors import RuleError
from auditor.engine.examples import run_examples
from auditor.engine.loader import RuleSet, load_rules, load_strictly

ROOT = Path(__file__).resolve().parents[2]


def build_hook() -> Any:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleSet:
    target = tmp_path / "rules.json"
    build_hook().write_compiled(data, data.data_dir("rules"), target)
    monkeypatch.setattr(data, "COMPILED_RULES", target)
    assert data.compiled_rules() is not None
    return load_rules()


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleSet:
    monkeypatch.setattr(data, "COMPILED_RULES", tmp_path / "none.json")
    return load_rules()


def behaviour(rules: RuleSet) -> list[object]:
    """Everything that a scan can see of the rules: what they say of themselves and of every example."""
    said: list[object] = [sorted(rules.controls.items())]
    for _, rule in sorted(rules.rules.items()):
        said += [rule.info, rule.message, rule.not_applicable, rule.default, rule.params, rule.file]
        said += list(run_examples(rule, rules))
    return said


def test_both_forms_behave_alike(compiled: RuleSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(data, "COMPILED_RULES", tmp_path / "none.json")
    assert behaviour(compiled) == behaviour(load_rules()) == behaviour(load_strictly(None)[0])


def test_both_forms_are_written_alike(compiled: RuleSet, read: RuleSet):
    assert compiled.digest == read.digest
    assert {k: r.written for k, r in compiled.rules.items()} == {k: r.written for k, r in read.rules.items()}


def test_thresholds_reach_compiled_rules_too(compiled: RuleSet):
    assert compiled.rules["backup-retention-period"].params == {"days": 7}
    changed = load_rules((), {"backup-retention-period": {"days": 30}})
    assert changed.rules["backup-retention-period"].params == {"days": 30}
    where = r"^rules/durability/backup-retention-period\.yaml: backup-retention-period has no parameter 'xyzzy'"
    with pytest.raises(RuleError, match=where):
        load_rules((), {"backup-retention-period": {"xyzzy": 1}})


def test_edited_rules_are_read_from_their_yaml(compiled: RuleSet, monkeypatch: pytest.MonkeyPatch):
    text = data.COMPILED_RULES.read_text()
    digest = data.rules_digest(data.data_dir("rules"))
    data.COMPILED_RULES.write_text(text.replace(digest, "0" * 64))
    assert data.compiled_rules() is None
    assert set(load_rules().rules) == set(compiled.rules)
