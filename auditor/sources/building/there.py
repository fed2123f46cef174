"""What a relation names that may not be there: some languages stop with an error then, so that nothing is to be judged.

CloudFormation refuses a template in which what exists names a resource whose condition does not hold ("Unresolved
resource dependencies").
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import Inventory
from auditor.sources.building.joined import members_of

#: The relations of which it matters how many members they have.
COUNTED = frozenset(("security_groups", "subnets", "user_groups", "users"))


def only_where_there(relation: Fact, inventory: Inventory) -> Fact:
    """A relation, refused wherever something that it names is not there."""
    if isinstance(relation, Unknown) and relation.choices:
        choices = tuple((guard, only_where_there(case, inventory)) for guard, case in relation.choices)
        return replace(relation, choices=choices)
    made = relation
    for member in members_of(relation):
        if isinstance(member, Ref):
            resource = inventory.resources[member.key]
            made = _where(resource.exists, made, resource.address)
    return made


def _where(exists: Fact, relation: Fact, address: str) -> Fact:
    if isinstance(exists, Known) and not exists.value:
        return Unknown(f"{address} is not there", relation.place, refused=True)
    if isinstance(exists, Unknown) and exists.choices:
        choices = tuple((guard, _where(case, relation, address)) for guard, case in exists.choices)
        return Unknown(exists.reason, relation.place, choices)
    return relation
