"""The pipeline: code to an inventory, an inventory to a report; the same input gives the same report."""

from __future__ import annotations

import dataclasses
import gc
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import __version__
from auditor.engine.loader import load_rules
from auditor.engine.workloads.catalogue import Workload, Workloads
from auditor.engine.workloads.resolve import Chosen
from auditor.model.facts import Known, Switch
from auditor.model.finding import Status
from auditor.model.report import ConfigUse, Report
from auditor.model.resource import Gap, Inventory
from auditor.scan import ScanOptions, collect, evaluate
from tests.engine.builders import inventory, resource, rule, rules, when
from tests.engine.worlds_made_up import inventory as made_up

NOW = "2025-01-02T03:04:05Z"
ROOT = Path(__file__).resolve().parents[1]


def report(scanned: Inventory) -> Report:
    chosen = rules(rule(controls=["soc-2/CC6.7"]), controls={"soc-2/CC6.7": "Transmission"})
    known = Workloads.of([Workload("queue", "Jobs.", aliases=("jobs",))])
    return evaluate(scanned, dataclasses.replace(chosen, workloads=known), NOW, Chosen("jobs"), ConfigUse("ours.yaml"))


def test_a_report_carries_what_was_scanned():
    scanned = inventory(resource("a", tls=True), resource("b", tls=False))
    scanned.sources, scanned.coverage, scanned.excerpts = ["main"], {"files": 2}, {"a.tf": ("x",)}
    made = report(scanned)
    assert (made.tool_version, made.started_at, made.workload) == (__version__, NOW, "queue")
    assert (made.sources, made.coverage, made.excerpts) == (("main",), {"files": 2}, {"a.tf": ("x",)})
    assert list(made.resources) == list(scanned.resources)
    assert made.config == ConfigUse("ours.yaml")
    assert {key: (use.name, use.origin) for key, use in made.workloads.items()} == {
        "a": ("queue", "flag"),
        "b": ("queue", "flag"),
    }
    assert list(made.rules) == ["sample"]
    assert [(f.resource, f.status) for f in made.findings] == [("b", Status.FAIL), ("a", Status.PASS)]
    assert [(c.control, c.status) for c in made.controls] == [("CC6.7", "failed")]
    assert (made.summary.resources, made.summary.fails, made.summary.gaps) == (2, 1, 0)


def test_the_digest_is_that_of_the_rules():
    catalogue = load_rules()
    assert catalogue.digest
    assert evaluate(inventory(), catalogue, NOW).rules_digest == catalogue.digest


def test_gaps_of_source_and_engine_are_listed_once_and_in_order():
    fact = Known(True)
    for number in range(200):
        fact = when(Switch(f"var.s{number:03}"), true=True, false=fact)  # type: ignore[assignment]
    scanned = inventory(resource("a", tls=fact))
    scanned.gaps = [Gap("z", "s", "w", "r"), Gap("b", "s", "w", "r"), Gap("z", "s", "w", "r")]
    made = report(scanned)
    assert [gap.id for gap in made.gaps] == ["b", "worlds:sample:a", "z"]
    assert made.summary.gaps == 3


def test_nothing_to_judge_is_a_report_too():
    made = report(inventory())
    assert (len(made.findings), made.summary.resources) == (0, 0)
    assert [c.status for c in made.controls] == ["not_applicable"]


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collection_is_left_as_it_was(enabled: bool, tmp_path: Path):
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        report(inventory(resource(tls=True)))
        collect((tmp_path,), ScanOptions(base=tmp_path))
        no_inventory = resource()
        no_inventory.relations["user_groups"] = Known("not a tuple of members")
        with pytest.raises(AssertionError):
            evaluate(inventory(no_inventory), rules(rule(check={"some": "user_groups"})), NOW)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


@settings(max_examples=20)
@given(st.randoms(use_true_random=True))
def test_an_inventory_gives_the_same_report_each_time(random: Random):
    scanned, chosen = made_up(random), load_rules().select(("all",))
    one, other = evaluate(scanned, chosen, NOW), evaluate(scanned, chosen, NOW)
    assert list(one.findings) == list(other.findings) == list(one.findings)
    assert (one.summary, one.controls, one.gaps) == (other.summary, other.controls, other.gaps)


@settings(max_examples=20)
@given(st.randoms(use_true_random=True))
def test_every_pair_in_scope_ends_as_exactly_one_verdict(random: Random):
    scanned, chosen = made_up(random), load_rules().select(("all",))
    made = evaluate(scanned, chosen, NOW)
    pairs = [
        (rule, key)
        for rule in chosen.rules.values()
        for key, r in scanned.resources.items()
        if r.kind in rule.check and rule.judges(r)
    ]
    assert sorted((f.rule, f.resource) for f in made.findings) == sorted((rule.id, key) for rule, key in pairs)
    assert sum(made.summary.by_status.values()) == len(pairs)
    assert all(f.message and f.fingerprint and f.evidence for f in made.findings)


CODE = """
variable "tls" { type = bool }
resource "aws_elasticache_replication_group" "this" {
  replication_group_id       = "sessions"
  description                = "sessions"
  engine                     = "valkey"
  at_rest_encryption_enabled = true
  transit_encryption_enabled = var.tls
}
"""


@pytest.mark.parametrize(
    ("variables", "status"), [((), "unknown"), ((("tls", "true"),), "pass"), ((("tls", "false"),), "fail")]
)
def test_from_code_to_verdict(variables: tuple[tuple[str, str], ...], status: str, tmp_path: Path):
    (tmp_path / "main.tf").write_text(CODE)
    scanned = collect((tmp_path,), ScanOptions(variables, base=tmp_path))
    made = evaluate(scanned, load_rules().select(("transit-encryption-enabled", "at-rest-encryption-enabled")), NOW)
    assert {f.rule: f.status.value for f in made.findings} == {
        "transit-encryption-enabled": status,
        "at-rest-encryption-enabled": "pass",
    }
    assert {(f.location.file, f.location.line) for f in made.findings if "transit" in f.rule} == {("main.tf", 8)}


SCAN = """
from pathlib import Path
from auditor.engine.loader import load_rules
from auditor.scan import ScanOptions, collect, evaluate
made = evaluate(collect((Path("samples"),), ScanOptions()), load_rules().select(("all",)), "2026-11-23T00:00:00Z")
print(made.summary, made.controls, made.gaps, *made.findings, sep="\\n")
"""


def test_no_order_of_a_set_reaches_a_report():
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCAN],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert b"FAIL" in printed.pop()
