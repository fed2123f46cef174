"""What README says is true: its commands run, its options exist, its example comes out, its links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from datetime import date
from pathlib import Path

import click
import pytest

from auditor.cli.main import cli
from auditor.demo.company.telling import company
from auditor.engine.loader import load_rules
from tests.cli.running import ROOT, SAMPLES, auditor, cache, process, scan, write, write_to
from tests.cli.test_environment import commands
from tests.demo.standin import ACCOUNT, key_of, stand_in
from tests.sources.plan.made import Planned, plan

TEXT = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
LINES = [line.removeprefix("$ ") for block in BLOCKS for line in block.splitlines() if line.startswith("$ ")]
MAKE = shutil.which("make")


def spelled_out(line: str) -> list[list[str]]:
    """The commands that one line stands for: `rules list | show ID | test [DIR]` is four of them."""
    words = shlex.split(line, comments=True)
    if "|" not in words:
        return [words]
    text = " ".join(words)
    first, *others = text.split(" | ")
    prefix = first.rpartition(" ")[0]
    forms = [first, *(f"{prefix} {other}" for other in others)]
    both = [form for f in forms for form in (re.sub(r" \[.*?\]", "", f), re.sub(r"[\[\]]", "", f))]
    both = list(dict.fromkeys(both))
    return [["replica-count" if word == "ID" else word for word in form.split()] for form in both]


COMMANDS = [words for line in LINES if line.startswith("auditor ") for words in spelled_out(line)]
#: Those that ask AWS, for which something stands in.
LIVE = [words for words in COMMANDS if words[1] == "aws"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the commands name: samples, code in `infra`, a saved inventory, a plan, templates, two rule directories."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SAMPLES, "samples")
    write_to("infra/prod/main.tf", 'variable "engine" {}\n' + cache("a", engine="var.engine"))
    write_to("prod.tfvars", 'engine = "redis"\n')
    write_to("plan.json", json.dumps(plan(Planned("aws_security_group.a", {"name": "a"}))))
    parameters = "Parameters:\n  Env: {Type: String}\n  Size: {Type: Number}\n"
    write_to("templates/cache.yaml", f"{parameters}Resources:\n  Cache: {{Type: AWS::ElastiCache::CacheCluster}}\n")
    write_to("prod.json", '[{"ParameterKey": "Size", "ParameterValue": "1"}]')
    scan("infra/prod", "--save-inventory", "production.json")
    rule = (ROOT / "rules/encryption/transit-encryption-enabled.yaml").read_text()
    for name in ("my-rules", "DIR"):
        write_to(
            f"{name}/mine.yaml",
            re.sub(r"^leads:.*\n", "", rule.replace("id: transit-encryption-enabled", "id: mine"), flags=re.M),
        )


def test_there_are_commands():
    assert len(COMMANDS) > 10


@pytest.mark.parametrize("words", LIVE, ids=" ".join)
def test_a_command_that_asks_aws_runs(words: list[str]):
    write_to("config", f"[profile audit]\naws_access_key_id = {key_of(ACCOUNT)}\naws_secret_access_key = made-up\n")
    with stand_in(company(date(2026, 11, 20))) as aws:
        run = auditor(*words[1:], AUDITOR_ENDPOINT_URL=aws.url, AWS_CONFIG_FILE="config")
    assert run.status in (0, 1, 3), run.err
    assert run.err == ""


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in LIVE], ids=" ".join)
def test_a_command_runs(words: list[str]):
    assert words[0] == "auditor"
    run = auditor(*words[1:])
    assert run.status in (0, 1, 3), run.err
    assert run.err == ""


def test_other_commands_are_those_of_make_and_pip():
    assert {line.split()[0] for line in LINES} == {"auditor", "make", "pip", "terraform"}


def test_what_terraform_shows_is_read():
    [line] = [line for line in LINES if line.startswith("terraform")]
    _, _, words = line.partition(" | auditor ")
    done = process(*shlex.split(words, comments=True), input=Path("plan.json").read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_the_commands_show_for():
    """The values given are used, and the files named are written."""
    line = next(line for line in LINES if "--var-file" in line)
    report = scan(*shlex.split(line)[2:]).report
    (finding, *_) = (f for f in report["findings"] if f["rule"] == "transit-encryption-enabled")
    assert report["resources"][0]["engine"] == "valkey"  # --var wins over --var-file
    assert finding["status"] == "pass"
    (line,) = (line for line in LINES if line.endswith("--quiet"))
    assert auditor(*shlex.split(line)[1:]).out == ""
    assert all(Path(f"report.{ending}").stat().st_size for ending in ("html", "json", "sarif"))


def test_every_option_exists():
    known = {opt for c in [cli, *commands(cli).values()] for p in c.params for opt in p.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT))
    assert named - known - {"--version"} == set()
    for option in commands(cli)["scan"].params:
        assert option.name


def test_the_table_of_statuses():
    rows = dict(re.findall(r"^\| (\d) \| (.*) \|$", TEXT, re.MULTILINE))
    assert list(rows) == ["0", "1", "2", "3"]
    by_name = {opt: p for p in commands(cli)["scan"].params for opt in p.opts}
    for row in rows.values():
        assert set(re.findall(r"`(--[a-z-]+)`", row)) <= set(by_name)
    (default,) = re.findall(r"`--fail-on` \(default `(\w+)`\)", rows["0"])
    assert by_name["--fail-on"].default == default
    assert isinstance(by_name["--fail-on"].type, click.Choice)
    words = ("one", "--select", "transit-mode-required", "--fail-on")
    write_to("one/main.tf", cache("a", transit_encryption_mode='"preferred"'))
    assert [scan(*words, s).status for s in ("high", default, "low", "never")] == [0, 1, 1, 0]
    write_to("one/main.tf", 'variable "x" {}\n' + cache("a", transit_encryption_mode="var.x"))
    assert [scan(*words, s).status for s in ("high", default, "low", "never")] == [0, 3, 3, 0]
    assert scan(*words, default, "--allow-unknown").status == 0
    write_to("one/main.tf", 'module "x" {\n  source = "./x"\n}\n' + cache("a"))
    assert [scan(*words, s).status for s in ("high", default, "low", "never")] == [3, 3, 3, 3]
    assert scan(*words, default, "--allow-gaps").status == 0
    Path("empty").mkdir()
    assert [auditor("scan", "empty", "--fail-on", s).status for s in ("high", "never")] == [2, 2]


def test_the_example_is_what_comes_out():
    """In the order shown; `...` stands for what is left out, at the end of a line or for whole lines."""
    (block,) = (b for b in BLOCKS if b.startswith("$ auditor scan samples/leaky-shop/terraform\n"))
    shown = block.splitlines()[1:]
    actual = auditor("scan", "samples/leaky-shop/terraform").out.splitlines()
    assert max(map(len, actual)) <= 100
    position = 0
    for group in groups(shown):
        starts = range(position, len(actual) - len(group) + 1)
        start = next((i for i in starts if all(map(fits, group, actual[i : i + len(group)]))), None)
        assert start is not None, "after line {} there is nowhere:\n{}".format(position, "\n".join(group))
        position = start + len(group)


def groups(shown: list[str]) -> list[list[str]]:
    """Lines that follow each other: a line of dots, and one that is cut short, hide what follows them."""
    found: list[list[str]] = [[]]
    for line in shown:
        if line != "...":
            found[-1].append(line)
        if line.endswith("..."):
            found.append([])
    return [group for group in found if group]


def fits(shown: str, actual: str) -> bool:
    return actual.startswith(shown.removesuffix("...")) if shown.endswith("...") else actual == shown


def test_the_formats():
    (sentence,) = re.findall(r"^Formats: (.*?)\n\n", TEXT, re.MULTILINE | re.DOTALL)
    write(main=cache("a"))
    endings = re.findall(r"`(\.\w+)`", sentence)
    assert endings == [".html", ".json", ".sarif", ".txt"]
    for ending in endings:
        assert auditor("scan", "main.tf", "--quiet", "-o", f"x{ending}").status in (0, 1, 3)


def test_how_a_verdict_reads():
    """The bullets under "Reading a verdict", with the values of their own example."""
    (chain,) = re.findall(r"^- `(from: .*?)`", TEXT, re.MULTILINE)
    (default,) = re.findall(r"^- `(found: .*?)`", TEXT, re.MULTILINE)
    Path("chain").mkdir()
    write_to(
        "chain/main.tf",
        'variable "tls" {\n  type = bool\n}\n\nmodule "cache" {\n  source = "./cache"\n  tls    = var.tls\n}\n',
    )
    write_to("chain/cache/main.tf", 'variable "tls" {}\n' + cache("a", tls="var.tls"))
    write_to("chain/terraform.tfvars", "\n\n\ntls = false\n")
    out = auditor("scan", "chain", "--select", "transit-encryption-enabled").out.replace("chain/", "")
    assert chain in " ".join(out.split())
    write_to("unset/main.tf", 'resource "aws_elasticache_replication_group" "a" {\n  engine = "valkey"\n}\n')
    assert f"= {default}\n" in auditor("scan", "unset", "--select", "transit-encryption-enabled").out


def test_conditions_are_told_in_the_words_of_the_code():
    ((expression, condition),) = re.findall(r"`(var\.env .*?)` without a value fails \*when\* `(.*?)`", TEXT)
    write_to("env/main.tf", 'variable "env" {}\n' + cache("a", snapshot_retention_limit=expression))
    out = auditor("scan", "env", "--select", "automatic-backup-enabled").out
    assert f"= fails when: {condition}\n" in out


def test_the_ids_of_other_tools():
    (sentence,) = re.findall(r"^Another tool's id \((.*?), \.\.\.\)", TEXT, re.MULTILINE)
    rules = load_rules()
    for alias in re.findall(r"`(.*?)`", sentence):
        assert rules.resolve(alias)


def test_the_numbers_of_rules_and_frameworks():
    catalogue = load_rules()
    assert f"The {len(catalogue.rules)} rules are mapped to {len(catalogue.frameworks)} compliance frameworks" in TEXT


def test_links_and_folders():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists() or target.startswith("https://"), target
    (tree,) = re.findall(r"\n\n((?:    \S.*\n)+)", TEXT)
    for line in tree.splitlines():
        for path in line.split("  ") if line.strip().startswith("rules/") else [line.split()[0]]:
            if path.strip():
                assert (ROOT / path.strip()).exists(), path


@pytest.mark.skipif(MAKE is None, reason="make is not here")
def test_the_targets_of_make():
    assert MAKE is not None
    done = subprocess.run([MAKE, "--silent", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.strip().startswith("make ")}
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join([*LINES, *re.findall(r"`(.*?)`", TEXT)])))
    assert {"demo", "test", "help", "test-system", "bench", "snapshots"} <= named
    assert named <= listed


def test_what_continuous_integration_runs():
    script = (ROOT / ".ci/run").read_text()
    commands_run = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert commands_run == ["make test-system", "make test"]


def test_no_line_is_too_long():
    assert [line for line in TEXT.splitlines() if len(line) > 150] == []
