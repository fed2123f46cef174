"""Rule directories: what is read from them, and what is wrong with one as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.data import data_dir
from auditor.engine.documents import MAX_RULE_BYTES
from auditor.engine.errors import RuleError
from auditor.engine.loader import load_rules, load_strictly
from tests.engine.builders import rule_text, to_yaml


def write(directory: Path, name: str, content: object) -> Path:
    """The file `name` with `content`: a text as it is, anything else as YAML."""
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else to_yaml(content))
    return file


def error(*directories: Path) -> str:
    with pytest.raises(RuleError) as raised:
        load_rules(directories)
    return str(raised.value)


def test_the_built_in_rules_pass_every_check():
    rules, own = load_strictly(None)
    files = {file.stem for file in data_dir("rules").glob("*/*.yaml") if file.parent.name not in ("frameworks", "data")}
    assert set(own) == set(rules.rules) == files


def test_a_directory_adds_rules_and_frameworks(tmp_path: Path):
    write(tmp_path, "frameworks/ours.yaml", {"id": "ours", "title": "Ours", "controls": {"A-1": "Encrypt"}})
    write(tmp_path, "speed/own-rule.yaml", rule_text("own-rule", controls=["ours/A-1"], leads=["multi-az"]))
    write(tmp_path, "workloads.yaml", {"ours": {"about": "Ours."}})
    write(tmp_path, "notes.txt", "no rule")
    rules = load_rules((tmp_path,))
    assert set(rules.rules) == {"own-rule", *load_rules().rules}
    assert rules.rules["own-rule"].info.theme == "speed"
    assert rules.controls["ours/A-1"] == "Encrypt"
    assert load_strictly(tmp_path)[1] == ["own-rule"]


def test_two_directories_know_each_other(tmp_path: Path):
    write(tmp_path / "a", "first.yaml", rule_text("first", leads=["second"]))
    write(tmp_path / "b", "second.yaml", rule_text("second"))
    assert {"first", "second"} <= set(load_rules((tmp_path / "a", tmp_path / "b")).rules)


def test_the_digest_tells_rules_apart(tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    write(one, "own-rule.yaml", rule_text("own-rule"))
    write(other, "own-rule.yaml", rule_text("own-rule", title="Another title"))
    digests = [load_rules(paths).digest for paths in ((), (one,), (other,))]
    assert len(set(digests)) == 3
    assert load_rules((one,)).digest == digests[1]


def test_thresholds_come_from_outside(tmp_path: Path):
    write(
        tmp_path, "own-rule.yaml", rule_text("own-rule", check={"backup_days": {"ge": "$days"}}, params={"days": 7})
    )  # fmt: skip
    assert load_rules((tmp_path,), {"own-rule": {"days": 9}}).rules["own-rule"].params == {"days": 9}
    with pytest.raises(RuleError, match=r"own-rule\.yaml:\d+: own-rule has no parameter 'dais'\. Did you mean 'days'"):
        load_rules((tmp_path,), {"own-rule": {"dais": 9}})
    with pytest.raises(RuleError, match=r"^parameters for an unknown rule 'own-rul'\. Did you mean 'own-rule'\?$"):
        load_rules((tmp_path,), {"own-rul": {"days": 9}})


def test_a_directory_without_rules(tmp_path: Path):
    assert error(tmp_path) == f"no rule file (*.yaml) in {tmp_path}"
    assert error(tmp_path / "none") == f"no rule directory {tmp_path / 'none'}"
    with pytest.raises(RuleError, match="no rule file"):
        load_strictly(tmp_path)


def test_a_rule_given_twice(tmp_path: Path):
    first = write(tmp_path / "a", "x/own-rule.yaml", rule_text("own-rule"))
    second = write(tmp_path / "b", "y/own-rule.yaml", "# its id stands on line 2\n" + to_yaml(rule_text("own-rule")))
    assert error(tmp_path / "a", tmp_path / "b").startswith(f"{second}:2: rule own-rule is already given by {first}; ")


def test_a_file_that_is_too_large(tmp_path: Path):
    sound = to_yaml(rule_text("own-rule"))
    file = write(tmp_path, "own-rule.yaml", sound + "#" * (MAX_RULE_BYTES - len(sound)))
    assert "own-rule" in load_rules((tmp_path,)).rules
    file.write_text(file.read_text() + "#")
    assert error(tmp_path) == f"{file}: larger than {MAX_RULE_BYTES} bytes"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert error(tmp_path) == f"{tmp_path / 'pipe.yaml'}: cannot be read: not a file"


def test_a_file_that_is_no_text(tmp_path: Path):
    file = tmp_path / "own-rule.yaml"
    file.write_bytes(b"id: \xff\xfe")
    assert error(tmp_path).startswith(f"{file}: cannot be read: 'utf-8' codec")


def test_a_file_that_is_a_directory(tmp_path: Path):
    (tmp_path / "own-rule.yaml").mkdir()
    assert error(tmp_path).startswith(f"{tmp_path / 'own-rule.yaml'}: cannot be read:")


@pytest.mark.parametrize("text", ["", "- id: own-rule", "just words", "# nothing"])
def test_a_file_that_is_no_rule(text: str, tmp_path: Path):
    file = write(tmp_path, "own-rule.yaml", text)
    assert error(tmp_path) == f"{file}:1: a rule file is a mapping"


@pytest.mark.parametrize(
    "content", ["", [], {"id": "ours"}, {"id": "ours", "controls": ["A-1"]}, {"title": "x", "controls": {}}]
)
def test_a_file_that_is_no_framework(content: object, tmp_path: Path):
    file = write(tmp_path, "frameworks/ours.yaml", content)
    assert error(tmp_path) == f"{file}:1: a framework file has id, title and controls"
