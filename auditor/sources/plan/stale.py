"""What the planned values of a resource still say of how it was, though the plan changes that.

Where code leaves out what the provider can read of AWS instead, Terraform plans to leave it as it is, even where the
same plan changes what it follows from: a group that goes from two nodes to one keeps one replica in its planned values.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.sources.plan.document import Json
from auditor.sources.plan.found import Found

#: Type -> attribute that the provider reads where code has none -> what else says the same in code.
_FOLLOWS: dict[str, dict[str, tuple[str, ...]]] = {
    "aws_elasticache_replication_group": {
        "num_cache_clusters": ("num_node_groups", "replicas_per_node_group", "node_group_configuration"),
        "num_node_groups": ("num_cache_clusters", "node_group_configuration"),
        "replicas_per_node_group": ("num_cache_clusters", "node_group_configuration"),
        "node_group_configuration": ("num_cache_clusters", "num_node_groups", "replicas_per_node_group"),
    },
    "aws_elasticache_user": {"authentication_mode": ("no_password_required", "passwords", "passwords_wo_version")},
}


def forget_stale(one: Found, named: Mapping[str, object]) -> None:
    """Take what its change makes untrue out of the planned values of a resource; `named` is what code states of it."""
    before = one.former
    if before is None:
        return
    stale = {
        name
        for name, others in _FOLLOWS.get(one.type, {}).items()
        if name not in named
        and name in one.values
        and one.values[name] == before.get(name)
        and any(_is_given(one, before, other) for other in others)
    }
    if stale:
        one.values = {name: value for name, value in one.values.items() if name not in stale}
        one.unknown = {name: parts for name, parts in one.unknown.items() if name not in stale}


def _is_given(one: Found, before: Json, name: str) -> bool:
    """Whether a plan gives an attribute another value; taking one away leaves AWS what it has."""
    value = one.values.get(name)
    nothing = value is None or value is False or value in ("", [])
    return one.unknown.get(name) is True or (not nothing and value != before.get(name))
