"""What the planned values of a resource still say of how it was, though the plan changes that.

Where code leaves out what the provider can read of AWS instead, Terraform plans to leave it as it is, even where the
same plan changes what it follows from: a group that goes from two nodes to one keeps one replica in its planned values.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.sources.plan.document import Json

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


def without_stale(type_: str, values: Json, unknown: Json, before: Json | None, named: Mapping[str, object]) -> Json:
    """The planned values of a resource without those that its change makes untrue; `named` is what code states."""
    stale = {
        name
        for name, others in _FOLLOWS.get(type_, {}).items()
        if before is not None
        and name not in named
        and name in values
        and values[name] == before.get(name)
        and any(_is_given(values, unknown, before, other) for other in others)
    }
    return {name: value for name, value in values.items() if name not in stale} if stale else values


def _is_given(values: Json, unknown: Json, before: Json, name: str) -> bool:
    """Whether a plan gives an attribute another value; taking one away leaves AWS what it has."""
    value = values.get(name)
    nothing = value is None or value is False or value in ("", [])
    return unknown.get(name) is True or (not nothing and value != before.get(name))
