"""Security groups as EC2 tells of them: which are kept, whom they let in, and what of that is not known."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Known, Unknown
from auditor.model.finding import Status
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import NETWORK_INTERFACES, PREFIX_LIST_ENTRIES, SECURITY_GROUPS, Question
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.resources import network
from tests.sources.aws.resources.networks import (
    ACCOUNT,
    Item,
    answers,
    around,
    findings,
    inventory,
    node,
    only,
    permission,
    refused,
    security_group,
)

EXPOSURE, UNUSED = "security-group-internet-exposure", "unused-security-group"


def rules(*ingress: Item, entries: Answer | None = None) -> tuple[IngressRule, ...]:
    """The rules of the one group of a cache."""
    given = around(SECURITY_GROUPS=[security_group("sg-1", *ingress)])
    found = inventory(*given, *([entries] if entries else []))
    fact = only(found, "security_group").fact("ingress")
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    return fact.value


def value(fact: object) -> object:
    assert isinstance(fact, Known), fact
    return fact.value


def unused(found: Inventory) -> dict[str, Status]:
    """By the id of the group."""
    return {one.address.rpartition("/")[2]: one.status for one in findings(found, UNUSED)[UNUSED]}


def groups_of(*given: Item) -> set[str]:
    found = inventory(*around(SECURITY_GROUPS=list(given)))
    return {one.name for one in found.resources.values() if one.kind == "security_group"}


def test_each_source_of_a_permission_is_a_rule_with_its_own_description():
    first, second = rules(permission("tcp", 6379, 6380, cidrs=("10.0.0.0/8",), cidrs6=("2001:db8::/32",)))
    assert (value(first.protocol), value(first.from_port), value(first.to_port)) == ("tcp", 6379, 6380)
    assert (value(first.cidrs), value(first.description)) == (("10.0.0.0/8",), "why")
    assert value(second.cidrs) == ("2001:db8::/32",)
    assert isinstance(second.description, Absent)


def test_every_protocol_has_every_port():
    (one,) = rules(permission("-1", cidrs=("10.0.0.0/8",)))
    assert (value(one.protocol), one.from_port, one.to_port) == ("-1", Absent(one.place), Absent(one.place))


@pytest.mark.parametrize(
    ("pair", "name"),
    [
        ({"GroupId": "sg-1", "UserId": ACCOUNT}, "self"),
        ({"GroupId": "sg-2", "UserId": ACCOUNT}, "sg-2"),
        ({"GroupId": "sg-2"}, "sg-2"),
        (
            {"GroupId": "sg-2", "UserId": "444455556666", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "active"},
            "444455556666/sg-2",
        ),
    ],
)
def test_a_group_is_let_in_by_its_name(pair: Item, name: str):
    (one,) = rules(permission("tcp", 6379, groups=(pair,)))
    assert value(one.groups) == (name,)


def test_only_groups_are_kept_that_matter_to_caches():
    app = {"GroupId": "sg-app", "UserId": ACCOUNT}
    kept = groups_of(
        security_group("sg-1", permission("tcp", 6379, groups=(app,))),
        security_group("sg-app", permission("tcp", 443, cidrs=("0.0.0.0/0",))),
        security_group("sg-made-for-caches", permission("tcp", 11211, cidrs=("10.0.0.0/8",))),
        security_group("sg-web", permission("tcp", 443, cidrs=("0.0.0.0/0",))),
        security_group("sg-wide", permission("tcp", 0, 65535, cidrs=("10.0.0.0/8",))),
        security_group("sg-range", permission("tcp", 6379, 6390, cidrs=("10.0.0.0/8",))),
        security_group("sg-udp", permission("udp", 11211, cidrs=("10.0.0.0/8",))),
    )
    assert kept == {"sg-1", "sg-app", "sg-made-for-caches"}


@pytest.mark.parametrize(
    ("name", "is_default"), [("default", True), ("cache-default", False), ("Default", False), (None, None)]
)
def test_the_default_group_is_known_by_its_name(name: str | None, is_default: bool | None):
    found = only(inventory(*around(SECURITY_GROUPS=[security_group(GroupName=name)])), "security_group")
    fact = found.fact("is_default")
    assert getattr(fact, "value", None) is is_default
    assert isinstance(fact, Unknown) is (is_default is None)


@pytest.mark.parametrize(("text", "said"), [("caches", True), ("Managed by Terraform", False), ("", False)])
def test_a_description_that_nobody_wrote_says_nothing(text: str, said: bool):
    found = only(inventory(*around(SECURITY_GROUPS=[security_group(Description=text)])), "security_group")
    assert isinstance(found.fact("description"), Known) is said


@pytest.mark.parametrize(("member", "fact"), [("IpPermissions", "ingress"), ("IpPermissionsEgress", "egress")])
def test_an_answer_without_rules_does_not_say_that_there_are_none(member: str, fact: str):
    group = security_group()
    del group[member]
    found = inventory(*around(SECURITY_GROUPS=[group]))
    assert isinstance(only(found, "security_group").fact(fact), Unknown)
    if fact == "ingress":
        (finding,) = findings(found, EXPOSURE)[EXPOSURE]
        assert finding.status is Status.UNKNOWN


def test_interfaces_are_counted():
    listed = [{"NetworkInterfaceId": f"eni-{n}", "Groups": [{"GroupId": "sg-1"}]} for n in range(3)]
    given = around(SECURITY_GROUPS=[security_group("sg-1"), security_group("sg-2", permission("tcp", 6379))])
    found = inventory(*given, Answer(NETWORK_INTERFACES, listed))
    counts = {one.name: value(one.fact("interfaces")) for one in found.resources.values() if one.kind[:3] == "sec"}
    assert counts == {"sg-1": 3, "sg-2": 0}
    assert unused(found) == {"sg-1": Status.PASS, "sg-2": Status.FAIL}


def test_interfaces_that_could_not_be_listed_are_not_none():
    given = around(SECURITY_GROUPS=[security_group("sg-1"), security_group("sg-2", permission("tcp", 6379))])
    found = inventory(*given, refused(NETWORK_INTERFACES))
    assert unused(found) == {"sg-1": Status.PASS, "sg-2": Status.UNKNOWN}
    assert "AccessDenied: ec2:DescribeNetworkInterfaces" in str(findings(found, UNUSED)[UNUSED])


def test_a_prefix_list_stands_for_its_entries():
    entries = Answer(PREFIX_LIST_ENTRIES, [{"Cidr": "0.0.0.0/1"}, {"Cidr": "128.0.0.0/1"}], subject="pl-1")
    (one,) = rules(permission("tcp", 6379, lists=("pl-1",)), entries=entries)
    assert (value(one.cidrs), value(one.prefix_lists)) == (("0.0.0.0/1", "128.0.0.0/1"), ())


def test_an_empty_prefix_list_lets_nobody_in():
    (one,) = rules(permission("tcp", 6379, lists=("pl-1",)), entries=Answer(PREFIX_LIST_ENTRIES, subject="pl-1"))
    assert value(one.cidrs) == ()


@pytest.mark.parametrize(
    "entries",
    [
        refused(PREFIX_LIST_ENTRIES, "pl-1"),
        # One that its owner shares no more holds on in rules.
        refused(PREFIX_LIST_ENTRIES, "pl-1", "InvalidPrefixListID.NotFound", Cause.GONE),
        None,
    ],
)
def test_a_prefix_list_that_could_not_be_read_may_hold_any_address(entries: Answer | None):
    given = around(SECURITY_GROUPS=[security_group("sg-1", permission("tcp", 6379, lists=("pl-1",)))])
    found = inventory(*given, *([entries] if entries else []))
    (finding,) = findings(found, EXPOSURE)[EXPOSURE]
    assert finding.status is Status.UNKNOWN
    reason = f"{entries.refusal}" if entries else "ec2:GetManagedPrefixListEntries was not asked for"
    assert f"prefix list pl-1: {reason}" in str(finding)


def test_groups_are_asked_for_where_there_are_caches():
    _, asking, _ = network.ROUNDS
    assert list(asking(answers())) == []
    assert [one.call for one in asking(answers(*around()))] == [SECURITY_GROUPS, NETWORK_INTERFACES]


def test_prefix_lists_are_asked_about_that_groups_of_caches_name_once_each():
    named = permission("tcp", 6379, lists=("pl-1", "pl-2"))
    of_caches = security_group("sg-1", named, IpPermissionsEgress=[permission("-1", lists=("pl-2", "pl-3"))])
    other = security_group("sg-2", permission("tcp", 6379, lists=("pl-4",)))
    *_, asking = network.ROUNDS
    asked = list(asking(answers(*around(SECURITY_GROUPS=[of_caches, other]))))
    assert asked == [Question(PREFIX_LIST_ENTRIES, name) for name in ("pl-1", "pl-2", "pl-3")]


def test_denied_groups_leave_their_rules_open():
    found = inventory(*around(SECURITY_GROUPS=refused(SECURITY_GROUPS)))
    wanted = (EXPOSURE, "sg-source-too-broad", "security-group-not-default", "sg-all-protocols", "sg-egress-open")
    for rule, (finding,) in findings(found, *wanted).items():
        assert finding.status is Status.UNKNOWN, rule
        assert "AccessDenied: ec2:DescribeSecurityGroups" in str(finding), rule


def test_a_group_of_a_cache_that_is_not_listed_may_let_anybody_in():
    found = inventory(*around(CACHE_CLUSTERS=[node("sg-1", "sg-gone")]))
    (finding,) = findings(found, EXPOSURE)[EXPOSURE]
    assert (finding.status, "sg-gone: not in what was scanned" in str(finding)) == (Status.UNKNOWN, True)


def test_every_fact_is_said():
    found = only(inventory(*around()), "security_group")
    wanted = {name for name, fact in KINDS["security_group"].facts.items() if not fact.derived}
    assert set(found.facts) == wanted
