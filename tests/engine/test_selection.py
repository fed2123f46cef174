"""Which rules a word names, and which run when nobody says."""

from __future__ import annotations

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.loader import RuleSet, load_rules
from tests.engine.builders import rule, rules

SET = rules(
    rule("tls-on", "encryption", severity="high", aliases=["CKV_AWS_30", "F33", "76976de7"], controls=["soc-2/CC6.7"]),
    rule("tls-strict", "encryption", severity="low", aliases=["F33"], controls=["soc-2/CC6.7", "cis-v8/3.10"]),
    rule("odd-port", "network", severity="low", default="off"),
    controls={"soc-2/CC6.7": "Transmission", "cis-v8/3.10": "Encryption in transit"},
)


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("tls-on", ["tls-on"]),
        ("odd-port", ["odd-port"]),
        ("CKV_AWS_30", ["tls-on"]),
        ("ckv_aws_30", ["tls-on"]),
        ("F33", ["tls-on", "tls-strict"]),
        ("76976de7", ["tls-on"]),
        ("76976DE7-c7b1-4f64-a94f-90c1345914c2", ["tls-on"]),
        ("encryption", ["tls-on", "tls-strict"]),
        ("Network", ["odd-port"]),
        ("low", ["tls-strict", "odd-port"]),
        ("HIGH", ["tls-on"]),
        ("soc-2", ["tls-on", "tls-strict"]),
        ("cis-v8", ["tls-strict"]),
        ("cis-v8/3.10", ["tls-strict"]),
        ("SOC-2/cc6.7", ["tls-on", "tls-strict"]),
        ("all", ["tls-on", "tls-strict", "odd-port"]),
    ],
)
def test_a_word_names_rules(word: str, named: list[str]):
    assert SET.resolve(word) == named
    assert list(SET.select((word,)).rules) == named


@pytest.mark.parametrize("word", ["3.10", "cis", "tls", "*", "critical", "", "soc-2/", "76976de7-c7b1", "F33-x"])
def test_a_word_that_names_nothing_is_an_error(word: str):
    with pytest.raises(RuleError, match="no rule, alias, theme, severity or framework"):
        SET.resolve(word)
    with pytest.raises(RuleError, match="no rule, alias, theme, severity or framework"):
        SET.select(ignore=(word,))


def test_the_error_suggests_the_nearest():
    with pytest.raises(RuleError, match=r"^no rule, .* 'tsl-on'\. Did you mean 'tls-on'\?$"):
        SET.select(("tsl-on",))


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ((), (), ["tls-on", "tls-strict"]),
        (("all",), (), ["tls-on", "tls-strict", "odd-port"]),
        (("odd-port", "high"), (), ["tls-on", "odd-port"]),
        (("all",), ("low",), ["tls-on"]),
        ((), ("F33",), []),
        ((), ("odd-port",), ["tls-on", "tls-strict"]),
    ],
)
def test_select_and_ignore(select: tuple[str, ...], ignore: tuple[str, ...], left: list[str]):
    chosen = SET.select(select, ignore)
    assert list(chosen.rules) == left
    assert chosen.controls == SET.controls


def test_the_order_of_words_does_not_matter():
    assert list(SET.select(("low", "high")).rules) == list(SET.select(("high", "low")).rules)


def test_a_theme_in_capitals_can_be_named():
    assert rules(rule("own-rule", "Ours")).resolve("ours") == ["own-rule"]


@pytest.fixture(scope="module")
def catalogue() -> RuleSet:
    return load_rules()


def test_the_catalogue_by_default_and_in_full(catalogue: RuleSet):
    assert set(catalogue.select().rules) == {one.id for one in catalogue.rules.values() if one.default}
    assert set(catalogue.select(("all",)).rules) == set(catalogue.rules)


def test_every_name_in_the_catalogue_finds_its_rule(catalogue: RuleSet):
    for one in catalogue.rules.values():
        for word in (one.id, one.info.theme, one.severity.word, *one.info.aliases, *one.info.controls):
            assert one.id in catalogue.resolve(word)
