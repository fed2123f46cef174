"""One node of a cache in a small network as EC2 and ElastiCache tell of it, and what becomes of the answers."""

from __future__ import annotations

from typing import Any

from auditor.engine.loader import load_rules
from auditor.model.finding import Finding
from auditor.model.resource import Inventory, Resource
from auditor.scan import evaluate
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import (
    CACHE_CLUSTERS,
    DAX_CLUSTERS,
    MEMORYDB_CLUSTERS,
    NETWORK_ACLS,
    NETWORK_INTERFACES,
    REPLICATION_GROUPS,
    ROUTE_TABLES,
    SECURITY_GROUPS,
    SERVERLESS_CACHES,
    SUBNET_GROUPS,
    SUBNETS,
    TAGGED,
    VPCS,
    Call,
)
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of

ACCOUNT, REGION, VPC = "111122223333", "eu-west-1", "vpc-1"
Item = dict[str, Any]
_CALLS = (
    REPLICATION_GROUPS, CACHE_CLUSTERS, SERVERLESS_CACHES, MEMORYDB_CLUSTERS, DAX_CLUSTERS, SUBNET_GROUPS,
    SECURITY_GROUPS, NETWORK_INTERFACES, SUBNETS, VPCS, ROUTE_TABLES, NETWORK_ACLS, TAGGED,
)  # fmt: skip


def refused(call: Call, subject: str = "", code: str = "AccessDenied", cause: Cause = Cause.DENIED) -> Answer:
    return Answer(call, refusal=Refusal(cause, code, call.name), subject=subject)


def answers(*given: Answer) -> Answers:
    """A region in which whatever is not given is empty."""
    made = Answers(ACCOUNT, REGION)
    for one in (*(Answer(call) for call in _CALLS if call not in [each.call for each in given]), *given):
        made.enter(one)
    return made


def inventory(*given: Answer) -> Inventory:
    return inventory_of([answers(*given)])


def findings(found: Inventory, *rules: str) -> dict[str, list[Finding]]:
    """What rules find, by their names."""
    report = evaluate(found, load_rules().select(rules or ("all",)), "2026-01-01T00:00:00Z")
    return {rule: [one for one in report.findings if one.rule == rule] for rule in rules}


def only(found: Inventory, kind: str) -> Resource:
    (one,) = [each for each in found.resources.values() if each.kind == kind]
    return one


def node(*groups: str, **more: Any) -> Item:
    """A node of Redis in the subnet group `private`."""
    return {
        "CacheClusterId": "sessions", "Engine": "redis", "EngineVersion": "7.1.0", "NetworkType": "ipv4",
        "CacheNodeType": "cache.t4g.small", "NumCacheNodes": 1, "CacheSubnetGroupName": "private",
        "CacheNodes": [{"CacheNodeId": "0001", "Endpoint": {"Port": 6379}, "CustomerAvailabilityZone": f"{REGION}a"}],
        "SecurityGroups": [{"SecurityGroupId": one, "Status": "active"} for one in groups or ("sg-1",)], **more,
    }  # fmt: skip


def subnet_group(*subnets: str) -> Item:
    return {
        "CacheSubnetGroupName": "private", "VpcId": VPC,
        "Subnets": [{"SubnetIdentifier": one, "SubnetAvailabilityZone": {"Name": "?"}} for one in subnets],
    }  # fmt: skip


def security_group(name: str = "sg-1", *ingress: Item, **more: Any) -> Item:
    """A group that lets everything out."""
    return {
        "GroupId": name, "GroupName": f"name of {name}", "OwnerId": ACCOUNT, "VpcId": VPC, "Description": "caches",
        "IpPermissions": list(ingress), "IpPermissionsEgress": [permission("-1", cidrs=("0.0.0.0/0",))], **more,
    }  # fmt: skip


def permission(
    protocol: str = "tcp",
    first: int | None = None,
    last: int | None = None,
    *,
    cidrs: tuple[str, ...] = (),
    cidrs6: tuple[str, ...] = (),
    groups: tuple[Item, ...] = (),
    lists: tuple[str, ...] = (),
) -> Item:
    ports = {} if first is None else {"FromPort": first, "ToPort": first if last is None else last}
    return {
        "IpProtocol": protocol, **ports,
        "IpRanges": [{"CidrIp": one, "Description": "why"} for one in cidrs],
        "Ipv6Ranges": [{"CidrIpv6": one} for one in cidrs6],
        "UserIdGroupPairs": list(groups),
        "PrefixListIds": [{"PrefixListId": one} for one in lists],
    }  # fmt: skip


def subnet(name: str = "subnet-1", zone: str = "a", **more: Any) -> Item:
    return {
        "SubnetId": name, "VpcId": VPC, "AvailabilityZone": f"{REGION}{zone}", "CidrBlock": "10.0.0.0/24",
        "Ipv6Native": False, "MapPublicIpOnLaunch": False, "OwnerId": ACCOUNT, **more,
    }  # fmt: skip


def vpc(**more: Any) -> Item:
    return {"VpcId": VPC, "CidrBlock": "10.0.0.0/16", "IsDefault": False, "OwnerId": ACCOUNT, **more}


def route_table(name: str, *routes: Item, subnets: tuple[str, ...] = (), main: bool = False, **more: Any) -> Item:
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    told = [{"SubnetId": one, "Main": False, "AssociationState": {"State": "associated"}} for one in subnets]
    told += [{"Main": True, "AssociationState": {"State": "associated"}}] if main else []
    return {"RouteTableId": name, "VpcId": VPC, "Routes": [local, *routes], "Associations": told, **more}


def route(target: str = "GatewayId", name: str = "igw-1", to: str = "0.0.0.0/0", state: str = "active") -> Item:
    where = "DestinationIpv6CidrBlock" if ":" in to else "DestinationCidrBlock"
    return {where: to, target: name, "State": state, "Origin": "CreateRoute"}


def acl(name: str, *inbound: Item, subnets: tuple[str, ...] = (), default: bool = False) -> Item:
    """A network ACL, with what AWS denies at its end."""
    everybody = {"Protocol": "-1", "CidrBlock": "0.0.0.0/0", "RuleNumber": 32767, "RuleAction": "deny"}
    out = {**everybody, "RuleNumber": 100, "RuleAction": "allow", "Egress": True}
    return {
        "NetworkAclId": name, "VpcId": VPC, "IsDefault": default,
        "Entries": [*inbound, {**everybody, "Egress": False}, out],
        "Associations": [{"SubnetId": one, "NetworkAclId": name} for one in subnets],
    }  # fmt: skip


def acl_entry(number: int, action: str, block: str, port: int | None = 6379) -> Item:
    ports = {"Protocol": "6", "PortRange": {"From": port, "To": port}} if port is not None else {"Protocol": "-1"}
    where = "Ipv6CidrBlock" if ":" in block else "CidrBlock"
    return {"RuleNumber": number, "RuleAction": action, where: block, "Egress": False, **ports}


def around(**other: list[Item] | Answer) -> list[Answer]:
    """A private network around a node of a cache, in two zones; other answers by the names of their calls."""
    held: dict[str, list[Item]] = {
        "CACHE_CLUSTERS": [node()],
        "SUBNET_GROUPS": [subnet_group("subnet-1", "subnet-2")],
        "SECURITY_GROUPS": [security_group("sg-1", permission("tcp", 6379, cidrs=("10.0.0.0/16",)))],
        "SUBNETS": [subnet(), subnet("subnet-2", "b", CidrBlock="10.0.1.0/24")],
        "VPCS": [vpc()],
        "ROUTE_TABLES": [route_table("rtb-main", main=True)],
        "NETWORK_ACLS": [
            acl("acl-1", acl_entry(100, "allow", "10.0.0.0/16"), subnets=("subnet-1", "subnet-2"), default=True)
        ],
    }
    calls = {name: call for name, call in globals().items() if isinstance(call, Call)}
    given = {**held, **other}
    return [each if isinstance(each, Answer) else Answer(calls[name], each) for name, each in given.items()]
