"""What a plan takes away from security groups by taking away rules that are resources of their own.

Where code has no `ingress` in a group the provider reads what is there, and Terraform plans to leave it as it is: a
rule that the same plan deletes or changes still stands in the planned values of its group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.sources.plan.document import Document, Json, member
from auditor.sources.plan.found import Found

_GROUPS = ("aws_security_group", "aws_default_security_group")
#: Type of a rule -> what it calls what a group lists.
_RULES = {
    "aws_security_group_rule": {
        "protocol": "protocol",
        "cidr_blocks": "cidr_blocks",
        "ipv6_cidr_blocks": "ipv6_cidr_blocks",
        "prefix_list_ids": "prefix_list_ids",
        "security_groups": "source_security_group_id",
    },
    "aws_vpc_security_group_ingress_rule": {
        "protocol": "ip_protocol",
        "cidr_blocks": "cidr_ipv4",
        "ipv6_cidr_blocks": "cidr_ipv6",
        "prefix_list_ids": "prefix_list_id",
        "security_groups": "referenced_security_group_id",
    },
}
_SOURCES = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
_ALL_PORTS = (None, 0, -1)


def forget_removed_rules(document: Document, found: list[Found], names_rules: Callable[[Found], bool]) -> None:
    """Take the rules that a plan deletes or changes out of the groups whose `ingress` code does not name."""
    ids = ((one.values.get("id"), one) for one in found if one.type in _GROUPS and not names_rules(one))
    groups = {id_: one for id_, one in ids if isinstance(id_, str)}
    for type_, before in _given_up(document) if groups else ():
        of_group = before.get("security_group_id")
        group = groups.get(of_group) if isinstance(of_group, str) else None
        listed = group.values.get("ingress") if group is not None else None
        if group is not None and isinstance(listed, list):
            # What is left keeps its number, which is where it stands.
            group.values = group.values | {"ingress": [_without(one, before, _RULES[type_]) for one in listed]}


def _given_up(document: Document) -> Iterator[tuple[str, Json]]:
    """The rules as they were that are deleted or changed, each with its type."""
    for change in document.items(document.data.get("resource_changes"), "the resource changes"):
        type_, before, actions = (
            change.get("type"),
            member(change, "change", "before"),
            member(change, "change", "actions"),
        )
        given_up = isinstance(actions, list) and ("delete" in actions or "update" in actions)
        if not given_up or "deposed" in change or not isinstance(type_, str) or type_ not in _RULES:
            continue
        if isinstance(before, dict) and before.get("type", "ingress") == "ingress":
            yield type_, before


def _without(listed: object, rule: Json, names: dict[str, str]) -> object:
    """A rule that a group lists without the sources of another one for the same ports; None where none is left."""
    if not isinstance(listed, dict) or not _same_ports(listed, rule, str(rule.get(names["protocol"]))):
        return listed
    left: Json = dict(listed)
    for name in _SOURCES:
        gone = rule.get(names[name])
        if gone and isinstance(held := listed.get(name), list):
            gone = gone if isinstance(gone, list) else [gone]
            left[name] = [source for source in held if source not in gone]
    if rule.get("self") is True or rule.get(names["security_groups"]) == rule.get("security_group_id"):
        left["self"] = False
    return left if left.get("self") is True or any(left.get(name) for name in _SOURCES) else None


def _same_ports(listed: Json, rule: Json, protocol: str) -> bool:
    if str(listed.get("protocol")) != protocol:
        return False
    pairs = [(listed.get(name), rule.get(name)) for name in ("from_port", "to_port")]
    return all(a == b or (a in _ALL_PORTS and b in _ALL_PORTS) for a, b in pairs)
