"""Where the values of variables come from, and what a type makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Redacted
from auditor.sources.inputs import InputError
from auditor.sources.partial.values import SetValue, Unk
from auditor.sources.terraform.modules.outside import Outside, give
from tests.sources.terraform.helpers import UNKNOWN, only, plain, read, replication_group, root_of, write

CACHE = 'variable "v" { default = 1 }\n' + replication_group("port = var.v")

#: From what is overruled to what overrules.
PLACES = (
    ("terraform.tfvars", "v = 2"),
    ("terraform.tfvars.json", '{"v": 3}'),
    ("a.auto.tfvars", "v = 4"),
    ("b.auto.tfvars.json", '{"v": 5}'),
    ("c.auto.tfvars", "v = 6"),
)


@pytest.mark.parametrize("number", range(len(PLACES) + 3))
def test_later_places_overrule_earlier_ones(number: int, tmp_path: Path) -> None:
    files = {"main.tf": CACHE, **dict(PLACES[:number])}
    files_given: tuple[Path, ...] = ()
    flags: dict[str, str] = {}
    if number > len(PLACES):
        files_given = (write(tmp_path, {"more/given.tfvars": "v = 7"}) / "more/given.tfvars",)
    if number > len(PLACES) + 1:
        flags = {"v": "8"}
    fact = only(read(tmp_path, files, variables=flags, var_files=files_given)).facts["port"]
    assert plain(fact) == number + 1


def test_the_later_one_of_several_variable_files_holds(tmp_path: Path) -> None:
    write(tmp_path, {"x/1.tfvars": "v = 7", "x/2.tfvars.json": '{"v": 9}'})
    inventory = read(tmp_path, CACHE, var_files=(tmp_path / "x/1.tfvars", tmp_path / "x/2.tfvars.json"))
    assert plain(only(inventory).facts["port"]) == 9


def test_a_chain_tells_of_the_file_and_line(tmp_path: Path) -> None:
    fact = only(read(tmp_path, {"main.tf": CACHE, "terraform.tfvars": "\nv = 2\n"})).facts["port"]
    assert isinstance(fact, Known)
    assert [(s.label, str(s.location)) for s in fact.via] == [("var.v from terraform.tfvars", "terraform.tfvars:2")]
    assert fact.origin is Origin.STATED


def test_a_default_is_known_and_says_that_it_is_one(tmp_path: Path) -> None:
    fact = only(read(tmp_path, CACHE)).facts["port"]
    assert isinstance(fact, Known)
    assert fact.origin is Origin.DEFAULT


def test_no_machine_path_stands_in_a_chain(tmp_path: Path) -> None:
    folder = tmp_path / "repo"
    given = write(tmp_path, {"elsewhere/given.tfvars": "v = 7"}) / "elsewhere/given.tfvars"
    fact = only(read(folder, CACHE, var_files=(given,))).facts["port"]
    assert isinstance(fact, Known)
    assert str(tmp_path) not in repr(fact)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("string", "5", "5"),
        ("number", "5", 5),
        ("bool", "true", True),
        ("bool", "1", True),
        ("", "[1]", "[1]"),
        ("list(string)", '["a", "b"]', ["a", "b"]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ("object({ a = string, b = optional(bool, true) })", "{ a = 1 }", {"a": "1", "b": True}),
        ("tuple([string, number])", '[1, "2"]', ["1", 2]),
        ("any", "5", 5),
        ("any", "[1]", [1]),
        ("string", "null", "null"),
    ],
)
def test_flags_are_text_or_expressions_by_type(kind: str, text: str, expected: object, tmp_path: Path) -> None:
    declared = f"type = {kind}" if kind else ""
    root = root_of(tmp_path, f'variable "v" {{\n  {declared}\n}}\n')
    give(root, Outside((("v", text),)))
    assert root.module.variable("v") == expected


def test_a_flag_that_is_no_value_of_its_type_is_an_error(tmp_path: Path) -> None:
    text = 'variable "v" { type = list(string) }\n' + replication_group()
    with pytest.raises(InputError, match="--var v"):
        read(tmp_path, text, variables={"v": "[1"})


def test_a_flag_that_nothing_declares_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--var nope"):
        read(tmp_path, CACHE, variables={"nope": "1"})


def test_a_variable_file_may_name_more_than_is_declared(tmp_path: Path) -> None:
    assert read(tmp_path, {"main.tf": CACHE, "terraform.tfvars": "nope = 1\nv = 2\n"}).gaps == []


@pytest.mark.parametrize("name", ["terraform.tfvars", "x.auto.tfvars.json"])
def test_a_damaged_automatic_file_is_a_gap(name: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tf": CACHE, name: "{[}"})
    assert [g.what for g in inventory.gaps] == [name]


def test_a_damaged_file_of_the_command_line_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"x/bad.tfvars": "= ="})
    with pytest.raises(InputError):
        read(tmp_path, CACHE, var_files=(tmp_path / "x/bad.tfvars",))
    with pytest.raises(InputError):
        read(tmp_path, CACHE, var_files=(tmp_path / "x/none.tfvars",))


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [
        ("default = 5", None, 5),
        ("default = 5\n  nullable = true", None, None),
        ("default = 5\n  nullable = false", None, 5),
        ("nullable = false", None, UNKNOWN),
        ("type = bool", "yes", UNKNOWN),
        ("type = number", "5", 5),
        ("type = list(number)", ["1", 2], [1, 2]),
        ("type = list(number)", ["x"], UNKNOWN),
        ("type = set(string)", ["b", "a", "b"], ["a", "b"]),
        ("type = map(string)", {"a": 1}, {"a": "1"}),
        ("type = list(any)", [1, "a"], ["1", "a"]),
        ("type = object({ a = string })", {"a": "x", "b": "dropped"}, {"a": "x"}),
        ("type = object({ a = string })", {}, UNKNOWN),
        ("type = object({ a = optional(string) })", {}, {"a": None}),
        ("type = object({ a = optional(string, \"d\") })", {"a": None}, {"a": "d"}),
        ("type = object({ a = optional(object({ b = optional(number, 1) }), {}) })", {}, {"a": {"b": 1}}),
        ("type = list(object({ a = optional(bool, true) }))", [{}, {"a": False}], [{"a": True}, {"a": False}]),
        ("type = map(object({ a = optional(bool, true) }))", {"x": {}}, {"x": {"a": True}}),
        ("type = tuple([string])", ["a", "b"], UNKNOWN),
        ("type = string", ["a"], UNKNOWN),
        ("type = \"string\"", 1, "1"),
        ("type = list", ["a"], ["a"]),
        ("type = map", {"a": 1}, {"a": 1}),
    ],
)  # fmt: skip
def test_null_defaults_and_types(declaration: str, given: object, expected: object, tmp_path: Path) -> None:
    import json

    root = root_of(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  v = jsondecode(local.given)\n}\n'
            f"locals {{\n  given = {json.dumps(json.dumps(given))}\n}}\n"
            'output "it" {\n  value = module.m.it\n}\n',
            "m/main.tf": f'variable "v" {{\n  {declaration}\n}}\noutput "it" {{\n  value = var.v\n}}\n',
        },
    )
    if declaration == "default = 5":
        (root.directory / "main.tf").write_text(
            'module "m" {\n  source = "./m"\n}\noutput "it" {\n  value = module.m.it\n}\n'
        )
        root = root_of(root.directory, {})
    found = root.module.output("it")
    if expected == UNKNOWN:
        assert isinstance(found, Unk)
    else:
        assert found == expected
        assert isinstance(found, SetValue) is ("set(" in declaration)


def test_a_token_from_the_command_line_does_not_stand_in_code(tmp_path: Path) -> None:
    text = 'variable "v" {}\n' + replication_group("auth_token = var.v")
    flag = only(read(tmp_path / "1", text, variables={"v": "0123456789abcdef"})).facts["auth_token"]
    assert plain(flag) == Redacted(literal=False)
    file = only(read(tmp_path / "2", {"main.tf": text, "terraform.tfvars": 'v = "0123456789abcdef"\n'}))
    assert plain(file.facts["auth_token"]) == Redacted(literal=True)


def test_override_files_replace_attributes_and_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": replication_group(
            'port = 1\nengine = "valkey"\nlog_delivery_configuration {\n  log_type = "slow-log"\n}'
        ),
        "x_override.tf": 'resource "aws_elasticache_replication_group" "this" {\n  port = 2\n'
        '  log_delivery_configuration {\n    log_type = "engine-log"\n  }\n}\n',
        "override.tf": "locals {\n  later = 1\n}\n",
    }
    facts = only(read(tmp_path, files)).facts
    assert [plain(facts[n]) for n in ("port", "engine", "log_types")] == [2, "valkey", ("engine-log",)]


def test_two_declarations_of_one_thing_are_a_gap(tmp_path: Path) -> None:
    inventory = read(tmp_path, {"a.tf": replication_group("port = 1"), "b.tf": replication_group("port = 2")})
    assert plain(only(inventory).facts["port"]) == 1
    assert [g.what for g in inventory.gaps] == ["b.tf"]
