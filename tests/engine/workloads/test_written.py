"""Files of workloads are read strictly: what makes no sense is an error with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.loader import load_rules, load_strictly
from auditor.engine.marks import read_yaml
from auditor.engine.workloads.catalogue import Workloads
from auditor.engine.workloads.written import WorkloadsFile, read_workloads
from auditor.model.finding import Severity
from tests.engine.builders import rule

RULES = {
    "enough-days": rule("enough-days", check={"backup_days": {"ge": "$days"}}, message="Bad", params={"days": 7}),
    "engine-allowed": rule(
        "engine-allowed", check={"engine": {"in": ["$engine"]}}, message="Bad", params={"engine": "redis"}
    ),
}
TABLES: dict[str, dict[str, Any]] = {"capabilities": {"entries": {"replicas": {}, "geo": {}}}}
CHANGED = """
sessions:
  aliases: [Logins]
  about: Who is
    logged in.
  needs:
    replicas: Nothing else has them.
  eviction: {policies: [noeviction], reason: None may go., sources: ["https://example.com/a"]}
  expiry: {entries: all, reason: They end.}
  rules:
    enough-days:
      severity: high
      params: {days: 2}
      reason: Older ones have ended.
      sources: ["https://example.com/b"]
"""


def read(*texts: str) -> Workloads:
    files = [WorkloadsFile(*read_yaml(text, f"{number}.yaml")) for number, text in enumerate(texts)]
    return read_workloads(files, RULES, TABLES)


def test_all_that_is_written_is_there():
    (found,) = read(CHANGED).by_name.values()
    assert (found.name, found.aliases, found.about) == ("sessions", ("logins",), "Who is logged in.")
    assert found.needs == {"replicas": "Nothing else has them."}
    assert found.eviction is not None
    assert (found.eviction.words, found.eviction.sources) == (("noeviction",), ("https://example.com/a",))
    assert found.expiry is not None
    assert (found.expiry.words, found.expiry.reason) == (("all",), "They end.")
    effect = found.effects["enough-days"]
    assert (effect.severity, effect.params, effect.reason) == (Severity.HIGH, {"days": 2}, "Older ones have ended.")
    assert effect.sources == ("https://example.com/b",)


@pytest.mark.parametrize("word", ["sessions", "Sessions", " logins ", "LOGINS"])
def test_it_is_found_by_each_name(word: str):
    found = read(CHANGED).find(word)
    assert found is not None
    assert found.name == "sessions"


def test_a_name_that_there_is_not():
    with pytest.raises(RuleError, match=r"^no workload 'session'\. Did you mean 'sessions'\?$"):
        read(CHANGED).named("session")
    with pytest.raises(RuleError, match=r"^no workload 'xyz'\. There are sessions\.$"):
        read(CHANGED).named("xyz")


def edited(old: str, new: str) -> str:
    assert CHANGED.count(old) == 1
    return CHANGED.replace(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- sessions", "0.yaml:1: a file of workloads is a mapping"),
        ("sessions: high", "0.yaml:1: a workload is a mapping"),
        ("Sessions: {about: x}", "0.yaml:1: 'Sessions' is no name of a workload"),
        ("sess ions: {about: x}", "0.yaml:1: 'sess ions' is no name of a workload"),
        (edited("  about: Who is\n    logged in.\n", ""), "0.yaml:2: about is missing"),
        (edited("  expiry:", "  expires:"), "0.yaml:9: unknown key 'expires' of a workload. Did you mean 'expiry'?"),
        (edited("[Logins]", "Logins"), "0.yaml:3: aliases is a list of texts"),
        (edited("    replicas:", "    replcas:"), "0.yaml:7: no capability 'replcas' in data/capabilities.yaml. Did"),
        (edited("Nothing else has them.", '""'), "0.yaml:7: replicas is missing"),
        (edited("entries: all", "entries: most"), "0.yaml:9: entries is one of all, some, none, not 'most'"),
        (edited(", reason: They end.", ""), "0.yaml:9: reason is missing"),
        (edited("[noeviction]", "noeviction"), "0.yaml:8: policies is a list of texts"),
        (edited("https://example.com/a", "example"), "0.yaml:8: 'example' is no address"),
        (edited("    enough-days:", "    enough-day:"), "0.yaml:11: no rule 'enough-day'. Did you mean 'enough-days'?"),
        (edited("severity: high", "severity: hgih"), "0.yaml:12: severity is one of critical, high, medium, low, info"),
        (edited("severity: high", "severity: 3"), "0.yaml:12: severity is one of"),
        (edited("{days: 2}", "{dais: 2}"), "0.yaml:13: enough-days has no parameter 'dais'. Did you mean 'days'?"),
        (edited("{days: 2}", '{days: "2"}'), "0.yaml:13: parameter days of enough-days wants int, not '2'"),
        (edited("{days: 2}", "{days: true}"), "0.yaml:13: parameter days of enough-days wants int, not True"),
        (edited("{days: 2}", "[2]"), "0.yaml:13: params is a mapping"),
        (edited("      reason: Older ones have ended.\n", ""), "0.yaml:11: reason is missing"),
        (
            edited("      severity: high\n      params: {days: 2}\n", ""),
            "0.yaml:11: nothing of enough-days is changed",
        ),
        (edited("      severity: high", "      sevrity: high"), "0.yaml:12: unknown key 'sevrity' of what changes of"),
        (
            edited("    enough-days:", "    enough-days: {}\n    x:"),
            "0.yaml:11: what changes of enough-days is a mapping",
        ),
        (
            "a:\n  about: x\n  rules:\n    engine-allowed:\n      reason: x\n      params: {engine: mongo}\n",
            "0.yaml:6: engine-allowed cannot be judged with these parameters: engine-allowed.yaml",
        ),
        ("a: {about: x}\nb: {about: x, aliases: [a]}", "0.yaml: 'a' is two workloads"),
        ("a: {about: x, aliases: [c]}\nb: {about: x, aliases: [C]}", "0.yaml: 'c' is two workloads, a and b"),
    ],
)
def test_an_error_names_file_and_line(text: str, message: str):
    with pytest.raises(RuleError) as raised:
        read(text)
    assert str(raised.value).startswith(message)


def test_a_later_file_adds_workloads_and_changes_more_rules_of_others():
    found = read(
        CHANGED,
        "carts: {about: Baskets.}\nsessions: {rules: {engine-allowed: {severity: low, reason: Ours.}}}",
        "sessions: {rules: {enough-days: {severity: info, reason: Ours.}}}",
    )
    assert list(found.by_name) == ["sessions", "carts"]
    assert found.by_name["sessions"].about == "Who is logged in."
    effects = found.by_name["sessions"].effects
    assert {name: each.severity for name, each in effects.items()} == {
        "enough-days": Severity.INFO,
        "engine-allowed": Severity.LOW,
    }
    assert effects["enough-days"].params == {}


def test_a_later_file_does_not_say_anew_what_a_workload_is():
    with pytest.raises(RuleError, match=r"^1\.yaml:1: sessions is there already: only its rules can be added to"):
        read(CHANGED, "sessions: {about: Else.}")


def test_a_rule_directory_has_workloads_of_its_own(tmp_path: Path):
    (tmp_path / "workloads.yaml").write_text(
        "carts:\n  about: Baskets.\n  rules:\n    replica-count: {params: {count: 3}, reason: Ours.}\n"
    )
    rules = load_rules((tmp_path,))
    assert rules.workloads.by_name["carts"].effects["replica-count"].params == {"count": 3}
    assert set(load_rules().workloads.by_name) < set(rules.workloads.by_name)
    (tmp_path / "workloads.yaml").write_text("carts:\n  about: Baskets.\n  rules:\n    replica-cout: {reason: x}\n")
    with pytest.raises(RuleError, match=rf"^{tmp_path}/workloads\.yaml:4: no rule 'replica-cout'"):
        load_rules((tmp_path,))


def test_the_workloads_of_the_catalogue():
    rules, _ = load_strictly(None)
    every = rules.workloads.by_name
    assert set(every) == {
        "cache-aside",
        "write-through",
        "session-store",
        "leaderboard",
        "geospatial",
        "real-time-analytics",
        "queue",
    }
    assert rules.workloads.names["lazy-loading"] == "cache-aside"
    for one in every.values():
        assert one.needs
        assert one.effects
        assert one.eviction is not None
        assert one.eviction.sources
        assert one.expiry is not None
        for name, effect in one.effects.items():
            rule_ = rules.rules[name]
            # What is as in the catalogue is not changed.
            assert effect.severity is not rule_.info.severity, (one.name, name)
            assert all(rule_.params[param] != value for param, value in effect.params.items()), (one.name, name)


def test_compiled_workloads_are_those_of_the_file():
    assert load_rules().workloads.by_name == load_strictly(None)[0].workloads.by_name


@pytest.mark.parametrize(("name", "rules"), [("session-store", 3), ("queue", 3)])
def test_what_is_nowhere_else_is_judged_more_strictly(name: str, rules: int):
    """A session store or a queue needs replicas, failover, zones and backups, and no surprise when memory is full."""
    known = load_rules()
    workload = known.workloads.by_name[name]
    assert {"replicas", "failover", "backup"} <= set(workload.needs)
    for rule_ in ("replica-count", "automatic-failover", "multi-az"):
        assert workload.effects[rule_].severity is Severity.HIGH
    assert "automatic-backup-enabled" not in workload.effects
    assert workload.eviction is not None
    assert "noeviction" in workload.eviction.words
    assert not {"allkeys-lru", "volatile-lru", "allkeys-random"} & set(workload.eviction.words)


def test_a_pure_cache_may_go_without_backups():
    effects = load_rules().workloads.by_name["cache-aside"].effects
    assert effects["automatic-backup-enabled"].severity is Severity.INFO


def test_the_policy_that_is_asked_for_is_the_one_that_fits():
    for one in load_rules().workloads.by_name.values():
        assert one.eviction is not None
        assert one.effects["param-maxmemory-policy"].params == {"policies": list(one.eviction.words)}
