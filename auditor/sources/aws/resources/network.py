"""Security groups: those of caches, those that these let in, and those with a rule for a port of caches.

Sources: the EC2 API reference, SecurityGroup, IpPermission (protocol -1 is every protocol), UserIdGroupPair (a group of
another account is told with that) and PrefixListEntry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import NETWORK_INTERFACES, PREFIX_LIST_ENTRIES, SECURITY_GROUPS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import named
from auditor.sources.aws.written import Told, untold
from auditor.sources.building.conversions import text, whole
from auditor.sources.building.facts import make_fact
from auditor.sources.building.ingress import ingress_rule
from auditor.sources.building.table import Field, Special, Table
from auditor.sources.building.topology import PORTS
from auditor.sources.partial.values import Unk

SECURITY_GROUP = "ec2:SecurityGroup"
_INWARDS, _OUTWARDS = "IpPermissions", "IpPermissionsEgress"
_TCP = ("tcp", "6")
#: What Terraform writes where nobody says anything.
_NO_DESCRIPTION = "Managed by Terraform"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The security groups of a region that matter to caches."""
    wanted = _wanted(answers)
    interfaces = _interfaces(answers)
    lists = {name: _entries_of(name, answers) for name in _prefix_lists(answers)}
    for group in answers.items(SECURITY_GROUPS):
        name = str(group.get("GroupId"))
        if name in wanted:
            place = f"arn:{answers.partition}:ec2:{answers.region}:{group.get('OwnerId') or answers.account}"
            arn = str(group.get("SecurityGroupArn") or f"{place}:security-group/{name}")
            count = interfaces if isinstance(interfaces, Unk) else interfaces[name]
            values = {**group, "PrefixLists": lists, "InterfaceCount": count}
            yield LiveEntry(SECURITY_GROUP, arn, values, answers, ec2_tags(group))


def ec2_tags(values: dict[str, Any]) -> dict[str, str]:
    """The tags of a resource of EC2, which tells of them itself."""
    return {str(tag.get("Key")): str(tag.get("Value")) for tag in values.get("Tags") or ()}


def _wanted(answers: Answers) -> set[str]:
    """The ids of the groups that caches are in, or that these let in, and of those made for caches by their rules."""
    of_caches = named.security_groups(answers)
    wanted = set(of_caches)
    for group in answers.items(SECURITY_GROUPS):
        permissions = group.get(_INWARDS) or ()
        if group.get("GroupId") in of_caches:
            wanted |= {str(one.get("GroupId")) for each in permissions for one in each.get("UserIdGroupPairs") or ()}
        elif any(_for_caches(one) for one in permissions):
            wanted.add(str(group.get("GroupId")))
    return wanted


def _for_caches(permission: dict[str, Any]) -> bool:
    """Whether a rule is for one usual port of caches, and nothing else."""
    first, last = permission.get("FromPort"), permission.get("ToPort")
    return first == last and first in PORTS and permission.get("IpProtocol") in _TCP


def _interfaces(answers: Answers) -> Counter[str] | Unk:
    """To how many network interfaces each group is attached."""
    doubt = answers.lacks(NETWORK_INTERFACES)
    if doubt:
        return Unk(doubt)
    groups = (one.get("Groups") or () for one in answers.items(NETWORK_INTERFACES))
    return Counter(str(one.get("GroupId")) for listed in groups for one in listed)


def _prefix_lists(answers: Answers) -> list[str]:
    """The prefix lists that groups of caches let in, or let caches connect to."""
    of_caches = named.security_groups(answers)
    groups = [one for one in answers.items(SECURITY_GROUPS) if one.get("GroupId") in of_caches]
    permissions = [each for one in groups for way in (_INWARDS, _OUTWARDS) for each in one.get(way) or ()]
    found = {one.get("PrefixListId") for each in permissions for one in each.get("PrefixListIds") or ()}
    return sorted(str(one) for one in found if one)


def _entries_of(name: str, answers: Answers) -> object:
    """The address blocks in a prefix list."""
    answer = answers.one(PREFIX_LIST_ENTRIES, name)
    # A list that is shared no more goes on to hold in rules, and nobody can look at it.
    refusal = f"{PREFIX_LIST_ENTRIES.name} was not asked for" if answer is None else answer.refusal
    if answer is None or refusal is not None:
        return Unk(f"prefix list {name}: {refusal}")
    return [one.get("Cidr") for one in answer.items]


def _rules(member: str, *, outwards: bool) -> Special:
    def special(written: Told, facts: dict[str, Fact]) -> Fact:
        permissions = written.values.get(member)
        if not isinstance(permissions, list):
            return Unknown(untold("its rules").reason, written.header, members=())
        rules: list[IngressRule] = []
        for permission in permissions:
            rules += [_rule(permission, one, written, outwards) for one in _sources(permission, written.values)]
        return Known(tuple(rules), Origin.STATED, written.header)

    return special


def _sources(permission: dict[str, Any], group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each source of a permission by itself: each has a description of its own."""
    for member, name, argument in (
        ("IpRanges", "CidrIp", "cidr_blocks"),
        ("Ipv6Ranges", "CidrIpv6", "ipv6_cidr_blocks"),
    ):
        for one in permission.get(member) or ():
            yield {argument: [one.get(name)], "description": one.get("Description")}
    for one in permission.get("PrefixListIds") or ():
        name = one.get("PrefixListId")
        held = group["PrefixLists"].get(name)
        source = {"prefix_list_ids": [name]} if held is None else {"cidr_blocks": held}
        yield {**source, "description": one.get("Description")}
    for one in permission.get("UserIdGroupPairs") or ():
        yield {**_group(one, group), "description": one.get("Description")}


def _group(pair: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A group that is let in; one of another account by the name that peered VPCs know it by."""
    name = str(pair.get("GroupId") or pair.get("GroupName"))
    if name == own.get("GroupId"):
        return {"self": True}
    account = pair.get("UserId")
    return {"security_groups": [f"{account}/{name}" if account and account != own.get("OwnerId") else name]}


def _rule(permission: dict[str, Any], source: dict[str, Any], written: Told, outwards: bool) -> IngressRule:
    values = {
        "protocol": permission.get("IpProtocol"),
        "from_port": permission.get("FromPort"),
        "to_port": permission.get("ToPort"),
        **source,
    }
    return ingress_rule(values, written.header, True, lambda value: value, outwards=outwards)


def _count(written: Told, facts: dict[str, Fact]) -> Fact:
    return make_fact(written.values["InterfaceCount"], whole, untold(""), written.header, (), Origin.STATED)


TABLES: dict[str, Table] = {
    SECURITY_GROUP: Table(
        "security_group",
        ("GroupId",),
        (
            Field("description", ("Description",), lambda value: None if value == _NO_DESCRIPTION else text(value)),
            # AWS keeps the name for the group of each VPC that nobody can delete.
            Field("is_default", ("GroupName",), lambda name: name == "default", untold("its name")),
        ),
        {
            "ingress": _rules(_INWARDS, outwards=False),
            "egress": _rules(_OUTWARDS, outwards=True),
            "interfaces": _count,
        },
    ),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _groups(answers: Answers) -> Iterator[Question]:
    if answers.has_caches:
        yield from map(Question, (SECURITY_GROUPS, NETWORK_INTERFACES))


def _lists(answers: Answers) -> Iterator[Question]:
    yield from (Question(PREFIX_LIST_ENTRIES, name) for name in _prefix_lists(answers))


ROUNDS = (_nothing, _groups, _lists)
