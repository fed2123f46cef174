"""Facts of nodes: what their type is capable of.

Domain source: the user guide of ElastiCache, "Supported node types"; what is said of a type stands in
`rules/data/node-types.yaml`.
"""

from __future__ import annotations

#: What follows from `node_type`.
NODE = {
    "node.family": "derived text | family of the node type: r7g of cache.r7g.large",
    "node.generation": "derived enum: previous < current | whether AWS lists the node type as of a previous generation",
    "node.architecture": "derived text | architecture of the processor: arm64 (Graviton) or x86_64",
    "node.burstable": "derived bool | whether nodes of the type earn CPU credits and are slow without them",
    "node.data_tiering": "derived bool | whether the type has an SSD that cold data moves to",
    "node.vcpus": "derived int | virtual CPUs of one node",
    "node.memory_mib": "derived int | memory for data of one node of Redis OSS or Valkey, in MiB",
}
