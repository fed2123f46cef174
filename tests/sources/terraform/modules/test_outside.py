"""What is said outside of the code, as Terraform takes it: environment, variable files, flags, workspace."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.model.facts import Known, Redacted
from auditor.sources.inputs import InputError
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.modules.outside import Outside, give
from tests.sources.terraform.helpers import only, plain, read, replication_group, root_of, write

TERRAFORM = shutil.which("terraform")
CODE = 'variable "v" { default = "code" }\noutput "it" {\n  value = var.v\n}\n'
CACHE = 'variable "v" {}\n' + replication_group("auth_token = var.v")


def given(folder: Path, code: str, outside: Outside) -> object:
    """What `output "it"` comes to."""
    root = root_of(folder, code)
    give(root, outside)
    return root.module.output("it")


def planned(folder: Path, words: list[str], environment: dict[str, str]) -> str:
    """The same by the real Terraform; the text of its error where it refuses."""
    assert TERRAFORM is not None
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TF_")} | environment
    kept |= {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    for arguments in (["init", "-input=false"], ["plan", "-input=false", "-out=plan", *words]):
        done = subprocess.run([TERRAFORM, *arguments], cwd=folder, env=kept, capture_output=True, check=False)
        if done.returncode:
            return "error"
    shown = subprocess.run([TERRAFORM, "show", "-json", "plan"], cwd=folder, env=kept, capture_output=True, check=True)
    outputs = json.loads(shown.stdout)["planned_values"]["outputs"]
    return str(outputs["it"].get("value"))


ORDERS = [
    order
    for size in range(4)
    for order in itertools.permutations(["--var v=flag", "--var-file one.tfvars", "--var-file two.tfvars.json"], size)
]


def written(folder: Path) -> Path:
    return write(folder, {"one.tfvars": 'v = "one"\n', "two.tfvars.json": '{"v": "two"}'})


@pytest.mark.parametrize("environment", [{}, {"TF_VAR_v": "env"}], ids=["", "env"])
@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_the_last_word_of_the_command_line_holds(
    order: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    folder = written(tmp_path)
    inputs = [word.split()[1] for word in order]
    said = tuple(("v", "flag") if one == "v=flag" else folder / one for one in inputs)
    expected = inputs[-1].removesuffix(".json").removesuffix(".tfvars") if inputs else environment.get("TF_VAR_v", "")
    found = given(folder, CODE, Outside(said, environment))
    assert found == {"v=flag": "flag", "": "code", "env": "env"}.get(expected, expected)


@pytest.mark.skipif(TERRAFORM is None, reason="no terraform on this machine")
@pytest.mark.parametrize("order", [ORDERS[0], ORDERS[6], ORDERS[4], ORDERS[-1]], ids=" ".join)
def test_terraform_says_the_same(order: tuple[str, ...], tmp_path: Path) -> None:
    folder = written(tmp_path)
    said = tuple(("v", "flag") if "v=" in one else folder / one.split()[1] for one in order)
    environment = {"TF_VAR_v": "env", "TF_VAR_other": "1"}
    ours = given(folder, CODE, Outside(said, environment))
    assert ours == planned(folder, [word[1:].replace(" ", "=", 1) for word in order], environment)


def test_files_that_are_loaded_by_themselves_overrule_the_environment(tmp_path: Path) -> None:
    write(tmp_path, {"terraform.tfvars": 'v = "file"\n'})
    assert given(tmp_path, CODE, Outside(environment={"TF_VAR_v": "env"})) == "file"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("list(string)", '["a", "b"]'),
        ("list(string)", "[1"),
        ("list(string)", "upper(1)"),
        ("list(string)", "[var.v]"),
        ("list(string)", "[for x in [1] : x]"),
        ("list(string)", ""),
        ("map(string)", '{ a = "1" }\nb = 2'),
        ("any", "word"),
        ("any", '"word"'),
        ("any", "[true, null]"),
        ("string", "[1"),
        ("", "[1"),
        ("", "null"),
    ],
)
@pytest.mark.skipif(TERRAFORM is None, reason="no terraform on this machine")
def test_texts_are_read_as_terraform_reads_them(kind: str, text: str, tmp_path: Path) -> None:
    constraint = f"  type = {kind}\n" if kind else ""
    code = f'variable "v" {{\n{constraint}}}\noutput "it" {{\n  value = jsonencode(var.v)\n}}\n'
    found = []
    for said in (Outside((("v", text),)), Outside(environment={"TF_VAR_v": text})):
        try:
            found.append(str(given(tmp_path, code, said)))
        except InputError as error:
            found.append("error" if not text or text not in str(error) else str(error))
    assert found == [planned(tmp_path, [f"-var=v={text}"], {})] * 2


def test_the_environment_is_not_looked_at_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_v", "env")
    monkeypatch.setenv("TF_WORKSPACE", "prod")
    assert given(tmp_path, CODE, Outside()) == "code"
    assert isinstance(given(tmp_path, 'output "it" {\n  value = terraform.workspace\n}\n', Outside()), Unk)


def test_a_chain_names_the_variable_of_the_environment(tmp_path: Path) -> None:
    code = 'variable "p" {}\n' + replication_group("port = var.p")
    fact = only(read(tmp_path, code, environment={"TF_VAR_p": "7000"})).facts["port"]
    assert isinstance(fact, Known)
    assert (fact.value, [step.label for step in fact.via]) == (7000, ["var.p from TF_VAR_p"])


@pytest.mark.parametrize("name", ["token", "v"])
def test_a_secret_of_the_environment_shows_nowhere(name: str, tmp_path: Path) -> None:
    code = CACHE.replace('"v"', f'"{name}"').replace("var.v", f"var.{name}")
    code += f'resource "aws_elasticache_subnet_group" "s" {{\n  name = "n-${{var.{name}}}"\n}}\n'
    inventory = read(tmp_path, code, environment={f"TF_VAR_{name}": "hunter2-hunter2"})
    assert plain(only(inventory, "replication_group").facts["auth_token"]) == Redacted(literal=False)
    assert "hunter2" not in repr(inventory)


def test_a_secret_in_an_object_from_outside_is_neither_shown_nor_spelled_out_in_code(tmp_path: Path) -> None:
    code = 'variable "o" { type = any }\n' + replication_group("auth_token = var.o.token\nnode_type = var.o.token")
    value = '{ token = "hunter2-hunter2" }'
    for flags, environment in (({"o": value}, {}), ({}, {"TF_VAR_o": value})):
        inventory = read(tmp_path, code, variables=flags, environment=environment)
        assert plain(only(inventory).facts["auth_token"]) == Redacted(literal=False)
        assert "hunter2" not in repr(inventory)


@pytest.mark.parametrize("expression", ['upper("x")', "var.v", "[each.key]", "x"])
def test_a_variable_file_holds_constants(expression: str, tmp_path: Path) -> None:
    write(tmp_path, {"terraform.tfvars": f"v = {expression}\n"})
    found = given(tmp_path, CODE, Outside())
    assert isinstance(found, Unk)
    assert "may not be used" in found.reason


def test_unused_values_of_variable_files_are_counted(tmp_path: Path) -> None:
    files = {"main.tf": CACHE, "terraform.tfvars": "v = 1\nnope = 2\n", "a.auto.tfvars.json": '{"nay": 3}'}
    assert read(tmp_path, files).coverage["unused tfvars values"] == 2


def test_an_automatic_file_that_is_none_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, {"a.auto.tfvars/": ""})
    (tmp_path / "b.auto.tfvars").symlink_to("nowhere")
    assert [gap.what for gap in read(tmp_path, CACHE).gaps] == ["a.auto.tfvars", "b.auto.tfvars"]


class TestWorkspace:
    CODE = replication_group('multi_az_enabled = terraform.workspace == "prod"')

    def test_it_is_a_switch_where_nobody_names_it(self, tmp_path: Path) -> None:
        assert plain(only(read(tmp_path, self.CODE)).facts["multi_az"]) == "unknown"

    @pytest.mark.parametrize(("name", "expected"), [("prod", True), ("dev", False)])
    def test_it_is_known_where_somebody_does(self, name: str, expected: bool, tmp_path: Path) -> None:
        assert plain(only(read(tmp_path, self.CODE, workspace=name)).facts["multi_az"]) is expected
        environment = {"TF_WORKSPACE": name}
        assert plain(only(read(tmp_path, self.CODE, environment=environment)).facts["multi_az"]) is expected

    def test_the_option_overrules_the_environment(self, tmp_path: Path) -> None:
        inventory = read(tmp_path, self.CODE, environment={"TF_WORKSPACE": "dev"}, workspace="prod")
        assert plain(only(inventory).facts["multi_az"]) is True

    def test_modules_see_the_same_one(self, tmp_path: Path) -> None:
        files = {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": self.CODE}
        assert plain(only(read(tmp_path, files, workspace="prod")).facts["multi_az"]) is True


@pytest.mark.parametrize("name", ["each.key", "count.index", "self.id", "path.home", "terraform.env", "var.nope"])
def test_what_terraform_refuses_outright_is_not_caught_by_try(name: str, tmp_path: Path) -> None:
    found = given(tmp_path, f'output "it" {{\n  value = try({name}, "x")\n}}\n', Outside())
    assert isinstance(found, Unk)


def test_whether_it_is_applying_is_not_known(tmp_path: Path) -> None:
    found = given(tmp_path, 'output "it" {\n  value = terraform.applying\n}\n', Outside())
    assert isinstance(found, Unk)
    assert found.kind == "bool"
