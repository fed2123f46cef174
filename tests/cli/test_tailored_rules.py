"""Rules that `--rules` overrides or disables: every report says so, and nothing in the scanned code can do it."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import ROOT, auditor, cache, scan, write, write_to

OVERRIDE = """\
id: transit-encryption-enabled
overrides: {reason: "A mesh encrypts <all> of it"}
severity: info
"""
DISABLED = "id: multi-az\ndisabled:\n  reason: One zone\n    is enough\n"
NOT_RUN = "multi-az: not run by my/multi-az.yaml: One zone is enough"
OTHERWISE = "transit-encryption-enabled: overridden (severity) by my/transit-encryption-enabled.yaml: A mesh encrypts"


@pytest.fixture(autouse=True)
def code() -> None:
    write(main=cache("shop", tls="false"))
    write_to("my/transit-encryption-enabled.yaml", OVERRIDE)
    write_to("my/multi-az.yaml", DISABLED)


def report(name: str) -> str:
    run = auditor("scan", "main.tf", "--rules", "my", "--format", name)
    assert run.status == 1
    return run.out


def test_in_json():
    written = json.loads(report("json"))
    told = {rule["id"]: rule["overridden"] for rule in written["rules"] if "overridden" in rule}
    file, reason = "my/transit-encryption-enabled.yaml", "A mesh encrypts <all> of it"
    assert told == {"transit-encryption-enabled": {"file": file, "reason": reason, "keys": ["severity"]}}
    [gone] = written["disabled"]
    assert (gone["id"], gone["file"], gone["reason"]) == ("multi-az", "my/multi-az.yaml", "One zone is enough")
    assert "multi-az" not in {rule["id"] for rule in written["rules"]}
    severities = {f["severity"] for f in written["findings"] if f["rule"] == "transit-encryption-enabled"}
    assert severities == {"info"}


def test_no_control_is_passed_for_want_of_a_rule():
    controls = json.loads(report("json"))["controls"]
    asking = [one for one in controls if {"rule": "multi-az", "why": "disabled"} in one.get("rules_not_run", [])]
    assert asking
    assert {one["status"] for one in asking} <= {"failed", "not_determined"}


def test_in_the_console():
    text = " ".join(report("console").split())
    assert f"Rules changed by --rules {NOT_RUN} {OTHERWISE} <all> of it" in text


def test_in_html():
    text = report("html")
    assert "<code>multi-az</code> not run by my/multi-az.yaml: One zone is enough" in text
    assert "A mesh encrypts &lt;all&gt; of it" in text


def test_in_sarif():
    [run] = json.loads(report("sarif"))["runs"]
    [invocation] = run["invocations"]
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolConfigurationNotifications"]]
    assert told == [("warning", NOT_RUN), ("note", f"{OTHERWISE} <all> of it")]


@pytest.mark.parametrize("name", ["json", "console", "html", "sarif"])
def test_nothing_is_said_where_nothing_was_changed(name: str):
    text = auditor("scan", "main.tf", "--format", name).out
    for word in ("not run by", "overridden", "toolConfigurationNotifications", "Rules changed"):
        assert word not in text


def test_no_workload_changes_what_the_user_has_set():
    name = "backup-retention-period"
    write(main=cache("shop", snapshot_retention_limit="3"))

    def found(*words: str) -> tuple[str, str]:
        findings = scan("main.tf", "--workload", "cache-aside", "--select", name, *words).report["findings"]
        [(status, severity)] = {(one["status"], one["severity"]) for one in findings if one["rule"] == name}
        return status, severity

    assert found() == ("pass", "info")
    write_to(f"days/{name}.yaml", f"id: {name}\noverrides: {{reason: x}}\nparams: {{days: 5}}\n")
    assert found("--rules", "days") == ("fail", "info")
    write_to(f"days/{name}.yaml", f"id: {name}\noverrides: {{reason: x}}\nparams: {{days: 5}}\nseverity: high\n")
    assert found("--rules", "days") == ("fail", "high")


def test_the_scanned_code_cannot_do_it():
    write_to("scanned/main.tf", cache("shop", tls="false"))
    for folder in ("rules", ".auditor/rules", ""):
        write_to(f"scanned/{folder}/multi-az.yaml", DISABLED)
        write_to(f"scanned/{folder}/transit-encryption-enabled.yaml", OVERRIDE)
    written = scan("scanned").report
    assert "disabled" not in written
    assert not [rule for rule in written["rules"] if "overridden" in rule]


def test_lists_of_rules():
    lines = auditor("rules", "list", "--rules", "my").out.splitlines()
    assert lines[-1].split(maxsplit=2) == ["disabled", "multi-az", "by my/multi-az.yaml: One zone is enough"]
    run = auditor("rules", "show", "transit-encryption-enabled", "--rules", "my")
    assert "Overridden: severity by my/transit-encryption-enabled.yaml: A mesh encrypts <all> of it" in run.out
    message = "multi-az is disabled by my/multi-az.yaml: One zone is enough"
    assert auditor("rules", "show", "multi-az", "--rules", "my").error == message
    assert auditor("scan", "main.tf", "--rules", "my", "--select", "multi-az").error == message


def test_what_is_taken_over_is_not_tested_again():
    run = auditor("rules", "test", "my")
    assert (run.status, run.out) == (0, "1 rule, 0 examples, 0 wrong; 0 mutants, 0 unnoticed\n")
    write_to("my/transit-encryption-enabled.yaml", OVERRIDE + "examples:\n  fail: [{facts: {tls: true}}]\n")
    run = auditor("rules", "test", "my")
    assert run.status == 1
    assert run.out.startswith("WRONG transit-encryption-enabled fail 1: got pass")


def test_the_schema_knows_the_two_forms():
    import jsonschema
    import yaml

    schema = json.loads(auditor("rules", "schema").out)
    valid = jsonschema.Draft202012Validator(schema)
    for text in (OVERRIDE, DISABLED, (ROOT / "rules/availability/multi-az.yaml").read_text()):
        assert not list(valid.iter_errors(yaml.safe_load(text)))
    for text in (OVERRIDE.replace("reason", "why"), DISABLED + "severity: low\n", OVERRIDE + "why: null\n"):
        assert list(valid.iter_errors(yaml.safe_load(text)))
