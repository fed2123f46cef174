"""Data sources that tell of the provider itself: its region, its account, its partition, its availability zones.

What they read is the same wherever the same provider configuration is used, so that it has one name in all modules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.model.location import Location
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import Lazy, Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.providers import Provider, provider_of, stated_else
from auditor.sources.terraform.syntax import nodes as s

#: What regions of a partition are called, the partition, and the domain of its services.
_PARTITIONS = (
    (r"cn-\w+-\d", "aws-cn", "amazonaws.com.cn"),
    (r"us-gov-\w+-\d", "aws-us-gov", "amazonaws.com"),
    (r"(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central)(east|west)?-\d", "aws", "amazonaws.com"),
)
#: Type -> attributes that have other names, too.
_ALIASES: dict[str, dict[str, str]] = {
    "aws_region": {"name": "region", "id": "region"},
    "aws_caller_identity": {"id": "account_id"},
    "aws_partition": {"id": "partition"},
    "aws_availability_zones": {},
}
#: Arguments that choose a configuration, and those with which two data sources of a type still read the same thing.
_META = frozenset({"provider", "count", "for_each", "depends_on"})
_PLAIN = {"aws_availability_zones": {"state": "available"}}


@dataclass(slots=True)
class OfProvider(Lazy):
    """Such a data source as a value: its attributes are those of a provider configuration, or of a region it names."""

    type: str
    address: str
    place: Location
    provider: Provider
    region: object
    plain: bool

    def attr(self, name: str) -> object:
        """What one attribute comes to."""
        meant = _ALIASES[self.type].get(name, name)
        if self.type == "aws_region" and meant == "region":
            return self._linked(self.region, name)
        known = self._of_partition(meant) if self.type == "aws_partition" else None
        return known if known is not None else self._unknown(name, meant)

    def _of_partition(self, name: str) -> object:
        position = {"partition": 0, "dns_suffix": 1}.get(name)
        cases = [case for _, case in self.region.choices] if isinstance(self.region, Unk) else [self.region]
        if position is None or not cases or not all(map(_partition, cases)):
            return None
        if isinstance(self.region, Unk):
            return lift(lambda region: _partition(region)[position], (self.region,))
        return _partition(self.region)[position]

    def _unknown(self, name: str, meant: str) -> Unk:
        whose = self.provider.name.removeprefix("provider.")
        named = f"data.{self.type}" if whose == "aws" else f"data.{self.type}({whose})"
        symbol = f"{named}.{meant}" if self.plain else f"{self.address}.{name}"
        kind = "list" if name in ("names", "zone_ids", "group_names") else "string"
        reason = f"{self.address} is read when Terraform runs"
        return Unk(reason, symbol, ref=(self.address, name), kind=kind, place=self.place)

    def _linked(self, value: object, name: str) -> object:
        if not isinstance(value, Unk):
            return value
        return Unk(value.reason, value.symbol, value.choices, (self.address, name), "string", value.place, value.error)


def of_provider(block: s.Block, env: Env, address: str, place: Location) -> OfProvider | None:
    """The value of a data source that tells of its provider; None for any other."""
    type_ = block.labels[0]
    if type_ not in _ALIASES:
        return None
    provider = provider_of(env.module, block, env.names, env.source)
    allowed = _PLAIN.get(type_, {})
    asked = {name: a for name, a in block.attributes.items() if name not in _META}
    plain = not block.blocks and not block.broken and all(_says(a, allowed.get(name)) for name, a in asked.items())
    region = provider.region
    for name in ("name", "region") if type_ == "aws_region" else ("region",):
        if name in asked:
            region = stated_else(known_or_unknown(asked[name].value, env.of(asked[name])), region)
    if block.broken or "endpoint" in asked:
        region = Unk(f"{address} is read when Terraform runs", f"{address}.region", kind="string", place=place)
    return OfProvider(type_, address, place, provider, region, plain)


def _says(attribute: s.Attribute, text: object) -> bool:
    return isinstance(attribute.value, s.Literal) and text is not None and attribute.value.value == text


def _partition(region: object) -> tuple[str, str] | tuple[()]:
    """The partition of a region and the domain of its services; nothing for a region that is not known here."""
    found = (p for p in _PARTITIONS if isinstance(region, str) and re.fullmatch(p[0], region))
    return next(((name, suffix) for _, name, suffix in found), ())
