"""`auditor demo`: a whole scan with nothing set up, which uses nothing that is set up either."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ROOT, Run, auditor, process

NOVEMBER = str(1_795_600_000)
SECONDS = 20
#: A little of what a user may have configured, none of which must be used.
CONFIGURED = {
    "AWS_PROFILE": "not-there", "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL", "AWS_SECRET_ACCESS_KEY": "real-secret",
    "AWS_SESSION_TOKEN": "real-token", "AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_MAX_ATTEMPTS": "1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_CA_BUNDLE": "/not/there", "HTTP_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9", "AWS_CONFIG_FILE": "broken",
    "AWS_SHARED_CREDENTIALS_FILE": "broken",
}  # fmt: skip

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    folder = tmp_path_factory.mktemp("demo") / "deep" / "reports"
    return auditor("demo", "-o", folder, SOURCE_DATE_EPOCH=NOVEMBER), folder


@pytest.fixture(scope="module")
def report(done: tuple[Run, Path]) -> Any:
    return json.loads((done[1] / "report.json").read_text("utf-8"))


def test_it_ends_well_and_says_where_the_reports_are(done: tuple[Run, Path]):
    run, folder = done
    assert run.status == 0
    assert "Summary" in run.out
    paths = [folder / f"report.{name}" for name in ("html", "json", "sarif")]
    assert [line.strip() for line in run.err.strip().splitlines()] == ["Reports:", *map(str, paths)]
    assert all(path.stat().st_size > 100_000 for path in paths)


def test_nothing_is_missing(report: Any):
    assert report["gaps"] == []
    assert all(call["answered"] == call["expected"] for call in report["scan"]["calls"])


def test_it_shows_all_kinds_of_caches_in_three_regions_of_two_accounts(report: Any):
    own = [one for one in report["resources"] if "location" in one]
    live = [one for one in own if "account" in one["location"]]
    caches = Counter(one["kind"] for one in live)
    expected = {"replication_group": 24, "cache_cluster": 9, "serverless_cache": 5, "memorydb_cluster": 4}
    assert {kind: caches[kind] for kind in expected} == expected
    assert caches["global_datastore"] == 1
    assert {one["location"]["region"] for one in live if "region" in one["location"]} == {
        "us-east-1",
        "eu-west-1",
        "ap-southeast-2",
    }
    assert {one["location"]["account"] for one in live} == {"111122223333", "444455556666"}
    code = {one["location"]["file"] for one in own if "file" in one["location"]}
    assert {Path(name).parts[0] for name in code} == {"larkspur-infrastructure"}
    assert {Path(name).suffix for name in code} == {".tf", ".yaml"}


def failing(report: Any, cache: str) -> set[str]:
    """The rules that a cache of an account fails."""
    (key,) = [one["key"] for one in report["resources"] if one["name"] == cache and one["key"].startswith("arn:")]
    return {one["rule"] for one in report["findings"] if one["resource"] == key and one["status"] == "fail"}


@pytest.mark.parametrize(
    ("cache", "some"),
    [
        ("legacy-pricing", {"authentication-enabled", "transit-encryption-enabled", "security-group-internet-exposure",
                            "engine-version-supported"}),
        ("promo-leaderboard", {"security-group-not-default", "at-rest-encryption-enabled"}),
        ("search", {"transit-mode-required", "auth-token-rotation"}),
        ("offers", {"serverless-public-endpoint"}),
        ("loyalty-points", {"memorydb-acl-not-open"}),
        ("thumbnails", {"memcached-tls", "memcached-single-node"}),
        ("ap-import", {"ipv6-dual-stack-exposure"}),
        ("job-queue", {"authentication-enabled", "automatic-backup-enabled"}),
        ("load-test", {"automatic-failover", "transit-encryption-enabled", "security-group-internet-exposure"}),
        ("stg-cart", {"automatic-failover", "replica-count", "transit-mode-required"}),
    ],
)  # fmt: skip
def test_leaky_caches_fail_for_what_is_wrong_with_them(report: Any, cache: str, some: set[str]):
    assert some <= failing(report, cache)


def test_a_public_endpoint_is_told_of_though_its_users_log_in(report: Any):
    (key,) = [one["key"] for one in report["resources"] if one["name"] == "offers" and one["key"].startswith("arn:")]
    told = {one["rule"]: one["status"] for one in report["findings"] if one["resource"] == key}
    wanted = ("serverless-public-endpoint", "authentication-enabled", "rbac-user-groups-attached")
    assert [told[rule] for rule in wanted] == ["fail", "pass", "pass"]


@pytest.mark.parametrize("cache", ["checkout-sessions", "eu-sessions", "ap-sessions"])
def test_hardened_caches_have_nothing_severe(report: Any, cache: str):
    severe = {one["id"] for one in report["rules"] if one["severity"] in ("critical", "high", "medium")}
    assert failing(report, cache) & severe == set()


def test_most_verdicts_are_established(report: Any):
    told = report["summary"]["by_status"]
    assert told["unknown"] < 0.05 * (told["pass"] + told["fail"])


def test_code_and_account_are_judged_each_by_itself(report: Any):
    (key,) = [one["key"] for one in report["resources"] if one["name"] == "legacy-pricing" and ".tf" in str(one)]
    fails = {one["rule"] for one in report["findings"] if one["resource"] == key and one["status"] == "fail"}
    assert "transit-encryption-enabled" not in fails
    assert "transit-encryption-enabled" in failing(report, "legacy-pricing")


def test_no_secret_comes_out(done: tuple[Run, Path]):
    token = "hunter2-hunter2"
    assert token in "".join(path.read_text() for path in (ROOT / "auditor/demo").rglob("*.tf"))
    for path in done[1].iterdir():
        assert token not in path.read_text("utf-8")
    assert token not in done[0].out


def test_what_is_configured_for_aws_is_not_used_and_not_changed(here: Path):
    Path("broken").write_text("[profile\nno = configuration")
    before = dict(os.environ)
    begun = time.monotonic()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    done = process("demo", "--quiet", cwd=here, env={**kept, **CONFIGURED})
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - begun < SECONDS
    assert (done.stdout, dict(os.environ)) == (b"", before)
    assert sorted(path.name for path in Path("auditor-demo").iterdir()) == [
        "report.html",
        "report.json",
        "report.sarif",
    ]


def test_the_same_day_gives_the_same_report(done: tuple[Run, Path], here: Path):
    assert auditor("demo", "-o", here, "--quiet", SOURCE_DATE_EPOCH=NOVEMBER).out == ""
    for path in done[1].iterdir():
        assert (here / path.name).read_bytes() == path.read_bytes()


def test_a_directory_that_cannot_be_made_is_refused(here: Path):
    Path("file").write_text("")
    run = auditor("demo", "-o", "file/reports")
    assert run.status == 2
    assert "cannot be made" in run.error
