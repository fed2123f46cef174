"""Facts of nodes: what their type is capable of.

Domain source: the user guide of ElastiCache, "Supported node types"; what is said of a type stands in
`rules/data/node-types.yaml`.
"""

from __future__ import annotations

#: What can be left of a cache when something is lost, worst first: nothing, a part of its data, all of its data, that
#: and the service.
SURVIVAL = ("nothing", "part", "data", "service")
_LEFT = " < ".join(SURVIVAL)
#: What is left of a cache when something fails.
SURVIVES = {
    "survives.node": f"derived enum: {_LEFT} | what is left of data and service when any one node is lost",
    "survives.zone": f"derived enum: {_LEFT} | what is left of data and service when any one availability zone is lost",
    "survives.region": f"derived enum: {_LEFT} | what is left of data and service when its region is lost",
}

#: What follows from `node_type`.
NODE = {
    "node.family": "derived text | family of the node type: r7g of cache.r7g.large",
    "node.generation": "derived enum: previous < current | whether AWS lists the node type as of a previous generation",
    "node.architecture": "derived text | architecture of the processor: arm64 (Graviton) or x86_64",
    "node.burstable": "derived bool | whether nodes of the type earn CPU credits and are slow without them",
    "node.data_tiering": "derived bool | whether the type has an SSD that cold data moves to",
    "node.vcpus": "derived int | virtual CPUs of one node",
    "node.max_clients": "derived int | clients that one node of Redis OSS or Valkey takes",
    "node.memory_mib": "derived int | memory for data of one node of Redis OSS or Valkey, in MiB",
}

#: Where the nodes of a replication group are, and how alike its shards are.
SHARDED = {
    "most_replicas": "int | replicas of the shard that has most",
    "zones": "list | one text for each shard: the zones of its nodes, the primary's first; ? where AWS chooses one",
    "clustered": "derived bool | whether it runs with cluster mode, so that its data is dealt out to shards",
    "slots": "list | for each shard its key slots out of 0-16383, as first-last; absent where AWS deals them out",
    "zones.per_shard": "derived int | zones that the nodes of a shard are in, of the shard with fewest",
    "shards.replicas_apart": "derived int | by how many replicas the shard with most has more than the one with fewest",
    "shards.slots_above": "derived int | by how many percent the largest shard has more key slots than an even share",
}

#: The same of a cluster without shards: one node of Redis OSS, or nodes of Memcached.
UNSHARDED = {
    "zones": "list | the zone of each node, or one that all are in; absent where AWS chooses",
    "zones.in_all": "derived int | zones that its nodes are in",
}
