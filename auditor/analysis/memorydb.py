"""What only MemoryDB has: the ACL that AWS gives every account, which lets everybody in.

Domain source: the MemoryDB developer guide, "Authenticating users with Access Control Lists (ACLs)".
"""

from __future__ import annotations

from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE
from auditor.model.resource import Resource
from auditor.model.view import View

_OPEN = "open-access"


def has_open_acl(cluster: Resource, view: View) -> Fact:
    """Whether the ACL of a cluster is `open-access`; nobody else's ACL can be called so."""
    related = view.related(cluster, "user_groups")
    place = view.settle(cluster.relation("user_groups")).place
    place = place if place != NOWHERE else cluster.location
    if related.certain:
        acl = related.certain[0]
        name = view.fact(acl, "identifier")
        # One that somebody makes has another name, whatever it is.
        is_open = isinstance(name, Known) and name.value == _OPEN
        return Known(is_open, Origin.DERIVED, place, because=f"its ACL is {acl.address}")
    name = view.fact(cluster, "acl_name")
    if isinstance(name, Known):
        return Known(str(name.value).lower() == _OPEN, Origin.DERIVED, place, because=f"its ACL is called {name.value}")
    return Unknown("its ACL is not stated", place) if isinstance(name, Absent) else Unknown(name.reason, place)
