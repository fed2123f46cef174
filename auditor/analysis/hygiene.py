"""What else is asked of security groups, and of hosts that run caches of their own."""

from __future__ import annotations

from auditor.analysis.reach import joined
from auditor.analysis.topology import subnets_of
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from auditor.model.view import View


def guards_caches(group: Resource, view: View) -> Fact:
    """Whether a security group is attached to something that was scanned."""
    attached = view.related(group, "attached_to")
    named = [one.address for one in attached.certain]
    if named:
        return Known(True, Origin.DERIVED, group.location, because=f"it is attached to {named[0]}")
    if attached.possible:
        reason = f"whether it is attached to {attached.possible[0].address} is not known"
        return Unknown(reason, group.location)
    if attached.open and group.observed:
        return Unknown(attached.open, group.location)
    return Known(False, Origin.DERIVED, group.location, because="nothing that was scanned names it")


def undescribed(group: Resource, view: View) -> Fact:
    """How many rules of a group nobody describes."""
    bare, doubts, possible = 0, [], 0
    for name in ("ingress", "egress"):
        fact = view.fact(group, name)
        rules = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
        doubts += [fact.reason] if isinstance(fact, Unknown) else []
        # What AWS makes by itself nobody can describe.
        own = isinstance(fact, Known) and fact.origin is Origin.DEFAULT
        for rule in rules if isinstance(rules, (tuple, list)) and not own else ():
            assert isinstance(rule, IngressRule)
            view.spend(1)
            there, said = view.settle(rule.exists), view.settle(rule.description)
            if isinstance(there, Known) and not there.value:
                continue
            if isinstance(said, Absent) and isinstance(there, Known):
                bare += 1
            elif not isinstance(said, Known):
                possible += 1
                doubts.append(said.reason if isinstance(said, Unknown) else "whether a rule is there is not known")
    if not doubts:
        because = f"{bare} of its rules have no description" if bare else "each of its rules is described"
        return Known(bare, Origin.DERIVED, group.location, because=because)
    unread = any(isinstance(view.fact(group, name), Unknown) for name in ("ingress", "egress"))
    return Unknown(joined(doubts), group.location, low=bare, high=None if unread else bare + possible)


def has_public_address(host: Resource, view: View) -> Fact:
    """Whether a host has a public address: its own, an Elastic IP, or one that its subnet gives."""
    elastic = view.fact(host, "elastic_addresses")
    members = elastic.value if isinstance(elastic, Known) else elastic.members if isinstance(elastic, Unknown) else ()
    if members:
        return Known(True, Origin.DERIVED, elastic.place, because="an Elastic IP address is attached to it")
    stated = view.fact(host, "public_address")
    if isinstance(stated, Known) and stated.value:
        return Known(True, Origin.DERIVED, stated.place, because="it is stated to get one")
    found = _by_subnet(host, view) if isinstance(stated, Absent) else stated
    if isinstance(found, Known) and not found.value and isinstance(elastic, Unknown):
        return Unknown(f"Elastic IP addresses: {elastic.reason}", host.location)
    if isinstance(found, Known):
        because = "it is stated to get none" if found is stated else found.because
        return Known(found.value, Origin.DERIVED, found.place, because=because)
    return found


def _by_subnet(host: Resource, view: View) -> Fact:
    """What the subnet of a host decides."""
    found = subnets_of(host, view)
    if len(found.certain) != 1 or found.possible or found.doubts:
        return Unknown(joined(found.doubts) or "its subnet is not known", host.location)
    subnet = found.certain[0]
    given = view.fact(subnet, "public_addresses")
    if isinstance(given, Known):
        word = "gives" if given.value else "does not give"
        because = f"{subnet.address} {word} public addresses to what is started in it"
        return Known(given.value, Origin.DERIVED, given.place, because=because)
    reason = given.reason if isinstance(given, Unknown) else "not stated"
    return Unknown(f"{subnet.address}: {reason}", host.location)
