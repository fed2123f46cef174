"""--param and --parameter-file: in their order, from the environment, refused with status 2, and never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import TLS, auditor, cache, process, scan, write, write_to

TEMPLATE = """
Parameters:
  Tls: {Type: String, AllowedValues: ['true', 'false']}
  Token: {Type: String, NoEcho: true, AllowedPattern: '[a-z0-9]*', Default: ''}
Resources:
  C:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupId: a
      ReplicationGroupDescription: !Ref Token
      TransitEncryptionEnabled: !Ref Tls
      AuthToken: !Sub "${Token}"
"""
REFUSED = "CloudFormation would refuse the value of"
ON, OFF, SECRET = "--param Tls=true", "--parameter-file off.json", "hunter2hunter2"


@pytest.fixture(autouse=True)
def template(here: Path) -> None:
    write_to("t.yaml", TEMPLATE)
    write_to("off.json", '[{"ParameterKey": "Tls", "ParameterValue": "false"}]')


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ("", {}, "unknown"),
        (ON, {}, "pass"),
        (f"{ON} {OFF}", {}, "fail"),
        (f"{OFF} {ON}", {}, "pass"),
        (f"{ON} {OFF} --limit 1 {ON}", {}, "pass"),
        ("", {"AUDITOR_PARAM": "Tls=true"}, "pass"),
        (ON, {"AUDITOR_PARAMETER_FILE": "off.json"}, "pass"),
        (OFF, {"AUDITOR_PARAM": "Tls=true"}, "fail"),
    ],
)
def test_the_later_one_holds(words: str, environment: dict[str, str], expected: str):
    assert scan("t.yaml", *TLS, *words.split(), **environment).verdicts() == {"a": expected}


def test_the_report_says_where_a_value_came_from():
    assert "from: Tls from --param Tls" in auditor("scan", "t.yaml", *TLS, "--param", "Tls=false").out
    assert "from: Tls from off.json (off.json:1)" in auditor("scan", "t.yaml", *TLS, *OFF.split()).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--param Tls", "Invalid value for '--param': 'Tls' is not NAME=VALUE"),
        ("--param =true", "Invalid value for '--param': '=true' is not NAME=VALUE"),
        (
            "--param Tsl=true",
            "--param Tsl: no template that is deployed by itself declares this parameter; did you mean Tls?",
        ),
        ("--param Other=1", "--param Other: no template that is deployed by itself declares this parameter"),
        ("--var a=1", "variables are given to Terraform code: templates have parameters (--param)"),
        (
            "--param Tls=maybe",
            f"--param Tls: {REFUSED} Tls in t.yaml: it is none of its AllowedValues: true, false",
        ),
        (
            f"--param Token={SECRET}!",
            f"--param Token: {REFUSED} Token in t.yaml: it does not match its AllowedPattern",
        ),
        ("--parameter-file missing.json", "Invalid value for '--parameter-file': File 'missing.json' does not exist."),
        ("--parameter-file .", "Invalid value for '--parameter-file': File '.' is a directory."),
        ("--parameter-file bad.json", "bad.json:2: syntax error near line 2"),
        ("--parameter-file other.yaml", "other.yaml: no template that is deployed by itself declares any of its "),
        ("--parameter-file t.yaml", "t.yaml:2: it is a template, not a file of values for parameters"),
    ],
)
def test_what_makes_no_sense_is_refused(words: str, message: str):
    write_to("bad.json", '{"Tls":\n tru')
    write_to("other.yaml", f"Secret: {SECRET}\n")
    run = auditor("scan", "t.yaml", *words.split())
    assert run.status == 2
    assert run.error.startswith(message)
    assert SECRET not in run.error


@pytest.mark.parametrize("option", ["PARAM", "VAR"])
def test_a_word_of_the_environment_is_not_repeated(option: str):
    run = auditor("scan", "t.yaml", **{f"AUDITOR_{option}": f"Token=first {SECRET}"})
    assert run.status == 2
    assert run.error == f"Invalid value for '--{option.lower()}': a word of AUDITOR_{option} is not NAME=VALUE"


def test_parameters_without_templates():
    write(main=cache("a"))
    run = auditor("scan", "main.tf", "--param", "Tls=true")
    assert (run.status, run.error) == (2, "parameters are given to CloudFormation templates, and there is none")


def test_variables_and_parameters_each_go_to_their_own():
    write(main='variable "tls" {}\n' + cache("b", tls="var.tls"))
    run = scan(".", *TLS, "--param", "Tls=true", "--var", "tls=false")
    assert run.verdicts() == {"a": "pass", "b": "fail"}


def test_values_that_no_template_takes_are_counted():
    write_to("shared.yaml", "Tls: true\nVpcCidr: 10.0.0.0/16\n")
    run = scan("t.yaml", *TLS, "--parameter-file", "shared.yaml")
    assert run.report["scan"]["coverage"] == {"CloudFormation templates": 1, "unused parameter values": 1}


@pytest.mark.parametrize("how", ["--param", "--parameter-file", "environment"])
def test_a_secret_reaches_no_output(how: str, here: Path):
    write_to("secret.yaml", f"Token: {SECRET}\nTls: true\n")
    given = {"--param": ["--param", f"Token={SECRET}"], "--parameter-file": ["--parameter-file", "secret.yaml"]}
    settings = {"AUDITOR_PARAM": f"Token={SECRET}"} if how == "environment" else {}
    outputs = [word for ending in ("html", "json", "sarif", "txt") for word in ("-o", f"report.{ending}")]
    run = auditor("scan", "t.yaml", *given.get(how, []), *outputs, "--limit", "0", **settings)
    assert run.status == 1
    texts = [run.out, run.err, *(path.read_text("utf-8") for path in here.glob("report.*"))]
    assert len(texts) == 6
    assert [SECRET in text for text in texts] == [False] * 6


def test_a_value_from_a_pipe():
    done = process(
        "scan", "t.yaml", *TLS, "--parameter-file", "/dev/stdin", "--format", "json", input=b'{"Tls": "true"}'
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_plan_takes_no_variables():
    write_to("plan.json", '{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {}}')
    run = auditor("scan", "plan.json", "--var", "a=1")
    assert run.status == 2
    assert run.error.startswith(
        "variables are given to Terraform code: a plan or state has the values of its variables"
    )
