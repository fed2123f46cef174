"""The same small network told as Terraform and as EC2 answers: the network rules find the same of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.finding import Status
from auditor.model.resource import Inventory
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import PREFIX_LIST_ENTRIES
from tests.sources.aws.resources.network_code import ACL, WIDE_LIST, code, group, rule, table
from tests.sources.aws.resources.networks import (
    ACCOUNT,
    Item,
    acl,
    acl_entry,
    around,
    findings,
    inventory,
    node,
    permission,
    route,
    route_table,
    security_group,
    subnet,
    subnet_group,
)

RULES = (
    "security-group-internet-exposure", "sg-source-too-broad", "no-public-subnet", "security-group-not-default",
    "subnet-group-az-span", "sg-all-protocols", "sg-egress-open", "nacl-exposure", "ipv6-dual-stack-exposure",
    "route-exposure", "custom-subnet-group",
)  # fmt: skip
PASS, FAIL, NOT = Status.PASS, Status.FAIL, Status.NOT_APPLICABLE


def verdicts(found: Inventory) -> dict[str, Status]:
    return {name: one.status for name, held in findings(found, *RULES).items() for one in held}


PRIVATE = {
    "security-group-internet-exposure": PASS, "sg-source-too-broad": PASS, "no-public-subnet": PASS,
    "security-group-not-default": PASS, "subnet-group-az-span": PASS, "sg-all-protocols": PASS,
    "sg-egress-open": FAIL, "nacl-exposure": PASS, "ipv6-dual-stack-exposure": NOT, "route-exposure": PASS,
    "custom-subnet-group": PASS,
}  # fmt: skip
_INSIDE = rule('cidr_blocks = ["10.0.0.0/16"]')
_NARROW = ACL.replace("ACTION", "allow").replace("BLOCK", "10.0.0.0/16")
_BOTH = ("subnet-1", "subnet-2")
_DUAL = [node(NetworkType="dual_stack")]
_GATEWAY, _WHERE, _SIX = "gateway_id = aws_internet_gateway.it.id", "cidr_block", "ipv6_cidr_block"


def both(folder: Path, parts: tuple[str, ...], told: dict[str, list[Item]], **code_of: str) -> dict[str, Status]:
    """What both tellings amount to, which has to be the same."""
    in_code, running = verdicts(code(folder, *parts, **code_of)), verdicts(inventory(*around(**told)))
    assert running == in_code
    return running


def test_a_private_network(tmp_path: Path):
    assert both(tmp_path, (group(_INSIDE), _NARROW), {}) == PRIVATE


#: Name -> parts of code, answers, what else differs in code, and what becomes of it.
CASES: dict[str, tuple[tuple[str, ...], dict[str, list[Item]], dict[str, str], dict[str, Status]]] = {
    "open to every address": (
        (group(rule('cidr_blocks = ["0.0.0.0/0"]')), _NARROW),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs=("0.0.0.0/0",)))]},
        {},
        {"security-group-internet-exposure": FAIL, "sg-source-too-broad": FAIL},
    ),
    "open on another port": (
        (group(rule('cidr_blocks = ["0.0.0.0/0"]', first=443, last=443)), _NARROW),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 443, cidrs=("0.0.0.0/0",)))]},
        {},
        {},
    ),
    "open to a wide private block": (
        (group(rule('cidr_blocks = ["10.0.0.0/8"]')), _NARROW),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs=("10.0.0.0/8",)))]},
        {},
        {"sg-source-too-broad": FAIL},
    ),
    "every protocol from a group": (
        (group(rule("self = true", "-1", 0, 0)), _NARROW),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("-1", groups=({"GroupId": "sg-1"},)))]},
        {},
        {"sg-all-protocols": FAIL},
    ),
    "a group of another account": (
        (group(rule('security_groups = ["444455556666/sg-9"]')), _NARROW),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, groups=(
            {"GroupId": "sg-9", "UserId": "444455556666", "VpcPeeringConnectionId": "pcx-1"},
        )))]},
        {},
        {},
    ),
    "the default group": (
        (group(_INSIDE, type_="aws_default_security_group"), _NARROW),
        {"SECURITY_GROUPS": [
            security_group("sg-1", permission("tcp", 6379, cidrs=("10.0.0.0/16",)), GroupName="default")
        ]},
        {"group": "aws_default_security_group.caches.id"},
        {"security-group-not-default": FAIL},
    ),
    "one zone": (
        (group(_INSIDE), _NARROW),
        {"SUBNET_GROUPS": [subnet_group("subnet-1")], "SUBNETS": [subnet()]},
        {"subnets": "a"},
        {"subnet-group-az-span": FAIL},
    ),
    "a public table of the subnets": (
        (group(_INSIDE), _NARROW, table((_WHERE, "0.0.0.0/0", _GATEWAY))),
        {"ROUTE_TABLES": [route_table("rtb-main", main=True), route_table("rtb-1", route(), subnets=_BOTH)]},
        {},
        {"no-public-subnet": FAIL},
    ),
    "a public main table": (
        (group(_INSIDE), _NARROW, table((_WHERE, "0.0.0.0/0", _GATEWAY), type_="default")),
        {"ROUTE_TABLES": [route_table("rtb-main", route(), main=True)]},
        {},
        {"no-public-subnet": FAIL},
    ),
    "a translated way out": (
        (group(_INSIDE), _NARROW, table((_WHERE, "0.0.0.0/0", 'nat_gateway_id = "nat-1"'))),
        {"ROUTE_TABLES": [route_table("rtb-1", route("NatGatewayId", "nat-1"), subnets=_BOTH)]},
        {},
        {},
    ),
    "a peered network that is let in": (
        (group(rule('cidr_blocks = ["10.1.0.0/16"]')), _NARROW,
         table((_WHERE, "10.1.0.0/16", 'vpc_peering_connection_id = "pcx-1"'))),
        {"SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs=("10.1.0.0/16",)))],
         "ROUTE_TABLES": [
             route_table("rtb-1", route("VpcPeeringConnectionId", "pcx-1", "10.1.0.0/16"), subnets=_BOTH)
         ]},
        {},
        {"route-exposure": FAIL},
    ),
    "a network ACL for every address": (
        (group(_INSIDE), ACL.replace("ACTION", "allow").replace("BLOCK", "0.0.0.0/0")),
        {"NETWORK_ACLS": [acl("acl-1", acl_entry(100, "allow", "0.0.0.0/0"), subnets=_BOTH)]},
        {},
        {"nacl-exposure": FAIL},
    ),
    "a network ACL as AWS makes it": (
        (group(_INSIDE),),
        {"NETWORK_ACLS": [acl("acl-1", acl_entry(100, "allow", "0.0.0.0/0", None), subnets=_BOTH, default=True)]},
        {},
        {"nacl-exposure": FAIL},
    ),
    "a network ACL that denies": (
        (group(_INSIDE), ACL.replace("ACTION", "deny").replace("BLOCK", "0.0.0.0/0")),
        {"NETWORK_ACLS": [acl("acl-1", acl_entry(100, "deny", "0.0.0.0/0"), subnets=_BOTH)]},
        {},
        {},
    ),
    "IPv6 from everywhere": (
        (group(rule('ipv6_cidr_blocks = ["::/0"]')), _NARROW, table((_SIX, "::/0", _GATEWAY))),
        {"CACHE_CLUSTERS": _DUAL,
         "SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs6=("::/0",)))],
         "ROUTE_TABLES": [route_table("rtb-1", route(to="::/0"), subnets=_BOTH)]},
        {"network": "dual_stack"},
        {"security-group-internet-exposure": FAIL, "sg-source-too-broad": FAIL, "no-public-subnet": FAIL,
         "ipv6-dual-stack-exposure": FAIL},
    ),
    "IPv6 outwards alone": (
        (group(rule('ipv6_cidr_blocks = ["::/0"]')), _NARROW,
         table((_SIX, "::/0", 'egress_only_gateway_id = "eigw-1"'))),
        {"CACHE_CLUSTERS": _DUAL,
         "SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs6=("::/0",)))],
         "ROUTE_TABLES": [route_table("rtb-1", route("EgressOnlyInternetGatewayId", "eigw-1", "::/0"), subnets=_BOTH)]},
        {"network": "dual_stack"},
        {"security-group-internet-exposure": FAIL, "sg-source-too-broad": FAIL, "ipv6-dual-stack-exposure": PASS},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_same_network_in_code_and_running(name: str, tmp_path: Path):
    parts, told, code_of, otherwise = CASES[name]
    assert both(tmp_path, parts, told, **code_of) == PRIVATE | otherwise


@pytest.mark.parametrize(("block", "exposed"), [("0.0.0.0/0", FAIL), ("10.0.0.0/16", PASS)])
def test_the_same_prefix_list(block: str, exposed: Status, tmp_path: Path):
    ids = "prefix_list_ids = [aws_ec2_managed_prefix_list.it.id]"
    in_code = verdicts(code(tmp_path, group(rule(ids)), _NARROW, WIDE_LIST.replace("BLOCK", block)))
    groups = [security_group("sg-1", permission("tcp", 6379, lists=("pl-1",)))]
    entries = Answer(PREFIX_LIST_ENTRIES, [{"Cidr": block, "Description": ACCOUNT}], subject="pl-1")
    running = verdicts(inventory(*around(SECURITY_GROUPS=groups), entries))
    assert running == in_code
    assert running["security-group-internet-exposure"] is exposed
