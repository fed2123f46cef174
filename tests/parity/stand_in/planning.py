"""What a provider makes of configuration: the values that are planned, and those that are there once it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.parity.stand_in.parse import RESOURCE_SCHEMAS, Attribute, Block
from tests.parity.stand_in.schemas import NEWER

Values = dict[str, Any]


class _NotKnown:
    """Stands for what is only known after Terraform has run."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN = _NotKnown()
_EMPTY = {"string": "", "bool": False, "number": 0}


def planned_by(provider: Values, kind: str, config: Values) -> Values:
    """The plan of a provider, as it is configured, to create a resource."""
    plan = planned(RESOURCE_SCHEMAS[kind], config, newer=kind in NEWER)
    if plan.get("region") is UNKNOWN:
        plan["region"] = provider.get("region")
    if "tags_all" in plan:
        tags, given = plan.get("tags") or {}, provider.get("default_tags") or []
        defaults = (given[0].get("tags") or {}) if given else {}
        plan["tags_all"] = UNKNOWN if UNKNOWN in (tags, defaults) else {**defaults, **tags}
    return plan


def planned(block: Block, config: Values, *, newer: bool) -> Values:
    """The plan to create what is configured: defaults filled in, unknown what AWS decides."""
    made = {name: _attribute(one, config.get(name), newer) for name, one in block.attributes.items()}
    for name, (nesting, inner) in block.blocks.items():
        held = config.get(name)
        if nesting == "single" or held is UNKNOWN or not isinstance(held, list):
            made[name] = held
        elif inner.computed and not held:
            made[name] = UNKNOWN
        else:
            made[name] = [one if one is UNKNOWN else planned(inner, one, newer=newer) for one in held]
    return made


def _attribute(one: Attribute, value: Any, newer: bool) -> Any:
    if value is None:
        if one.default is not None:
            return one.default
        return UNKNOWN if one.computed else None
    return value if newer else _filled(one.type, value)


def _filled(kind: object, value: Any) -> Any:
    """A value as the second SDK of providers has it.

    What is left out of an object is empty, not null, and a set with an unknown member is unknown as a whole.
    """
    if isinstance(kind, list) and isinstance(value, list):
        return UNKNOWN if kind[0] == "set" and UNKNOWN in value else [_filled(kind[1], item) for item in value]
    if isinstance(kind, list) and kind[0] == "object" and isinstance(value, dict):
        return {
            name: _EMPTY.get(str(inner), []) if value.get(name) is None else _filled(inner, value[name])
            for name, inner in kind[1].items()
        }
    return value


def kept(block: Block, proposed: Values, prior: Values, config: Values) -> Values:
    """What Terraform proposes to change, with the blocks that the provider reads where code has none as they are."""
    read = {name: prior.get(name) for name, (_, inner) in block.blocks.items() if inner.computed}
    return proposed | {name: held for name, held in read.items() if not config.get(name)}


def made(block: Block, plan: Values, decide: Callable[[str, Values], Any]) -> Values:
    """What is there after the plan was carried out; `decide` says what AWS chose."""
    result: Values = {}
    for name, one in block.attributes.items():
        value = plan.get(name)
        if value is UNKNOWN:
            value = decide(name, plan)
            if value is None:
                value = _nothing(one.type)
        result[name] = value
    for name, (nesting, inner) in block.blocks.items():
        held = plan.get(name)
        if held is UNKNOWN:
            held = decide(name, plan)
        result[name] = held if nesting == "single" else [made(inner, one, decide) for one in held or []]
    return result


def _nothing(kind: object) -> Any:
    if isinstance(kind, list):
        return {} if kind[0] == "map" else []
    return _EMPTY[str(kind)]
