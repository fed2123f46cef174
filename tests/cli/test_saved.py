"""Saved inventories on the command line: what was collected here is judged there, with the same findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor import __version__
from auditor.cli.reporting import Judging
from auditor.model.resource import Inventory
from auditor.reporters.json import render
from auditor.scan import ScanOptions, collect, evaluate
from auditor.sources.aws.source import inventory_of
from auditor.sources.saved.file import write as saved_text
from tests.cli.running import SAMPLES, TLS, auditor, cache, process, scan, write, write_to
from tests.parity.live.running import answers_of
from tests.sources.plan.made import GROUP, Planned, plan

EVERYTHING = ("--select", "all", "--allow-gaps")
_SECRETS = ("example-token-not-a-secret-123", "example-password-not-a-secret-123")


@pytest.fixture(autouse=True)
def at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.mark.parametrize("story", ["leaky-shop", "session-store"])
@pytest.mark.parametrize("world", ["terraform", "plan", "state", "cloudformation"])
def test_what_was_collected_is_judged_as_it_was(story: str, world: str):
    told = SAMPLES / story / world
    first = scan(told, *EVERYTHING, "--save-inventory", "saved.json", "-o", "first.html")
    again = scan("saved.json", *EVERYTHING, "-o", "again.html")
    assert (again.status, again.out) == (first.status, first.out)
    assert first.report["findings"]
    if world in ("terraform", "cloudformation"):
        assert Path("again.html").read_bytes() == Path("first.html").read_bytes()


@pytest.mark.parametrize("story", ["leaky-shop", "session-store"])
def test_what_runs_is_judged_elsewhere_as_it_was(story: str):
    from auditor.engine.loader import load_rules

    inventory = inventory_of(answers_of(story))
    write_to("saved.json", "".join(saved_text(inventory, __version__)))
    rules = load_rules().select(("all",))
    here = evaluate(inventory, rules, "2026-01-01T00:00:00Z")
    there = evaluate(collect((Path("saved.json"),), ScanOptions()), rules, "2026-01-01T00:00:00Z")
    text = "".join(render(here))
    assert "".join(render(there)) == text
    assert '"observed": true' in text
    assert scan("saved.json", *EVERYTHING).out == text


def test_no_secret_is_in_it():
    code = SAMPLES / "leaky-shop" / "terraform"
    assert all(secret in "".join(file.read_text() for file in code.glob("*.tf")) for secret in _SECRETS)
    values: dict[str, object] = {"replication_group_id": "a", "engine": "redis", "auth_token": _SECRETS[0]}
    write_to("plan.json", json.dumps(plan(Planned(f"{GROUP}.a", values))))
    write(main=cache("b", auth_token=f'"{_SECRETS[1]}"') + f"# {_SECRETS[1]}\n")
    for number, path in enumerate((code, SAMPLES / "leaky-shop" / "cloudformation", "plan.json", "main.tf")):
        file = Path(f"saved{number}.json")
        scan(path, "--save-inventory", file)
        text = file.read_text()
        assert '"redacted": ' in text, path
        assert not any(secret in text for secret in _SECRETS), path


def test_gaps_go_along():
    write(main=cache("a") + 'module "b" {\n  source = "example.com/nowhere"\n}\n')
    first = scan(".", *TLS, "--save-inventory", "saved.inventory")
    again = scan("saved.inventory", *TLS)
    assert (first.status, again.status, again.out) == (3, 3, first.out)
    assert len(again.gaps) == 1


def test_standard_input_holds_one():
    write(main=cache("a", tls="false"))
    scan("main.tf", "--save-inventory", "saved.json")
    done = process("scan", "-", *TLS, "--format", "json", input=Path("saved.json").read_bytes())
    assert done.returncode == 1
    assert json.loads(done.stdout)["scan"]["sources"] == ["main.tf"]


def test_beside_other_paths():
    write(main=cache("a"))
    scan("main.tf", "--save-inventory", "one.json")
    write_to("template.json", json.dumps({"Resources": {"B": {"Type": "AWS::ElastiCache::ReplicationGroup"}}}))
    assert len(scan("one.json", "template.json", *TLS).report["resources"]) == 2
    told = scan("one.json", "main.tf").error
    assert told == (
        "one.json: 'aws_elasticache_replication_group.a' is a resource of something else that is scanned: "
        "scan it by itself"
    )


def test_in_a_directory_it_is_counted_and_not_judged():
    write(main=cache("a"))
    scan("main.tf", "--save-inventory", "live.json")
    report = scan(".", *TLS).report
    assert len(report["resources"]) == 1
    assert report["scan"]["coverage"]["saved inventories, judged only where they are named"] == 1


def test_a_damaged_one_is_refused():
    write(main=cache("a"))
    scan("main.tf", "--save-inventory", "saved.json")
    text = Path("saved.json").read_text()
    write_to("saved.json", text.replace('"kind": "replication_group"', '"kind": "replicaton_group"'))
    assert scan("saved.json").error == (
        "saved.json: is no sound saved inventory: resources[0]: 'replicaton_group' is no kind of resource. "
        "Did you mean 'replication_group'?"
    )
    write_to("saved.json", text[:-40])
    assert "is no JSON" in scan("saved.json").error


def test_an_account_is_asked_for_all_rules_where_it_is_saved(monkeypatch: pytest.MonkeyPatch):
    """Whoever judges it later may select others than were selected here."""
    asked: list[int] = []

    def collected(_: object, judging: Judging) -> Inventory:
        asked.append(len(judging.asked.rules))
        return Inventory()

    monkeypatch.setattr("auditor.cli.aws._collected", collected)
    auditor("aws", *TLS)
    auditor("aws", *TLS, "--save-inventory", "saved.json")
    assert (asked[0], asked[1] > 100) == (1, True)


@pytest.mark.parametrize("command", ["scan", "aws"])
def test_where_it_cannot_be_written_is_told_first(command: str):
    paths = ["."] if command == "scan" else []
    run = auditor(command, *paths, "--save-inventory", "nowhere/saved.json")
    assert run.error == "Invalid value for '--save-inventory': no directory nowhere"
