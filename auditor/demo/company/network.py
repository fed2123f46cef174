"""The network of a region: one VPC with private and public subnets in three zones, and what stands around it."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from auditor.demo.company.addresses import region_code
from auditor.demo.company.place import Item, Place

_ANY = "0.0.0.0/0"
_ANY_V6 = "::/0"
_SUBNET_BITS = 24


def make(place: Place) -> None:
    """All of it."""
    vpc = place.id("vpc", "main")
    association = {"AssociationId": place.id("vpc-cidr-assoc", "main"), "CidrBlock": place.held["cidr"],
                   "CidrBlockState": {"State": "associated"}}  # fmt: skip
    place.add(
        "ec2:DescribeVpcs",
        {
            "VpcId": vpc, "CidrBlock": place.held["cidr"], "OwnerId": place.account, "State": "available",
            "IsDefault": False, "InstanceTenancy": "default", "DhcpOptionsId": place.id("dopt", "main"),
            "CidrBlockAssociationSet": [association], "Ipv6CidrBlockAssociationSet": [_v6(place, "main")],
            "Tags": [{"Key": "Name", "Value": "main"}],
        },
    )  # fmt: skip
    _subnets(place, vpc)
    _routes(place, vpc)
    _access_list(place, vpc)
    for name in ("default", *place.held["security_groups"]):
        _security_group(place, vpc, name)
    for name, told in place.held["prefix_lists"].items():
        _prefix_list(place, name, told)


def subnet_ids(place: Place, kind: str) -> list[str]:
    """The subnets that are `private` or `public`."""
    return [place.id("subnet", f"{kind}-{zone}") for zone in place.zones]


def _v6(place: Place, name: str, number: int = 0, bits: int = 56) -> Item:
    return {
        "AssociationId": place.id("vpc-cidr-assoc", f"{name}-v6"),
        "Ipv6CidrBlock": f"2001:db8:{place.held['cidr'].split('.')[1]}:{number:x}::/{bits}",
        "Ipv6CidrBlockState": {"State": "associated"},
    }


def _subnets(place: Place, vpc: str) -> None:
    blocks = list(ip_network(place.held["cidr"]).subnets(new_prefix=_SUBNET_BITS))
    for number, kind in enumerate(("private", "public")):
        for order, (zone, subnet) in enumerate(zip(place.zones, subnet_ids(place, kind), strict=True)):
            public = kind == "public"
            v6 = [_v6(place, subnet, 16 * number + order, 64)] if public else []
            place.add(
                "ec2:DescribeSubnets",
                {
                    "SubnetId": subnet, "VpcId": vpc, "CidrBlock": str(blocks[16 * number + order]),
                    "AvailabilityZone": zone, "State": "available", "OwnerId": place.account,
                    "AvailabilityZoneId": f"{region_code(place.region)}-az{order + 1}",
                    "SubnetArn": place.arn("ec2", f"subnet/{subnet}"),
                    "MapPublicIpOnLaunch": public, "AssignIpv6AddressOnCreation": False, "DefaultForAz": False,
                    "AvailableIpAddressCount": 240, "Ipv6Native": False, "EnableDns64": False,
                    "Ipv6CidrBlockAssociationSet": v6, "Tags": [{"Key": "Name", "Value": f"{kind}-{zone}"}],
                },
            )  # fmt: skip
    for kind in ("private", "public"):
        name = f"cache-{kind}"
        types = ["ipv4"] if kind == "private" else ["ipv4", "dual_stack"]
        subnets = [
            {"SubnetIdentifier": subnet, "SubnetAvailabilityZone": {"Name": zone}, "SupportedNetworkTypes": types}
            for zone, subnet in zip(place.zones, subnet_ids(place, kind), strict=True)
        ]
        place.add(
            "elasticache:DescribeCacheSubnetGroups",
            {
                "CacheSubnetGroupName": name, "CacheSubnetGroupDescription": f"The {kind} subnets", "VpcId": vpc,
                "Subnets": subnets, "SupportedNetworkTypes": types,
                "ARN": place.arn("elasticache", f"subnetgroup:{name}"),
            },
        )  # fmt: skip
        others = [
            {"Identifier": one["SubnetIdentifier"], "AvailabilityZone": one["SubnetAvailabilityZone"],
             "SupportedNetworkTypes": types}
            for one in subnets
        ]  # fmt: skip
        place.add(
            "memorydb:DescribeSubnetGroups",
            {
                "Name": name, "Description": f"The {kind} subnets", "VpcId": vpc, "Subnets": others,
                "SupportedNetworkTypes": types, "ARN": place.arn("memorydb", f"subnetgroup/{name}"),
            },
        )  # fmt: skip


def _routes(place: Place, vpc: str) -> None:
    local = {"DestinationCidrBlock": place.held["cidr"], "GatewayId": "local", "Origin": "CreateRouteTable"}
    inside_v6 = _v6(place, "main")["Ipv6CidrBlock"]
    local_v6 = {"DestinationIpv6CidrBlock": inside_v6, "GatewayId": "local", "Origin": "CreateRouteTable"}
    outside = {"DestinationCidrBlock": _ANY, "GatewayId": place.id("igw", "main"), "Origin": "CreateRoute"}
    outside_v6 = {"DestinationIpv6CidrBlock": _ANY_V6, "GatewayId": place.id("igw", "main"), "Origin": "CreateRoute"}
    translated = {"DestinationCidrBlock": _ANY, "NatGatewayId": place.id("nat", "main"), "Origin": "CreateRoute"}
    for kind, routes in (
        ("private", [local, local_v6, translated]),
        ("public", [local, local_v6, outside, outside_v6]),
    ):
        table = place.id("rtb", kind)
        associations: list[Item] = [
            {"Main": False, "RouteTableAssociationId": place.id("rtbassoc", subnet), "RouteTableId": table,
             "SubnetId": subnet, "AssociationState": {"State": "associated"}}
            for subnet in subnet_ids(place, kind)
        ]  # fmt: skip
        if kind == "private":
            associations.append({"Main": True, "RouteTableAssociationId": place.id("rtbassoc", "main"),
                                 "RouteTableId": table, "AssociationState": {"State": "associated"}})  # fmt: skip
        place.add(
            "ec2:DescribeRouteTables",
            {
                "RouteTableId": table, "VpcId": vpc, "OwnerId": place.account, "Associations": associations,
                "Routes": [{**route, "State": "active"} for route in routes], "PropagatingVgws": [],
                "Tags": [{"Key": "Name", "Value": kind}],
            },
        )  # fmt: skip


def _access_list(place: Place, vpc: str) -> None:
    name = place.id("acl", "default")
    entries = [
        {**block, "Egress": egress, "Protocol": "-1", "RuleAction": action, "RuleNumber": number}
        for egress in (False, True)
        for block, low in (({"CidrBlock": _ANY}, 100), ({"Ipv6CidrBlock": _ANY_V6}, 101))
        for number, action in ((low, "allow"), (low + 32667, "deny"))
    ]
    associations = [
        {"NetworkAclAssociationId": place.id("aclassoc", subnet), "NetworkAclId": name, "SubnetId": subnet}
        for kind in ("private", "public")
        for subnet in subnet_ids(place, kind)
    ]
    place.add(
        "ec2:DescribeNetworkAcls",
        {
            "NetworkAclId": name, "VpcId": vpc, "OwnerId": place.account, "IsDefault": True, "Entries": entries,
            "Associations": associations, "Tags": [],
        },
    )  # fmt: skip


def _security_group(place: Place, vpc: str, name: str) -> None:
    told: dict[str, Any] = place.held["security_groups"].get(name, {"description": "default VPC security group"})
    ingress = [_permission(place, one["ports"], *one["from"]) for one in told.get("ingress", ())]
    if name == "default":
        ingress = [_permission(place, "", "default")]
    place.add(
        "ec2:DescribeSecurityGroups",
        {
            "GroupId": place.group_id(name), "GroupName": name, "Description": told["description"], "VpcId": vpc,
            "OwnerId": place.account, "IpPermissions": ingress, "IpPermissionsEgress": [_permission(place, "", _ANY)],
            "SecurityGroupArn": place.arn("ec2", f"security-group/{place.group_id(name)}"), "Tags": [],
        },
    )  # fmt: skip


def _permission(place: Place, ports: object, *sources: str) -> Item:
    """What a group lets pass to ports, `1-2` or one, or to all in every protocol: EC2 tells that of a range as one."""
    made: Item = {"IpProtocol": "tcp" if ports else "-1", "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [],
                  "UserIdGroupPairs": []}  # fmt: skip
    if ports:
        first, _, last = str(ports).partition("-")
        made |= {"FromPort": int(first), "ToPort": int(last or first)}
    for source in sources:
        if source.startswith("list:"):
            made["PrefixListIds"].append({"PrefixListId": place.id("pl", source.removeprefix("list:"))})
        elif ":" in source:
            made["Ipv6Ranges"].append({"CidrIpv6": source})
        elif "/" in source:
            made["IpRanges"].append({"CidrIp": source})
        else:
            made["UserIdGroupPairs"].append({"GroupId": place.group_id(source), "UserId": place.account})
    return made


def _prefix_list(place: Place, name: str, blocks: list[str]) -> None:
    ident = place.id("pl", name)
    place.add(
        "ec2:DescribeManagedPrefixLists",
        {
            "PrefixListId": ident, "PrefixListName": name, "AddressFamily": "IPv4", "State": "create-complete",
            "PrefixListArn": place.arn("ec2", f"prefix-list/{ident}"), "MaxEntries": 20, "Version": 3,
            "OwnerId": place.account, "Tags": [],
        },
    )  # fmt: skip
    entries = [{"Cidr": block, "Description": name} for block in blocks]
    place.tell("ec2:GetManagedPrefixListEntries", ident, entries)
