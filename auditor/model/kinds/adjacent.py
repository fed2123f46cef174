"""What stands beside the caches: DAX, the cache of DynamoDB, and endpoints of DMS that fill a Redis.

Domain sources: the DAX API reference, CreateCluster and CreateSubnetGroup; the DMS API reference, CreateEndpoint and
RedisSettings.
"""

from __future__ import annotations

from auditor.model.kinds.common import NETWORK_RELATIONS, NETWORKED, REGIONAL, WINDOW
from auditor.model.kinds.exposure import SUBNETS, ZONES
from auditor.model.kinds.nodes import UNSHARDED

FACTS: dict[str, dict[str, str]] = {
    "dax_cluster": {
        **REGIONAL,
        **NETWORKED,
        "node_type": "text | node type such as dax.r5.large",
        "nodes": "int | nodes in all: one that takes writes, and its replicas",
        **UNSHARDED,
        "tls": "bool | whether the endpoint takes TLS connections, and only these",
        "at_rest": "bool | whether data on disk is encrypted",
        "port": "int | port that clients connect to",
        "iam_role": "text | role with which it reads and writes the tables of whoever asks",
        "maintenance_window": "text | weekly window for changes, UTC",
        **WINDOW,
        "notification_topic": "text | SNS topic for events",
    },
    "dax_subnet_group": {**REGIONAL, "subnets.zones": ZONES},
    "dms_endpoint": {
        **REGIONAL,
        "server": "text | host name of the Redis at the other end; endpoints of other engines are no resources here",
        "port": "int | port of that",
        "tls": "bool | whether it talks TLS with it",
        "login": "enum: none < token < user | how it logs in: not at all, with a token, as a user with a password",
        "password": "secret | the token or password that it logs in with",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "dax_cluster": {**NETWORK_RELATIONS, "subnet_group": "dax_subnet_group | where its nodes are placed"},
    "dax_subnet_group": {**SUBNETS, "caches": "inverse dax_cluster.subnet_group | clusters placed in it"},
}
