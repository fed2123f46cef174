"""A rule that a plan takes away lets nobody in after it, though its group still lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.scan import evaluate
from auditor.sources.building.joined import members_of
from tests.sources.plan.made import GROUP, Planned, constant, plan, read
from tests.sources.terraform import helpers

Json = dict[str, object]
PORTS: Json = {"from_port": 6379, "to_port": 6379}
LISTED: Json = PORTS | {
    "cidr_blocks": ["0.0.0.0/0", "10.0.0.0/8"],
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "protocol": "tcp",
    "security_groups": ["sg-0b2"],
    "self": True,
}
CLASSIC = PORTS | {"type": "ingress", "protocol": "tcp", "security_group_id": "sg-0a1"}
OF_ITS_OWN = PORTS | {"ip_protocol": "tcp", "security_group_id": "sg-0a1"}


def made(type_: str, before: Json, after: Json | None = None, inline: object = None, **more: object) -> Json:
    values: Json = {"id": "sg-0a1", "name": "cache", "ingress": [LISTED | more]}
    told: Json = {"name": constant("cache")} | ({"ingress": inline} if inline is not None else {})
    group = Planned("aws_security_group.cache", values, {}, told, ("no-op",), values)
    known: Json = {"replication_group_id": "shop", "engine": "valkey", "security_group_ids": ["sg-0a1"]}
    cache = Planned(f"{GROUP}.it", known, {}, None, ("no-op",), known)
    rules = [] if after is None else [Planned(f"{type_}.in", after, {}, None, ("update",), before)]
    document = plan(group, cache, *rules)
    gone = {"actions": ["delete"], "before": before, "after": None}
    change = {"address": f"{type_}.in", "mode": "managed", "type": type_, "name": "in", "change": gone}
    if after is None:
        document["resource_changes"] = [*document["resource_changes"], change]  # type: ignore[misc]  # a list
    return document


def sources(folder: Path, document: Json) -> set[object]:
    group = read(folder, document).resources["aws_security_group.cache"]
    rules = members_of(group.facts["ingress"])
    addresses = {a for rule in rules for a in helpers.plain(rule.cidrs)}  # type: ignore[attr-defined]  # rules
    return addresses | {g for rule in rules for g in helpers.plain(rule.groups)}  # type: ignore[attr-defined]  # same


@pytest.mark.parametrize(
    ("type_", "before", "left"),
    [
        ("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"]}, {"10.0.0.0/8", "sg-0b2"}),
        ("aws_security_group_rule", CLASSIC | {"source_security_group_id": "sg-0b2"}, {"10.0.0.0/8", "0.0.0.0/0"}),
        ("aws_vpc_security_group_ingress_rule", OF_ITS_OWN | {"cidr_ipv4": "0.0.0.0/0"}, {"10.0.0.0/8", "sg-0b2"}),
        ("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"], "to_port": 6380}, None),
        ("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"], "protocol": "udp"}, None),
        ("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"], "type": "egress"}, None),
        ("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"], "security_group_id": "sg-0c3"}, None),
    ],
    ids=["classic", "of a group", "of its own", "other ports", "other protocol", "outwards", "other group"],
)
def test_what_a_plan_deletes_is_no_longer_in_the_group(type_: str, before: Json, left: set[str] | None, tmp_path: Path):
    every = {"0.0.0.0/0", "10.0.0.0/8", "sg-0b2"}
    assert sources(tmp_path, made(type_, before)) - {"self"} == (every if left is None else left)


def test_a_plan_that_closes_a_group_passes(tmp_path: Path):
    alone: Json = {"cidr_blocks": ["0.0.0.0/0"], "security_groups": [], "self": False}
    before = CLASSIC | {"cidr_blocks": ["0.0.0.0/0"]}
    for after, wanted in ((None, "pass"), (CLASSIC | {"cidr_blocks": ["10.0.0.0/8"]}, "pass"), (before, "fail")):
        inventory = read(tmp_path, made("aws_security_group_rule", before, after, None, **alone))
        report = evaluate(inventory, load_rules(), "2026-11-23T00:00:00Z")
        told = {(f.address, f.rule): f.status.value for f in report.findings}
        assert told[(f"{GROUP}.it", "security-group-internet-exposure")] == wanted


def test_what_code_gives_the_group_itself_stays(tmp_path: Path):
    before = CLASSIC | {"cidr_blocks": ["0.0.0.0/0"]}
    assert "0.0.0.0/0" in sources(tmp_path, made("aws_security_group_rule", before, None, [{}]))


def test_what_is_left_stands_where_it_stood(tmp_path: Path):
    first = LISTED | {"cidr_blocks": ["0.0.0.0/0"], "security_groups": [], "self": False}
    values: Json = {"id": "sg-0a1", "name": "cache", "ingress": [first, LISTED | {"cidr_blocks": ["10.1.0.0/16"]}]}
    group = Planned("aws_security_group.cache", values, {}, {"name": constant("cache")}, ("no-op",), values)
    document = plan(group)
    gone = {"actions": ["delete"], "before": CLASSIC | {"cidr_blocks": ["0.0.0.0/0"]}, "after": None}
    change = {"address": "aws_security_group_rule.in", "mode": "managed", "type": "aws_security_group_rule"}
    document["resource_changes"] = [*document["resource_changes"], change | {"name": "in", "change": gone}]  # type: ignore[misc]  # a list
    [rule] = members_of(read(tmp_path, document).resources["aws_security_group.cache"].facts["ingress"])
    text = (tmp_path / "plan.json").read_text()
    assert text[rule.place.column - 1 :].startswith('"cidr_blocks": ["10.1.0.0/16"]')  # type: ignore[attr-defined]  # a rule


def test_a_plan_without_configuration_tells_by_what_it_changes_whether_code_lists_rules(tmp_path: Path):
    document = made("aws_security_group_rule", CLASSIC | {"cidr_blocks": ["0.0.0.0/0"]})
    del document["configuration"]
    assert sources(tmp_path, document) == {"10.0.0.0/8", "sg-0b2", "self"}
    # From a rule of its own to one that the group lists: it is there after the change, too.
    change = document["resource_changes"][0]["change"]  # type: ignore[index] # a list
    change |= {"actions": ["update"], "before": change["before"] | {"ingress": []}}
    assert sources(tmp_path, document) == {"10.0.0.0/8", "0.0.0.0/0", "sg-0b2", "self"}
