"""Resource types that may be caches, though they are not read."""

from __future__ import annotations

_FAMILIES = ("aws_elasticache_", "aws_memorydb_")
#: Resource types of these families that make no cache and change none in a way that rules ask for.
_HARMLESS = frozenset(
    {
        "aws_elasticache_apply_service_update_action",
        "aws_elasticache_reserved_cache_node",
    }
)
#: Types of other families that are, or hold, caches.
_OTHERS = (
    "awscc_dax_cluster",
    "awscc_elasticache_",
    "awscc_memorydb_cluster",
    "awscc_memorydb_multi_region_cluster",
)
#: Types that make whatever an argument says -> the argument.
CARRIERS = {
    "aws_cloudcontrolapi_resource": "type_name",
    "aws_cloudformation_stack": "template_body",
    "aws_cloudformation_stack_set": "template_body",
}
_SERVICES = ("AWS::ElastiCache::", "AWS::MemoryDB::", "AWS::DAX::")


def why_unread(type_: str, read: frozenset[str]) -> str:
    """Why nothing is known of a resource of a type that is not among those `read`; empty where nothing is lost."""
    unread = type_.startswith(_OTHERS) or (type_.startswith(_FAMILIES) and type_ not in read | _HARMLESS)
    return f"resources of type {type_} are not read" if unread else ""


def why_carried(type_: str, argument: object) -> str:
    """The same for a type that makes whatever its argument says."""
    named = isinstance(argument, str) and any(service in argument for service in _SERVICES)
    return f"{type_} makes caches, which are not read from there" if named else ""
