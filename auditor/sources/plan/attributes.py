"""A resource of a plan or state as it is written: its values, what of them is not known yet, and what code says.

In a plan an attribute that Terraform does not know may be one that code leaves unset, so that AWS decides, or one
that code computes from something else: only the configuration in the plan tells, by the arguments that it names.
Arguments of `dynamic` blocks do not stand there. A block that is not known as a whole and not named is therefore made
by one, unless the provider fills it in where code says nothing: then nobody can tell, but for rules of a group that has
rules as resources of their own, which exclude such blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Step, Switch, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import Convert
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.values import GivenText, LinkedText, Unk
from auditor.sources.plan.blocks import AttributeBlock
from auditor.sources.plan.configured import Configured
from auditor.sources.plan.document import Json
from auditor.sources.plan.places import Places
from auditor.sources.secrecy.secrets import Secrets

#: Arguments whose value is kept nowhere.
_WRITE_ONLY = "_wo"
#: Blocks that the provider fills in where code has none.
_FILLED_IN = frozenset({
    "access_control_policy", "authentication_mode", "cluster_mode", "egress", "grant", "ingress",
    "node_group_configuration",
})  # fmt: skip
#: What AWS decides where code says nothing, or null: a plan does not know it. No text that a function could make up.
_DECIDED = frozenset({
    "at_rest_encryption_enabled", "auto_minor_version_upgrade", "automatic_failover_enabled", "az_mode", "cluster_mode",
    "data_tiering_enabled", "engine", "engine_version", "ip_discovery", "multi_az_enabled", "network_type",
    "num_cache_clusters", "num_cache_nodes", "num_node_groups", "port",
    "replicas_per_node_group", "security_group_ids", "snapshot_retention_limit",
    "transit_encryption_enabled", "transit_encryption_mode",
})  # fmt: skip
#: Lists of addresses, where each one counts.
_ADDRESSES = ("cidr_blocks", "ipv6_cidr_blocks")
_LITERAL = "neither plan nor state tells whether code spells it out"


class Attributes(Written):
    """One resource with its values.

    Attributes:
        configured: what code says of it; None where that is not told, as in a state.
        created: whether it is not there yet, so that what it has besides its arguments are defaults.
        ruled: whether it is a security group that other resources of the plan give its rules.
    """

    ruled = False

    def __init__(
        self,
        address: str,
        places: Places,
        values: Json,
        unknown: Json,
        configured: Configured | None,
        *,
        created: bool,
        ids: Mapping[str, tuple[str, str]],
        secrets: Secrets,
    ) -> None:
        self.address, self._places, self.header, self.exists = address, places, places.of(address), True
        self.values, self._unknown = values, unknown
        self.configured, self.created = configured, created
        self._ids, self._secrets = ids, secrets

    def has(self, name: str) -> bool:
        """Whether an attribute has a value that is more than nothing, or will have one that code gives it."""
        if self._unknown.get(name) is True:
            return not self._is_left_open(name, named=self._names(name))
        value = self.values.get(name)
        if value is None:
            return name.endswith(_WRITE_ONLY) and self._names(name)
        return self._names(name) if value in ([], {}) else value != ""

    def _names(self, name: str) -> bool:
        """Whether code is known to give an attribute."""
        return self.configured is not None and self.configured.names(name)

    def _is_left_open(self, name: str, *, named: bool) -> bool:
        """Whether code leaves an attribute that is not known to AWS: it does not name it, or what it says is null.

        What is there already keeps what it has, so that something else makes it unknown.
        """
        if self.configured is None or not self.created:
            return False
        return not named or (name in _DECIDED and self.configured.is_null(name))

    def chose(self, name: str) -> Fact:
        """Whether somebody chose what an attribute has; what is there already has what AWS chose as well."""
        if not self.values.get(name) or self.created:
            return ABSENT
        if self.configured is None:
            return Unknown(f"a state does not tell whether somebody chose {name} or AWS did", self.place_of(name))
        given = self.configured.gives(name)
        if given is None:
            return Unknown(f"a plan does not tell whether code gives {name} or null", self.place_of(name))
        return ABSENT if given else Known(False, Origin.DEFAULT, self.header)

    def value(self, name: str) -> object:
        """The value of an attribute; of one that is not known yet, whose attribute it will be."""
        unknown = self._unknown.get(name)
        if unknown is True:
            return self._to_come(name)
        if name.endswith(_WRITE_ONLY) and self.values.get(name) is None and self.configured is not None:
            return self.configured.write_only(name)
        value = self.known(self.values.get(name), unknown, name)
        if isinstance(value, dict) and unknown:
            return self._resolved_one(value, name)
        return self._resolved(value, name) if isinstance(value, list) and unknown else value

    def known(self, value: object, unknown: object, name: str) -> object:
        """A value with what is not known in it, its texts telling whose ids they are."""
        if unknown is True:
            return Unk(f"{self.address}.{name} is only known after Terraform has run", place=self.header)
        if isinstance(value, list):
            parts = unknown if isinstance(unknown, list) else []
            parts = [*parts, *[False] * (len(value) - len(parts))]
            return [self.known(v, u, name) for v, u in zip(value, parts, strict=False)]
        if isinstance(value, dict):
            of = unknown if isinstance(unknown, dict) else {}
            return {k: self.known(value.get(k), of.get(k), f"{name}.{k}") for k in {**value, **of}}
        if isinstance(value, str) and value in self._ids:
            return LinkedText.of(value, self._ids[value])
        return value

    def _to_come(self, name: str) -> object:
        reason = f"{self.address}.{name} is only known after Terraform has run"
        if self.configured is None:
            return Unk(reason, place=self.header)
        links = self._links(name)
        if not links:
            texts = self.configured.text(name)
            return Unk(f"{reason}: it depends on {texts}" if texts else reason, place=self.header)
        if name in _ADDRESSES:
            # Literal addresses beside what is mentioned are not told.
            return [*links, Unk(f"{reason}, and so is what else it lists", place=self.header)]
        return links[0] if len(links) == 1 else list(links) if name.endswith("s") else Unk(reason, place=self.header)

    def _links(self, name: str) -> list[Unk]:
        """The attributes that an argument is made of; none where they differ in kind, so that some may only decide."""
        mentions = (self.configured.mentions(name) if self.configured else None) or []
        if len({(mention.base[0], mention.attribute) for mention in mentions}) != 1:
            return []
        return [
            Unk(f"{m.address}.{m.attribute} is decided by AWS", ref=(m.address, m.attribute), place=self.header)
            for m in mentions
        ]

    def _resolved(self, items: list[object], name: str) -> list[object]:
        """A list whose elements that are not known are what code mentions, where these are as many."""
        links = self._links(name)
        if len(links) != sum(isinstance(item, Unk) for item in items):
            return items
        return [links.pop(0) if isinstance(item, Unk) else item for item in items]

    def _resolved_one(self, items: dict[str, object], name: str) -> object:
        """A map in which one thing is not known, which is what code mentions, where that is one thing too."""
        links, unknown = self._links(name), [key for key, item in items.items() if isinstance(item, Unk)]
        return {**items, unknown[0]: links[0]} if len(links) == len(unknown) == 1 else items

    def place_of(self, name: str) -> Location:
        """Where an attribute stands, or the resource, where the text does not hold it: it is not known yet."""
        return self.place_in(name)

    def place_in(self, *path: str | int) -> Location:
        """Where a part of the values stands, or the resource, where the first of the path is not among them."""
        return self._places.of(self.address, *path) if path[0] in self.values else self.header

    def told(self, name: str) -> tuple[tuple[Step, ...], Origin]:
        """Who said the value of an attribute: code, or for a resource that is to be made the provider's defaults."""
        stated = self.configured is None or not self.created or self.configured.names(name)
        return (), Origin.STATED if stated else Origin.DEFAULT

    @property
    def damage(self) -> str:
        """Nothing: a resource is read whole or not at all."""
        return ""

    def learn_secret(self, name: str) -> None:
        """No report shows the values of the attribute."""
        self._secrets.learn(self.values.get(name))

    def first(self, names: tuple[str, ...], convert: Convert, unset: Fact = ABSENT) -> Fact:
        """The first of several spellings that has a value, whoever gave it."""
        for name in names:
            if self.has(name):
                fact = self.written_fact(name, convert, unset)
                if not isinstance(fact, Absent):
                    return fact
        return self.unwritten(unset)

    def secret(self, name: str) -> Fact:
        """A secret attribute: whether it is set, and whether code spells it out."""
        if not self.has(name):
            return self.unwritten(ABSENT)
        self.learn_secret(name)
        literal = self.configured.spells_out(name, self.values.get(name)) if self.configured is not None else None
        return self.redacted(self.told_of(self.value(name), literal, name), self.place_of(name), ())

    def told_of(self, value: object, literal: bool | None, name: str) -> object:
        """The value of a secret as what is left of it: spelled out, given, or one of both."""
        if isinstance(value, list):
            value = next((v for v in value if isinstance(v, str)), next(iter(value), None))
        if not isinstance(value, str) or literal is True:
            return value
        given = GivenText("given")
        if literal is False:
            return given
        switch = Switch(f"code spells out {self.address}.{name}")
        return Unk(_LITERAL, choices=((((switch, "true"),), "spelled out"), (((switch, "false"),), given)))

    def blocks(self, name: str, *, beside_list: bool = False) -> Iterator[NestedWritten]:
        """The blocks of a type that are there; one that stands for all of them where none is known."""
        unknown = self._unknown.get(name)
        if unknown is True:
            named = self.configured is None or self.configured.names(name)
            if named or not self.created or self._may_be_dynamic(name):
                whether = Unk(f"{self.address}.{name} is only known after Terraform has run")
                yield AttributeBlock(self, (name,), {}, {}, whether)
            return
        held = self.values.get(name)
        parts = held if isinstance(held, list) else [held]
        doubts = unknown if isinstance(unknown, list) else [unknown]
        for number, part in enumerate(parts):
            doubt = doubts[number] if number < len(doubts) else None
            if isinstance(part, dict) or (part is None and doubt):
                path = (name, number) if parts is held else (name,)
                yield AttributeBlock(self, path, part or {}, doubt, True, len(parts))

    def _may_be_dynamic(self, name: str) -> bool:
        """Whether a block that nobody knows and code does not name can come of a `dynamic` block."""
        return name not in _FILLED_IN or (name in ("ingress", "egress") and not self.ruled)

    def learn(self, value: object) -> None:
        """Take note that a value is a secret."""
        self._secrets.learn(value)
