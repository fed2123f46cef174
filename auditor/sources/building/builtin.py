"""Objects of AWS's own that code only names: users that nobody made, the ACL that lets everybody in, default groups.

Domain sources: the ElastiCache user guide, "Role-Based Access Control (RBAC)"; the MemoryDB developer guide,
"Authenticating users with Access Control Lists (ACLs)": the ACL `open-access` holds the user `default`, who may do
everything and has no password, and neither can be changed.
"""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Ref, Unknown
from auditor.model.resource import Inventory, Resource

_OPEN = "open-access"


def built_in(kind: str, name: str, prefix: str, inventory: Inventory) -> Ref | None:
    """The object of AWS's own of a kind that has this name; None where there is none."""
    if kind == "user" and name == "default":
        # All rights, no password, and nobody can change it.
        facts = {"engine": _given("redis"), "access_string": _given("on ~* +@all")}
        return _user(kind, facts, prefix, inventory)
    if kind == "memorydb_user" and name == "default":
        return _user(kind, {"access_string": _given("on ~* &* +@all")}, prefix, inventory)
    if kind == "memorydb_acl" and name.lower() == _OPEN:
        user = built_in("memorydb_user", "default", prefix, inventory)
        acl = _entered(kind, _OPEN, f"the built-in ACL {_OPEN}", {}, prefix, inventory)
        inventory.resources[acl.key].relations["users"] = Known((user,), Origin.DEFAULT)
        return acl
    return None


def default_group(name: str, prefix: str, inventory: Inventory) -> Ref:
    """The default security group of a VPC, whose rules code does not tell."""
    facts: dict[str, Fact] = {
        "is_default": _given(True),
        "ingress": Unknown("the rules of the default security group are not in this code", members=()),
        "egress": Unknown("the rules of the default security group are not in this code", members=()),
    }
    return _entered("security_group", "default", f"the {name}", facts, prefix, inventory)


def _user(kind: str, facts: dict[str, Fact], prefix: str, inventory: Inventory) -> Ref:
    facts = {"user_name": _given("default"), "authentication": _given("no-password"), **facts}
    what = "the built-in user default" if kind == "user" else "the built-in user default of MemoryDB"
    return _entered(kind, "default", what, facts, prefix, inventory)


def _entered(kind: str, name: str, address: str, facts: dict[str, Fact], prefix: str, inventory: Inventory) -> Ref:
    key = f"{prefix}aws:{kind}/{name}"
    if key not in inventory.resources:
        facts = {"identifier": _given(name), **facts}
        inventory.resources[key] = Resource(key, address, kind, name, facts=facts, judged=False)
    return Ref(key)


def _given(value: object) -> Fact:
    return Known(value, Origin.DEFAULT)
