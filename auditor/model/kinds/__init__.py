"""The table behind the fact schema, one file for each family of kinds.

`FACTS` is kind -> fact -> "[observed |declared ][derived ]type[: values in order] | what it stands for". Derived facts
come from `auditor.analysis`; observed ones are those that only something running has: metrics, states, ages; declared
ones those that only a declaration has, such as what is to be done when the resource is deleted.

`RELATIONS` is kind -> relation -> "kind, ... | what it stands for", or "inverse kind.relation, ... | ..." for what
names it in a relation of its own, which no source has to say.
"""

from __future__ import annotations

from auditor.model.kinds import (
    access,
    adjacent,
    buckets,
    caches,
    cost,
    iam,
    memorydb,
    network,
    operations,
    settings,
    snapshots,
    updates,
)

_FAMILIES = (caches, access, settings, network, iam, memorydb, adjacent, snapshots, updates, cost, operations, buckets)

FACTS: dict[str, dict[str, str]] = {kind: facts for family in _FAMILIES for kind, facts in family.FACTS.items()}
RELATIONS: dict[str, dict[str, str]] = {
    kind: relations for family in _FAMILIES for kind, relations in family.RELATIONS.items()
}
