"""What a scan takes from outside of the code: --var and --var-file in their order, --tf-env, --workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import cache, scan, write, write_to

ON, OFF = "--var tls=true", "--var-file off.tfvars"


@pytest.fixture(autouse=True)
def code(here: Path) -> None:
    write(main='variable "tls" {}\n' + cache("a", tls="var.tls") + cache("b", tls='terraform.workspace == "prod"'))
    write_to("off.tfvars", "tls = false\n")


def status(*words: str, name: str = "a", **environment: str) -> str:
    """The verdict on one of the caches."""
    verdicts = scan(".", "--select", "transit-encryption-enabled", *words, **environment).verdicts()
    return verdicts[name]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"{ON} {OFF}", "fail"),
        (f"{OFF} {ON}", "pass"),
        (f"{ON} {OFF} {ON}", "pass"),
        (f"{OFF} --limit 1 {ON} --quiet {OFF} --format json", "fail"),
    ],
)
def test_the_later_one_holds(words: str, expected: str) -> None:
    assert status(*(word for word in words.split() if word != "--quiet")) == expected


def test_what_the_environment_gives_comes_first() -> None:
    assert status(*ON.split(), AUDITOR_VAR_FILE="off.tfvars") == "pass"
    assert status(*OFF.split(), AUDITOR_VAR="tls=true") == "fail"
    assert status(AUDITOR_VAR="tls=true", AUDITOR_VAR_FILE="off.tfvars") == "pass"


def test_variables_of_terraform_count_only_when_asked_for() -> None:
    assert status(TF_VAR_tls="true") == "unknown"
    assert status("--tf-env", TF_VAR_tls="true") == "pass"
    assert status("--tf-env", *OFF.split(), TF_VAR_tls="true") == "fail"
    assert status("--tf-env", TF_VAR_tls="true", TF_VAR_other="1") == "pass"


def test_both_options_can_be_set_in_the_environment() -> None:
    assert status(AUDITOR_TF_ENV="1", TF_VAR_tls="true") == "pass"
    assert status(name="b", AUDITOR_WORKSPACE="prod") == "pass"


def test_the_workspace() -> None:
    assert status(name="b") == status(name="b", TF_WORKSPACE="prod") == "unknown"
    assert status("--workspace", "prod", name="b") == "pass"
    assert status("--workspace", "dev", name="b") == "fail"
    assert status("--tf-env", name="b", TF_WORKSPACE="prod") == "pass"
    assert status("--tf-env", "--workspace", "dev", name="b", TF_WORKSPACE="prod") == "fail"


def test_a_variable_of_the_environment_that_makes_no_sense_is_an_error_without_its_text() -> None:
    write(main='variable "l" { type = list(string) }\n' + cache("a"))
    run = scan(".", "--tf-env", TF_VAR_l="[hunter2")
    assert run.status == 2
    assert run.error == "TF_VAR_l: what it is set to is no value of its type"
