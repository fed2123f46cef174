"""Nodes that were paid for in advance.

Domain sources: the ElastiCache API reference, ReservedCacheNode; the MemoryDB API reference, ReservedNode.
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL

FACTS: dict[str, dict[str, str]] = {
    "reserved_node": {
        **REGIONAL,
        "node_type": "observed text | node type that it was bought for; it pays for any size of its family",
        "product": "observed text | engine that it was bought for, as AWS writes it: redis, valkey, memcached",
        "node_count": "observed int | nodes that it pays for",
        "reservation": "observed enum: payment-failed < payment-pending < retired < active | how far it has come",
        "ends": "observed date | day on which it ends",
        "days_left": "observed derived int | days until it ends, negative after that",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "reserved_node": {
        "caches": "replication_group, cache_cluster, memorydb_cluster | running caches whose nodes it can pay for",
    },
}

#: Of what is made of nodes that can be paid for in advance.
RESERVED = {"reservations": "inverse reserved_node.caches | reservations that can pay for its nodes"}
