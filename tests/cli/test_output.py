"""Standard output holds the report and nothing else; files hold what their ending says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditor.reporters import FORMATS
from tests.cli.running import SAMPLES, TLS, auditor, cache, scan, write, write_to

EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


@pytest.mark.parametrize("name", FORMATS)
def test_standard_output_and_a_file_hold_the_same(name: str):
    write(main=cache("a", tls="false"), broken="x = ")
    ending = FORMATS[name].suffixes[0]
    shown = auditor("scan", ".", "--format", name, "-o", f"r{ending}", **EPOCH)
    assert (shown.status, shown.err) == (1, "")
    assert shown.out == Path(f"r{ending}").read_text(encoding="utf-8")


def test_several_files_at_once():
    write(main=cache("a", tls="false"))
    names = ["a.html", "b.htm", "c.json", "d.sarif", "e.sarif.json", "f.txt", "G.JSON", "g h.json", "c.json"]
    run = auditor("scan", ".", *(word for name in names for word in ("-o", name)), **EPOCH)
    assert (run.status, run.err) == (1, "")
    assert run.out == auditor("scan", ".").out
    text = {name: Path(name).read_text(encoding="utf-8") for name in names}
    assert text["a.html"] == text["b.htm"]
    assert text["a.html"].startswith("<!doctype html>")
    assert text["c.json"] == text["G.JSON"] == text["g h.json"]
    assert json.loads(text["c.json"])["schema_version"] == "1"
    assert text["d.sarif"] == text["e.sarif.json"]
    assert json.loads(text["d.sarif"])["version"] == "2.1.0"
    assert text["f.txt"] == run.out


def test_a_file_is_written_anew():
    write(main=cache("a"))
    write_to("r.json", "x" * 1_000_000)
    auditor("scan", ".", "-o", "r.json", "--quiet")
    assert json.loads(Path("r.json").read_text())


def test_a_directory_of_outputs():
    write(main=cache("a"))
    Path("out").mkdir()
    assert auditor("scan", ".", *TLS, "-o", "out/r.json", "-o", str(Path("out/r.html").absolute())).status == 0
    assert sorted(p.name for p in Path("out").iterdir()) == ["r.html", "r.json"]


def test_quiet():
    write(main=cache("a", tls="false"))
    run = auditor("scan", ".", "--quiet", "-o", "r.txt")
    assert (run.status, run.out, run.err) == (1, "", "")
    assert "transit-encryption-enabled" in Path("r.txt").read_text()
    assert auditor("scan", ".", "-q", "--format", "json").out == ""


def test_quiet_keeps_errors():
    run = auditor("scan", "missing", "--quiet")
    assert run.status == 2
    assert run.error


def test_json_lists_everything_whatever_the_limit():
    write(main="".join(cache(f"a{i}", tls="false") for i in range(60)))
    assert len(scan(".", *TLS, "--limit", "1").verdicts()) == 60


class TestLimit:
    @pytest.fixture(autouse=True)
    def code(self, here: Path) -> None:
        text = "".join(cache(f"f{i:02}", tls="false") for i in range(60))
        write(main=text + "".join(cache(f"u{i:02}", tls="var.tls") for i in range(55)) + 'variable "tls" {}\n')

    def counts(self, *words: str) -> tuple[int, int]:
        text = auditor("scan", ".", *TLS, *words).out
        return text.count("high[transit-encryption-enabled]"), text.count("unknown[transit-encryption-enabled]")

    def test_fifty_of_each_are_shown(self):
        text = auditor("scan", ".", *TLS).out
        assert self.counts() == (50, 50)
        assert "... and 10 more findings: use --limit 0 or -o report.html" in text
        assert "... and 5 more unknown findings: use --limit 0 or -o report.html" in text
        assert "60 failures in 60 resources. 55 checks could not be established." in text

    @pytest.mark.parametrize(("limit", "shown"), [("0", (60, 55)), ("3", (3, 3)), ("57", (57, 55)), ("1000", (60, 55))])
    def test_another_limit(self, limit: str, shown: tuple[int, int]):
        assert self.counts("--limit", limit) == shown

    def test_the_rest_is_not_counted_where_there_is_none(self):
        assert "..." not in auditor("scan", ".", *TLS, "--limit", "0").out

    def test_a_file_for_people_has_the_same(self):
        for words, more in (([], True), (["--limit", "0"], False)):
            run = auditor("scan", ".", *TLS, "-o", "r.txt", *words)
            assert Path("r.txt").read_text() == run.out
            assert ("... and 10 more findings" in run.out) is more


def test_the_plain_report_is_100_columns_wide():
    text = auditor("scan", SAMPLES, "--limit", "0").out
    assert 90 < max(map(len, text.splitlines())) <= 100


def test_secrets_of_the_code_are_in_no_output():
    write(
        main='variable "token" {\n  default = "s3cr3t-from-default"\n}\n'
        + cache("a", auth_token='"s3cr3t-in-code"')
        + cache("b", auth_token="var.token")
    )
    write_to("terraform.tfvars", 'token = "s3cr3t-in-tfvars"\n')
    write_to("given.tfvars", 'token = "s3cr3t-in-file"\n')
    for more in ([], ["--var-file", "given.tfvars"], ["--var", "token=s3cr3t-in-option"]):
        outputs = [w for e in ("json", "sarif", "html", "txt") for w in ("-o", f"r.{e}")]
        run = auditor("scan", ".", *more, *outputs, "--limit", "0")
        assert run.status == 1
        assert "auth-token-not-plaintext" in run.out
        for text in (run.out, run.err, *(p.read_text() for p in Path().glob("r.*"))):
            assert not re.search("s3cr3t", text)
