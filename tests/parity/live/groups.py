"""What belongs to caches: subnet and parameter groups, users and their groups."""

from __future__ import annotations

from tests.parity.live.account import Account, Json, note_tags


def subnet_group(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    zones = {one["id"]: one["availability_zone"] for one in found.get("aws_subnet", [])}
    account.add(v["region"], "elasticache:DescribeCacheSubnetGroups", {
        "CacheSubnetGroupName": v["name"],
        "CacheSubnetGroupDescription": v["description"],
        "VpcId": next((one["vpc_id"] for one in found.get("aws_subnet", [])), v["vpc_id"]),
        "Subnets": [
            {"SubnetIdentifier": one, "SubnetAvailabilityZone": {"Name": zones.get(one, "")}} for one in v["subnet_ids"]
        ],
        "ARN": v["arn"],
        "SupportedNetworkTypes": ["ipv4"],
    })  # fmt: skip
    note_tags(v, account)


def parameter_group(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    account.add(v["region"], "elasticache:DescribeCacheParameterGroups", {
        "CacheParameterGroupName": v["name"],
        "CacheParameterGroupFamily": v["family"],
        "Description": v["description"],
        "IsGlobal": False,
        "ARN": v["arn"],
    })  # fmt: skip
    told = [
        {"ParameterName": one["name"], "ParameterValue": one["value"], "Source": "user", "IsModifiable": True}
        for one in v.get("parameter") or []
    ]
    account.tell(v["region"], "elasticache:DescribeCacheParameters", v["name"], told)
    note_tags(v, account)


def user(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    (mode,) = v["authentication_mode"]
    type_ = mode["type"].removesuffix("-required")
    passwords = mode.get("password_count") or len(mode.get("passwords") or v.get("passwords") or [])
    member = [g["user_group_id"] for g in _user_groups(found) if v["user_id"] in g["user_ids"]]
    account.add(v["region"], "elasticache:DescribeUsers", {
        "UserId": v["user_id"],
        "UserName": v["user_name"],
        "Status": "active",
        "Engine": v["engine"],
        "MinimumEngineVersion": "6.0",
        "AccessString": v["access_string"],
        "UserGroupIds": member,
        "Authentication": {"Type": type_, **({"PasswordCount": passwords} if type_ == "password" else {})},
        "ARN": v["arn"],
    })  # fmt: skip
    note_tags(v, account)


def _user_groups(found: dict[str, list[Json]]) -> list[Json]:
    """The user groups with all of their members, those of associations among them."""
    made = [{**one} for one in found.get("aws_elasticache_user_group", [])]
    for one in found.get("aws_elasticache_user_group_association", []):
        group = next(g for g in made if g["user_group_id"] == one["user_group_id"])
        group["user_ids"] = sorted({*group["user_ids"], one["user_id"]})
    return made


def user_group(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    group = next(one for one in _user_groups(found) if one["user_group_id"] == v["user_group_id"])
    caches = found.get("aws_elasticache_replication_group", [])
    account.add(v["region"], "elasticache:DescribeUserGroups", {
        "UserGroupId": v["user_group_id"],
        "Status": "active",
        "Engine": v["engine"],
        "UserIds": group["user_ids"],
        "MinimumEngineVersion": "6.0",
        "ReplicationGroups": [
            one["replication_group_id"] for one in caches if v["user_group_id"] in (one.get("user_group_ids") or [])
        ],
        "ARN": v["arn"],
    })  # fmt: skip
    note_tags(v, account)
