"""Security groups.

Source: the EC2 API reference, SecurityGroup and IpPermission (protocol -1 is every protocol; groups are named by id).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import Fact, Known, Origin
from auditor.model.network import IngressRule
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import SECURITY_GROUPS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.written import Told
from auditor.sources.building.conversions import text
from auditor.sources.building.ingress import ingress_rule
from auditor.sources.building.table import Field, Special, Table

SECURITY_GROUP = "ec2:SecurityGroup"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The security groups of a region."""
    for group in answers.items(SECURITY_GROUPS):
        place = f"arn:{answers.partition}:ec2:{answers.region}:{answers.account}"
        arn = str(group.get("SecurityGroupArn") or f"{place}:security-group/{group.get('GroupId')}")
        yield LiveEntry(SECURITY_GROUP, arn, group, answers, ec2_tags(group))


def ec2_tags(values: dict[str, Any]) -> dict[str, str]:
    """The tags of a resource of EC2, which tells of them itself."""
    return {str(tag.get("Key")): str(tag.get("Value")) for tag in values.get("Tags") or ()}


def _rules(member: str, *, outwards: bool) -> Special:
    def special(written: Told, facts: dict[str, Fact]) -> Fact:
        rules: list[IngressRule] = []
        own = str(written.values.get("GroupId"))
        for permission in written.values.get(member) or ():
            rules += [_rule(permission, one, own, written, outwards) for one in _sources(permission)]
        return Known(tuple(rules), Origin.STATED, written.header)

    return special


def _sources(permission: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each source of a permission by itself: each has a description of its own."""
    for member, name, argument in (
        ("IpRanges", "CidrIp", "cidr_blocks"),
        ("Ipv6Ranges", "CidrIpv6", "ipv6_cidr_blocks"),
        ("PrefixListIds", "PrefixListId", "prefix_list_ids"),
        ("UserIdGroupPairs", "GroupId", "security_groups"),
    ):
        for one in permission.get(member) or ():
            yield {argument: [one.get(name)], "description": one.get("Description")}


def _rule(permission: dict[str, Any], source: dict[str, Any], own: str, written: Told, outwards: bool) -> IngressRule:
    values = {
        "protocol": permission.get("IpProtocol"),
        "from_port": permission.get("FromPort"),
        "to_port": permission.get("ToPort"),
        **source,
    }
    if values.get("security_groups") == [own]:
        values |= {"security_groups": None, "self": True}
    return ingress_rule(values, written.header, True, lambda value: value, outwards=outwards)


TABLES: dict[str, Table] = {
    SECURITY_GROUP: Table(
        "security_group",
        ("GroupId",),
        (Field("description", ("Description",), text),),
        {
            "ingress": _rules("IpPermissions", outwards=False),
            "egress": _rules("IpPermissionsEgress", outwards=True),
            # AWS keeps the name for the group of each VPC that nobody can delete.
            "is_default": lambda w, f: Known(w.values.get("GroupName") == "default", Origin.STATED, w.header),
        },
    ),
}


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _groups(answers: Answers) -> Iterator[Question]:
    if answers.has_caches:
        yield Question(SECURITY_GROUPS)


ROUNDS = (_nothing, _groups)
