"""Code before a remedy is the remedy with one thing wrong, which its rule fails on; nothing is shown unjudged."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.documentation.content import content_of
from auditor.engine.documentation.markdown import page
from auditor.engine.documentation.remedies import Remedy, remedies
from auditor.engine.rule import Rule
from auditor.model.finding import Status
from tests.engine.builders import rule, rules

TERRAFORM = """\
resource "aws_elasticache_replication_group" "this" {
  engine                     = "valkey"
  transit_encryption_enabled = true # provider 5.0
  nodes                      = 3
  log {
    type = "slow-log"
  }
  list = [
    "a",
  ]
}
"""


def made(code: str = TERRAFORM, **changes: Any) -> Rule:
    return rule(remediation={"text": "Do it.", "terraform": code, "cli": "aws x", "effect": "restart"}, **changes)


def before(fails: str, code: str = TERRAFORM, *, without: bool = False, **changes: Any) -> str:
    """What is shown where code fails that has `fails`, or, `without`, code that lacks it."""

    def judged(_: Rule, language: str, text: str) -> frozenset[Status]:
        assert language == "terraform"
        return frozenset({Status.FAIL if (fails in text) is not without else Status.PASS})

    found, cli = remedies(made(code, **changes), judged)
    assert cli == Remedy("cli", "aws x")
    assert (found.language, found.code) == ("terraform", code)
    return found.before


def changed(old: str, new: str) -> str:
    assert old in TERRAFORM
    return TERRAFORM.replace(old, new).rstrip()


@pytest.mark.parametrize(
    ("fails", "expected"),
    [
        ("= false # provider", changed("= true # provider", "= false # provider")),
        ("= 1\n", changed("= 3\n", "= 1\n")),
        ("= 0\n", changed("= 3\n", "= 0\n")),
    ],
)
def test_a_setting_is_otherwise(fails: str, expected: str):
    assert before(fails) == expected


def test_it_takes_the_values_of_failing_examples():
    examples = {"fail": [{"facts": {"tls": False, "nodes": 7, "node_type": "cache.t1.micro"}}]}
    assert before("= 7", examples=examples) == changed("= 3\n", "= 7\n")
    assert before('"cache.t1.micro"', examples=examples).count("cache.t1.micro") == 1
    # The engine of an example only says what that is about.
    about = {"fail": [{"facts": {"tls": False, "engine": "redis"}}]}
    assert before('"redis"', examples=about) == ""
    assert before('"redis"', examples=about, check={"engine": "valkey"}, message="x") == changed('"valkey"', '"redis"')


def test_a_line_or_a_block_is_left_out():
    assert before("nodes", without=True) == changed("  nodes                      = 3\n", "")
    assert before("log {", without=True) == changed('  log {\n    type = "slow-log"\n  }\n', "")
    assert before("list = [", without=True) == changed('  list = [\n    "a",\n  ]\n', "")


def test_in_yaml():
    code = "Type: X\nProperties:\n  Enabled: true\n  Mode: required\n  Nested:\n    - Inner: 1\n"

    def judged(_: Rule, language: str, text: str) -> frozenset[Status]:
        return frozenset({Status.PASS if "Nested" in text else Status.FAIL})

    chosen = rule(remediation={"text": "x", "cloudformation": code, "effect": "restart"})
    [found] = remedies(chosen, judged)
    assert found.before == "Type: X\nProperties:\n  Enabled: true\n  Mode: required"


@pytest.mark.parametrize("verdicts", [set(), {Status.UNKNOWN}, {Status.PASS, Status.UNKNOWN}, {Status.NOT_APPLICABLE}])
def test_a_remedy_that_does_not_pass_by_itself_has_none(verdicts: set[Status]):
    asked = []

    def judged(_: Rule, language: str, text: str) -> frozenset[Status]:
        asked.append(text)
        return frozenset(verdicts)

    assert remedies(made(), judged)[0].before == ""
    assert asked == [TERRAFORM]


def test_what_shows_in_no_code_is_not_judged():
    def judged(_: Rule, language: str, text: str) -> frozenset[Status]:
        raise AssertionError(text)

    planned = {"kinds": ["replication_group"], "changes": ["update"]}
    running = {"kinds": ["replication_group"], "observed": True}
    for applies_to in (planned, running):
        assert remedies(made(applies_to=applies_to), judged)[0].before == ""
    assert remedies(made(), None)[0].before == ""


def test_on_the_page():
    def judged(_: Rule, language: str, text: str) -> frozenset[Status]:
        return frozenset({Status.FAIL if "= false" in text else Status.PASS})

    chosen = made('resource "x" "y" {\n  tls = true\n}\n')
    text = page(content_of(chosen, rules(chosen), judged))
    shown = text.partition("### Terraform\n\n")[2].partition("### AWS CLI")[0]
    assert shown == (
        'Before, which fails:\n\n```hcl\nresource "x" "y" {\n  tls = false\n}\n```\n\n'
        'After, which passes:\n\n```hcl\nresource "x" "y" {\n  tls = true\n}\n```\n\n'
    )
    assert "Before" not in page(content_of(chosen, rules(chosen)))
