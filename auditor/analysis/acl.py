"""What a user may do: the access string, read as facts.

Domain source: AWS documentation, "Role-Based Access Control (RBAC)" of the ElastiCache guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.acl_rules import CHANNELS, COMMANDS, DANGEROUS, ENABLED, KEYS, SCRIPTS, SILENT, STALLS, Acl, read
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: Patterns and commands that an explanation names, at most.
_NAMED = 8

#: Steps for each character of an access string: its words are compared with those of all categories.
_CHARACTER = 2


def enabled(resource: Resource, view: View) -> Fact:
    """Whether the user can log in. Without the word on or off, ElastiCache takes a user as off."""
    stated = view.fact(resource, "access_string")
    acl = _read(stated, view)
    if not isinstance(acl, Acl):
        return acl
    doubt = acl.doubts.get(ENABLED)
    if doubt is not None:
        return Unknown(doubt.reason, stated.place)
    because = f"its access string says {acl.switch}" if acl.switch else "its access string says neither on nor off"
    return _known(acl.switch == "on", stated, because)


def commands(resource: Resource, view: View) -> Fact:
    """The grants that stand and the exclusions from them (`+@all`, `-flushall`); empty when no command is left."""
    return _listed(resource, view, COMMANDS)


def keys(resource: Resource, view: View) -> Fact:
    """Key patterns: `*` for all keys, `app:*`, and `%R~app:*` for reading or `%W~app:*` for writing alone."""
    return _listed(resource, view, KEYS)


def channels(resource: Resource, view: View) -> Fact:
    """Channel patterns: `*` for all. Of a string that says nothing of channels the caches decide that it opens."""
    found = _listed(resource, view, CHANNELS)
    if not isinstance(found, Unknown) or found.reason != SILENT or resource.kind != "user":
        return found
    cache = next((one for one in _opened(resource, view) if _lets_into_all(one, view)), None)
    if cache is None:
        return found
    because = f"its access string says nothing of channels, and acl-pubsub-default of {cache.address} is allchannels"
    return _known(("*",), view.fact(resource, "access_string"), because)


def _opened(user: Resource, view: View) -> Iterator[Resource]:
    """The caches with parameters of their own that the user can certainly log in to."""
    for group in view.related(user, "groups").certain:
        view.spend(1)
        yield from (one for one in view.related(group, "caches").certain if one.kind == "replication_group")


def _lets_into_all(cache: Resource, view: View) -> bool:
    default = view.fact(cache, "parameter.acl_pubsub_default")
    return isinstance(default, Known) and default.value == "allchannels"


def dangerous(resource: Resource, view: View) -> Fact:
    """The commands left allowed that harm other clients (`acl_commands.HARMFUL`)."""
    return _listed(resource, view, DANGEROUS)


def scripts(resource: Resource, view: View) -> Fact:
    """The commands left allowed that run or change code inside the engine."""
    return _listed(resource, view, SCRIPTS)


def stalling(resource: Resource, view: View) -> Fact:
    """The commands left allowed that hold up all other clients while they go through every key."""
    return _listed(resource, view, STALLS)


def _listed(resource: Resource, view: View, name: str) -> Fact:
    stated = view.fact(resource, "access_string")
    acl = _read(stated, view)
    if not isinstance(acl, Acl):
        return acl
    values, doubt = acl.lists[name], acl.doubts.get(name)
    if doubt is not None:
        return Unknown(doubt.reason, stated.place, members=values if doubt.adds else None)
    shown = ", ".join(values[:_NAMED]) + (f" and {len(values) - _NAMED} more" if len(values) > _NAMED else "")
    return _known(values, stated, f"its access string leaves {shown if values else f'no {name}'}")


def _read(stated: Fact, view: View) -> Acl | Fact:
    """The access string taken apart, or the fact that stands where there is none to read."""
    if isinstance(stated, Known):
        if isinstance(stated.value, str):
            view.spend(_CHARACTER * len(stated.value))
            return read(stated.value)
        return Unknown("the access string is not text", stated.place)
    if isinstance(stated, Unknown):
        return Unknown(stated.reason, stated.place, via=stated.via)
    return Absent(stated.place)


def _known(value: object, stated: Fact, because: str) -> Known:
    via = stated.via if isinstance(stated, Known) else ()
    return Known(value, Origin.DERIVED, stated.place, via, because)
