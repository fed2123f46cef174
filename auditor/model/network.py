"""One rule of a security group, the same whatever form it was written in."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import ABSENT, Fact, Known
from auditor.model.location import NOWHERE, Location


@dataclass(frozen=True, slots=True, order=True)
class NamedRange:
    """Addresses known by whose they are, whatever they are: those of a VPC or of a subnet.

    `name` is what code calls them; `reach` how far away clients in them can be, in words of the fact `reach.by_groups`.
    """

    name: str
    reach: str

    def __str__(self) -> str:
        """What a report shows."""
        return self.name


@dataclass(frozen=True, slots=True)
class IngressRule:
    """Who may connect to what, as EC2's IpPermission says it; each part is a fact since code may leave it open.

    A rule that is `outwards` says what whoever is in the group may connect to, by the same parts.

    Attributes:
        protocol: "tcp", "udp", "-1" for all, or a protocol number as text.
        from_port, to_port: the port range; Absent means all ports.
        cidrs: IPv4 and IPv6 blocks as text, or a `NamedRange`.
        groups: ids or addresses of the security groups let in; `self` is "self".
        prefix_lists: ids or addresses of prefix lists let in.
        place: where the rule stands.
        exists: whether it is there at all.
        description: what its author says it is for.
    """

    protocol: Fact
    from_port: Fact
    to_port: Fact
    cidrs: Fact
    groups: Fact
    prefix_lists: Fact
    place: Location = NOWHERE
    exists: Fact = Known(True)
    description: Fact = ABSENT
    outwards: bool = False
