"""Ids of other tools: which rules they name, and why some name none.

`peers.csv` lists what every tool that checks caches calls its checks. An id stands beside the rules that ask the same
question, though that tool may see fewer engines or resources, or beside the reason why no rule asks it. It is the whole
truth: an alias that is not in it fails these tests, so that nobody gives an id a second meaning by accident.
"""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.engine.loader import RuleSet, load_strictly
from tests.cli.running import auditor

CATALOGUE: RuleSet = load_strictly(None)[0]
#: A list of checks with the columns `peer` and `check_id`; all of them are to be in the table.
OTHER_LIST = os.environ.get("AUDITOR_PEER_CHECKS", "")


@dataclass(frozen=True, slots=True)
class Row:
    """What one tool calls a check, the rules that ask the same, and why there is none."""

    peer: str
    id: str
    rules: frozenset[str]
    reason: str


def rows() -> list[Row]:
    with Path(__file__).with_name("peers.csv").open(encoding="utf-8", newline="") as file:
        return [Row(r["peer"], r["id"], frozenset(r["rules"].split()), r["reason"]) for r in csv.DictReader(file)]


ROWS = rows()
NAMED = [row for row in ROWS if row.rules]
LEFT_OUT = [row for row in ROWS if not row.rules]


def rules_with_alias(word: str) -> frozenset[str]:
    every = CATALOGUE.rules.values()
    return frozenset(rule.id for rule in every if word.lower() in (alias.lower() for alias in rule.info.aliases))


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.id)
def test_an_id_names_the_rules_that_ask_the_same(row: Row):
    same = frozenset[str]().union(*(other.rules for other in NAMED if other.id.lower() == row.id.lower()))
    # A rule may itself be called what another tool calls its check.
    assert rules_with_alias(row.id) | ({row.id.lower()} & same) == same
    assert frozenset(CATALOGUE.resolve(row.id)) == same
    assert frozenset(CATALOGUE.resolve(row.id.swapcase())) == same


@pytest.mark.parametrize("row", LEFT_OUT, ids=lambda row: f"{row.peer} {row.id}")
def test_an_id_that_no_rule_stands_for_has_a_reason(row: Row):
    assert len(row.reason.split()) > 3
    assert not rules_with_alias(row.id)


def test_no_row_stands_twice_or_says_both():
    pairs = [(row.peer, row.id.lower()) for row in ROWS]
    assert len(set(pairs)) == len(pairs)
    assert not [row for row in NAMED if row.reason]


def test_every_alias_is_in_the_table():
    known = {row.id.lower() for row in NAMED}
    assert not {a for rule in CATALOGUE.rules.values() for a in rule.info.aliases if a.lower() not in known}


def test_no_alias_is_a_bare_number():
    """`5.1` would be a control of one benchmark as well as of another."""
    aliases = {alias for rule in CATALOGUE.rules.values() for alias in rule.info.aliases}
    assert not {alias for alias in aliases if re.fullmatch(r"\d{1,3}(\.\d+)*(\.?[a-z](/[a-z])*)?", alias)}


def test_no_alias_is_a_word_that_means_something_else():
    taken = {"all", "critical", "high", "medium", "low", "info"} | {
        rule.info.theme for rule in CATALOGUE.rules.values()
    }
    taken |= {name.lower() for one in CATALOGUE.frameworks.values() for name in (one.id, *one.aliases)}
    for rule in CATALOGUE.rules.values():
        aliases = [alias.lower() for alias in rule.info.aliases]
        assert len(set(aliases)) == len(aliases), rule.id
        assert not set(aliases) & (taken | set(CATALOGUE.rules) - {rule.id}), rule.id


def test_the_command_line_takes_an_id_that_names_several():
    run = auditor("rules", "list", "--select", "awssolutions-aec3")
    assert {line.split()[1] for line in run.out.splitlines()} == {
        "at-rest-encryption-enabled", "transit-encryption-enabled",
    }  # fmt: skip


def test_a_bare_number_is_refused_and_the_control_is_taken():
    assert auditor("rules", "list", "--select", "5.3").status == 2
    assert auditor("rules", "list", "--select", "cis-aws-database-services-2.0.0/5.3").status == 0


@pytest.mark.skipif(not OTHER_LIST, reason="no other list of checks is given in AUDITOR_PEER_CHECKS")
def test_the_table_has_all_of_another_list():
    known = {(row.peer, row.id) for row in ROWS}
    with Path(OTHER_LIST).open(encoding="utf-8", newline="") as file:
        listed = {(row["peer"], one) for row in csv.DictReader(file) for one in spelled_out(row["check_id"])}
    assert not listed - known


def spelled_out(text: str) -> list[str]:
    """The ids that a list writes as one: `PR-(CLD/CFR)-1`, `{HIPAA,NIST}-Backup`, `DAX-001..003`."""
    if "-*-" in text:
        text = text.replace("-*-", "-(CLD/CFR/TRF)-")
        return [one for each in spelled_out(text) for one in spelled_out(each)]
    if found := re.search(r"\(([A-Z]+(?:/[A-Z]+)+)\)", text):
        return [text[: found.start()] + one + text[found.end() :] for one in found[1].split("/")]
    if found := re.fullmatch(r"\{(.*?)\}(.*)", text):
        return [one.strip() + found[2] for one in found[1].split(",")]
    if found := re.fullmatch(r"(.*?)(\d+)\.\.(\d+)", text):
        return [f"{found[1]}{number:0{len(found[2])}d}" for number in range(int(found[2]), int(found[3]) + 1)]
    return [text]
