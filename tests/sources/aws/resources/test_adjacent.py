"""DAX clusters and endpoints of DMS as the API tells of them."""

from __future__ import annotations

import pytest

from auditor.model.facts import Absent, Redacted, Ref, Unknown
from auditor.model.resource import Resource
from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import CACHES, DAX_CLUSTERS, DAX_SUBNET_GROUPS, DMS_ENDPOINTS, SECURITY_GROUPS
from auditor.sources.aws.vocabulary import questions
from tests.sources.aws.resources.memorydb_answers import answers_of, inventory, unseen, value

DAX = "arn:aws:dax:eu-west-1:111122223333"
CLUSTER: dict[str, object] = {
    "ClusterName": "items",
    "ClusterArn": f"{DAX}:cache/items",
    "TotalNodes": 2,
    "NodeType": "dax.r5.large",
    "ClusterDiscoveryEndpoint": {"Address": "x", "Port": 9111},
    "Nodes": [
        {"AvailabilityZone": "eu-west-1a", "Endpoint": {"Port": 9111}},
        {"AvailabilityZone": "eu-west-1b", "Endpoint": {"Port": 9111}},
    ],
    "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
    "NotificationConfiguration": {"TopicArn": "arn:aws:sns:eu-west-1:111122223333:events", "TopicStatus": "active"},
    "SubnetGroup": "private",
    "SecurityGroups": [{"SecurityGroupIdentifier": "sg-1", "Status": "active"}],
    "IamRoleArn": "arn:aws:iam::111122223333:role/dax",
    "SSEDescription": {"Status": "ENABLED"},
    "ClusterEndpointEncryptionType": "TLS",
    "NetworkType": "ipv4",
}
SUBNETS = {"SubnetGroupName": "private", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}
ENDPOINT = "arn:aws:dms:eu-west-1:111122223333:endpoint:FILL"
REDIS: dict[str, object] = {
    "EndpointIdentifier": "fill",
    "EngineName": "redis",
    "EndpointArn": ENDPOINT,
    "RedisSettings": {
        "ServerName": "shop.cache.amazonaws.com",
        "Port": 6379,
        "SslSecurityProtocol": "plaintext",
        "AuthType": "auth-role",
        "AuthUserName": "fill",
    },
}


def cluster(*given: Answer, **other: object) -> Resource:
    values = {name: one for name, one in (CLUSTER | other).items() if one is not None}
    return inventory(Answer(DAX_CLUSTERS, [values]), *given).resources[f"{DAX}:cache/items"]


def endpoint(**other: object) -> Resource:
    values = {name: one for name, one in (REDIS | other).items() if one is not None}
    return inventory(Answer(DMS_ENDPOINTS, [values])).resources[ENDPOINT]


def test_a_dax_cluster_has_what_the_answer_tells():
    found = cluster(Answer(DAX_SUBNET_GROUPS, [SUBNETS]))
    assert {name: value(fact) for name, fact in found.facts.items() if name != "tags"} == {
        "identifier": "items",
        "region": "eu-west-1",
        "node_type": "dax.r5.large",
        "nodes": 2,
        "zones": ("eu-west-1a", "eu-west-1b"),
        "tls": True,
        "at_rest": True,
        "port": 9111,
        "network_type": "ipv4",
        "iam_role": CLUSTER["IamRoleArn"],
        "maintenance_window": "sun:03:00-sun:04:00",
        "notification_topic": "arn:aws:sns:eu-west-1:111122223333:events",
    }
    assert unseen(found.relation("security_groups")).name == "sg-1"
    assert value(found.relation("subnet_group")) == (Ref(f"{DAX}:subnetgroup/private"),)
    assert isinstance(found.fact("tags"), Unknown)


@pytest.mark.parametrize(
    ("member", "told", "fact"),
    [
        ("SSEDescription", None, "at_rest"),
        ("ClusterEndpointEncryptionType", None, "tls"),
        ("NetworkType", None, "network_type"),
        ("TotalNodes", None, "nodes"),
        ("NodeType", None, "node_type"),
        ("Nodes", None, "zones"),
        ("IamRoleArn", None, "iam_role"),
        ("Nodes", [{"AvailabilityZone": "a"}, {}], "zones"),
    ],
)
def test_what_is_not_told_of_a_dax_cluster_is_not_known(member: str, told: object, fact: str):
    assert isinstance(cluster(**{member: told}).fact(fact), Unknown)


def test_a_dax_cluster_without_an_arn_gets_the_one_that_it_must_have():
    assert set(inventory(Answer(DAX_CLUSTERS, [{"ClusterName": "items"}])).resources) == {f"{DAX}:cache/items"}


def test_a_dax_cluster_without_tls_or_encryption_says_so():
    found = cluster(SSEDescription={"Status": "DISABLED"}, ClusterEndpointEncryptionType="NONE")
    assert (value(found.fact("tls")), value(found.fact("at_rest"))) == (False, False)
    assert value(cluster(ClusterDiscoveryEndpoint=None).fact("port")) == 9111
    assert isinstance(cluster(ClusterDiscoveryEndpoint=None, Nodes=None).fact("port"), Unknown)
    assert isinstance(cluster(SecurityGroups=[]).relation("security_groups"), Unknown)


def test_an_endpoint_of_redis_has_what_the_answer_tells():
    found = endpoint()
    assert [value(found.fact(name)) for name in ("identifier", "server", "port", "tls", "login", "password")] == [
        *("fill", "shop.cache.amazonaws.com", 6379, False, "user", Redacted(literal=False)),
    ]
    unsaid = endpoint(RedisSettings={"ServerName": "x", "AuthType": "none"})
    # The API reference says what it is where it is not told.
    assert value(unsaid.fact("tls")) is True
    assert isinstance(unsaid.fact("password"), Absent)


def test_an_endpoint_of_which_no_settings_are_told_is_not_known():
    found = endpoint(RedisSettings=None)
    for name in ("server", "port", "tls", "login", "password"):
        assert isinstance(found.fact(name), Unknown)


def test_endpoints_of_other_engines_are_passed_over():
    assert inventory(Answer(DMS_ENDPOINTS, [REDIS | {"EngineName": "mysql"}])).resources == {}


def test_what_surrounds_a_dax_cluster_is_asked_for():
    nothing = [Answer(call) for call in CACHES]
    assert {one.call for one in questions(1, answers_of(*nothing))}.isdisjoint({DAX_SUBNET_GROUPS, SECURITY_GROUPS})
    asked = {one.call for one in questions(1, answers_of(*nothing, Answer(DAX_CLUSTERS, [CLUSTER])))}
    assert {DAX_SUBNET_GROUPS, SECURITY_GROUPS} <= asked
