"""Plans and states on the command line."""

from __future__ import annotations

import json

from tests.cli.running import TLS, auditor, cache, scan, write, write_to
from tests.sources.plan.made import GROUP, Planned, plan, state

VALUES: dict[str, object] = {"replication_group_id": "a", "engine": "redis", "transit_encryption_enabled": False}


def made(*, tls: bool = False) -> str:
    return json.dumps(plan(Planned(f"{GROUP}.a", VALUES | {"transit_encryption_enabled": tls})))


def test_a_plan_is_judged():
    write_to("plan.json", made())
    run = scan("plan.json", *TLS)
    assert run.status == 1
    [finding] = run.report["findings"]
    assert (finding["status"], finding["address"], finding["location"]["file"]) == ("fail", f"{GROUP}.a", "plan.json")
    assert scan(write_to("good.json", made(tls=True)), *TLS).status == 0


def test_a_state_is_judged():
    write_to("terraform.tfstate", json.dumps(state({f"{GROUP}.a": VALUES})))
    assert scan("terraform.tfstate", *TLS).status == 1


def test_plans_and_code_together():
    write(main=cache("a"))
    write_to("one.json", made())
    write_to("two.json", made())
    run = scan(".", "one.json", "two.json", "one.json", *TLS)
    assert [resource["key"] for resource in run.report["resources"]] == [
        "aws_elasticache_replication_group.a",
        f"one.json:{GROUP}.a",
        f"two.json:{GROUP}.a",
    ]


def test_a_damaged_plan_is_a_gap():
    write_to("plan.json", made()[:-20])
    run = scan("plan.json", *TLS)
    assert run.status == 3
    [gap] = run.report["gaps"]
    assert "syntax error" in gap["reason"]


def test_a_plan_takes_no_variables():
    write_to("plan.json", made())
    run = auditor("scan", "plan.json", "--var", "a=1")
    assert run.status == 2
    assert "a plan or state has the values of its variables" in run.error


def test_a_plan_imports_nothing_of_what_code_needs(here: object):
    import subprocess
    import sys

    write_to("plan.json", made())
    script = (
        "import sys\nfrom pathlib import Path\nfrom auditor.scan import ScanOptions, collect\n"
        "collect((Path('plan.json'),), ScanOptions())\nprint('tree_sitter' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
