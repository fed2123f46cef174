"""The tags of a resource: its own, over those that its provider configuration gives everything."""

from __future__ import annotations

from auditor.model.facts import Fact
from auditor.sources.partial.numbers import Real
from auditor.sources.partial.values import Unk, parts_of
from auditor.sources.terraform.language.operators import to_text
from auditor.sources.terraform.modules.providers import provider_of
from auditor.sources.terraform.resources.maker import Maker, partial

#: Resource types that take no tags.
_UNTAGGED = frozenset({"aws_elasticache_global_replication_group"})

#: Terraform 0.11 took tags as a block too.
_AS_BLOCK = "tags is a block here, which Terraform refuses: since 0.12 it is an argument, tags = {...}"


def tags_of(maker: Maker) -> tuple[dict[str, str], Fact]:
    """The tags that are known, and the fact that lists them, which is open where there may be more."""
    instance = maker.instance
    own = instance.stated("tags") if maker.has("tags") else {}
    every: object = {}
    if instance.type not in _UNTAGGED:
        every = provider_of(instance.module, instance.block, instance.env.names, instance.source).tags
    known: dict[str, str] = {}
    # What is not known of the resource's own tags may replace any of the others.
    if isinstance(own, dict):
        known = _texts(every) | _texts(own)
        known = {name: text for name, text in known.items() if not isinstance(own.get(name), Unk)}
    unknown = next((part for tags in (own, every) for part in parts_of(tags) if isinstance(part, Unk)), None)
    listed = tuple(f"{name}={text}" for name, text in sorted(known.items()))
    doubt = _AS_BLOCK if any(one.type == "tags" for one in instance.block.blocks) else ""
    return known, partial(listed, unknown.reason if unknown else doubt, maker)


def _texts(tags: object) -> dict[str, str]:
    if not isinstance(tags, dict):
        return {}
    return {str(k): str(to_text(v)) for k, v in tags.items() if isinstance(v, (str, bool, int, Real))}
