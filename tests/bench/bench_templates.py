"""Scans of CloudFormation templates and of plans of growing size, against the parser alone on the same files.

AUDITOR_BENCH_KIT names a directory with generators of them, which say which faults each resource has (`estate.py`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bench.estate import KIT, SIZES, Names, compare, generate
from tests.bench.measure import AUDITOR, Growth, medians, report_of

COMPOSE_ONLY = """
import sys, pathlib, yaml
for path in pathlib.Path(sys.argv[1]).glob("*.yaml"):
    yaml.CSafeLoader(path.read_bytes()).get_single_node()
"""
DECODE_ONLY = """
import sys, pathlib, json
for path in pathlib.Path(sys.argv[1]).glob("*.json"):
    if path.name != "expected.json":
        json.loads(path.read_bytes())
"""


def number_of(name: str) -> int:
    """The number of a resource of the estate, which its name ends with."""
    return int(re.findall(r"\d+", name)[-1])


def in_template(ending: str) -> Names:
    """`Stack3.Group7`, or `caches_3.yaml:Group7` in expected.json."""
    return Names(
        replication_group=":Group",
        memcached=":Memcached",
        group_of=lambda name: f"{name.partition(':')[0]}:SecurityGroup{number_of(name) // 10}",
        of=lambda address: re.sub(r"Stack(\d+)\.", rf"caches_\1.{ending}:", address),
    )


IN_PLAN = Names(
    replication_group="aws_elasticache_replication_group",
    memcached="aws_elasticache_cluster",
    group_of=lambda name: f"{name.partition('.aws_')[0]}.aws_security_group.b{number_of(name) // 10}",
)


def in_yaml(count: int, directory: Path) -> None:
    generate("cfn", count, directory)


def in_json(count: int, directory: Path) -> None:
    """The same templates in JSON, with the long forms of functions."""
    generate("cfn", count, directory)
    for path in directory.glob("*.yaml"):
        text = json.dumps(yaml.load(path.read_bytes(), LongForms), indent=2)  # noqa: S506 - a safe loader with tags
        path.with_suffix(".json").write_text(text.replace('.yaml"', '.json"'))
        path.unlink()
    expected = directory / "expected.json"
    expected.write_text(expected.read_text().replace(".yaml:", ".json:"))


def plan(count: int, directory: Path) -> None:
    generate("plan", count, directory)


class LongForms(yaml.CSafeLoader):
    """Reads `!Sub x` as `{"Fn::Sub": "x"}`."""

    def long(self, name: str, node: yaml.Node) -> dict[str, Any]:
        if isinstance(node, yaml.ScalarNode):
            text = self.construct_scalar(node)
            held: object = str(text).split(".", 1) if name == "GetAtt" else text
        else:
            assert isinstance(node, yaml.SequenceNode)
            held = self.construct_sequence(node, deep=True)
        return {name if name in ("Ref", "Condition") else f"Fn::{name}": held}


LongForms.add_multi_constructor("!", LongForms.long)


@dataclass(frozen=True)
class Form:
    """One form of the estate: what makes it, how it calls things, what is scanned, and the parser alone."""

    make: Callable[[int, Path], None]
    names: Names
    parser: str
    file: str = ""


FORMS = {
    "CloudFormation YAML": Form(in_yaml, in_template("yaml"), COMPOSE_ONLY),
    "CloudFormation JSON": Form(in_json, in_template("json"), DECODE_ONLY),
    "plan": Form(plan, IN_PLAN, DECODE_ONLY, "plan.json"),
}


@pytest.fixture(scope="module")
def growths() -> dict[str, Growth]:
    return {name: Growth() for name in FORMS}


@pytest.mark.skipif(not KIT, reason="AUDITOR_BENCH_KIT names no directory of generators")
@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("name", FORMS)
def test_templates_and_plans(name: str, count: int, tmp_path: Path, growths: dict[str, Growth]):
    form, tree = FORMS[name], tmp_path / "tree"
    form.make(count, tree)
    runs = 5 if count < 1000 else 3
    ours = medians(*AUDITOR, "scan", str(tree / form.file), runs=runs, cwd=tmp_path)
    print(f"\n{name}", end="")
    growths[name].note(count, ours, medians(sys.executable, "-c", form.parser, str(tree), runs=runs))
    with report_of(tree / form.file, tmp_path) as report:
        difference = compare(tree, report, form.names)
    print(f"        {difference}")
    assert not difference.missed + difference.false
