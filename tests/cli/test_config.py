"""The configuration file: what somebody names counts, what is only found makes nothing milder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Run, auditor, cache, scan, write, write_to

SELECT = ("--select", "replica-count,backup-retention-period,automatic-backup-enabled")
TAGGED = {"tags": '{ role = "jobs" }'}


@pytest.fixture(autouse=True)
def code() -> None:
    base = {"num_cache_clusters": "2", "snapshot_retention_limit": "3"}
    write(main=cache("a", **base) + cache("b", **base, **TAGGED))


def config(text: str, *words: str, name: str = "ours.yaml") -> Run:
    write_to(name, text)
    return scan("main.tf", *SELECT, *(("--config", name) if name != ".auditor.yaml" else ()), *words)


def found(run: Run) -> dict[str, dict[str, tuple[str, str]]]:
    """Name of cache -> rule -> how it ended, with which severity."""
    names = {r["key"]: r["name"] for r in run.report["resources"]}
    told: dict[str, dict[str, tuple[str, str]]] = {}
    for f in run.report["findings"]:
        told.setdefault(names[f["resource"]], {})[f["rule"]] = (f["status"], f["severity"])
    return told


def uses(run: Run) -> dict[str, dict[str, Any]]:
    return {r["name"]: r["workload"] for r in run.report["resources"] if "workload" in r}


def test_workloads_by_address_identifier_and_tag():
    text = (
        "workload: cache-aside\n"
        "workloads:\n"
        "  - {tag: role=*, workload: queue}\n"
        "  - address: aws_elasticache_replication_group.b\n"
        "    workload: leaderboard\n"
    )
    run = config(text)
    assert run.report["scan"]["workload"] == "cache-aside"
    assert run.report["scan"]["config"] == {"file": "ours.yaml"}
    assert uses(run) == {
        "a": {"name": "cache-aside", "origin": "config", "said": "ours.yaml:1"},
        "b": {"name": "queue", "origin": "config", "said": "ours.yaml:3"},
    }
    assert found(run)["a"]["automatic-backup-enabled"] == ("pass", "info")
    assert found(run)["b"]["replica-count"] == ("fail", "high")
    assert uses(config("workloads: [{identifier: 'a*', workload: queue}]"))["a"]["name"] == "queue"
    assert "workload" not in config("workloads: [{identifier: 'a*', workload: queue}]").report["scan"]


def test_options_beat_it():
    text = (
        "workload: cache-aside\nparams: {backup-retention-period: {days: 2}}\nselect: [encryption]\nignore: [network]"
    )
    run = config(text, "--workload", "queue", "--rule-param", "backup-retention-period.days=9")
    assert {use["origin"] for use in uses(run).values()} == {"flag"}
    messages = [f["message"] for f in run.report["findings"] if f["rule"] == "backup-retention-period"]
    assert all(text.endswith("3; 9 or more are wanted") for text in messages)
    assert set(found(run)["a"]) == set(SELECT[1].split(","))


def test_thresholds_severities_and_the_choice_of_rules():
    write_to(
        "ours.yaml",
        "params:\n  elasticache-redis-cluster-automatic-backup-check: {days: 2}\nseverity: {replica-count: critical, "
        "automatic-backup-enabled: low}\nselect: [durability, replica-count]\nignore: [automatic-backup-enabled]\n",
    )
    run = scan("main.tf", "--config", "ours.yaml")
    assert set(found(run)["a"]) >= {"backup-retention-period", "replica-count"}
    assert "automatic-backup-enabled" not in found(run)["a"]
    assert "transit-encryption-enabled" not in found(run)["a"]
    assert found(run)["a"]["backup-retention-period"] == ("pass", "low")
    assert found(run)["a"]["replica-count"] == ("pass", "critical")
    (finding, *_) = (f for f in run.report["findings"] if f["rule"] == "replica-count")
    assert finding["base_severity"] == "medium"
    assert finding["adjustments"] == [{"what": "severity", "normally": "medium", "now": "critical", "by": "ours.yaml"}]
    assert auditor("scan", "main.tf", "--config", "ours.yaml", "--quiet").err == ""


def test_the_environment_names_it_too():
    write_to("ours.yaml", "workload: queue")
    run = scan("main.tf", *SELECT, AUDITOR_CONFIG="ours.yaml")
    assert {use["name"] for use in uses(run).values()} == {"queue"}


class TestOneThatIsOnlyFound:
    NAME = ".auditor.yaml"

    def test_it_raises_and_tightens(self):
        run = config("workload: queue\nseverity: {backup-retention-period: high}", name=self.NAME)
        assert run.err == ""
        assert run.report["scan"]["config"] == {"file": self.NAME}
        assert found(run)["a"]["replica-count"] == ("fail", "high")
        assert found(run)["a"]["backup-retention-period"] == ("fail", "high")

    def test_it_lowers_and_loosens_nothing(self):
        plain = found(scan("main.tf", *SELECT))
        text = (
            "workload: cache-aside\nseverity: {backup-retention-period: info, replica-count: low}\n"
            "params: {backup-retention-period: {days: 1}}\nignore: [replica-count]\nselect: [network]\n"
        )
        run = config(text, name=self.NAME)
        assert found(run) == plain
        aside = ["params", "select", "ignore", "severity of backup-retention-period", "severity of replica-count"]
        assert run.report["scan"]["config"] == {"file": self.NAME, "set_aside": aside}
        assert run.err == (
            f"auditor: {self.NAME} was found, not named, and only makes things stricter: {', '.join(aside)} of it not "
            f"used; --config {self.NAME} uses all of it\n"
        )
        named = scan("main.tf", "--config", self.NAME)
        assert named.err == ""
        assert set(found(named)["a"]) & set(plain["a"]) == set()

    def test_with_the_word_of_a_user_it_makes_nothing_milder_either(self):
        config("severity: {replica-count: medium}\nworkload: cache-aside", name=self.NAME)
        assert found(scan("main.tf", *SELECT, "--workload", "queue"))["a"]["replica-count"] == ("fail", "high")

    def test_rules_that_are_not_run_are_no_matter(self):
        run = config("severity: {multi-az: low, auth-enabled-not: low}", name=self.NAME)
        assert "no rule 'auth-enabled-not'" in run.error
        assert config("severity: {multi-az: low}", name=self.NAME).report["scan"]["config"]["set_aside"] == [
            "severity of multi-az"
        ]

    def test_it_is_that_of_the_working_directory_and_not_of_the_scanned_one(self):
        write_to("code/main.tf", cache("c"))
        write_to("code/.auditor.yaml", "workload: qeue")
        assert scan("code", *SELECT).report["scan"].get("config") is None

    def test_a_link_is_not_followed(self):
        write_to("elsewhere/x.yaml", "workload: queue")
        Path(self.NAME).symlink_to("elsewhere/x.yaml")
        assert scan("main.tf").error == ".auditor.yaml is no plain file; --config names another one"
        assert scan("main.tf", *SELECT, "--config", self.NAME).report["scan"]["workload"] == "queue"

    def test_what_is_no_file(self):
        Path(self.NAME).mkdir()
        assert scan("main.tf").error == ".auditor.yaml is no plain file; --config names another one"
        Path(self.NAME).rmdir()
        os.mkfifo(self.NAME)
        assert scan("main.tf").status == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- x", "ours.yaml:1: a configuration is a mapping, not ['x']"),
        ("workloads: queue", "ours.yaml:1: workloads is a list of"),
        ("workload: [queue]", "ours.yaml:1: workload wants a text, not ['queue']"),
        ("workload: qeue", "ours.yaml:1: no workload 'qeue'. Did you mean 'queue'?"),
        ("workloads:\n  - {address: x, workload: qeue}", "ours.yaml:2: no workload 'qeue'. Did you mean 'queue'?"),
        ("workloads:\n  - {workload: queue}", "ours.yaml:2: one of address, identifier, tag is wanted"),
        ("workloads:\n  - {address: x}", "ours.yaml:2: workload wants a text, not None"),
        ("workloads:\n  - {tag: x, workload: queue}", "ours.yaml:2: tag is a pattern for name=value, not 'x'"),
        ("workloads:\n  - {adress: x, workload: queue}", "ours.yaml:2: unknown key 'adress'. Did you mean 'address'?"),
        ("worklod: queue", "ours.yaml:1: unknown key 'worklod'. Did you mean 'workload'?"),
        ("params: 3", "ours.yaml:1: params is a mapping, not 3"),
        ("params: {replica-cout: {count: 2}}", "ours.yaml:1: no rule 'replica-cout'. Did you mean 'replica-count'?"),
        ("params:\n  replica-count: {cout: 2}", "ours.yaml:2: replica-count has no parameter 'cout'. Did you mean"),
        ("params:\n  replica-count: {count: two}", "ours.yaml:2: count of replica-count wants int, not 'two'"),
        ("severity: {replica-count: hihg}", "ours.yaml:1: 'hihg' is none of critical, high, medium, low, info. Did"),
        ("severity: {replica-cout: high}", "ours.yaml:1: no rule 'replica-cout'"),
        ("select: durability", "ours.yaml:1: select is a list of words, not 'durability'"),
        ("ignore: [3]", "ours.yaml:1: ignore wants a text, not 3"),
        ("ignore: [nothing-such]", "no rule, alias, theme, severity or framework 'nothing-such'"),
        ("a: [", "ours.yaml:2: not readable as YAML"),
        ("a: 1\na: 2", "ours.yaml:2: 'a' is given twice"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_file_and_line(text: str, message: str):
    write_to("ours.yaml", text)
    run = scan("main.tf", "--config", "ours.yaml")
    assert run.status == 2
    assert run.error.startswith(message)


def test_an_empty_one():
    run = config("# nothing yet\n")
    assert found(run) == found(scan("main.tf", *SELECT))
    assert run.report["scan"]["config"] == {"file": "ours.yaml"}


def test_what_cannot_be_read():
    write_to("ours.yaml", b"\xff\xfe")
    assert scan("main.tf", "--config", "ours.yaml").error.startswith("ours.yaml cannot be read: ")
    write_to("ours.yaml", "#" * 1_000_001)
    assert scan("main.tf", "--config", "ours.yaml").error == "ours.yaml is larger than 1000000 bytes"
    assert scan("main.tf", "--config", "none.yaml").status == 2
