"""What a directory holds and is not judged: plans and states beside their code, and files that cannot be opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import TLS, auditor, cache, scan, write, write_to
from tests.sources.plan.made import GROUP, Planned, plan, state_file

VALUES: dict[str, object] = {"replication_group_id": "a", "engine": "valkey", "transit_encryption_enabled": False}
STATE = json.dumps(state_file({f"{GROUP}.a": VALUES}))
PLAN = json.dumps(plan(Planned(f"{GROUP}.a", VALUES)))
LEFT_OUT = "plan or state files, not judged beside their code unless named"


@pytest.mark.parametrize(("name", "text"), [("terraform.tfstate", STATE), ("plan.json", PLAN)])
def test_a_stray_state_or_plan_doubles_nothing(name: str, text: str):
    write(main=cache("a"))
    write_to(name, text)
    run = scan(".", *TLS)
    assert (run.status, run.verdicts()) == (0, {"a": "pass"})
    assert run.report["scan"]["coverage"][LEFT_OUT] == 1
    assert [one["key"] for one in run.report["resources"]] == [f"{GROUP}.a"]
    assert "1 plan or state file, not judged beside their code unless named" in " ".join(
        auditor("scan", ".", *TLS).out.split()
    )


def test_naming_it_judges_it_too():
    write(main=cache("a"))
    write_to("terraform.tfstate", STATE)
    run = scan(".", "terraform.tfstate", *TLS)
    assert run.status == 1
    assert {f["resource"]: f["status"] for f in run.report["findings"]} == {
        f"{GROUP}.a": "pass",
        f"terraform.tfstate:{GROUP}.a": "fail",
    }
    assert scan("terraform.tfstate", *TLS).status == 1


def test_a_state_without_code_is_judged():
    write_to("states/terraform.tfstate", STATE)
    write(main=cache("b"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "fail", "b": "pass"}
    assert LEFT_OUT not in run.report["scan"]["coverage"]


def test_a_state_beside_code_that_declares_no_cache_is_judged():
    write(main='terraform {\n  backend "local" {}\n}\n')
    write_to("terraform.tfstate", STATE)
    assert scan(".", *TLS).verdicts() == {"a": "fail"}


def test_a_backup_of_a_state_is_never_judged_by_itself():
    write_to("terraform.tfstate.backup", STATE)
    assert auditor("scan", ".").status == 2
    assert scan("terraform.tfstate.backup", *TLS).verdicts() == {"a": "fail"}


def test_a_saved_plan_without_code_is_a_gap():
    write_to("out/x.tfplan", b"PK\x03\x04" + b"\0" * 26 + b"tfplan")
    run = scan(".", *TLS)
    assert run.status == 3
    assert run.gaps == [
        "out/x.tfplan:1: it is a plan as Terraform saves it: give what `terraform show -json` prints of it"
    ]


def test_other_json_is_left_alone():
    write(main=cache("a"))
    write_to("cookiecutter.json", '{"terraform_version": "1.9", "lineage": 1}')
    assert scan(".", *TLS).gaps == []


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files called closed.* cannot be opened, whoever runs the tests."""
    as_it_is = Path.open

    def refuse(path: Path, *words: object, **settings: object) -> object:
        if path.stem == "closed":
            raise PermissionError(13, "Permission denied")
        return as_it_is(path, *words, **settings)  # type: ignore[call-overload]  # whatever it was called with

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.usefixtures("closed")
def test_a_named_file_that_cannot_be_opened():
    write(main=cache("a"))
    Path("closed.yaml").touch()
    for words in (["closed.yaml"], ["main.tf", "closed.yaml"]):
        run = auditor("scan", *words)
        assert (run.status, run.error) == (2, "nothing to scan: closed.yaml cannot be read: Permission denied")


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("name", ["closed.yaml", "closed.json", "closed.tfstate", "closed.template"])
def test_a_file_of_a_directory_that_cannot_be_opened_may_be_anything(name: str):
    Path(name).touch()
    Path("closed.txt").touch()
    gap = f"{name}:1: cannot be read: Permission denied; it may be a template, a plan or a state"
    run = scan(".", *TLS)
    assert (run.status, run.gaps) == (3, [gap])
    write(main=cache("a"))
    run = scan(".", *TLS)
    assert (run.status, run.gaps, run.verdicts()) == (3, [gap], {"a": "pass"})
