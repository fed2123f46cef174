"""Actions of the services of caches, with the type of resource that each is mainly about.

Domain source: the Service Authorization Reference, "Actions, resources, and condition keys for Amazon ElastiCache" and
"... for Amazon MemoryDB": what it lists as Write, without what copies snapshots or connects.
"""

from __future__ import annotations

from auditor.analysis.policy_globs import FREE, WHATEVER

#: What a policy can be about: the parts of an ARN before the name.
_ELASTICACHE = "elasticache"
_MEMORYDB = "memorydb"
SERVICES = (_ELASTICACHE, _MEMORYDB)

Subject = tuple[str, ...]


def _arn(service: str, type_: str, name: str) -> Subject:
    """The ARN of a resource in any partition, region and account."""
    between = ":" if service == _ELASTICACHE else "/"
    return ("arn:", FREE, f":{service}:", FREE, ":", FREE, f":{type_}{between}", name)


def every(service: str, type_: str) -> Subject:
    """What is about every resource of a type covers this."""
    return _arn(service, type_, WHATEVER)


def some(service: str, type_: str) -> Subject:
    """What is about some resource of a type covers this."""
    return _arn(service, type_, FREE)


_BY_TYPE = {
    _ELASTICACHE: {
        "replicationgroup": """
            CreateReplicationGroup ModifyReplicationGroup ModifyReplicationGroupShardConfiguration
            DeleteReplicationGroup IncreaseReplicaCount DecreaseReplicaCount StartMigration TestFailover TestMigration
            CompleteMigration BatchApplyUpdateAction BatchStopUpdateAction InterruptClusterAzPower""",
        "cluster": "CreateCacheCluster ModifyCacheCluster DeleteCacheCluster RebootCacheCluster",
        "serverlesscache": "CreateServerlessCache ModifyServerlessCache DeleteServerlessCache",
        "serverlesscachesnapshot": "CreateServerlessCacheSnapshot DeleteServerlessCacheSnapshot",
        "snapshot": "CreateSnapshot DeleteSnapshot",
        "globalreplicationgroup": """
            CreateGlobalReplicationGroup ModifyGlobalReplicationGroup DeleteGlobalReplicationGroup
            DisassociateGlobalReplicationGroup FailoverGlobalReplicationGroup RebalanceSlotsInGlobalReplicationGroup
            IncreaseNodeGroupsInGlobalReplicationGroup DecreaseNodeGroupsInGlobalReplicationGroup""",
        "user": "CreateUser ModifyUser DeleteUser",
        "usergroup": "CreateUserGroup ModifyUserGroup DeleteUserGroup",
        "parametergroup": """
            CreateCacheParameterGroup ModifyCacheParameterGroup DeleteCacheParameterGroup ResetCacheParameterGroup""",
        "subnetgroup": "CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup",
        "securitygroup": """
            CreateCacheSecurityGroup DeleteCacheSecurityGroup AuthorizeCacheSecurityGroupIngress
            RevokeCacheSecurityGroupIngress""",
        "reserved-instance": "PurchaseReservedCacheNodesOffering",
    },
    _MEMORYDB: {
        "cluster": "CreateCluster UpdateCluster DeleteCluster FailoverShard BatchUpdateCluster",
        "multiregioncluster": "CreateMultiRegionCluster UpdateMultiRegionCluster DeleteMultiRegionCluster",
        "snapshot": "CreateSnapshot DeleteSnapshot",
        "user": "CreateUser UpdateUser DeleteUser",
        "acl": "CreateAcl UpdateAcl DeleteAcl",
        "parametergroup": "CreateParameterGroup UpdateParameterGroup DeleteParameterGroup ResetParameterGroup",
        "subnetgroup": "CreateSubnetGroup UpdateSubnetGroup DeleteSubnetGroup",
        "reservednode": "PurchaseReservedNodesOffering",
    },
}

#: (action, service, type) of all that creates, changes or deletes.
ADMINISTRATION = tuple(
    (f"{service}:{action}", service, type_)
    for service, types in _BY_TYPE.items()
    for type_, actions in types.items()
    for action in actions.split()
)
#: The same of what copies a snapshot, which may be to a bucket of whoever asks.
COPIES = (
    ("elasticache:CopySnapshot", _ELASTICACHE, "snapshot"),
    ("elasticache:ExportServerlessCacheSnapshot", _ELASTICACHE, "serverlesscachesnapshot"),
    ("memorydb:CopySnapshot", _MEMORYDB, "snapshot"),
)
#: What connects to caches: by service, the action and the types of caches; users are of the type `user`.
CONNECT = {
    _ELASTICACHE: ("elasticache:Connect", ("replicationgroup", "serverlesscache")),
    _MEMORYDB: ("memorydb:Connect", ("cluster",)),
}
#: What reads what a key encrypts, or lets others do that.
KEYS = tuple((f"kms:{action}", "kms", "key") for action in ("Decrypt", "ReEncryptFrom", "CreateGrant"))
