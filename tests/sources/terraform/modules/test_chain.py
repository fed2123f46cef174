"""The chain behind a fact: from who set the value, over every name on the way, to the attribute."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Absent, Known, Origin
from tests.sources.terraform.helpers import only, read, replication_group


def chain_of(folder: Path, files: dict[str, str] | str) -> tuple[Origin | None, list[str]]:
    fact = only(read(folder, files)).facts["port"]
    if isinstance(fact, Absent):
        return None, []
    return (fact.origin if isinstance(fact, Known) else None), [f"{s.label} {s.location}" for s in fact.via]


@pytest.mark.parametrize(
    ("setup", "expression", "origin", "steps"),
    [
        ("", "7000", Origin.STATED, []),
        ("locals {\n  l = 7000\n}", "local.l", Origin.STATED, ["local.l main.tf:2"]),
        ('variable "v" {\n  default = 7000\n}', "var.v", Origin.DEFAULT, ["var.v (default) main.tf:2"]),
        ('variable "v" {\n  default = 7000\n}', "var.v + 1", Origin.STATED, ["var.v (default) main.tf:2"]),
        ('variable "v" {\n  default = { p = 7000 }\n}', 'var.v["p"]', Origin.DEFAULT, ["var.v (default) main.tf:2"]),
        ('variable "v" {}', "var.v", None, ["var.v (no value) main.tf:1"]),
        (
            'variable "v" {\n  default = 7000\n}\nlocals {\n  a = var.v\n  b = local.a\n}',
            "local.b",
            Origin.DEFAULT,
            ["var.v (default) main.tf:2", "local.a main.tf:5", "local.b main.tf:6"],
        ),
        ("locals {\n  a = local.b\n  b = local.a\n}", "local.a", None, ["local.b main.tf:3", "local.a main.tf:2"]),
        ("", "var.undeclared", None, []),
        ("", "local.undeclared", None, []),
    ],
)
def test_steps_of_a_chain(setup: str, expression: str, origin: Origin | None, steps: list[str], tmp_path: Path) -> None:
    assert chain_of(tmp_path, f"{setup}\n{replication_group(f'port = {expression}')}") == (origin, steps)


def test_a_chain_through_modules_and_variable_files(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "v" {}\nmodule "m" {\n  source = "./m"\n  count = 1\n  p = local.l\n}\n'
        "locals {\n  l = var.v\n}\n",
        "terraform.tfvars": "\nv = 7000\n",
        "m/main.tf": 'variable "p" {}\n' + replication_group("port = var.p"),
    }
    assert chain_of(tmp_path, files) == (
        Origin.STATED,
        ["var.v from terraform.tfvars terraform.tfvars:2", "local.l main.tf:8", "module.m[0].var.p main.tf:5"],
    )


def test_a_flag_stands_nowhere(tmp_path: Path) -> None:
    inventory = read(tmp_path, 'variable "v" {}\n' + replication_group("port = var.v"), variables={"v": "7000"})
    fact = only(inventory).facts["port"]
    assert isinstance(fact, Known)
    assert [(s.label, s.location.file) for s in fact.via] == [("var.v from --var v", "")]


def test_a_chain_that_is_cut_says_so(tmp_path: Path) -> None:
    text = "locals {\n  l0 = 7000\n" + "".join(f"  l{i} = local.l{i - 1}\n" for i in range(1, 40)) + "}\n"
    origin, steps = chain_of(tmp_path, text + replication_group("port = local.l39"))
    assert origin is Origin.STATED
    assert steps == ["earlier steps, left out ", *(f"local.l{i} main.tf:{i + 2}" for i in range(16, 40))]


def test_the_default_at_the_end_of_a_long_chain_is_still_one(tmp_path: Path) -> None:
    locals_ = "".join(f"  l{i} = local.l{i - 1}\n" for i in range(1, 40))
    text = f'variable "v" {{\n  default = 7000\n}}\nlocals {{\n  l0 = var.v\n{locals_}}}\n'
    assert chain_of(tmp_path, text + replication_group("port = local.l39"))[0] is Origin.DEFAULT


def test_what_is_computed_from_a_default_is_stated(tmp_path: Path) -> None:
    text = 'variable "v" {\n  default = 7000\n}\nlocals {\n  l = var.v + 1\n}\n'
    assert chain_of(tmp_path, text + replication_group("port = local.l")) == (
        Origin.STATED,
        ["var.v (default) main.tf:2", "local.l main.tf:5"],
    )


def test_names_behind_several_others_come_once_and_first(tmp_path: Path) -> None:
    text = 'variable "v" {\n}\nlocals {\n  a = var.v\n  b = var.v\n  c = local.a + local.b + var.v\n}\n'
    assert chain_of(
        tmp_path, {"main.tf": text + replication_group("port = local.c"), "terraform.tfvars": "v = 1\n"}
    ) == (
        Origin.STATED,
        [
            "var.v from terraform.tfvars terraform.tfvars:1",
            "local.b main.tf:5",
            "local.a main.tf:4",
            "local.c main.tf:6",
        ],
    )


def test_the_condition_of_a_conditional_is_named(tmp_path: Path) -> None:
    text = 'variable "env" {\n  default = "prod"\n}\nlocals {\n  p = var.env == "prod" ? 7000 : 7001\n}\n'
    assert chain_of(tmp_path, text + replication_group("port = local.p"))[1] == [
        "var.env (default) main.tf:2",
        "local.p main.tf:5",
    ]


def test_the_origin_of_each_value_and_key(tmp_path: Path) -> None:
    text = 'variable "ports" {\n  default = { a = 7000 }\n}\nlocals {\n  l = var.ports\n}\n'
    each = ["var.ports (default) main.tf:2", "local.l main.tf:5", "each.value main.tf:10"]
    group = replication_group("for_each = local.l\nport = each.value")
    assert chain_of(tmp_path, text + group) == (Origin.DEFAULT, each)


def test_the_origin_of_an_index(tmp_path: Path) -> None:
    text = 'variable "n" {}\n' + replication_group("count = var.n\nport = 7000 + count.index")
    files = {"main.tf": text, "terraform.tfvars": "n = 1\n"}
    steps = ["var.n from terraform.tfvars terraform.tfvars:1", "count.index main.tf:5"]
    assert chain_of(tmp_path, files) == (Origin.STATED, steps)


def test_an_attribute_of_another_resource(tmp_path: Path) -> None:
    text = 'variable "v" {}\nresource "terraform_data" "d" {\n  count = 1\n  input = var.v\n}\n'
    files = {"main.tf": text + replication_group("port = terraform_data.d[0].input"), "terraform.tfvars": "v = 1\n"}
    steps = ["var.v from terraform.tfvars terraform.tfvars:1", "terraform_data.d[0].input main.tf:4"]
    assert chain_of(tmp_path, files) == (Origin.STATED, steps)


def test_what_only_aws_knows_ends_a_chain(tmp_path: Path) -> None:
    text = 'resource "aws_thing" "d" {\n}\ndata "aws_thing" "e" {\n}\nlocals {\n  l = data.aws_thing.e.port\n}\n'
    assert chain_of(tmp_path, text + replication_group("port = aws_thing.d.port + local.l"))[1] == [
        "data.aws_thing.e.port main.tf:3",
        "local.l main.tf:6",
        "aws_thing.d.port main.tf:1",
    ]


@pytest.mark.parametrize("expression", ["module.m.out", 'module.m["a"].out', "module.m[0].out"])
def test_an_output_of_a_module(expression: str, tmp_path: Path) -> None:
    repeated = {'"': 'for_each = toset(["a"])', "0": "count = 1"}
    call = next((line for mark, line in repeated.items() if mark in expression), "")
    files = {
        "main.tf": f'module "m" {{\n  source = "./m"\n  given = local.l\n  {call}\n}}\nlocals {{\n  l = 7000\n}}\n'
        + replication_group(f"port = {expression}"),
        "m/main.tf": 'variable "given" {}\noutput "out" {\n  value = var.given\n}\n',
    }
    index = {'"': '["a"]', "0": "[0]"}
    key = next((text for mark, text in index.items() if mark in expression), "")
    assert chain_of(tmp_path, files) == (
        Origin.STATED,
        ["local.l main.tf:7", f"module.m{key}.var.given main.tf:3", f"module.m{key}.out m/main.tf:3"],
    )


def test_a_chain_through_five_modules_is_whole(tmp_path: Path) -> None:
    """Each of them takes the value, has a local of it, and gives it to the next; and all the way back as an output."""
    middle = (
        'variable "p" {}\nlocals {\n  l = var.p\n}\nmodule "n" {\n  source = "../m%d"\n  p = local.l\n}\n'
        'output "o" {\n  value = module.n.o\n}\n'
    )
    last = 'variable "p" {}\nlocals {\n  l = var.p\n}\noutput "o" {\n  value = local.l\n}\n'
    root = 'variable "v" {}\nmodule "n" {\n  source = "./m1"\n  p = var.v\n}\n' + replication_group("port = module.n.o")
    files = {f"m{i}/main.tf": middle % (i + 1) if i < 5 else last for i in range(1, 6)}
    origin, steps = chain_of(tmp_path, {**files, "main.tf": root, "terraform.tfvars": "v = 7000\n"})
    prefixes = ["module.n." * i for i in range(1, 6)]
    down = [
        step
        for i, prefix in enumerate(prefixes)
        for step in (
            f"{prefix}var.p {f'm{i}/' if i else ''}main.tf:{7 if i else 4}",
            f"{prefix}local.l m{i + 1}/main.tf:3",
        )
    ]
    back = [f"{prefix}o m{i}/main.tf:{6 if i == 5 else 10}" for i, prefix in reversed(list(enumerate(prefixes, 1)))]
    assert (origin, steps) == (Origin.STATED, ["var.v from terraform.tfvars terraform.tfvars:1", *down, *back])


def test_a_chain_through_a_module_that_is_called_for_each(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "all" {}\nmodule "m" {\n  source = "./m"\n  for_each = var.all\n  p=each.value.port\n}\n',
        "terraform.tfvars": "all = { a = { port = 7000 } }\n",
        "m/main.tf": 'variable "p" {}\n' + replication_group("port = var.p"),
    }
    assert chain_of(tmp_path, files) == (
        Origin.STATED,
        [
            "var.all from terraform.tfvars terraform.tfvars:1",
            "each.value main.tf:4",
            'module.m["a"].var.p main.tf:5',
        ],
    )
