"""Small mistakes in a rule are errors too: thresholds that nothing reads, example values of the wrong type."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.examples import run_examples
from auditor.engine.loader import load_rules, load_strictly

RULE = """\
id: mine
title: A rule
severity: high
why: Because
remediation: {{text: Do it, effect: in place}}
applies_to: {{kinds: [replication_group]}}
params: {params}
check: {check}
message: Bad
examples:
  fail:
    - {{facts: {facts}}}
"""


def written(directory: Path, check: str, facts: str, params: str = "{}") -> Path:
    (directory / "mine.yaml").write_text(RULE.format(check=check, facts=facts, params=params))
    return directory


def test_a_threshold_that_no_condition_reads(tmp_path: Path):
    written(tmp_path, "{tls: true}", "{tls: false}", "{days: 7}")
    with pytest.raises(RuleError, match=r"mine\.yaml:7: parameter days is used by no condition"):
        load_rules((tmp_path,))


def test_a_threshold_inside_a_list(tmp_path: Path):
    written(tmp_path, "{shards: {in: [1, $most]}}", "{shards: 3}", "{most: 2}")
    rules, [name] = load_strictly(tmp_path)
    assert [o.ok for o in run_examples(rules.rules[name], rules)] == [True]
    more = load_rules((tmp_path,), {"mine": {"most": 3}})
    assert [o.actual.value for o in run_examples(more.rules["mine"], more)] == ["pass"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ('{tls: "false"}', "tls wants a value of type bool, not 'false'"),
        ("{shards: many}", "shards wants a value of type int, not 'many'"),
        ("{engine: mysql}", "engine wants redis or valkey, not 'mysql'"),
        ("{auth_token: secret}", "auth_token is written as literal or referenced, not 'secret'"),
        ("{tags: a=b}", "tags is a list, not 'a=b'"),
    ],
)
def test_an_example_with_a_value_of_the_wrong_type(tmp_path: Path, facts: str, words: str):
    written(tmp_path, "{tls: true}", facts)
    rules, [name] = load_strictly(tmp_path)
    with pytest.raises(RuleError, match=words):
        list(run_examples(rules.rules[name], rules))
