"""What caches are for: by option, configuration and tag, in what a scan says and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from tests.cli.running import auditor, cache, scan, write, write_to

FAILOVER = ("--select", "automatic-failover,replica-count,automatic-backup-enabled")
REPLICAS = {"num_cache_clusters": "2", "automatic_failover_enabled": "true", "snapshot_retention_limit": "1"}


def tag(name: str) -> dict[str, str]:
    return {"tags": f'{{ "auditor:workload" = "{name}" }}'}


def severities(*words: str) -> dict[str, tuple[str, str, str]]:
    """Rule -> how it ended, its severity, and the one that it normally has."""
    found = scan("main.tf", *FAILOVER, *words).report["findings"]
    return {f["rule"]: (f["status"], f["severity"], f["base_severity"]) for f in found}


def test_nobody_says():
    write(main=cache("a", **REPLICAS))
    report = scan("main.tf").report
    assert "workload" not in report["scan"]
    assert "config" not in report["scan"]
    assert "workload" not in report["resources"][0]
    assert not [f for f in report["findings"] if "adjustments" in f or f["severity"] != f["base_severity"]]


def test_the_option():
    write(main=cache("a", **REPLICAS))
    assert severities("--workload", "lazy-loading") == {
        "automatic-failover": ("pass", "low", "medium"),
        "replica-count": ("pass", "low", "medium"),
        "automatic-backup-enabled": ("pass", "info", "high"),
    }
    assert severities("--workload", "session-store")["replica-count"] == ("fail", "high", "medium")
    report = scan("main.tf", "--workload", "Session-Store").report
    assert report["scan"]["workload"] == "session-store"
    assert report["resources"][0]["workload"] == {"name": "session-store", "origin": "flag", "said": "--workload"}
    assert report["resources"][0]["facts"]["workload"]["value"] == "session-store"
    (finding,) = (f for f in report["findings"] if f["rule"] == "replica-count")
    assert [(a["what"], a["normally"], a["now"], a["by"]) for a in finding["adjustments"]] == [
        ("severity", "medium", "high", "session-store, --workload"),
        ("count", "1", "2", "session-store, --workload"),
    ]
    assert all(a["reason"] and a["sources"] for a in finding["adjustments"])


def test_the_environment():
    write(main=cache("a", **REPLICAS))
    assert scan("main.tf", AUDITOR_WORKLOAD="queue").report["scan"]["workload"] == "queue"


def test_the_status_follows_the_severity_in_force():
    write(main=cache("a", **REPLICAS))
    words = ("scan", "main.tf", "--select", "replica-count,automatic-backup-enabled", "--quiet")
    assert auditor(*words, "--fail-on", "high").status == 0
    assert auditor(*words, "--fail-on", "high", "--workload", "queue").status == 1
    write(main=cache("a", snapshot_retention_limit="0", num_cache_clusters="3"))
    assert auditor(*words).status == 1
    assert auditor(*words, "--workload", "cache-aside").status == 0
    write(main='variable "n" {}\n' + cache("a", num_cache_clusters="var.n", snapshot_retention_limit="1"))
    assert auditor(*words, "--fail-on", "high").status == 0
    assert auditor(*words, "--fail-on", "high", "--workload", "queue").status == 3


def test_a_tag_raises_and_never_lowers():
    write(main=cache("a", **REPLICAS, **tag("queue")))
    assert severities()["replica-count"] == ("fail", "high", "medium")
    write(main=cache("a", snapshot_retention_limit="0", **tag("cache-aside")))
    assert severities()["automatic-backup-enabled"] == ("fail", "high", "high")
    report = scan("main.tf").report
    assert report["resources"][0]["workload"]["origin"] == "tag"
    assert "workload" not in report["scan"]


def test_the_option_beats_the_tag():
    write(main=cache("a", **REPLICAS, **tag("queue")))
    assert severities("--workload", "cache-aside")["replica-count"] == ("pass", "low", "medium")


def test_a_tag_that_names_no_workload_is_a_gap():
    write(main=cache("a", **REPLICAS, **tag("qeue")))
    run = scan("main.tf", *FAILOVER)
    assert run.status == 3
    told = "the tag auditor:workload of aws_elasticache_replication_group.a is not understood: no workload 'qeue'."
    assert run.gaps == [f"main.tf:1: {told} Did you mean 'queue'?"]
    assert scan("main.tf", *FAILOVER, "--allow-gaps").status == 0
    assert scan("main.tf", *FAILOVER, "--workload", "cache-aside").status == 0


def test_a_tag_in_a_template():
    template = {
        "Resources": {
            "Jobs": {
                "Type": "AWS::ElastiCache::CacheCluster",
                "Properties": {
                    "Engine": "memcached",
                    "NumCacheNodes": 1,
                    "Tags": [{"Key": "auditor:workload", "Value": "queue"}],
                },
            }
        }
    }
    write_to("stack.json", json.dumps(template))
    (finding,) = scan("stack.json", "--select", "workload-engine-capability").report["findings"]
    assert finding["status"] == "fail"
    assert finding["message"].endswith("data-structures, transactions, replicas, failover, backup")
    assert scan("stack.json", "--select", "workload-engine-capability", "--workload", "cache-aside").status == 0


def test_a_workload_that_there_is_not():
    write(main=cache("a"))
    assert auditor("scan", "main.tf", "--workload", "qeue").error.endswith("no workload 'qeue'. Did you mean 'queue'?")
    assert auditor("scan", "main.tf", "--workload", "qeue").status == 2


def test_people_see_which_was_used_and_why():
    write(main=cache("a", **REPLICAS, **tag("queue")))
    out = " ".join(auditor("scan", "main.tf", *FAILOVER).out.split())
    assert "high[replica-count] (normally medium): " in out
    assert "aws_elasticache_replication_group.a (replication_group), for queue" in out
    why = load_rules().workloads.by_name["queue"].effects["replica-count"].reason
    words = f"severity high instead of medium, count 2 besides 1 (queue, tag auditor:workload): {why}"
    assert f"= adjusted: {words}" in out
    assert "judged for queue: 1 resource (tag auditor:workload)" in out
    assert auditor("scan", "main.tf", *FAILOVER, "--quiet", "-o", "x.html", "-o", "x.sarif").status == 1
    (result,) = json.loads(Path("x.sarif").read_text())["runs"][0]["results"]
    assert (result["level"], result["properties"]["baseSeverity"]) == ("error", "medium")
    assert words in result["message"]["text"]
    page = Path("x.html").read_text()
    assert f"<b>Adjusted</b> {words}" in page
    assert "for queue (tag auditor:workload)" in page


def test_rules_of_ones_own_are_changed_by_workloads_of_ones_own():
    write(main=cache("a", **REPLICAS))
    text = "carts:\n  about: Baskets.\n  rules:\n    replica-count: {params: {count: 5}, reason: Ours.}\n"
    write_to("my/workloads.yaml", text)
    found = scan("main.tf", *FAILOVER, "--rules", "my", "--workload", "carts").report["findings"]
    assert [f["message"] for f in found if f["status"] == "fail"] == [
        "Replicas of the smallest shard: 1; 5 or more are wanted"
    ]


class TestRulesWorkloads:
    def test_all_of_them(self, snapshot: Callable[[str, str], None]):
        run = auditor("rules", "workloads")
        assert (run.status, run.err) == (0, "")
        snapshot(run.out, "rules-workloads.txt")

    @pytest.mark.parametrize("name", load_rules().workloads.names)
    def test_one_of_them(self, name: str):
        run = auditor("rules", "workloads", name.upper())
        assert (run.status, run.err) == (0, "")
        found = load_rules().workloads.named(name)
        text = " ".join(run.out.split())
        expected = [each for each in (found.eviction, found.expiry) if each is not None]
        told = [found.about, *found.needs, *found.needs.values(), *(each.reason for each in expected)]
        told += [word for name, each in found.effects.items() for word in (name, each.reason, *each.sources)]
        for words in told:
            assert words in text

    def test_what_it_changes(self):
        out = auditor("rules", "workloads", "queue").out
        assert "  replica-count: severity high instead of medium, count 2 instead of 1\n" in out

    def test_one_that_there_is_not(self):
        assert auditor("rules", "workloads", "qeue").error.endswith("no workload 'qeue'. Did you mean 'queue'?")
