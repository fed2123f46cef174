"""Module calls that are only half there: damaged ones, and ones whose modules were installed for another root."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.model.facts import Fact, Known, Unknown
from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.helpers import read, replication_group

GROUP = (
    'variable "tls" {\n  default = false\n}\nvariable "rest" {\n  default = false\n}\n'
    'resource "aws_elasticache_replication_group" "it" {\n  replication_group_id = "it"\n  description = "it"\n'
    "  transit_encryption_enabled = var.tls\n  at_rest_encryption_enabled = var.rest\n}\n"
)


def written(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


def facts(directory: Path) -> dict[str, Fact]:
    [group] = read_terraform((directory,), directory).resources.values()
    return group.facts


def test_inputs_in_the_damaged_part_of_a_call_are_unknown(tmp_path: Path):
    call = 'module "it" {\n  source = "./m"\n  rest = true\n  tls = = true\n}\n'
    found = facts(written(tmp_path, {"main.tf": call, "m/main.tf": GROUP}))
    assert isinstance(found["tls"], Unknown)
    rest = found["at_rest"]
    assert isinstance(rest, Known)
    assert rest.value is True


def test_a_call_that_lost_an_input_does_not_fall_back_to_its_default(tmp_path: Path):
    call = 'module "it" {\n  source = "./m"\n  rest = true\n  "tls" true\n}\n'
    inventory = read_terraform((written(tmp_path, {"main.tf": call, "m/main.tf": GROUP}),), tmp_path)
    assert inventory.gaps
    for group in inventory.resources.values():
        assert isinstance(group.facts["tls"], Unknown)


def test_a_module_initialised_by_itself_brings_what_it_calls(tmp_path: Path):
    manifest = {
        "Modules": [
            {"Key": "", "Source": "", "Dir": "."},
            {"Key": "cache", "Source": "registry/cache", "Dir": ".terraform/modules/cache"},
            {"Key": "cache.inner", "Source": "./inner", "Dir": ".terraform/modules/cache/inner"},
        ]
    }
    files = {
        "examples/one/main.tf": 'module "it" {\n  source = "../../"\n}\n',
        "main.tf": 'module "cache" {\n  source = "registry/cache"\n}\n',
        ".terraform/modules/modules.json": json.dumps(manifest),
        ".terraform/modules/cache/main.tf": 'module "inner" {\n  source = "registry/inner"\n}\n',
        ".terraform/modules/cache/inner/main.tf": GROUP,
    }
    inventory = read_terraform((written(tmp_path, files),), tmp_path)
    assert inventory.gaps == []
    [group] = inventory.resources.values()
    assert group.address == "module.it.module.cache.module.inner.aws_elasticache_replication_group.it"


def test_without_a_manifest_on_the_way_the_module_is_a_gap(tmp_path: Path):
    inventory = read_terraform((written(tmp_path, {"main.tf": 'module "cache" {\n  source = "a/b/c"\n}\n'}),), tmp_path)
    assert [g.what for g in inventory.gaps] == ["module.cache"]


def test_what_a_lost_call_calls_is_no_root(tmp_path: Path) -> None:
    call = '@ "m" {\n  source = "./m"\n  port = 7000\n}\n'
    inventory = read(
        tmp_path, {"main.tf": call, "m/main.tf": 'variable "port" { default = 1 }\n' + replication_group()}
    )
    assert inventory.resources == {}
    assert {gap.what for gap in inventory.gaps} == {"main.tf"}
