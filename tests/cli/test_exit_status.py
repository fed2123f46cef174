"""The exit status of a scan is what README's table says, for every mix of findings and options."""

from __future__ import annotations

from itertools import product

import pytest

from tests.cli.running import TLS, auditor, cache, process, scan, write, write_to

SEVERITIES = ["info", "low", "medium", "high", "critical"]
THRESHOLDS = [*SEVERITIES, "never"]
ALLOW = [(), ("--allow-gaps",), ("--allow-unknown",), ("--allow-gaps", "--allow-unknown")]
INFO_RULE = """\
id: named-well
title: Named well
severity: info
why: Because.
remediation: {text: Rename it., effect: replacement}
applies_to: {kinds: [replication_group]}
check: {identifier: well}
message: "It is called {identifier}"
examples: {fail: [{facts: {identifier: ill}}]}
"""
SOUND = {
    "snapshot_retention_limit": "7",
    "transit_encryption_mode": '"required"',
    "at_rest_encryption_enabled": "true",
    "auth_token": "var.nothing",
}
#: Severity -> a rule, and the attribute that makes it fail.
RULES = {
    "low": ("backup-retention-period", "snapshot_retention_limit", "3"),
    "medium": ("transit-mode-required", "transit_encryption_mode", '"preferred"'),
    "high": ("at-rest-encryption-enabled", "at_rest_encryption_enabled", "false"),
    "critical": ("auth-token-not-plaintext", "auth_token", '"correct-horse-battery"'),
}


def tree(fails: str = "", unknown: str = "", gap: bool = False) -> list[str]:
    """Write code with a failure, an unknown verdict and a part that cannot be read; the words that scan just this."""
    text = 'variable "nothing" {}\n' + cache("passes", **SOUND)
    if fails:
        text += cache("fails", **SOUND | {RULES[fails][1]: RULES[fails][2]})
    if unknown:
        text += cache("unknown", **SOUND | {RULES[unknown][1]: "var.nothing"})
    if gap:
        text += 'module "absent" {\n  source = "./absent"\n}\n'
    write(main=text)
    chosen = ",".join(RULES[s][0] for s in (fails, unknown) if s) or "transit-encryption-enabled"
    return ["scan", ".", "--quiet", "--select", chosen]


def expected(fails: str, unknown: str, gap: bool, options: tuple[str, ...], fail_on: str) -> int:
    """README's table, row by row."""

    def counts(severity: str) -> bool:
        return severity != "" and fail_on != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(fail_on)

    if counts(fails):
        return 1
    if (gap and "--allow-gaps" not in options) or (counts(unknown) and "--allow-unknown" not in options):
        return 3
    return 0


@pytest.mark.parametrize("gap", [False, True], ids=["read", "gap"])
@pytest.mark.parametrize("unknown", ["", "low", "high"])
@pytest.mark.parametrize("fails", ["", "low", "critical"])
def test_every_mix(fails: str, unknown: str, gap: bool):
    words = tree(fails, unknown, gap)
    for allow, fail_on in product(ALLOW, ["low", "medium", "critical", "never"]):
        run = auditor(*words, *allow, "--fail-on", fail_on)
        assert run.status == expected(fails, unknown, gap, allow, fail_on), (allow, fail_on)
        assert (run.out, run.err) == ("", "")


def test_info_is_the_least():
    write(main=cache("a", replication_group_id='"ill"'))
    write_to("rules/named-well.yaml", INFO_RULE)
    words = ["scan", ".", "--rules", "rules", "--select", "named-well"]
    assert [auditor(*words, "--fail-on", severity).status for severity in THRESHOLDS] == [1, 0, 0, 0, 0, 0]


def test_medium_is_where_it_starts():
    assert auditor(*tree(fails="medium")).status == 1
    assert auditor(*tree(fails="low")).status == 0
    assert auditor(*tree(unknown="medium")).status == 3
    assert auditor(*tree(unknown="low")).status == 0


def test_a_failure_wins_over_what_is_not_established():
    assert auditor(*tree(fails="high", gap=True)).status == 1


def test_never_still_tells_what_could_not_be_read():
    assert auditor(*tree(fails="critical", gap=True), "--fail-on", "never").status == 3
    assert auditor(*tree(fails="critical"), "--fail-on", "never").status == 0


def test_never_still_refuses_what_cannot_be_done():
    write_to("empty/readme.txt", "")
    write(main=cache("a"))
    write_to("rules/x.yaml", "id: x\n")
    for words in (["empty"], ["missing"], [".", "--rules", "rules"], [".", "--select", "nonsense"]):
        assert auditor("scan", *words, "--fail-on", "never", "--allow-gaps", "--allow-unknown").status == 2


def test_a_failure_that_follows_from_another_counts_by_itself():
    """Without backups `backup-retention-period` (low) is shown under `automatic-backup-enabled` (high)."""
    write(main=cache("a", snapshot_retention_limit="0"))
    run = scan(".", "--select", "automatic-backup-enabled,backup-retention-period")
    assert run.status == 1
    assert sorted(f["rule"] for f in run.report["findings"]) == ["automatic-backup-enabled", "backup-retention-period"]
    assert scan(".", "--select", "backup-retention-period").status == 0
    assert scan(".", "--select", "backup-retention-period", "--fail-on", "low").status == 1


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (cache("a"), 0),
        (cache("a", tls="false"), 1),
        (cache("a", tls="var.tls") + 'variable "tls" {}\n', 3),
        ("", 2),
    ],
    ids=["clean", "failure", "unknown", "nothing"],
)
def test_it_is_the_status_of_the_process(code: str, status: int):
    if code:
        write(main=code)
    done = process("scan", ".", *TLS)
    assert done.returncode == status
    assert (done.stdout == b"") is (status == 2)
    assert (done.stderr == b"") is (status != 2)


def test_code_without_caches_is_clean():
    write(main='resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n')
    run = auditor("scan", ".")
    assert run.status == 0
    assert "Nothing was judged" in run.out
