"""The region of a resource as a fact, and what makes a resource the same one tomorrow."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin
from auditor.sources.building.conversions import text
from auditor.sources.building.facts import make_fact
from auditor.sources.terraform.modules.providers import provider_of
from auditor.sources.terraform.resources.maker import Maker


def region_fact(maker: Maker) -> Fact:
    """The region that a resource is in: its argument `region`, else that of its provider configuration."""
    instance = maker.instance
    provider = provider_of(instance.module, instance.block, instance.env.names, instance.source)
    inherited = make_fact(provider.region, text, ABSENT, maker.header, (), Origin.INHERITED)
    return maker.fact("region", text, inherited)


def identity_of(facts: dict[str, Fact]) -> str:
    """The identifier, with the region where that is known: names are unique in a region only. Empty for none."""
    identifier, region = facts["identifier"], facts.get("region")
    if not isinstance(identifier, Known):
        return ""
    return f"{region.value}/{identifier.value}" if isinstance(region, Known) else str(identifier.value)
