"""What the type of its nodes tells of a cache."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import moto
import pytest

from auditor.engine.loader import load_rules
from auditor.engine.worlds import WorldView
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Context, Inventory, Resource
from tests.analysis.builders import BLURRED, resource

TYPES = load_rules().tables["node-types"]
OWN = {"as_of": date(2026, 1, 2), "entries": {"cache.r7g": {"sizes": {"large": {"vcpus": 2}, "odd": 7}}, "cache.x": {}}}


def read(cache: Resource, name: str, table: object = TYPES) -> Fact:
    tables = {"node-types": table} if table else {}
    inventory = Inventory({cache.key: cache}, context=Context(date(2026, 11, 23), tables))  # type: ignore[arg-type]
    return WorldView(inventory, {}).fact(cache, name)


def of(node_type: object, name: str, table: object = TYPES) -> Fact:
    return read(resource("replication_group", "cache", node_type=node_type), f"node.{name}", table)


@pytest.mark.parametrize(
    ("node_type", "said"),
    [
        ("cache.r7g.large", ("r7g", "current", "arm64", False, False, 2, 13386)),
        ("cache.t3.micro", ("t3", "current", "x86_64", True, False, 2, 512)),
        ("cache.t2.small", ("t2", "previous", "x86_64", True, False, 1, 1588)),
        ("cache.r6gd.xlarge", ("r6gd", "current", "arm64", False, True, 4, 26952)),
        ("cache.r3.8xlarge", ("r3", "previous", "x86_64", False, False, 32, 242600)),
        ("CACHE.M5.24XLARGE", ("m5", "current", "x86_64", False, False, 96, 321865)),
    ],
)
def test_what_a_type_is_capable_of(node_type: str, said: tuple[object, ...]):
    names = ("family", "generation", "architecture", "burstable", "data_tiering", "vcpus", "memory_mib")
    found = [of(node_type, name) for name in names]
    assert [fact.value for fact in found if isinstance(fact, Known)] == list(said)
    assert {(fact.origin, fact.because) for fact in found if isinstance(fact, Known)} == {
        (Origin.DERIVED, f"the node type is {node_type.lower()}")
    }


def test_a_cluster_of_its_own_has_nodes_too():
    cluster = resource("cache_cluster", "cache", node_type="cache.m6g.xlarge")
    assert getattr(read(cluster, "node.vcpus"), "value", None) == 4


@pytest.mark.parametrize(
    ("node_type", "name", "table", "reason"),
    [
        (
            "cache.r99.large",
            "vcpus",
            TYPES,
            f"cache.r99.large is not said by the table of node types (as of {TYPES['as_of']})",
        ),
        (
            "cache.r7g.huge",
            "vcpus",
            TYPES,
            f"cache.r7g.huge is not said by the table of node types (as of {TYPES['as_of']})",
        ),
        ("large", "family", TYPES, f"large is not said by the table of node types (as of {TYPES['as_of']})"),
        (
            "cache.t1.micro",
            "burstable",
            TYPES,
            f"cache.t1.micro is not said by the table of node types (as of {TYPES['as_of']})",
        ),
        (
            "cache.r7g.large",
            "memory_mib",
            OWN,
            "cache.r7g.large is not said by the table of node types (as of 2026-01-02)",
        ),
        ("cache.r7g.odd", "vcpus", OWN, "cache.r7g.odd is not said by the table of node types (as of 2026-01-02)"),
        ("cache.x.large", "vcpus", OWN, "cache.x.large is not said by the table of node types (as of 2026-01-02)"),
        ("cache.r7g.large", "vcpus", None, "cache.r7g.large is not said by the table of node types"),
        (BLURRED, "vcpus", TYPES, "node type: var.x has no value"),
    ],
)
def test_what_the_table_does_not_say_is_not_known(node_type: object, name: str, table: object, reason: str):
    found = of(node_type, name, table)
    assert isinstance(found, Unknown)
    assert found.reason == reason


def test_without_a_node_type_nothing_is_known():
    found = read(resource("replication_group", "cache"), "node.generation")
    assert isinstance(found, Unknown)
    assert found.reason == "no node type is stated"


def test_cpus_are_those_that_the_instance_types_of_ec2_have():
    path = Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz"
    instances = json.loads(gzip.decompress(path.read_bytes()))
    wrong = []
    for family, entry in TYPES["entries"].items():
        for size, said in entry["sizes"].items():
            instance = instances[f"{family.partition('.')[2]}.{size}"]
            if said["vcpus"] != instance["VCpuInfo"]["DefaultVCpus"]:
                wrong.append((family, size))
            if entry["architecture"] not in instance["ProcessorInfo"]["SupportedArchitectures"]:
                wrong.append((family, size))
    assert wrong == []


def test_every_family_says_what_rules_ask_for():
    for family, entry in TYPES["entries"].items():
        assert entry["generation"] in ("previous", "current"), family
        assert entry["architecture"] in ("arm64", "x86_64"), family
        assert isinstance(entry["data_tiering"], bool), family
        assert isinstance(entry.get("burstable", True), bool), family
        assert all(size["vcpus"] >= 1 and size.get("memory_mib", 1) >= 1 for size in entry["sizes"].values()), family
