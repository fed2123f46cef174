"""The calls that the live source makes: each operation, what it lists, and how it is asked.

The table is all that there is: collection, the policy of least privilege and the coverage table are made of it.
Sources: the API references of each service; botocore's models, which tests compare with the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})
#: What IAM calls services that boto3 calls otherwise.
_PREFIXES = {"resourcegroupstaggingapi": "tag"}


@dataclass(frozen=True, slots=True)
class Call:
    """One operation of one service.

    Attributes:
        service: its name in boto3.
        operation: its name in the API.
        result: the member of the answer that lists what was found.
        kinds: the kinds of the model that it lists, so that none of these is known to be all where it is refused.
        arguments: what is sent besides.
        page: how many of them one answer may hold, where AWS lets one ask for more than it sends by default.
        about: the argument that names what is asked about, where each thing is asked about by itself.
        unread: members of what it lists, and of their parts, that nobody reads: most of some answers.
        globally: whether it is answered for an account as a whole, in one region.
    """

    service: str
    operation: str
    result: str
    kinds: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    page: int = 0
    about: str = ""
    globally: bool = False
    unread: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What people and reports call it, which is what IAM calls the action: `elasticache:DescribeUsers`."""
        return f"{_PREFIXES.get(self.service, self.service)}:{self.operation}"


@dataclass(frozen=True, slots=True)
class Question:
    """A call, what it is about, and what is sent besides."""

    call: Call
    subject: str = ""
    more: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)


#: What answers about caches tell besides: addresses to connect to, states of single nodes, texts for people.
_UNREAD = frozenset({
    "Address", "CacheNodeCreateTime", "CacheNodeIdsToReboot", "CacheNodeStatus", "ClientDownloadLandingPage",
    "Description", "IpDiscovery", "ParameterApplyStatus", "ParameterGroupStatus", "ReadEndpoint", "ReaderEndpoint",
})  # fmt: skip

REPLICATION_GROUPS = Call(
    "elasticache", "DescribeReplicationGroups", "ReplicationGroups", ("replication_group",), page=100, unread=_UNREAD
)
CACHE_CLUSTERS = Call(
    "elasticache",
    "DescribeCacheClusters",
    "CacheClusters",
    ("cache_cluster",),
    MappingProxyType({"ShowCacheNodeInfo": True}),
    page=100,
    unread=_UNREAD,
)
# Of pages of serverless caches, users, groups and updates no documentation says how long they may be.
SERVERLESS_CACHES = Call("elasticache", "DescribeServerlessCaches", "ServerlessCaches", ("serverless_cache",))
USERS = Call("elasticache", "DescribeUsers", "Users", ("user",))
USER_GROUPS = Call("elasticache", "DescribeUserGroups", "UserGroups", ("user_group",))
PARAMETER_GROUPS = Call(
    "elasticache", "DescribeCacheParameterGroups", "CacheParameterGroups", ("parameter_group",), page=100
)
PARAMETERS = Call(
    "elasticache",
    "DescribeCacheParameters",
    "Parameters",
    # What somebody set; all others have their defaults.
    arguments=MappingProxyType({"Source": "user"}),
    page=100,
    about="CacheParameterGroupName",
)
SUBNET_GROUPS = Call("elasticache", "DescribeCacheSubnetGroups", "CacheSubnetGroups", ("subnet_group",), page=100)
SNAPSHOTS = Call("elasticache", "DescribeSnapshots", "Snapshots", ("snapshot",), page=50)
SERVERLESS_SNAPSHOTS = Call(
    "elasticache", "DescribeServerlessCacheSnapshots", "ServerlessCacheSnapshots", ("snapshot",), page=50
)
GLOBAL_DATASTORES = Call(
    "elasticache",
    "DescribeGlobalReplicationGroups",
    "GlobalReplicationGroups",
    ("global_datastore",),
    MappingProxyType({"ShowMemberInfo": True}),
)
UPDATE_ACTIONS = Call(
    "elasticache",
    "DescribeUpdateActions",
    "UpdateActions",
    ("service_update",),
    # What is complete or was withdrawn is nothing to do.
    MappingProxyType(
        {
            "ServiceUpdateStatus": ["available"],
            "UpdateActionStatus": [
                "not-applied", "waiting-to-start", "in-progress", "stopping", "stopped", "scheduling", "scheduled",
            ],
        }
    ),
)  # fmt: skip
RESERVED_NODES = Call("elasticache", "DescribeReservedCacheNodes", "ReservedCacheNodes", ("reserved_node",), page=100)
SECURITY_GROUPS = Call("ec2", "DescribeSecurityGroups", "SecurityGroups", ("security_group",), page=1000)
SUBNETS = Call("ec2", "DescribeSubnets", "Subnets", ("subnet",), page=1000)
VPCS = Call("ec2", "DescribeVpcs", "Vpcs", ("vpc",), page=1000)
ROUTE_TABLES = Call("ec2", "DescribeRouteTables", "RouteTables", ("route_table",), page=100)
NETWORK_ACLS = Call("ec2", "DescribeNetworkAcls", "NetworkAcls", ("nacl",), page=1000)
#: Interfaces that a service of AWS looks after count, too: a group that they are in is in use.
NETWORK_INTERFACES = Call(
    "ec2",
    "DescribeNetworkInterfaces",
    "NetworkInterfaces",
    arguments=MappingProxyType({"IncludeManagedResources": True}),
    page=1000,
)
PREFIX_LIST_ENTRIES = Call("ec2", "GetManagedPrefixListEntries", "Entries", about="PrefixListId", page=100)
KEY = Call("kms", "DescribeKey", "KeyMetadata", about="KeyId")
KEY_ROTATION = Call("kms", "GetKeyRotationStatus", "", about="KeyId")
KEY_POLICY = Call("kms", "GetKeyPolicy", "", arguments=MappingProxyType({"PolicyName": "default"}), about="KeyId")
LOG_GROUPS = Call("logs", "DescribeLogGroups", "logGroups", ("log_group",), page=50)
#: The same call for one log group, where few are named.
LOG_GROUP = Call("logs", "DescribeLogGroups", "logGroups", ("log_group",), page=50, about="logGroupNamePrefix")
REGIONS = Call("ec2", "DescribeRegions", "Regions", globally=True)
ACCOUNTS = Call("organizations", "ListAccounts", "Accounts", globally=True)
CALLER = Call("sts", "GetCallerIdentity", "", globally=True)
TAGGED = Call(
    "resourcegroupstaggingapi",
    "GetResources",
    "ResourceTagMappingList",
    arguments=MappingProxyType({"ResourceTypeFilters": ["elasticache", "memorydb"]}),
    page=100,
)

MEMORYDB_CLUSTERS = Call(
    "memorydb",
    "DescribeClusters",
    "Clusters",
    ("memorydb_cluster",),
    MappingProxyType({"ShowShardDetails": True}),
)
MEMORYDB_ACLS = Call("memorydb", "DescribeACLs", "ACLs", ("memorydb_acl",))
MEMORYDB_USERS = Call("memorydb", "DescribeUsers", "Users", ("memorydb_user",))
MEMORYDB_SNAPSHOTS = Call(
    "memorydb", "DescribeSnapshots", "Snapshots", ("memorydb_snapshot",), MappingProxyType({"ShowDetail": True})
)
MEMORYDB_PARAMETER_GROUPS = Call(
    "memorydb", "DescribeParameterGroups", "ParameterGroups", ("memorydb_parameter_group",)
)
MEMORYDB_PARAMETERS = Call("memorydb", "DescribeParameters", "Parameters", about="ParameterGroupName")
MEMORYDB_SUBNET_GROUPS = Call("memorydb", "DescribeSubnetGroups", "SubnetGroups", ("memorydb_subnet_group",))
MEMORYDB_MULTI_REGION = Call(
    "memorydb",
    "DescribeMultiRegionClusters",
    "MultiRegionClusters",
    ("memorydb_multi_region_cluster",),
    MappingProxyType({"ShowClusterDetails": True}),
)
MEMORYDB_UPDATES = Call(
    "memorydb",
    "DescribeServiceUpdates",
    "ServiceUpdates",
    ("service_update",),
    # What is complete is nothing to do.
    MappingProxyType({"Status": ["available", "scheduled", "in-progress"]}),
)
MEMORYDB_RESERVED = Call("memorydb", "DescribeReservedNodes", "ReservedNodes", ("reserved_node",))
DAX_CLUSTERS = Call("dax", "DescribeClusters", "Clusters", ("dax_cluster",), page=100)
DAX_SUBNET_GROUPS = Call("dax", "DescribeSubnetGroups", "SubnetGroups", ("dax_subnet_group",), page=100)
DMS_ENDPOINTS = Call(
    "dms",
    "DescribeEndpoints",
    "Endpoints",
    ("dms_endpoint",),
    MappingProxyType({"Filters": [{"Name": "engine-name", "Values": ["redis"]}]}),
    page=100,
)
#: Its result is the whole answer, which holds four lists. AWS's own policies are left out: all of them would come, with
#: every version, attached or not, and nobody can change one.
IDENTITIES = Call(
    "iam",
    "GetAccountAuthorizationDetails",
    "",
    ("iam_policy", "iam_principal"),
    MappingProxyType({"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]}),
    page=1000,
    globally=True,
)

#: Its result is the whole answer, which holds metric alarms and composite ones.
ALARMS = Call(
    "cloudwatch",
    "DescribeAlarms",
    "",
    ("alarm",),
    MappingProxyType({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}),
    page=100,
)
METRIC_DATA = Call("cloudwatch", "GetMetricData", "MetricDataResults")

#: What lists caches.
CACHES = (REPLICATION_GROUPS, CACHE_CLUSTERS, SERVERLESS_CACHES, MEMORYDB_CLUSTERS, DAX_CLUSTERS)
