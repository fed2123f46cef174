"""Trees of modules and files that are made to hurt."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.sources.terraform.hostile_code import (
    CACHE,
    UNKNOWN,
    Cases,
    group,
    module,
    tree,
    value,
    write,
)

_CALLS_ITSELF = group() + module("m", "./")


def _steps() -> str:
    """A value nested ever deeper, made in steps none of which is deep, and used in every way."""
    locals_ = "".join(f"  l{i} = [local.l{i - 1}]\n" for i in range(1, 5000))
    steps = "".join(
        group(f"  port = length(local.l{i})\n  tags = {{ a = local.l{i} }}", f"r{i}") for i in range(50, 5000, 50)
    )
    uses = (
        "jsonencode(local.l4999)",
        "local.l4999 == local.l4998",
        "flatten(local.l4999)",
        "toset([local.l4999, local.l4998])",
        "var.any",
        '"${local.l4999}"',
        "local.l4999[*][0]",
        "[for x in local.l4999 : x]",
        "merge({ a = local.l4999 }, {})",
        "tolist(local.l4999)",
        "contains(local.l4999, 1)",
        "type(local.l4999)",
        "yamlencode(local.l4999)",
        "distinct([local.l4999, local.l4999])",
        "sensitive(local.l4999)",
        "try(local.l4999, 1)",
        "coalesce(local.l4999)",
        "var.u ? local.l4999 : local.l4998",
        "local.l4999 != null",
        "concat(local.l4999, local.l4998)",
    )
    names = ("engine_version", "auth_token", "security_group_ids", "tags", "subnet_group_name", "user_group_ids")
    used = "".join(group(f"  {name} = {use}", f"u{n}-{name}") for n, use in enumerate(uses) for name in names)
    given = 'variable "any" {\n  type = any\n  default = null\n}\n'
    return f"{UNKNOWN}{given}locals {{\n  l0 = []\n{locals_}}}\n{steps}{used}"


def _moves() -> str:
    move = "moved {{\n  from = {0}.r{1}\n  to = {0}.r{2}\n}}\n"
    return "".join(move.format(CACHE, i, i + 1) for i in range(20_000))


def _links(folder: Path) -> None:
    write(folder, {"main.tf": group() + module("m", "./loop/loop/loop/a"), "a/main.tf": group("", "a")})
    (folder / "loop").symlink_to(".")
    (folder / "self").symlink_to("self")
    (folder / "self.tf").symlink_to("self.tf")
    (folder / "one.tf").symlink_to("two.tf")
    (folder / "two.tf").symlink_to("one.tf")
    (folder / "a" / "up").symlink_to("..")


def _linked_to_itself(folder: Path) -> None:
    write(folder, {"main.tf": group() + module("m", "./again")})
    (folder / "again").symlink_to(".")


def _special_files(folder: Path) -> None:
    write(folder, {"main.tf": group('  engine_version = file("pipe")')})
    os.mkfifo(folder / "pipe.tf")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "terraform.tfvars")
    (folder / "zero.tf").symlink_to("/dev/zero")
    (folder / "directory.tf").mkdir()


def _deep_directories(folder: Path) -> None:
    write(folder, {"main.tf": group()})
    here = folder
    for _ in range(1500):
        here = here / "d"
        try:
            here.mkdir()
        except OSError:
            break


#: Arguments of which each depends on another variable.
_DEPENDS = """  transit_encryption_enabled = var.v0 ? true : false
  at_rest_encryption_enabled = var.v1 ? true : false
  automatic_failover_enabled = var.v2 ? true : false
  multi_az_enabled = var.v3 ? true : false
  snapshot_retention_limit = var.v4 ? 0 : var.v5 ? 1 : 30
  num_cache_clusters = var.v6 ? 1 : 3
  description = "d${count.index}"
"""


TREES: Cases = {
    "module calls itself": lambda: tree({"main.tf": _CALLS_ITSELF}),
    "modules call each other": lambda: tree(
        {"main.tf": module("a", "./a"), "a/main.tf": group() + module("b", "../b"), "b/main.tf": module("a", "../a")}
    ),
    "module calls itself through a link": lambda: _linked_to_itself,
    "module calls itself ten times": lambda: tree(
        {
            "main.tf": module("a", "./a"),
            "a/main.tf": group() + "".join(module(f"m{i}", "../a", "count = 10") for i in range(10)),
        }
    ),
    "modules 20 deep, 2 each": lambda: tree(
        {f"m{i}/main.tf": "".join(module(f"c{j}", f"../m{i + 1}") for j in range(2)) + group() for i in range(20)}
        | {"m20/main.tf": group()}
    ),
    "modules 100 deep": lambda: tree(
        {f"m{i}/main.tf": module("c", f"../m{i + 1}") + group() for i in range(100)} | {"m100/main.tf": group()}
    ),
    "count": lambda: tree({"main.tf": group("  count = 200000")}),
    "count of modules": lambda: tree({"main.tf": module("m", "./m", "count = 200000"), "m/main.tf": group()}),
    "count in count": lambda: tree(
        {
            "main.tf": module("m", "./m", "count = 1000"),
            "m/main.tf": module("n", "../n", "count = 1000"),
            "n/main.tf": group("  count = 1000"),
        }
    ),
    "many blocks with count": lambda: tree({"main.tf": "".join(group("  count = 4999", f"r{i}") for i in range(100))}),
    "many blocks that depend on much": lambda: tree(
        {
            "main.tf": "".join(f'variable "v{i}" {{}}\n' for i in range(7))
            + "".join(group(f"  count = 4999\n{_DEPENDS}", f"r{i}") for i in range(5))
        }
    ),
    "dynamic blocks": lambda: tree(
        {
            "main.tf": "locals {\n  r = range(1000)\n}\n"
            'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = setproduct(local.r, local.r)\n'
            "    content {\n      from_port = 1\n    }\n  }\n}\n" + group()
        }
    ),
    "dynamic blocks of a thousand groups": lambda: tree(
        {
            "main.tf": 'resource "aws_security_group" "g" {\n  count = 1000\n  dynamic "ingress" {\n'
            "    for_each = range(1000)\n"
            "    content {\n      from_port = ingress.value\n    }\n  }\n}\n" + group()
        }
    ),
    "groups with each other": lambda: tree(
        {
            "main.tf": 'resource "aws_security_group" "g" {\n  count = 1000\n}\n'
            + group("  count = 1000\n  security_group_ids = aws_security_group.g[*].id")
        }
    ),
    "users of groups": lambda: tree(
        {
            "main.tf": 'resource "aws_elasticache_user" "u" {\n  count = 1000\n  user_id = "u${count.index}"\n}\n'
            'resource "aws_elasticache_user_group" "g" {\n  count = 1000\n'
            "  user_ids = aws_elasticache_user.u[*].user_id\n}\n" + group()
        }
    ),
    "moves": lambda: tree({"main.tf": _moves() + group("", "r20000")}),
    "moves in a circle": lambda: tree(
        {
            "main.tf": f"moved {{\n  from = {CACHE}.this\n  to = {CACHE}.b\n}}\n"
            f"moved {{\n  from = {CACHE}.b\n  to = {CACHE}.this\n}}\n" + group()
        }
    ),
    "moves of many": lambda: tree({"main.tf": _moves() + "".join(group("", f"r{i}") for i in range(0, 20_000, 20))}),
    "locals in a circle": lambda: value("local.a", "locals {\n  a = local.b\n  b = [local.a, local.a]\n}\n"),
    "resources in a circle": lambda: tree(
        {
            "main.tf": group(f"  port = {CACHE}.b.port", "a")
            + group(f"  port = {CACHE}.a.port", "b")
            + group(f"  count = length({CACHE}.c)", "c")
        }
    ),
    "variables file": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": UNKNOWN + group("  port = var.u"),
                "terraform.tfvars": "u = 1\n" + "".join(f"v{i} = {i}\n" for i in range(50_000)),
            },
        )
    ),
    "variables file of one value": lambda: (
        lambda folder: write(
            folder,
            {"main.tf": UNKNOWN + group("  port = var.u"), "terraform.tfvars": "u = " + "[" * 20_000 + "]" * 20_000},
        )
    ),
    "variables file in JSON": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": UNKNOWN + group("  port = var.u"),
                "terraform.tfvars.json": json.dumps({"u": 1} | {f"v{i}": i for i in range(50_000)}, indent=1),
            },
        )
    ),
    "variables file of deep JSON": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": UNKNOWN + group("  port = var.u"),
                "terraform.tfvars.json": '{"u": ' + "[" * 100_000 + "]" * 100_000 + "}",
            },
        )
    ),
    "manifest of deep JSON": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": group() + module("m", "org/m/aws"),
                ".terraform/modules/modules.json": "[" * 100_000 + "]" * 100_000,
            },
        )
    ),
    "modules 2000 deep": lambda: tree(
        {f"m{i}/main.tf": module("c", f"../m{i + 1}") for i in range(2000)} | {"m2000/main.tf": group()}
    ),
    "deep value step by step": lambda: tree({"main.tf": _steps()}),
    "links": lambda: _links,
    "special files": lambda: _special_files,
    "deep directories": lambda: _deep_directories,
}
