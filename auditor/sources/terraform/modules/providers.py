"""Provider configurations: which one a resource uses, the region it works in, and the tags that it gives everything.

Rules: Terraform's documentation, "The providers meta-argument" and "Providers within modules"; that of the AWS
provider, "Enhanced region support" (the argument `region` of every regional resource since 6.0) and `default_tags`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.sources.building.place import Place
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.operators import to_text
from auditor.sources.terraform.modules.forms import is_override
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.modules.moved import address_text
from auditor.sources.terraform.modules.override import merged
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import nested_blocks

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.expand import Slot
    from auditor.sources.terraform.modules.instance import ModuleInstance
    from auditor.sources.terraform.modules.resource_instance import ResourceInstance
    from auditor.sources.terraform.syntax.source_file import Source

#: Modules that only hand a configuration on are followed so far.
_MAX_STEPS = 64


@dataclass(frozen=True, slots=True)
class Called:
    """The call that a module instance comes from: in which module, by which block, and which instance of it."""

    caller: ModuleInstance
    declared: Declared
    slot: Slot


@dataclass(frozen=True, slots=True)
class Provider:
    """One configuration of a provider: what it is called from the root, its region, and its default tags."""

    name: str
    region: object
    tags: object


def provider_of(module: ModuleInstance, block: s.Block, names: dict[str, object], source: Source) -> Provider:
    """The configuration that a resource or data source uses: the one it names, else the default one of its type."""
    attribute = block.attributes.get("provider")
    wanted, key = _reference(attribute.value) if attribute else (block.labels[0].partition("_")[0], None)
    chosen = known_or_unknown(key, Env(module, source, names)) if key is not None else None
    known = module.root.providers
    if chosen is not None:
        return _resolve(module, wanted, chosen)
    if (module.prefix, wanted) not in known:
        known[module.prefix, wanted] = _resolve(module, wanted, None)
    return known[module.prefix, wanted]


def region_of(instance: ResourceInstance) -> object:
    """The region of a resource: its own argument, else that of its provider configuration."""
    provider = provider_of(instance.module, instance.block, instance.env.names, instance.source)
    if "region" not in instance.block.attributes:
        return provider.region
    return stated_else(instance.stated("region"), provider.region)


def place_of(instance: ResourceInstance) -> Place:
    """The place of a resource."""
    region = region_of(instance)
    own = "region" in instance.block.attributes and isinstance(region, Unk)
    provider = provider_of(instance.module, instance.block, instance.env.names, instance.source).name
    # Where the region is its own and not known, nothing else is certain to be in the same one.
    return Place("" if isinstance(region, Unk) else str(region), instance.address if own else provider)


def stated_else(value: object, otherwise: object) -> object:
    """A value, with every case in which it is null replaced by `otherwise`."""
    if isinstance(value, Unk):
        return lift(lambda v: otherwise if v is None else v, (value,)) if value.choices else value
    return otherwise if value is None else value


def _resolve(module: ModuleInstance, wanted: str, key: object) -> Provider:
    """The configuration called `wanted` in a module: its own, else one that it is given or inherits."""
    for _ in range(_MAX_STEPS):
        declared = _declared(module).get(wanted)
        call = module.called
        if call is None or (declared is not None and not _only_names(declared.block)):
            return _configured(module, wanted, declared, key)
        passed = _passed(call.declared).get(wanted)
        if passed is not None:
            wanted, inner = _reference(passed)
            if inner is not None:
                key = known_or_unknown(inner, Env(call.caller, call.declared.source, call.slot.names))
        elif call.declared.block.broken:
            return _lost(f"{module.prefix}provider.{wanted}", call.declared)
        elif declared is not None or "." in wanted:
            # A configuration of its own without arguments, or an alias that nobody gives it.
            return _configured(module, wanted, declared, key)
        module = call.caller
    return _configured(module, wanted, None, key)


def _only_names(block: s.Block) -> bool:
    """Whether a provider block only says that the module needs one, as modules of old do."""
    return not (block.attributes.keys() - {"alias"} or block.blocks)


def _declared(module: ModuleInstance) -> dict[str, Declared]:
    """The provider blocks of a module by name, alias included; what override files say replaces arguments."""
    found: dict[str, Declared] = {}
    for declared in module.definition.others.get("provider", ()):
        block = declared.block
        alias = block.attributes.get("alias")
        name = block.labels[0] if block.labels else ""
        if alias is not None and isinstance(alias.value, s.Literal):
            name = f"{name}.{alias.value.value}"
        if name in found and is_override(Path(declared.source.path).name):
            found[name] = Declared(merged(found[name].block, block, declared.source), found[name].source)
        elif name in found:
            address = f"{module.prefix}provider.{name}"
            module.root.gap_once(
                f"provider:{address}", address, "it is declared twice", declared.source.place(block.header)
            )
        else:
            found[name] = declared
    return found


def _passed(call: Declared) -> dict[str, s.Node]:
    """What a module call says under `providers`, by the name that the module gives it."""
    attribute = call.block.attributes.get("providers")
    entries = attribute.value.entries if attribute and isinstance(attribute.value, s.ObjectCons) else ()
    return {_reference(key)[0]: value for key, value in entries}


def _reference(node: s.Node) -> tuple[str, s.Node | None]:
    """A reference to a provider configuration, such as `aws.west`, and the key of one that `for_each` makes."""
    if isinstance(node, s.Literal):
        return str(node.value), None
    if isinstance(node, s.Template) and len(node.parts) == 1:
        return _reference(node.parts[0])
    if isinstance(node, s.Index):
        return address_text(node.of), node.key
    return address_text(node), None


def _configured(module: ModuleInstance, name: str, declared: Declared | None, key: object) -> Provider:
    called = f"{module.prefix}provider.{name}"
    if declared is None:
        troubles = module.definition.troubles
        reason = (
            f"the block that configures {called} may stand in what could not be read: {troubles[0].path}"
            if troubles
            else ""
        )
        return Provider(called, _from_environment(called), Unk(reason) if troubles else {})
    if declared.block.broken:
        return _lost(called, declared)
    names: dict[str, object] = {}
    each = declared.block.attributes.get("for_each")
    if each is not None:
        every = known_or_unknown(each.value, Env(module, declared.source, {}).of(each))
        called = f"{called}[{key}]" if isinstance(key, str) else called
        names = {"each": {"key": key, "value": every[key] if isinstance(every, dict) and key in every else key}}
    env = Env(module, declared.source, names)
    region = declared.block.attributes.get("region")
    value = known_or_unknown(region.value, env.of(region)) if region else None
    return Provider(called, _text(value, called), _default_tags(declared.block, env))


def _lost(called: str, declared: Declared) -> Provider:
    reason = f"a part of the block that configures {called} could not be read"
    unknown = Unk(reason, place=declared.source.place(declared.block.header))
    return Provider(called, unknown, unknown)


def _text(region: object, called: str) -> object:
    if region is None or region == "":
        return _from_environment(called)
    return to_text(region) if isinstance(region, (str, bool, int)) else stated_else(region, _from_environment(called))


def _from_environment(called: str) -> Unk:
    return Unk(f"{called} states no region: it is configured where Terraform runs", f"{called}.region", kind="string")


def _default_tags(block: s.Block, env: Env) -> object:
    for inner in nested_blocks(block, "default_tags"):
        tags = inner.attributes.get("tags")
        if inner.type == "dynamic" or inner.broken:
            return Unk("default_tags of the provider are not known", place=env.source.place(inner.header))
        return known_or_unknown(tags.value, env) if tags else {}
    return {}
