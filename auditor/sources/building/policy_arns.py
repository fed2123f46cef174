"""ARNs that AWS gives what is yet to be made: not known, but for what they are the ARN of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.sources.partial.texts import Encoded, Together
from auditor.sources.partial.values import Unk

#: Of the attribute of a resource, given as (address, attribute): the ARN up to the name; empty for no ARN.
ArnOf = Callable[[tuple[str, str]], str]

_CACHE = "arn:<partition>:{service}:<region>:<account>:{type}{between}"
_OTHER = "arn:<partition>:{type}:"


def cache_arn(service: str, type_: str) -> str:
    """The ARN of something of a service of caches, up to its name."""
    return _CACHE.format(service=service, type=type_, between=":" if service == "elasticache" else "/")


def other_arn(type_: str) -> str:
    """What stands for the beginning of an ARN of another service, by what a language calls the resource."""
    return _OTHER.format(type=type_)


def with_arns(value: object, arn_of: ArnOf) -> object:
    """A policy in which the ARNs of what is yet to be made tell what they are the ARN of."""
    if isinstance(value, Together):
        return replace(value, parts=tuple(with_arns(part, arn_of) for part in value.parts))
    if isinstance(value, Encoded):
        return replace(value, value=with_arns(value.value, arn_of))
    if isinstance(value, Unk):
        if value.choices:
            return replace(value, choices=tuple((guard, with_arns(case, arn_of)) for guard, case in value.choices))
        start = arn_of(value.ref) if value.ref is not None and not value.error and "[*]" not in value.ref[0] else ""
        return Together(value.reason, kind="string", place=value.place, parts=(start, value)) if start else value
    if isinstance(value, dict):
        made = {name: with_arns(one, arn_of) for name, one in value.items()}
        return value if all(made[name] is one for name, one in value.items()) else _like(value, made)
    if isinstance(value, list):
        items = [with_arns(one, arn_of) for one in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value


def _like(value: dict[str, object], made: dict[str, object]) -> dict[str, object]:
    """A mapping with other values that keeps what else its own kind knows."""
    from auditor.sources.building.policies import WrittenStatement

    if not isinstance(value, WrittenStatement):
        return made
    copy = WrittenStatement(made)
    copy.place, copy.exists = value.place, value.exists
    return copy
