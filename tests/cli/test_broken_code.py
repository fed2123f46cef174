"""Code that cannot be read costs what it must, and nothing else: its neighbours are judged, itself is unknown."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from tests.cli.running import TLS, Run, auditor, cache, scan, write, write_to

SOUND = {
    "replication_group_id": '"damaged"',
    "engine": '"valkey"',
    "engine_version": '"8.0"',
    "node_type": '"cache.r7g.large"',
    "num_cache_clusters": "2",
    "transit_encryption_enabled": "true",
    "transit_encryption_mode": '"required"',
    "at_rest_encryption_enabled": "true",
    "automatic_failover_enabled": "true",
    "multi_az_enabled": "true",
    "snapshot_retention_limit": "7",
    "auto_minor_version_upgrade": "true",
    "security_group_ids": '["sg-1"]',
    "user_group_ids": '["app"]',
}
#: The same with everything wrong that can be wrong by itself.
UNSOUND = SOUND | {
    "transit_encryption_enabled": "false",
    "at_rest_encryption_enabled": "false",
    "automatic_failover_enabled": "false",
    "multi_az_enabled": "false",
    "snapshot_retention_limit": "0",
    "auto_minor_version_upgrade": "false",
    "num_cache_clusters": "1",
    "user_group_ids": "[]",
}
#: Rules that ask for tags: a provider with tags for all resources may stand in what could not be read.
OF_TAGS = {"burstable-in-prod"}
#: What can happen to one line `name = value` of a block.
DAMAGES = {
    "two equal signs": lambda name, value: f"  {name} = = {value}\n",
    "no value": lambda name, value: f"  {name} =\n",
    "no equal sign": lambda name, value: f"  {name} {value}\n",
    "nothing but a name": lambda name, value: f"  {name}\n",
    "an open string": lambda name, value: f'  {name} = "{value}\n',
    "an open list": lambda name, value: f"  {name} = [{value}\n",
    "an open interpolation": lambda name, value: f'  {name} = "${{{value}\n',
    "a bracket too many": lambda name, value: f"  {name} = {value}]\n",
    "a brace too many": lambda name, value: f"  {name} = {value}\n}}\n",
    "an open block": lambda name, value: f"  lifecycle {{\n  {name} = {value}\n",
    "a heredoc without end": lambda name, value: f"  {name} = <<EOT\n  {value}\n",
    "a comment without end": lambda name, value: f"  /* {name} = {value}\n",
    "a merge conflict": lambda name, value: f"<<<<<<< HEAD\n  {name} = {value}\n=======\n>>>>>>> other\n",
    "a colon": lambda name, value: f"  {name}: {value}\n",
    "a template mark": lambda name, value: f"  {name} = {{{{ value }}}}\n",
}


def broken_file(attributes: dict[str, str], name: str, damage: str) -> str:
    block = cache("damaged", **attributes)
    line = f"  {name} = {attributes[name]}\n"
    assert line in block
    block = block.replace(line, DAMAGES[damage](name, attributes[name]))
    return cache("before", tls="false") + "\n" + block + "\n" + cache("after")


def verdicts(run: Run) -> dict[str, dict[tuple[str, str], set[str]]]:
    """Directory -> (rule, name of the resource) -> statuses."""
    report = run.report
    names = {r["key"]: (Path(r["location"]["file"]).parent.name, r["name"]) for r in report["resources"]}
    result: dict[str, dict[tuple[str, str], set[str]]] = {}
    for finding in report["findings"]:
        directory, name = names[finding["resource"]]
        result.setdefault(directory, {}).setdefault((finding["rule"], name), set()).add(finding["status"])
    return result


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_damaged_line_hides_is_unknown(damage: str):
    """Whatever line is damaged, each verdict is the one of the sound code or unknown: never one by default."""
    cases = list(itertools.product({"sound": SOUND, "unsound": UNSOUND}.items(), SOUND))
    for (kind, attributes), name in cases:
        write_to(f"{kind}/{name}/main.tf", broken_file(attributes, name, damage))
    for kind, attributes in (("sound", SOUND), ("unsound", UNSOUND)):
        text = cache("before", tls="false") + cache("damaged", **attributes) + cache("after")
        write_to(f"{kind}/intact/main.tf", text)
    for kind in ("sound", "unsound"):
        run = scan(kind)
        found = verdicts(run)
        intact = found.pop("intact")
        assert set(found) == set(SOUND)
        wrong = {}
        for directory, by_rule in found.items():
            for (rule, resource), statuses in by_rule.items():
                hidden = resource == "damaged" or rule in OF_TAGS
                allowed = intact[rule, resource] | ({"unknown"} if hidden else set())
                if not statuses <= allowed:
                    wrong[f"{kind}/{directory}: {rule} of {resource}"] = f"{statuses}, not {allowed}"
        assert wrong == {}
        assert run.status in (1, 3)
        told = {Path(gap["location"]["file"]).parent.name for gap in run.report["gaps"]}
        assert told == set(SOUND)


def test_the_place_is_told_and_the_rest_is_kept():
    write(main=cache("good", tls="false") + cache("bad", tls="= true") + cache("after"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"good": "fail", "bad": "unknown", "after": "pass"}
    assert run.gaps == ["main.tf:9: syntax error near line 9"]
    assert run.status == 1
    shown = auditor("scan", ".", *TLS)
    assert "main.tf: syntax error near line 9 (main.tf:9:3)" in shown.out
    assert "tls: unknown: syntax error near line 9, expected true" in shown.out
    assert shown.err == ""


def test_two_damaged_files_are_told_apart():
    write(one=cache("one", tls="= true"), two=cache("two", tls="= true"), three=cache("three"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"one": "unknown", "two": "unknown", "three": "pass"}
    assert run.gaps == ["one.tf:4: syntax error near line 4", "two.tf:4: syntax error near line 4"]
    assert run.status == 3


def test_a_damaged_root_does_not_touch_the_others():
    write_to("a/main.tf", cache("a", tls="false"))
    write_to("b/main.tf", cache("b", tls="= ="))
    write_to("c/main.tf", cache("c"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "fail", "b": "unknown", "c": "pass"}
    assert run.gaps == ["b/main.tf:4: syntax error near line 4"]


def test_a_file_cut_off_in_the_middle():
    write(main=cache("whole"), cut=cache("cut")[:-30])
    run = scan(".", *TLS)
    assert run.verdicts() == {"whole": "pass", "cut": "unknown"}
    assert len(run.gaps) == 1
    assert run.gaps[0].startswith("cut.tf:")
    assert run.status == 3


def test_text_that_is_no_utf8():
    write(main=cache("a"))
    write_to("latin.tf", '# caf\xe9\nresource "aws_elasticache_cluster" "b" {\n}\n'.encode("latin-1"))
    run = scan(".", *TLS)
    assert run.gaps == ["latin.tf:1: not valid UTF-8"]
    assert run.verdicts()["a"] == "pass"
    assert run.status == 1


def test_the_same_resource_twice():
    write(main=cache("a"), more=cache("a", tls="false"))
    run = scan(".", *TLS)
    assert run.gaps == ["more.tf:1: resource aws_elasticache_replication_group.a is declared twice"]
    assert run.verdicts() == {"a": "pass"}
    assert run.status == 3


def test_locals_in_a_circle():
    write(main="locals {\n  a = local.b\n  b = local.a\n}\n" + cache("lost", tls="local.a") + cache("found"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"lost": "unknown", "found": "pass"}
    assert run.gaps == ["main.tf:2: it depends on itself"]
    assert run.status == 3


def test_variables_and_outputs_in_a_circle():
    write(main='module "m" {\n  source = "./m"\n  x      = module.m.x\n}\n' + cache("found"))
    write_to("m/main.tf", 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n' + cache("lost", tls="var.x"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"lost": "unknown", "found": "pass"}
    assert run.status == 3


def test_modules_in_a_circle():
    write(main='module "a" {\n  source = "./a"\n}\n')
    write_to("a/main.tf", 'module "b" {\n  source = "../b"\n}\n' + cache("a"))
    write_to("b/main.tf", 'module "a" {\n  source = "../a"\n}\n' + cache("b"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass", "b": "pass"}
    assert run.gaps == ["b/main.tf:1: it calls itself"]
    assert run.status == 3


def test_modules_in_a_circle_without_a_root():
    write_to("a/main.tf", 'module "b" {\n  source = "../b"\n}\n' + cache("a"))
    write_to("b/main.tf", 'module "a" {\n  source = "../a"\n}\n' + cache("b", tls="false"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass", "b": "fail"}
    assert run.gaps == ["b/main.tf:1: it calls itself"]


@pytest.mark.parametrize("source", [".", "./", "./.", "../root", "./x/.."])
def test_a_module_that_calls_itself(source: str):
    write_to("root/main.tf", f'module "me" {{\n  source = "{source}"\n}}\n' + cache("a"))
    run = scan("root", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert len(run.gaps) == 1
    assert run.gaps[0].startswith("root/main.tf:1: ")
    assert run.status == 3


def test_a_module_that_is_not_there():
    write(main='module "m" {\n  source = "./absent"\n}\n' + cache("a"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert run.gaps == ["main.tf:1: no directory absent"]
    assert run.status == 3


def test_a_module_that_is_not_installed():
    write(main='module "cache" {\n  source = "acme/cache/aws"\n}\n' + cache("a"))
    run = scan(".", *TLS)
    assert run.gaps == ["main.tf:1: acme/cache/aws is not installed: run `terraform init`"]
    assert run.status == 3


def test_a_file_that_opentofu_leaves_aside():
    write_to("a/main.tofu", cache("a"))
    write_to("a/main.tf", cache("a"))
    run = scan("a", *TLS)
    assert run.verdicts() == {"a": "pass"}
    why = "not read: OpenTofu reads the file of the same name that is its own; Terraform would read this one"
    assert run.gaps == [f"a/main.tf:1: {why}"]
    assert run.status == 3


def test_damaged_json():
    """What stands before the mistake is judged, and where it is does not matter to anything else."""
    write_to("main.tf", cache("a"))
    group = '"replication_group_id": "x", "description": "x", "transit_encryption_enabled": true'
    start = '{"resource": {"aws_elasticache_replication_group": {\n'
    write_to("b.tf.json", f'{start}"x": {{{group}}},\n"c": {{"engine": ]')
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass", "x": "pass", "c": "unknown"}
    assert run.gaps == ["b.tf.json:3: syntax error near line 3: a value is needed"]
    assert run.status == 3


class TestJunk:
    """Bytes that are no code at all: nothing says what they hold, so it is a part that could not be read."""

    def test_beside_code(self):
        write(main=cache("a"))
        write_to("junk.tf", bytes(range(256)) * 20)
        run = scan(".", *TLS)
        assert run.verdicts() == {"a": "pass"}
        assert [gap.partition(":")[0] for gap in run.gaps] == ["junk.tf"]
        assert run.status == 3

    def test_among_code(self):
        write_to("main.tf", cache("a").encode() + bytes(range(256)) + b"\n" + cache("b").encode())
        run = scan(".", *TLS)
        assert run.gaps
        assert run.verdicts().get("a", "unknown") in ("pass", "unknown")
        assert run.verdicts().get("b", "unknown") in ("pass", "unknown")
        assert run.status == 3

    def test_a_byte_of_zero_makes_it_no_text(self):
        write(main=cache("a"), other=cache("b", tls="\0true"))
        run = scan(".", *TLS)
        assert run.gaps == ["other.tf:1: not a text file"]
        assert run.verdicts() == {"a": "pass"}
        assert run.status == 3

    @pytest.mark.parametrize(
        "junk",
        [bytes(range(256)) * 20, cache("a").encode("utf-16"), b"\x1f\x8b" + b"\0" * 99],
        ids=["bytes", "utf-16", "packed"],
    )
    def test_alone(self, junk: bytes):
        write_to("junk.tf", junk)
        run = scan(".")
        assert [gap.partition(":")[0] for gap in run.gaps] == ["junk.tf"]
        assert run.status == 3

    def test_no_traceback_and_no_byte_of_it_in_the_report(self):
        write_to("junk.tf", b'resource "aws_elasticache_cluster" "\x1b[31m" {\n' + bytes(range(256)) * 20)
        run = auditor("scan", ".")
        assert run.status in (1, 3)
        assert run.err == ""
        assert not [c for c in run.out if c != "\n" and not c.isprintable()]


class TestVariableFiles:
    """Variable files of the repository are read by themselves: what is wrong with one is a part not read."""

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("terraform.tfvars", "tls = = true\n", "terraform.tfvars:1: syntax error near line 1"),
            ("x.auto.tfvars", '\ntls = "\n', "x.auto.tfvars:2: "),
            (
                "terraform.tfvars.json",
                '{\n"tls": }',
                "terraform.tfvars.json:2: syntax error near line 2: a value is needed",
            ),
            ("terraform.tfvars.json", "[]", "terraform.tfvars.json:1: a variable file in JSON holds one object"),
            ("terraform.tfvars.json", "\xff", "terraform.tfvars.json:1: syntax error near line 1: a value is needed"),
            ("terraform.tfvars.json", "[" * 100_000, "terraform.tfvars.json:1: "),
        ],
        ids=["syntax", "string", "json", "list", "text", "deep"],
    )
    def test_a_broken_one(self, name: str, text: str, message: str):
        write(main='variable "tls" {}\n' + cache("a", tls="var.tls") + cache("b"))
        write_to(name, text)
        run = scan(".", *TLS)
        assert run.verdicts() == {"a": "unknown", "b": "pass"}
        assert len(run.gaps) == 1
        assert run.gaps[0].startswith(message)
        assert run.status == 3


def test_the_report_of_broken_code_is_still_whole():
    write(main=cache("good", tls="false") + cache("bad", tls="= true"))
    run = auditor("scan", ".", "-o", "r.json", "-o", "r.sarif", "-o", "r.html", "-o", "r.txt", "--quiet")
    assert (run.status, run.out, run.err) == (1, "", "")
    assert json.loads(Path("r.json").read_text())["summary"]["gaps"] == 1
    notes = json.loads(Path("r.sarif").read_text())["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert [n["message"]["text"] for n in notes if "syntax error near line 9" in n["message"]["text"]]
    for name in ("r.html", "r.txt"):
        assert "syntax error near line 9" in Path(name).read_text()
