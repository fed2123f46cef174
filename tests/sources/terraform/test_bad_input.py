"""Code that means harm, or is broken: nothing outside is read, nothing runs for ever, nothing stops the scan."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model.resource import Inventory
from auditor.sources.bounds import BLOCK_INSTANCES
from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.helpers import UNKNOWN, only, plain, read, replication_group, write

#: Far more than any of these takes: what grows without end takes for ever, on a busy machine too.
SECONDS = 20


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


OUTSIDE = "Text-0f-a-file-outside"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A directory to scan, with files beside it that nobody may read."""
    write(tmp_path, {"outside.txt": OUTSIDE, "outside.tf": replication_group("", "outside"), "repo/": ""})
    write(tmp_path / "module", {"main.tf": replication_group("", "outside")})
    return tmp_path / "repo"


def said(inventory: Inventory) -> str:
    return repr(inventory)


@pytest.mark.parametrize(
    "call",
    [
        'file("/etc/passwd")',
        'file("../outside.txt")',
        'file("${path.module}/../outside.txt")',
        'file("${path.root}/x/../../outside.txt")',
        'file("link.txt")',
        'file("linked/outside.txt")',
        'templatefile("../outside.txt", {})',
        'templatefile("/etc/passwd", {})',
        'file("/dev/zero")',
        'file("~/.ssh/id_rsa")',
        'file("\\u0000")',
        'file("pipe")',
        'file(".")',
        'file("loop")',
        'filebase64("../outside.txt")',
        'filemd5("../outside.txt")',
        'join("", fileset("..", "*"))',
    ],
)
def test_no_function_reads_a_file_outside(call: str, repo: Path) -> None:
    (repo / "link.txt").symlink_to("../outside.txt")
    (repo / "linked").symlink_to("..")
    (repo / "loop").symlink_to("loop")
    os.mkfifo(repo / "pipe")
    inventory = read(repo, replication_group(f'engine_version = {call}\nkms_key_id = try({call}, "else")'))
    assert plain(only(inventory).facts["engine_version"]) == UNKNOWN
    assert plain(only(inventory).facts["kms_key"]) == UNKNOWN
    assert OUTSIDE not in said(inventory)
    assert "root:" not in said(inventory)


def test_whether_a_file_outside_is_there_is_not_told(repo: Path) -> None:
    text = replication_group('multi_az_enabled = fileexists("../outside.txt")\nport = fileexists("../no.txt") ? 1 : 2')
    facts = only(read(repo, text)).facts
    assert plain(facts["multi_az"]) == plain(facts["port"]) == UNKNOWN


@pytest.mark.parametrize("source", ["../module", "../../../..", "./up", "./../repo/../module"])
def test_no_module_outside_is_read(source: str, repo: Path) -> None:
    (repo / "up").symlink_to("../module")
    inventory = read(repo, f'module "m" {{\n  source = "{source}"\n}}\n')
    assert inventory.resources == {}
    assert [g.what for g in inventory.gaps] == ["module.m"]


@pytest.mark.parametrize("name", ["main.tf", "terraform.tfvars", "x.auto.tfvars.json"])
def test_no_linked_file_outside_is_read(name: str, repo: Path) -> None:
    write(repo, {"cache.tf": replication_group()})
    (repo / name).symlink_to("../outside.tf")
    inventory = read_terraform((repo,), repo)
    assert [r.address for r in inventory.resources.values()] == ["aws_elasticache_replication_group.this"]
    assert [g.what for g in inventory.gaps] == [name]


def test_a_linked_manifest_outside_is_not_read(repo: Path) -> None:
    write(repo.parent, {"modules.json": '{"Modules": [{"Key": "m", "Dir": "m"}]}'})
    write(
        repo,
        {
            "main.tf": 'module "m" {\n  source = "org/m/aws"\n}\n',
            "m/main.tf": replication_group(),
            ".terraform/modules/": "",
        },
    )
    (repo / ".terraform/modules/modules.json").symlink_to("../../../modules.json")
    inventory = read_terraform((repo,), repo)
    assert any("not installed" in g.reason for g in inventory.gaps)


def test_links_within_are_followed_by_modules_and_not_by_the_walk(repo: Path) -> None:
    write(repo, {"real/main.tf": replication_group(), "main.tf": 'module "m" {\n  source = "./link"\n}\n'})
    (repo / "link").symlink_to("real")
    (repo / "circle").symlink_to(".")
    inventory = read_terraform((repo,), repo)
    assert "module.m.aws_elasticache_replication_group.this" in {r.address for r in inventory.resources.values()}
    assert inventory.gaps == []


def test_a_pipe_with_the_name_of_a_file_is_a_gap(repo: Path) -> None:
    os.mkfifo(repo / "pipe.tf")
    os.mkfifo(repo / "terraform.tfvars")
    write(repo, {"main.tf": replication_group()})
    inventory = read_terraform((repo,), repo)
    assert sorted(g.what for g in inventory.gaps) == ["pipe.tf", "terraform.tfvars"]


CYCLES = {
    "locals": "locals {\n  a = local.b\n  b = local.a\n}\n" + replication_group("port = local.a"),
    "a local of itself": "locals {\n  a = [local.a]\n}\n" + replication_group("port = local.a"),
    "variables": 'variable "a" { default = var.a }\n' + replication_group("port = var.a"),
    "resources": 'resource "aws_x" "a" {\n  v = aws_x.b.v\n}\nresource "aws_x" "b" {\n  v = aws_x.a.v\n}\n'
    + replication_group("port = aws_x.a.v"),
    "a count of itself": replication_group("count = length(aws_elasticache_replication_group.this)"),
    "a for_each of itself": replication_group("for_each = aws_elasticache_replication_group.this"),
    "counts": 'resource "aws_x" "a" {\n  count = length(aws_x.b)\n}\n'
    'resource "aws_x" "b" {\n  count = length(aws_x.a)\n}\n' + replication_group("count = length(aws_x.a)"),
    "a local through try": "locals {\n  a = try(local.a, 1)\n}\n" + replication_group("port = local.a"),
    "types": 'variable "a" {\n  type = object({ x = optional(string, var.a) })\n  default = {}\n}\n'
    + replication_group("port = var.a.x"),
}


@pytest.mark.parametrize("kind", CYCLES)
def test_circles_end(kind: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, CYCLES[kind])
    for resource in inventory.resources.values():
        assert plain(resource.facts["port"]) in (UNKNOWN, 6379)
    assert inventory.resources or inventory.gaps


def test_a_circle_of_outputs_and_inputs_ends(tmp_path: Path) -> None:
    files = {
        "main.tf": (
            'module "a" {\n  source = "./m"\n  in = module.b.out\n}\n'
            'module "b" {\n  source = "./m"\n  in = module.a.out\n}\n' + replication_group("port = module.a.out")
        ),
        "m/main.tf": 'variable "in" {}\noutput "out" {\n  value = var.in\n}\n',
    }
    inventory = read(tmp_path, files)
    assert plain(only(inventory).facts["port"]) == UNKNOWN
    assert any("depends on itself" in g.reason for g in inventory.gaps)


def test_a_circle_of_counts_of_modules_ends(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  count = module.m[0].n\n}\n',
        "m/main.tf": replication_group() + 'output "n" {\n  value = 1\n}\n',
    }
    inventory = read(tmp_path, files)
    assert inventory.resources or inventory.gaps


def doubled(first: str, each: str, times: int = 40) -> str:
    """Locals, each made of two of the one before."""
    lines = [f"  l0 = {first}"] + [f"  l{i} = {each.replace('$', f'local.l{i - 1}')}" for i in range(1, times)]
    return "locals {\n" + "\n".join(lines) + f"\n  last = local.l{times - 1}\n}}\n"


BOMBS = {
    "count": replication_group("count = 200000"),
    "count beyond numbers": replication_group("count = 1e300"),
    "for_each": "locals {\n  r = range(1000)\n}\n"
    + replication_group("for_each = toset([for p in setproduct(local.r, range(30)) : join(\"-\", p)])"),
    "modules": 'module "m" {\n  source = "./m"\n  count = 200000\n}\n',
    "range": replication_group("port = length(range(100000000))"),
    "nested loops": "locals {\n  r = flatten([for i in range(10) : range(1000)])\n}\n"
    + replication_group("port = length([for a in local.r : [for b in local.r : a * b]])"),
    "loops in loops": "locals {\n  r = range(1000)\n}\n"
    + replication_group("port = length([for a in local.r : [for b in local.r : [for c in local.r : 1]]])"),
    "loops in templates": "locals {\n  r = range(1000)\n}\n" + replication_group(
        'engine_version = "%{ for a in local.r }%{ for b in local.r }%{ for c in local.r }x'
        '%{ endfor }%{ endfor }%{ endfor }"'
    ),
    "splats": "locals {\n  r = [for i in range(1000) : range(1000)]\n}\n"
    + replication_group("port = length(local.r[*][*])"),
    "doubled lists": doubled("[1]", "[$, $]") + replication_group("port = length(flatten(local.last))"),
    "doubled empty lists": doubled("[]", "[$, $]") + replication_group("port = length(flatten(local.last))"),
    "doubled lists compared": doubled("[1]", "[$, $]")
    + replication_group("multi_az_enabled = local.last == local.l38"),
    "doubled lists compared with themselves": doubled("[1]", "[$, $]")
    + replication_group("multi_az_enabled = local.last == [local.l38, local.l38]"),
    "doubled lists as text": doubled("[1]", "[$, $]") + replication_group("engine_version = jsonencode(local.last)"),
    "doubled lists as a secret": doubled('["0123456789abcdef"]', "[$, $]")
    + replication_group("auth_token = local.last"),
    "doubled lists as tags": doubled("[1]", "[$, $]") + replication_group("tags = { a = local.last }"),
    "doubled lists as groups": doubled('["x"]', "[$, $]") + replication_group("security_group_ids = local.last"),
    "doubled objects": doubled("{ a = 1 }", "{ a = $, b = $ }") + replication_group("port = length(keys(local.last))"),
    "doubled objects of a type": 'variable "v" {\n  type = any\n}\n' + doubled("{ a = 1 }", "{ a = $, b = $ }")
    + 'module "m" {\n  source = "./m"\n  v = local.last\n}\n',
    "doubled sets": doubled("toset([1])", "toset([$, $, 1])") + replication_group("port = length(local.last)"),
    "doubled unknowns": 'variable "u" {}\n' + doubled("[var.u]", "[$, $]")
    + replication_group("port = length(local.last[0])"),
    "doubled choices": 'variable "u" {}\n' + doubled("var.u ? [1] : [2]", "[$, $]")
    + replication_group("port = local.last[0]"),
    "doubled groups for a module": 'resource "aws_security_group" "g" {}\n'
    + doubled("[aws_security_group.g.id]", "[$, $]")
    + 'module "r" {\n  source = "a/b/c"\n  groups = local.last\n}\n',
    "doubled text": doubled('"x"', '"${$}${$}"') + replication_group("engine_version = local.last"),
    "doubled joins": doubled('"x"', 'join("", [$, $])') + replication_group("engine_version = local.last"),
    "squares": doubled("10", "$ * $") + replication_group("port = local.last\nengine_version = \"${local.last}\""),
    "powers": replication_group("port = pow(10, 100000000)\nbackup = 1e99999999"),
    "long numbers": replication_group(f"port = {'9' * 100_000}\nengine_version = \"${{{'9' * 10_000}}}\""),
    "formats": replication_group('engine_version = format("%1000000000d", 1)'),
    "patterns": replication_group(f'engine_version = replace("{"a" * 50}", "/(a+)+$/", "b")'),
    "conditions": "".join(f'variable "v{i}" {{}}\n' for i in range(300))
    + replication_group("tags = { " + ", ".join(f"k{i} = var.v{i} ? 1 : 2" for i in range(300)) + " }"),
    "elements": "".join(f'variable "v{i}" {{}}\n' for i in range(200))
    + replication_group("security_group_ids = [" + ", ".join(f'var.v{i} ? "a" : "b"' for i in range(200)) + "]"),
    "nested conditions": 'variable "v" {}\n'
    + replication_group("port = " + "".join(f'var.v == "{i}" ? {i} : ' for i in range(300)) + "0"),
    "dynamic blocks": "locals {\n  r = range(1000)\n}\n"
    'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = setproduct(local.r, local.r)\n'
    "    content {\n      from_port = 1\n    }\n  }\n}\n" + replication_group(),
    "heredoc": replication_group("engine_version = <<EOT\n" + "0123456789\n" * 500_000 + "EOT\n"),
    "many locals in a row": "locals {\n  l0 = 6379\n"
    + "".join(f"  l{i} = local.l{i - 1}\n" for i in range(1, 5000)) + "}\n" + replication_group("port = local.l4999"),
    "keys of for": replication_group('port = length({ for i in range(1000) : "k" => i... })'),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_do_not_go_off(kind: str, tmp_path: Path) -> None:
    files = {"main.tf": BOMBS[kind], "m/main.tf": 'variable "v" { default = 1 }\n' + replication_group("port = var.v")}
    write(tmp_path, files)
    inventory = read_terraform((tmp_path,), tmp_path)
    assert inventory.resources or inventory.gaps
    assert len(inventory.resources) <= 10_000


@pytest.mark.parametrize(
    "repeat", ["count = 200000", 'for_each = toset([for p in setproduct(range(100), range(99)) : join("-", p)])']
)
def test_instances_beyond_the_bound_are_a_gap(repeat: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, replication_group(repeat))
    assert len(inventory.resources) == BLOCK_INSTANCES.value
    assert [g.what for g in inventory.gaps] == ["this"]


def test_loops_beyond_the_bound_are_a_gap(tmp_path: Path) -> None:
    inventory = read(tmp_path, BOMBS["loops in loops"])
    assert plain(only(inventory).facts["port"]) == UNKNOWN
    assert any("loops" in g.reason for g in inventory.gaps)


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [("[", "1", "]"), ("(", "1", ")"), ("{ a = ", "1", " }"), ("-", "1", ""), ("!", "true", ""), ("upper(", '"x"', ")"),
     ('"${', "1", '}"'), ("true ? 1 : ", "1", ""), ("[for x in [1] : ", "1", "]"), ("1 + ", "1", "")],
)  # fmt: skip
@pytest.mark.parametrize("depth", [100, 5_000])
def test_deep_nesting_is_bounded(opening: str, inner: str, closing: str, depth: int, tmp_path: Path) -> None:
    expression = opening * depth + inner + closing * depth
    text = replication_group(f"port = {expression}\nauth_token = {expression}\ntags = {{ a = {expression} }}")
    inventory = read(tmp_path, text)
    assert inventory.resources or inventory.gaps


def test_deeply_nested_blocks_are_bounded(tmp_path: Path) -> None:
    text = 'resource "aws_x" "y" {\n' + "a {\n" * 3000 + 'password = "x"\n' + "}\n" * 3000 + "}\n" + replication_group()
    inventory = read(tmp_path, text)
    assert inventory.resources or inventory.gaps


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\xff\xfe" * 100, b"\xff\xfer\x00e\x00s\x00", b"\x7fELF" + bytes(range(256)) * 20, b"{" * 10_000,
     b'"' * 9_999, b"resource \xff {", b"= = =", b"<<EOT\n", b"/*", b"}" * 1000],
)  # fmt: skip
def test_junk_is_a_gap_and_hides_nothing_else(content: bytes, tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": replication_group()})
    (tmp_path / "junk.tf").write_bytes(content)
    inventory = read_terraform((tmp_path,), tmp_path)
    assert len(inventory.resources) == 1
    assert {g.what for g in inventory.gaps} == {"junk.tf"}


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"", b"\r\n", b"# x\r\n"])
def test_marks_and_line_ends_at_the_start_do_not_matter(start: bytes, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(start + replication_group("port = 7000").replace("\n", "\r\n").encode())
    inventory = read_terraform((tmp_path,), tmp_path)
    assert plain(only(inventory).facts["port"]) == 7000
    assert inventory.gaps == []


def test_a_directory_named_like_a_file_is_no_file(tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tf": replication_group(), "x.tf/": "", "y.tf/main.tf": replication_group()})
    assert len(inventory.resources) == 2
    assert inventory.gaps == []


def test_a_link_that_leads_nowhere_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": replication_group()})
    (tmp_path / "gone.tf").symlink_to("nowhere.tf")
    (tmp_path / "loop.tf").symlink_to("loop.tf")
    inventory = read_terraform((tmp_path,), tmp_path)
    assert sorted(g.what for g in inventory.gaps) == ["gone.tf", "loop.tf"]
    assert len(inventory.resources) == 1


def test_an_empty_directory_has_nothing_and_says_so(tmp_path: Path) -> None:
    inventory = read(tmp_path, {})
    assert inventory.resources == {}
    assert len(inventory.gaps) == 1


def test_a_file_that_is_too_large_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": replication_group()})
    with (tmp_path / "large.tf").open("wb") as file:
        file.truncate(10**10)
    inventory = read_terraform((tmp_path,), tmp_path)
    assert [g.what for g in inventory.gaps] == ["large.tf"]


@pytest.mark.parametrize(
    "text",
    ['resource "aws_elasticache_replication_group" {}', 'resource {}', 'variable "a" "b" {}', "locals \"x\" {}",
     'module {}', 'data "x" {}', 'output {}', 'resource "aws_elasticache_replication_group" "a" "b" {}'],
)  # fmt: skip
def test_blocks_with_the_wrong_labels_are_gaps_or_nothing(text: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, text + "\n" + replication_group())
    assert len(inventory.resources) == 1
    assert "resource" not in text or inventory.gaps


VALUES = (
    "null",
    "[]",
    "{}",
    "1",
    '"x"',
    "true",
    "[null]",
    "[[]]",
    "[{}]",
    '{ a = "b" }',
    "1.5",
    '""',
    "var.u",
    "[var.u]",
    "aws_x.y",
    "[aws_x.y]",
    "local",
    "each.value",
    "1 / 0",
    "module.m",
    "path",
    "data.x",
)  # fmt: skip,
ATTRIBUTES = (
    "replication_group_id", "engine", "engine_version", "transit_encryption_enabled", "transit_encryption_mode",
    "at_rest_encryption_enabled", "kms_key_id", "auth_token", "auth_token_wo", "auth_token_wo_version",
    "automatic_failover_enabled", "num_cache_clusters", "num_node_groups", "replicas_per_node_group", "cluster_mode",
    "security_group_ids", "user_group_ids", "subnet_group_name", "parameter_group_name", "global_replication_group_id",
    "snapshot_retention_limit", "auto_minor_version_upgrade", "log_delivery_configuration", "node_group_configuration",
    "tags", "port", "count", "for_each", "network_type", "notification_topic_arn", "user_id", "user_ids", "user_name",
    "access_string", "passwords", "no_password_required", "authentication_mode", "parameter", "family", "name",
    "ingress",
    "subnet_ids", "primary_replication_group_id", "user_group_id", "security_group_id", "type", "cidr_blocks", "self",
    "protocol", "from_port", "cidr_ipv4", "referenced_security_group_id", "source_security_group_id", "prefix_list_ids",
    "cluster_id", "num_cache_nodes", "az_mode",
)  # fmt: skip
KINDS = (
    "aws_elasticache_replication_group", "aws_elasticache_cluster", "aws_elasticache_serverless_cache",
    "aws_elasticache_user", "aws_elasticache_user_group", "aws_elasticache_user_group_association",
    "aws_elasticache_parameter_group", "aws_elasticache_subnet_group", "aws_elasticache_global_replication_group",
    "aws_security_group", "aws_default_security_group", "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_of_any_argument_stops_the_scan(kind: str, tmp_path: Path) -> None:
    blocks: list[str] = []
    for value in VALUES:
        for attribute in ATTRIBUTES:
            name = f"r{len(blocks)}"
            blocks.append(f'resource "{kind}" "{name}" {{\n  {attribute} = {value}\n}}\n')
        nested = (
            "ingress parameter authentication_mode cluster_mode node_group_configuration log_delivery_configuration"
        )
        for block in nested.split():
            inner = "".join(f"    {a} = {value}\n" for a in ("type", "name", "value", "log_type", "passwords", "self",
                            "replica_count", "num_node_groups", "cidr_blocks", "protocol", "from_port"))  # fmt: skip
            blocks.append(f'resource "{kind}" "r{len(blocks)}" {{\n  {block} {{\n{inner}  }}\n}}\n')
            blocks.append(
                f'resource "{kind}" "r{len(blocks)}" {{\n  dynamic "{block}" {{\n    for_each = {value}\n'
                f"    content {{\n      type = {block}.value\n    }}\n  }}\n}}\n"
            )
    setup = 'variable "u" {}\nresource "aws_x" "y" {}\nmodule "m" {\n  source = "./m"\n}\n'
    read(tmp_path, {"main.tf": setup + "".join(blocks) + replication_group(), "m/main.tf": "locals {}\n"})
