"""What the parameters are that a cache runs with, whether somebody sets them or the family of its group has them.

Domain source: the ElastiCache user guide, "Engine specific parameters".
"""

from __future__ import annotations

#: Of a parameter group, and of a cache by the group that it has.
PARAMETERS = {
    "parameter.maxmemory_policy": "derived text | what is evicted when memory is full",
    "parameter.reserved_memory_percent": "derived int | share of memory that is kept for backups and failover",
    "parameter.idle_timeout": "derived int | seconds after which idle clients are cut off; 0 never",
    "parameter.tcp_keepalive": "derived int | seconds between looks whether a client is still there; 0 never looks",
    "parameter.notify_keyspace_events": "derived text | events of keys that subscribers are told of",
    "parameter.slowlog_log_slower_than": "derived int | microseconds from which a command counts as slow; -1 none does",
    "parameter.slowlog_max_len": "derived int | slow commands that a node remembers",
    "parameter.rename_commands": "derived list | commands that have another name",
    "parameter.acl_pubsub_default": "derived enum: resetchannels < allchannels | channels of users that name none",
    "parameter.close_on_replica_write": "derived bool | whether clients that write to a replica are cut off",
    "parameter.cluster_require_full_coverage": "derived bool | whether one lost slot stops the whole cluster",
    "parameter.min_replicas_to_write": "derived int | replicas without which the primary refuses writes",
    "parameter.output_buffer_limit": "derived int | bytes that may wait for one client; 0 without end",
    "parameter.disable_flush_all": "derived bool | whether Memcached refuses to drop everything at once",
}

#: Of a cache alone.
PARAMETERS_OF_CACHE = {
    **PARAMETERS,
    "parameters.family": "derived text | family of its parameter group",
    "parameters.default": "derived bool | whether its parameter group is one of AWS's own, which nobody can change",
    "parameters.fit": "derived bool | whether that family is for its engine and version",
}
