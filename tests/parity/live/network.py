"""Networks: VPCs with what AWS makes with them, subnets, and security groups with the rules that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.parity.live.account import ACCOUNT, Account, Json, tags_of


def groups(found: dict[str, list[Json]], account: Account) -> None:
    """The security groups of a story, the default ones of its VPCs among them."""
    made = {v["id"]: _group(v) for t in _GROUPS for v in found.get(t, [])}
    _add_rules(found, made)
    for values in found.get("aws_vpc", []):
        if not any(g["VpcId"] == values["id"] and g["GroupName"] == "default" for g in made.values()):
            default = {**values, "id": f"sg-{values['id'][4:]}", "vpc_id": values["id"], "name": "default"}
            made[default["id"]] = _group({**default, "description": "default VPC security group"}) | {
                "IpPermissions": [_permission("-1", None, None, groups=[default["id"]])],
                "IpPermissionsEgress": [_permission("-1", None, None, cidrs=["0.0.0.0/0"])],
            }
    for group in made.values():
        account.add(group.pop("_region"), "ec2:DescribeSecurityGroups", group)


_GROUPS = ("aws_security_group", "aws_default_security_group")


def _permission(
    protocol: str,
    first: int | None,
    last: int | None,
    *,
    cidrs: Sequence[str] = (),
    cidrs6: Sequence[str] = (),
    groups: Sequence[str] = (),
    description: str = "",
) -> Json:
    said = {"Description": description} if description else {}
    ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
    return {
        "IpProtocol": protocol,
        **ports,
        "IpRanges": [{"CidrIp": c, **said} for c in cidrs],
        "Ipv6Ranges": [{"CidrIpv6": c, **said} for c in cidrs6],
        "PrefixListIds": [],
        "UserIdGroupPairs": [{"GroupId": g, "UserId": ACCOUNT, **said} for g in groups],
    }


def _block(block: Json, own: str) -> Json:
    return _permission(
        block["protocol"],
        block["from_port"],
        block["to_port"],
        cidrs=block.get("cidr_blocks") or [],
        cidrs6=block.get("ipv6_cidr_blocks") or [],
        groups=[*(block.get("security_groups") or []), *([own] if block.get("self") else [])],
        description=block.get("description") or "",
    )


def _group(values: Json) -> Json:
    own = values["id"]
    return {
        "_region": values["region"],
        "GroupId": own,
        "GroupName": values["name"],
        "Description": values["description"],
        "OwnerId": ACCOUNT,
        "VpcId": values["vpc_id"],
        "SecurityGroupArn": f"arn:aws:ec2:{values['region']}:{ACCOUNT}:security-group/{own}",
        "IpPermissions": [_block(one, own) for one in values.get("ingress") or []],
        "IpPermissionsEgress": [_block(one, own) for one in values.get("egress") or []],
        "Tags": tags_of(values),
    }


def _add_rules(found: dict[str, list[Json]], groups: dict[str, Json]) -> None:
    for way, member in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        for v in found.get(f"aws_vpc_security_group_{way}_rule", []):
            rule = _permission(
                v["ip_protocol"],
                v.get("from_port"),
                v.get("to_port"),
                cidrs=[v["cidr_ipv4"]] if v.get("cidr_ipv4") else [],
                cidrs6=[v["cidr_ipv6"]] if v.get("cidr_ipv6") else [],
                groups=[v["referenced_security_group_id"]] if v.get("referenced_security_group_id") else [],
                description=v.get("description") or "",
            )
            groups[v["security_group_id"]][member].append(rule)
        for v in found.get("aws_security_group_rule", []):
            if v["type"] == way:
                source = [v["source_security_group_id"]] if v.get("source_security_group_id") else []
                block = {**v, "security_groups": source}
                groups[v["security_group_id"]][member].append(_block(block, v["security_group_id"]))


def network_of(values: Json, account: Account) -> None:
    """A VPC, with what AWS makes with it."""
    region, vpc = values["region"], values["id"]
    six = values.get("ipv6_cidr_block") if values.get("assign_generated_ipv6_cidr_block") else ""
    account.add(region, "ec2:DescribeVpcs", {
        "VpcId": vpc,
        "CidrBlock": values["cidr_block"],
        "CidrBlockAssociationSet": [{"CidrBlock": values["cidr_block"], "CidrBlockState": {"State": "associated"}}],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": one, "Ipv6CidrBlockState": {"State": "associated"}} for one in [six] if one
        ],
        "IsDefault": False,
        "OwnerId": ACCOUNT,
        "State": "available",
        "Tags": tags_of(values),
    })  # fmt: skip
    account.add(region, "ec2:DescribeRouteTables", {
        "RouteTableId": f"rtb-{vpc[4:]}",
        "VpcId": vpc,
        "OwnerId": ACCOUNT,
        "Associations": [{"Main": True, "RouteTableId": f"rtb-{vpc[4:]}", "AssociationState": {"State": "associated"}}],
        "PropagatingVgws": [],
        "Routes": [{
            "DestinationCidrBlock": values["cidr_block"], "GatewayId": "local", "State": "active",
            "Origin": "CreateRouteTable",
        }],
        "Tags": [],
    })  # fmt: skip
    everybody = {"Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
    account.add(region, "ec2:DescribeNetworkAcls", {
        "NetworkAclId": f"acl-{vpc[4:]}",
        "VpcId": vpc,
        "IsDefault": True,
        "OwnerId": ACCOUNT,
        "Associations": [],
        "Entries": [
            {**everybody, "RuleNumber": number, "RuleAction": action, "Egress": egress}
            for egress in (False, True)
            for number, action in ((100, "allow"), (32767, "deny"))
        ],
        "Tags": [],
    })  # fmt: skip


def subnet(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    account.add(v["region"], "ec2:DescribeSubnets", {
        "SubnetId": v["id"],
        "SubnetArn": f"arn:aws:ec2:{v['region']}:{ACCOUNT}:subnet/{v['id']}",
        "VpcId": v["vpc_id"],
        "AvailabilityZone": v["availability_zone"],
        "CidrBlock": v["cidr_block"],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": one, "Ipv6CidrBlockState": {"State": "associated"}}
            for one in [v.get("ipv6_cidr_block")]
            if one
        ],
        "Ipv6Native": v["ipv6_native"],
        "MapPublicIpOnLaunch": v["map_public_ip_on_launch"],
        "AssignIpv6AddressOnCreation": v["assign_ipv6_address_on_creation"],
        "OwnerId": ACCOUNT,
        "State": "available",
        "Tags": tags_of(v),
    })  # fmt: skip
