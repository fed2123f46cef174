"""Security groups, their rules inside and beside them, subnets and prefix lists.

Sources: the CloudFormation registry schemas of AWS::EC2::SecurityGroup, SecurityGroupIngress, Subnet and PrefixList.
"""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule, NamedRange
from auditor.sources.building.conversions import text
from auditor.sources.building.gathered import partial
from auditor.sources.building.ingress import cidr_fact, ingress_rule
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.building.table import Field, Table
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.partial.values import LinkedText, Unk

#: What a rule says, by the names that the model knows its parts under.
_ARGUMENTS = {
    "protocol": "IpProtocol",
    "from_port": "FromPort",
    "to_port": "ToPort",
    "description": "Description",
}
#: Parts of which the model has lists and a rule of CloudFormation one each.
_SINGLE = {"cidr_blocks": "CidrIp", "ipv6_cidr_blocks": "CidrIpv6", "prefix_list_ids": "SourcePrefixListId"}
_GROUPS = ("SourceSecurityGroupId", "SourceSecurityGroupName")
#: The same of rules outwards.
_SINGLE_OUTWARDS = {
    "cidr_blocks": "CidrIp",
    "ipv6_cidr_blocks": "CidrIpv6",
    "prefix_list_ids": "DestinationPrefixListId",
}
_GROUPS_OUTWARDS = ("DestinationSecurityGroupId",)
#: The attributes of VPCs and subnets that are their addresses.
_RANGES = {"CidrBlock": "vpc", "CidrBlockAssociations": "vpc", "Ipv6CidrBlocks": "vpc"}


def own_range(value: object) -> object:
    """The addresses of a VPC or subnet that the template names: no wider than the VPC, so never the world."""
    ref = value.ref if isinstance(value, (LinkedText, Unk)) else None
    return NamedRange(f"{ref[0]}.{ref[1]}", _RANGES[ref[1]]) if ref and ref[1] in _RANGES else value


def _rule(part: NestedWritten, *, outwards: bool = False) -> IngressRule:
    """One rule from what states it."""
    get: dict[str, object] = {ours: part.value(name) for ours, name in _ARGUMENTS.items()}
    single, groups = (_SINGLE_OUTWARDS, _GROUPS_OUTWARDS) if outwards else (_SINGLE, _GROUPS)
    for ours, name in single.items():
        value = part.value(name)
        get[ours] = None if value is None else [value]
    get["security_groups"] = [value for value in map(part.value, groups) if value is not None]
    telling = next((name for name in (*single.values(), *groups) if part.has(name)), "")
    return ingress_rule(get, part.place_of(telling), part.exists, own_range, outwards=outwards)


def _ingress(written: Properties, facts: dict[str, Fact]) -> Fact:
    rules = tuple(_rule(part) for part in written.blocks("SecurityGroupIngress"))
    return partial(rules, "", written)


def _egress(written: Properties, facts: dict[str, Fact]) -> Fact:
    """What the template states; where that is nothing AWS lets everything out (AWS::EC2::SecurityGroup, its page)."""
    if not written.has("SecurityGroupEgress"):
        everything = {"protocol": "-1", "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"]}
        rule = ingress_rule(everything, written.header, True, own_range, outwards=True)
        return written.unwritten(Known((rule,), Origin.DEFAULT))
    rules = tuple(_rule(part, outwards=True) for part in written.blocks("SecurityGroupEgress"))
    return partial(rules, "", written)


class _Whole(NestedWritten):
    """A resource that is one rule, as the part of a group that it amounts to."""

    def __init__(self, written: Written) -> None:
        self._written, self.header, self.exists = written, written.header, written.exists

    def has(self, name: str) -> bool:
        """Whether the property is written."""
        return self._written.has(name)

    def value(self, name: str) -> object:
        """The value of a property."""
        return self._written.stated(name)

    def place_of(self, name: str) -> Location:
        """Where a property stands."""
        return self._written.place_of(name)

    def secret(self, name: str) -> Fact:
        """Rules hold none."""
        return self._written.secret(name)


def ingress_resource(written: Written) -> list[tuple[object, IngressRule]]:
    """(the value that names the group, the rule) of AWS::EC2::SecurityGroupIngress."""
    group = written.stated("GroupId")
    return [(written.stated("GroupName") if group is None else group, _rule(_Whole(written)))]


def egress_resource(written: Written) -> list[tuple[object, IngressRule]]:
    """The same of AWS::EC2::SecurityGroupEgress."""
    return [(written.stated("GroupId"), _rule(_Whole(written), outwards=True))]


def prefix_list_addresses(written: Written) -> Fact:
    """The addresses in AWS::EC2::PrefixList."""
    entries = list(written.blocks("Entries"))
    if any(one.exists is not True for one in entries):
        return Unknown("which entries the list has hangs on conditions", written.header, members=())
    values = [value for value in (one.value("Cidr") for one in entries) if value is not None]
    fact = cidr_fact(values, written.header, own_range)
    return fact if isinstance(fact, (Known, Unknown)) else Known((), Origin.STATED, written.header)


TABLES: dict[str, Table] = {
    "AWS::EC2::SecurityGroup": Table(
        "security_group",
        ("GroupName",),
        (Field("description", ("GroupDescription",), text),),
        {
            "ingress": _ingress,
            "egress": _egress,
            "is_default": lambda w, facts: Known(False, Origin.DERIVED, w.header),
        },
    ),
}
