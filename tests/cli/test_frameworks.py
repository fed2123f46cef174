"""`auditor rules frameworks`, and scans by the name of a framework."""

from __future__ import annotations

import json
import re

import yaml

from auditor.engine.loader import load_rules
from tests.cli.running import ROOT, auditor, write_to
from tests.cli.test_bad_options import RULE

CATALOGUE = load_rules()
STORY = str(ROOT / "samples" / "leaky-shop" / "terraform")


def test_all_of_them_with_how_much_is_covered():
    run = auditor("rules", "frameworks")
    assert (run.status, run.err) == (0, "")
    told = {line.split()[0]: line for line in run.out.splitlines()}
    assert list(told) == sorted(CATALOGUE.frameworks)
    pci = CATALOGUE.frameworks["pci-dss-4.0.1"]
    named = {c for r in CATALOGUE.rules.values() for c in r.info.controls if c.startswith("pci-dss-4.0.1/")}
    assert told[pci.id].split(maxsplit=1)[1] == f"{len(named)} of  {len(pci.controls)} controls covered  PCI DSS 4.0.1"


def test_one_of_them_by_any_name():
    run = auditor("rules", "frameworks", "PCI-DSS")
    assert run.status == 0
    assert run.out.startswith("PCI DSS 4.0.1  (pci-dss-4.0.1, pci-dss,")
    lines = run.out.splitlines()
    at = lines.index("4.2.1    Card data is encrypted over open networks")
    # The rules follow, in as many lines as they take.
    assert lines[at + 1].startswith("   ")
    told = " ".join(lines[at + 1 : lines.index("4.2.1.1  Keys and certificates are listed")])
    assert "transit-encryption-enabled" in re.split(r",?\s+", told)
    assert lines[lines.index("10.3.3   Audit logs are backed up") + 1].strip() == "not covered"


def test_a_name_that_several_have():
    run = auditor("rules", "frameworks", "cis-aws-database-services")
    told = [line.split("  ")[0] for line in run.out.splitlines() if "cis-aws-database-services-v" in line]
    assert told == [f"CIS AWS Database Services Benchmark {version}" for version in ("1.0.0", "2.0.0")]


def test_a_name_that_none_has():
    run = auditor("rules", "frameworks", "pci-dsss")
    assert run.status == 2
    assert "no framework 'pci-dsss'. Did you mean 'pci-dss'?" in run.err


def test_one_of_ones_own():
    write_to("my/sample.yaml", RULE + "controls: [ours/A-1]\n")
    controls = {"A-1": {"title": "Encrypt", "lacks": "alarms"}, "A-2": {"title": "Users", "kinds": ["user"]}}
    write_to("my/frameworks/ours.yaml", yaml.safe_dump({"id": "ours", "title": "Ours", "controls": controls}))
    run = auditor("rules", "frameworks", "ours", "--rules", "my")
    assert (
        run.out
        == "Ours  (ours)\n\nA-1  Encrypt\n       sample; no rule asks for alarms\nA-2  Users\n       not covered\n"
    )


def test_a_scan_by_a_framework_tells_how_it_came_out():
    run = auditor("scan", STORY, "--select", "hipaa")
    assert run.status == 1
    lines = run.out.splitlines()
    line = lines[lines.index("Compliance") + 1]
    assert line.startswith("  HIPAA Security Rule (45 CFR 164) 2013: ")
    assert " failed" in line
    assert "not covered" in line
    assert "Compliance" not in auditor("scan", STORY).out


def test_it_runs_the_rules_of_the_framework_and_no_other():
    made = json.loads(auditor("scan", STORY, "--select", "pci-dss-4.0.1", "--format", "json").out)
    assert {rule["id"] for rule in made["rules"]} == {
        name for name, rule in CATALOGUE.rules.items() if any("pci-dss-4.0.1/" in c for c in rule.info.controls)
    }
    assert [each["id"] for each in made["frameworks"] if each.get("asked")] == ["pci-dss-4.0.1"]
    assert made["frameworks"][0]["id"] == "pci-dss-4.0.1"
    failed = {c["control"] for c in made["controls"] if c["framework"] == "pci-dss-4.0.1" and c["status"] == "failed"}
    assert "4.2.1" in failed


def test_an_old_name_still_selects():
    for old, new in (("pci-dss-v4", "pci-dss-4.0.1"), ("cis-controls-v8", "cis-controls-8.1")):
        assert auditor("rules", "list", "--select", old).out == auditor("rules", "list", "--select", new).out
