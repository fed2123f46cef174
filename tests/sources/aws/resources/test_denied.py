"""A call that is denied makes verdicts unknown and leaves a gap; it never makes one pass, or go away.

Of MemoryDB, DAX, DMS and IAM: one account with something of everything, good and bad, in which each call is denied.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from auditor.model.resource import Context, Inventory
from auditor.sources.aws import calls
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import Call, Question
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of
from auditor.sources.aws.vocabulary import MOST_ROUNDS, of_account, questions

ACCOUNT = "111122223333"


def _arn(name: str, service: str = "memorydb") -> str:
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{name}"


def _cluster(name: str, acl: str, group: str, tls: bool, zones: str, **other: object) -> dict[str, object]:
    return {
        "Name": name,
        "ARN": _arn(f"cluster/{name}"),
        "NumberOfShards": 1,
        "Shards": [{"Nodes": [{"AvailabilityZone": zone} for zone in zones]}],
        "ClusterEndpoint": {"Port": 6379},
        "NodeType": "db.r7g.large",
        "Engine": "valkey",
        "EngineVersion": "7.2",
        "ParameterGroupName": group,
        "SecurityGroups": [{"SecurityGroupId": "sg-1"}],
        "SubnetGroupName": "private",
        "TLSEnabled": tls,
        "SnapshotRetentionLimit": 7,
        "MaintenanceWindow": "sun:03:00-sun:04:00",
        "SnapshotWindow": "05:30-06:30",
        "ACLName": acl,
        "AutoMinorVersionUpgrade": True,
        "DataTiering": "false",
        "NetworkType": "ipv4",
        **other,
    }


def _user(name: str, access: str, method: str, **login: object) -> dict[str, object]:
    return {
        "Name": name,
        "ARN": _arn(f"user/{name}"),
        "AccessString": access,
        "Authentication": {"Type": method, **login},
    }


def _snapshot(name: str, cluster: str, status: str, taken: str) -> dict[str, object]:
    shards = [{"SnapshotCreationTime": taken}]
    return {
        "Name": name,
        "ARN": _arn(f"snapshot/{name}"),
        "Status": status,
        "Source": "automated",
        "ClusterConfiguration": {"Name": cluster, "Shards": shards},
    }


def _policy(name: str, action: str) -> dict[str, object]:
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"}]
    version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": {"Statement": statements}}
    return {"PolicyName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:policy/{name}", "PolicyVersionList": [version]}


_ROLE = "/aws-service-role/memorydb.amazonaws.com/"
#: Items by call, or by call and subject.
TOLD: dict[object, list[dict[str, object]]] = {
    calls.MEMORYDB_CLUSTERS.name: [
        _cluster("good", "people", "own", True, "ab", MultiRegionClusterName="abcde-all", KmsKeyId="k"),
        _cluster("bad", "open-access", "default.memorydb-valkey7", False, "a", SnapshotRetentionLimit=0),
    ],
    calls.MEMORYDB_ACLS.name: [
        {"Name": "people", "ARN": _arn("acl/people"), "UserNames": ["app"]},
        {"Name": "nobody", "ARN": _arn("acl/nobody"), "UserNames": []},
        {"Name": "open-access", "ARN": _arn("acl/open-access"), "UserNames": ["default"]},
    ],
    calls.MEMORYDB_USERS.name: [
        _user("app", "on ~app:* resetchannels -@all +@read", "iam"),
        _user("admin", "on ~* &* +@all", "password", PasswordCount=2),
        _user("default", "on ~* &* +@all", "no-password"),
    ],
    calls.MEMORYDB_SNAPSHOTS.name: [
        _snapshot("fresh", "good", "available", "2026-11-22T00:00:00Z"),
        _snapshot("left", "gone", "available", "2024-01-01T00:00:00Z"),
    ],
    calls.MEMORYDB_PARAMETER_GROUPS.name: [
        {"Name": name, "ARN": _arn(f"parametergroup/{name}"), "Family": "memorydb_valkey7"}
        for name in ("own", "default.memorydb-valkey7")
    ],
    (calls.MEMORYDB_PARAMETERS.name, "own"): [
        {"Name": "maxmemory-policy", "Value": "noeviction"},
        {"Name": "timeout", "Value": "300"},
    ],
    (calls.MEMORYDB_PARAMETERS.name, "default.memorydb-valkey7"): [
        {"Name": "maxmemory-policy", "Value": "noeviction"},
        {"Name": "timeout", "Value": "0"},
    ],
    calls.MEMORYDB_SUBNET_GROUPS.name: [
        {"Name": "private", "ARN": _arn("subnetgroup/private"), "Subnets": [{"Identifier": "subnet-1"}]},
    ],
    calls.MEMORYDB_MULTI_REGION.name: [
        {"MultiRegionClusterName": "abcde-all", "Engine": "valkey", "EngineVersion": "7.2", "TLSEnabled": True},
    ],
    calls.MEMORYDB_UPDATES.name: [{"ClusterName": "bad", "ServiceUpdateName": "patch", "Status": "available"}],
    calls.MEMORYDB_RESERVED.name: [
        {
            "ReservationId": f"r-{family}",
            "ARN": _arn(f"reservednode/r-{family}"),
            "NodeType": f"db.{family}.large",
            "NodeCount": 1,
            "State": "active",
            "StartTime": "2026-01-01T00:00:00Z",
            "Duration": 31_536_000,
        }
        for family in ("r7g", "r6g")
    ],
    calls.DAX_CLUSTERS.name: [
        {
            "ClusterName": "items",
            "ClusterArn": _arn("cache/items", "dax"),
            "TotalNodes": 3,
            "Nodes": [{"AvailabilityZone": zone, "Endpoint": {"Port": 8111}} for zone in "abc"],
            "SubnetGroup": "private",
            "SecurityGroups": [{"SecurityGroupIdentifier": "sg-1"}],
            "SSEDescription": {"Status": "ENABLED"},
            "ClusterEndpointEncryptionType": "NONE",
            "NetworkType": "ipv4",
        }
    ],
    calls.DAX_SUBNET_GROUPS.name: [
        {"SubnetGroupName": "private", "Subnets": [{"SubnetIdentifier": "subnet-1"}]},
    ],
    calls.DMS_ENDPOINTS.name: [
        {
            "EndpointIdentifier": "fill",
            "EndpointArn": _arn("endpoint:FILL", "dms"),
            "EngineName": "redis",
            "RedisSettings": {"ServerName": "x", "Port": 6379, "SslSecurityProtocol": "plaintext", "AuthType": "none"},
        }
    ],
    calls.IDENTITIES.name: [
        {
            "Policies": [_policy("Everything", "memorydb:*"), _policy("Little", "memorydb:DescribeClusters")],
            "RoleDetailList": [
                {
                    "RoleName": "AWSServiceRoleForMemoryDB",
                    "Path": _ROLE,
                    "Arn": f"arn:aws:iam::{ACCOUNT}:role{_ROLE}AWSServiceRoleForMemoryDB",
                    "AttachedManagedPolicies": [],
                }
            ],
        }
    ],
    calls.SECURITY_GROUPS.name: [
        {
            "GroupId": "sg-1",
            "GroupName": "caches",
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 6379, "ToPort": 8111, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            ],
            "IpPermissionsEgress": [],
        }
    ],
}
MINE = sorted({name if isinstance(name, str) else str(name[0]) for name in TOLD if name})  # type: ignore[index]


def _answer(question: Question, denied: str) -> Answer:
    call, subject = question.call, question.subject
    if call.name == denied:
        return Answer(call, refusal=Refusal(Cause.DENIED, "AccessDenied", call.name), subject=subject)
    return Answer(call, TOLD.get((call.name, subject) if call.about else call.name, []), subject=subject)


@cache
def scanned(denied: str = "") -> Inventory:
    """The account, where one call is denied."""
    region, account = Answers(ACCOUNT, "eu-west-1"), Answers(ACCOUNT, "")
    for number in range(MOST_ROUNDS):
        for question in list(questions(number, region)):
            region.enter(_answer(question, denied))
    for question in of_account():
        account.enter(_answer(question, denied))
    return inventory_of([region, account])


@cache
def verdicts(denied: str = "") -> dict[tuple[str, str], str]:
    found, rules = scanned(denied), load_rules().select(("all",))
    found.context = Context(date(2026, 11, 23), rules.tables)
    return {(one.rule, one.resource): str(one.status.value) for one in judge_all(rules, found).verdicts}


def test_the_account_has_good_and_bad_of_everything():
    assert scanned().gaps == []
    told = Counter(verdicts().values())
    assert min(told["pass"], told["fail"]) > 50
    assert verdicts()["orphan-snapshot", _arn("snapshot/left")] == "fail"
    kinds = {one.kind for one in scanned().resources.values()}
    assert {kind for call in (_call(name) for name in MINE) for kind in call.kinds} <= kinds


def _call(name: str) -> Call:
    return next(one for one in vars(calls).values() if isinstance(one, Call) and one.name == name)


@pytest.mark.parametrize("denied", MINE)
def test_nothing_passes_since_a_call_is_denied(denied: str):
    before, now = verdicts(), verdicts(denied)
    other = {key: status for key, status in now.items() if status not in ("unknown", before.get(key))}
    assert other == {}
    assert any(denied in gap.reason for gap in scanned(denied).gaps)


@pytest.mark.parametrize("denied", MINE)
def test_what_is_missing_since_a_call_is_denied_is_told(denied: str):
    found = scanned(denied)
    listed = {kind for name in MINE for kind in _call(name).kinds}
    gone = {one.kind for key, one in scanned().resources.items() if key not in found.resources and one.judged}
    kinds = gone & listed
    assert kinds <= found.unlisted.keys()
    changed = sum(verdicts().get(key) != status for key, status in verdicts(denied).items())
    assert kinds or changed
