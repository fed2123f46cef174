"""`auditor drift`: code beside what runs, on the command line."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from auditor.sources.aws.source import inventory_of
from auditor.sources.saved.file import write as saved
from tests.cli.running import SAMPLES, Run, auditor, cache, process, write, write_to
from tests.parity.live.running import answers_of
from tests.sources.plan.made import GROUP, state

STORIES = ("leaky-shop", "page-cache", "session-store")


def drift(*words: object) -> Run:
    return auditor("drift", *words, "--format", "json")


def runs(name: str = "a", **values: object) -> Path:
    """What runs, as a state tells of it: a cache of that name."""
    every = {"replication_group_id": name, "engine": "valkey", "region": "eu-west-1", **values}
    return write_to("live.json", json.dumps(state({f"{GROUP}.{name}": every})))


def region(name: str = "eu-west-1") -> str:
    return f'provider "aws" {{\n  region = "{name}"\n}}\n'


def test_what_is_as_declared():
    write(main=region() + cache("a"))
    run = drift("main.tf", runs(transit_encryption_enabled=True))
    assert run.status == 0
    assert (run.report["summary"]["matched"], run.report["summary"]["differing"]) == (1, 0)


def test_fixed_in_code_and_open_live():
    write(main=region() + cache("a"))
    run = drift("main.tf", runs(transit_encryption_enabled=False))
    assert run.status == 1
    [pair] = run.report["pairs"]
    values = {one["name"]: (one["declared"].get("value"), one["actual"].get("value")) for one in pair["facts"]}
    assert values == {"tls": (True, False), "tls_mode": ("required", None)}
    assert {"rule": "transit-encryption-enabled", "severity": "high", "declared": "pass", "actual": "fail",
            "turn": "open_live"} in pair["faults"]  # fmt: skip


def test_changed_outside_code():
    write(main=region() + cache("a", tls="false"))
    [pair] = drift("main.tf", runs(transit_encryption_enabled=True)).report["pairs"]
    assert ("transit-encryption-enabled", "closed_live") in {(one["rule"], one["turn"]) for one in pair["faults"]}


def test_caches_without_code_and_code_without_caches():
    write(main=region() + cache("a"))
    run = drift("main.tf", runs("b", transit_encryption_enabled=True))
    assert run.status == 1
    assert [one["name"] for one in run.report["unmanaged"]] == ["b"]
    assert [one["name"] for one in run.report["missing"]] == ["a"]
    told = auditor("drift", "main.tf", "live.json").out
    assert "NOT DECLARED  replication_group aws_elasticache_replication_group.b" in told
    assert "NOT RUNNING  replication_group aws_elasticache_replication_group.a  main.tf:4" in told


def test_the_table():
    write(main=region() + cache("a", port="6380"))
    told = auditor("drift", "main.tf", runs(transit_encryption_enabled=False, port=6379)).out.splitlines()
    assert told[:8] == [
        "DIFFERS  replication_group a",
        "  code  aws_elasticache_replication_group.a  main.tf:4",
        "  live  aws_elasticache_replication_group.a  (same identifier)",
        "              declared  actual",
        "    port      6380      6379",
        "    tls       true      false",
        "    tls_mode  required  not set",
        "    HIGH  transit-encryption-enabled: fixed in code, open live",
    ]
    assert told[-3] == "1 resource matched, 1 not as declared"


def test_what_is_not_known_in_code_is_no_drift():
    write(main='variable "tls" {}\n' + region() + cache("a", tls="var.tls"))
    assert drift("main.tf", runs(transit_encryption_enabled=False)).status == 0


@pytest.mark.parametrize(
    "code",
    [cache("a").replace('"a"\n', "var.name\n") + 'variable "name" {}\n',
     cache("a") + 'module "b" {\n  source = "example.com/nowhere"\n}\n'],
    ids=["a name that is not known", "a gap"],
)  # fmt: skip
def test_what_is_not_established(code: str):
    write(main=region() + code)
    Path("code").mkdir()
    Path("main.tf").rename("code/main.tf")
    live = runs(transit_encryption_enabled=True)
    run = drift("code", live)
    assert run.status == 3
    assert drift("code", live, "--allow-gaps").status == 0


def test_what_is_wrong_with_the_paths():
    write(main=cache("a"))
    write_to("nothing.json", "{}")
    Path("empty").mkdir()
    assert drift("main.tf", "nothing.json").error.startswith("nothing to compare: nothing.json is no Terraform code")
    assert drift("empty", "main.tf").error == (
        "nothing to compare: no code, plan, state, template or saved inventory at empty"
    )
    write_to("bad.json", '{"format": "auditor inventory"}')
    assert "schema_version" in drift("main.tf", "bad.json").error
    assert drift("main.tf").status == 2
    assert drift("main.tf", "nowhere").status == 2


def test_standard_input_is_one_of_the_two():
    write(main=region() + cache("a"))
    plan = runs(transit_encryption_enabled=True).read_bytes()
    assert process("drift", "main.tf", "-", input=plan).returncode == 0


def account(story: str) -> Path:
    """The account of a story, saved."""
    return write_to(f"{story}.json", "".join(saved(inventory_of(answers_of(story)), "1.2.3")))


@pytest.mark.parametrize("told", ["terraform", "state/shown.json"])
@pytest.mark.parametrize("story", STORIES)
def test_the_stories_run_as_they_are_declared(story: str, told: str):
    """No fact and no relation differs: what one side cannot say is no drift, nor what is only written otherwise."""
    report = drift(SAMPLES / story / told, account(story), "--select", "all").report
    assert [(pair["actual"]["name"], pair.get("facts"), pair.get("relations")) for pair in report["pairs"]
            if "facts" in pair or "relations" in pair] == []  # fmt: skip
    assert (report["unmanaged"], report["missing"]) == ([], [])
    caches = {"replication_group", "cache_cluster", "serverless_cache"}
    assert caches & {pair["kind"] for pair in report["pairs"]}
    assert not caches & {one["kind"] for one in report["not_matched"]}


def schema(name: str) -> Any:
    return json.loads(files("auditor.reporters").joinpath(name).read_text("utf-8"))


def test_the_schema_describes_it():
    other = Resource.from_contents(schema("report.schema.json"))
    validator = Draft202012Validator(
        schema("drift.schema.json"), registry=Registry().with_resource("report.schema.json", other)
    )
    write(main=region() + cache("a") + cache("c", tls="false") + 'module "b" {\n  source = "example.com/x"\n}\n')
    Path("code").mkdir()
    Path("main.tf").rename("code/main.tf")
    every = [
        drift("code", runs("a", transit_encryption_enabled=False)),
        drift("code", runs("z", transit_encryption_enabled=False)),
        drift(SAMPLES / "leaky-shop" / "cloudformation", account("leaky-shop")),
    ]
    for run in every:
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(run.report)] == []
    assert {"facts", "faults"} <= {name for run in every for pair in run.report["pairs"] for name in pair}
    assert [bool(run.report["declared_gaps"]) for run in every] == [True, True, False]


def test_the_same_bytes_each_time():
    live = account("leaky-shop")
    assert len({drift(SAMPLES / "leaky-shop" / "cloudformation", live).out for _ in range(2)}) == 1
