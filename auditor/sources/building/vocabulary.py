"""What a language calls the things that the model knows: its resource types, by what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.model.facts import Fact
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory
from auditor.sources.building.alarms import Alarms
from auditor.sources.building.buckets import Part
from auditor.sources.building.ingress import Ranges
from auditor.sources.building.maker import Written
from auditor.sources.building.table import Table
from auditor.sources.building.topology import ASIDE, Telling

#: (the value that names the group, the rule) of a resource that is a rule; several where the direction is not known.
Rule = Callable[[Written], Sequence[tuple[object, IngressRule]]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The resource types of a language that matter to the model; every mapping is by resource type.

    Attributes:
        tables: what becomes a resource of the model, with its field table.
        rules: what is one rule of a security group, with how it is read.
        associations: what only adds a user to a user group, with the attributes that name the group and the user.
        nodes: what is one more node of a replication group where the first of two attributes names one, which
            excludes the second.
        among: of what only some resources are judged, with whether one is.
        default_groups: what takes over the default security group of a VPC, with the attribute that names the VPC.
        tellings: what tells something of resources that it names: a route, an association.
        gateways: gateways that routes lead to, with what they are.
        prefix_lists: prefix lists, with how the addresses in them are read.
        prefix_entries: what adds an entry to a prefix list, with the attributes that name the list and the addresses.
        boundaries: what may have a permissions boundary, with the attribute that names its policy.
        key_aliases: other names of keys, with the attributes that are the name and that name the key.
        key_policies: policies of keys beside them, with the attributes that name the key and that hold the policy.
        bucket_parts: what says something of a bucket beside it.
        alarms: what alarms on metrics of caches are called.
        ranges: which address blocks are those of a VPC or subnet that code names.
        named_must_exist: whether nothing can be deployed that names what is not there.
        settle: what else follows from several resources together, where the language leaves something to the service.
    """

    tables: Mapping[str, Table]
    rules: Mapping[str, Rule] = field(default_factory=dict)
    associations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    nodes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    among: Mapping[str, Callable[[Written], object]] = field(default_factory=dict)
    default_groups: Mapping[str, str] = field(default_factory=dict)
    tellings: Mapping[str, tuple[Telling, ...]] = field(default_factory=dict)
    gateways: Mapping[str, str] = field(default_factory=dict)
    prefix_lists: Mapping[str, Callable[[Written], Fact]] = field(default_factory=dict)
    prefix_entries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    boundaries: Mapping[str, str] = field(default_factory=dict)
    key_aliases: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    key_policies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    bucket_parts: Mapping[str, Part] = field(default_factory=dict)
    alarms: Alarms | None = None
    ranges: Ranges = lambda value: value
    named_must_exist: bool = False
    settle: Callable[[Inventory], None] = lambda inventory: None

    @property
    def judged(self) -> tuple[str, ...]:
        """The types of what is judged, or says something of what is."""
        caches = (type_ for type_, table in self.tables.items() if table.kind not in ASIDE)
        return (*caches, *self.rules, *self.associations)

    @property
    def types(self) -> frozenset[str]:
        """Every type that is read at all."""
        of_keys = (*self.key_aliases, *self.key_policies, *self.boundaries, *self.bucket_parts)
        around = (*self.tellings, *self.gateways, *self.prefix_lists, *self.prefix_entries, *of_keys)
        around += tuple(self.alarms.composite) if self.alarms else ()
        return frozenset((*self.tables, *self.rules, *self.associations, *around))
