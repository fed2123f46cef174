"""Terraform code told again as the plan that it would give: what is evaluated here, in the shape of a plan.

The plan tells what Terraform's would: arguments that are known with their value, others as not known yet, and of each
what its expression mentions. What code leaves unset is not known, as for arguments that AWS decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from auditor.sources.partial.numbers import Real
from auditor.sources.partial.values import Lazy, Unk
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.providers import provider_of
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.resources.maker import Maker, Nested

Json = dict[str, object]
#: What modules of the root are given, by their prefix.
_GIVEN: dict[str, Json] = {}
#: What is no argument of the provider, and blocks.
_META = frozenset({"count", "for_each", "depends_on", "provider"})
_BLOCKS = ("ingress", "egress", "parameter", "authentication_mode", "log_delivery_configuration", "cluster_mode",
           "node_group_configuration", "entry", "cache_usage_limits")  # fmt: skip
#: What AWS decides where code leaves it unset.
_DECIDED = (
    "id",
    "arn",
    "transit_encryption_enabled",
    "at_rest_encryption_enabled",
    "security_group_ids",
    "engine_version",
    "ingress",
    "num_cache_clusters",
)
_NOT_KNOWN = object()


def plan_of(root: Root) -> Json:
    """The plan of a root module."""
    _GIVEN.clear()
    changes: list[Json] = []
    providers: dict[str, Json] = {}
    values, declared = _module(root.module, changes, providers)
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": values},
        "resource_changes": changes,
        "configuration": {"provider_config": providers, "root_module": declared},
    }


def _module(module: ModuleInstance, changes: list[Json], providers: dict[str, Json]) -> tuple[Json, Json]:
    resources: list[Json] = []
    configured: list[Json] = []
    for kind, name in module.definition.resources:
        for instance in module.resource(kind, name):
            if instance.exists is True:
                _take(instance, resources, configured, changes, providers)
    children: list[Json] = []
    calls: Json = {}
    for name in module.definition.calls:
        for _, inner in module.calls(name):
            if inner is not None:
                values, declared = _module(inner, changes, providers)
                children.append({"address": inner.prefix.removesuffix("."), **values})
                calls[name] = {"module": declared, "expressions": _GIVEN.get(inner.prefix, {})}
    return {"resources": resources, "child_modules": children}, {"resources": configured, "module_calls": calls}


def _take(
    instance: ResourceInstance,
    resources: list[Json],
    configured: list[Json],
    changes: list[Json],
    providers: dict[str, Json],
) -> None:
    provider = provider_of(instance.module, instance.block, instance.env.names, instance.source)
    key = provider.name.replace("provider.", "", 1)
    region = {"region": {"constant_value": provider.region}} if isinstance(provider.region, str) else {}
    providers[key] = {"expressions": region}
    values, unknown, expressions = _told(Maker(instance))
    tags = {**_map(provider.tags), **_map(values.get("tags"))}
    values["tags_all"] = tags
    parts = {"mode": "managed", "type": instance.type, "name": instance.name}
    resources.append({"address": instance.address, **parts, "values": values})
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown, "after_sensitive": {}}
    changes.append({"address": instance.address, **parts, "change": change})
    configured.append({**parts, "provider_config_key": key, "expressions": expressions})


def _map(value: object) -> Json:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _told(maker: Maker) -> tuple[Json, Json, Json]:
    """The values of the arguments, what of them is not known, and their expressions."""
    values: Json = {}
    unknown: Json = dict.fromkeys(_DECIDED, True)
    expressions: Json = {}
    for name in maker.instance.block.attributes.keys() - _META:
        value = _plain(maker.instance.stated(name))
        unknown.pop(name, None)
        if value is _NOT_KNOWN:
            unknown[name] = True
            expressions[name] = _expression(maker.instance.stated(name), maker.instance.module)
        else:
            values[name] = value
            expressions[name] = {"constant_value": value}
    for name in _BLOCKS:
        blocks = [_block(one) for one in maker.blocks(name) if isinstance(one, Nested) and one.exists is True]
        if blocks:
            unknown.pop(name, None)
            values[name], unknown[name] = [held for held, _ in blocks], [lost for _, lost in blocks]
            expressions[name] = [_expressions(one) for one in maker.blocks(name) if isinstance(one, Nested)]
    return values, unknown, expressions


def _block(nested: Nested) -> tuple[Json, Json]:
    held = {name: _plain(nested.value(name)) for name in nested.block.attributes}
    known = {name: value for name, value in held.items() if value is not _NOT_KNOWN}
    return known, dict.fromkeys(held.keys() - known.keys(), True)


def _plain(value: object) -> object:
    """A value as JSON has it, or the mark of one that is not known in full."""
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return _NOT_KNOWN if _NOT_KNOWN in items else items
    if isinstance(value, dict):
        held = {str(name): _plain(item) for name, item in value.items()}
        return _NOT_KNOWN if _NOT_KNOWN in held.values() else held
    if isinstance(value, Real):
        return float(str(value))
    return _NOT_KNOWN if isinstance(value, (Unk, Lazy)) else json.loads(json.dumps(value))


def _expressions(nested: Nested) -> Json:
    """The expressions of a nested block."""
    return {name: _expression(nested.value(name), nested.env.module) for name in nested.block.attributes}


def _expression(value: object, module: ModuleInstance) -> Json:
    """The expression for a value: a constant, or what it mentions; from outside of the module it is a variable."""
    plain = _plain(value)
    if plain is not _NOT_KNOWN:
        return {"constant_value": plain}
    mentions = list(_mentions(value))
    if all(text.startswith(module.prefix) for text in mentions):
        return {"references": [text.removeprefix(module.prefix) for text in mentions]}
    name = "given_" + "_".join(part for part in mentions[0].split(".") if part.isidentifier())
    _GIVEN.setdefault(module.prefix, {})[name] = {"references": mentions}
    return {"references": [f"var.{name}"]}


def _mentions(value: object) -> Iterator[str]:
    """What an expression for a value would mention."""
    if isinstance(value, Unk) and value.ref:
        yield ".".join(value.ref)
        yield value.ref[0]
    elif isinstance(value, list):
        for item in value:
            yield from _mentions(item)
