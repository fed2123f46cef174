"""Plans and states beside their code, and what a directory holds and is not judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import TLS, auditor, cache, scan, write, write_to
from tests.sources.plan.made import GROUP, Planned, plan, state_file

VALUES: dict[str, object] = {"replication_group_id": "a", "engine": "valkey", "transit_encryption_enabled": False}
STATE = json.dumps(state_file({f"{GROUP}.a": VALUES}))
PLAN = json.dumps(plan(Planned(f"{GROUP}.a", VALUES)))
LEFT_OUT = "saved plans, not judged beside their code"
SAVED = b"PK\x03\x04" + b"\0" * 26 + b"tfplan"


@pytest.mark.parametrize(("name", "text"), [("terraform.tfstate", STATE), ("plan.json", PLAN)])
def test_a_plan_or_state_beside_its_code_is_judged_too(name: str, text: str):
    """The code may be right where what is deployed, or what is about to be, is not."""
    write(main=cache("a"))
    write_to(name, text)
    run = scan(".", *TLS)
    assert run.status == 1
    assert {f["resource"]: f["status"] for f in run.report["findings"]} == {
        f"{GROUP}.a": "pass",
        f"{name}:{GROUP}.a": "fail",
    }


def test_a_saved_plan_beside_its_code_is_counted():
    write(main=cache("a"))
    write_to("x.tfplan", SAVED)
    run = scan(".", *TLS)
    assert (run.status, run.verdicts(), run.gaps) == (0, {"a": "pass"}, [])
    assert run.report["scan"]["coverage"][LEFT_OUT] == 1
    assert "1 saved plan, not judged beside their code" in " ".join(auditor("scan", ".", *TLS).out.split())


def test_a_backup_of_a_state_is_never_judged_by_itself():
    write_to("terraform.tfstate.backup", STATE)
    assert auditor("scan", ".").status == 2
    assert scan("terraform.tfstate.backup", *TLS).verdicts() == {"a": "fail"}


def test_a_saved_plan_without_code_is_a_gap():
    write_to("out/x.tfplan", SAVED)
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
