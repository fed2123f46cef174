"""The parameter group of a cache: its own parameters, and the families whose defaults hold for the others.

What families there are, and what their defaults, stands in the data table `parameters`, dated "as of".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.versions import version_key
from auditor.model.view import View

_TABLE = "parameters"
#: What names of default groups begin with; MemoryDB writes a hyphen where the family has an underscore.
_DEFAULT, _MEMORYDB, _AS_FAMILY = "default.", "memorydb-", "memorydb_"
#: Default groups of one family differ by what comes after its name: cluster mode, search.
_VARIANTS = (".cluster.on", ".search", ".multiregion")


@dataclass(frozen=True, slots=True)
class Family:
    """One family: the engine and the versions that it is for, its defaults, and the parameters that it lacks."""

    name: str
    engine: str
    low: tuple[int, ...]
    below: tuple[int, ...]
    defaults: Mapping[str, object]
    lacks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """What the parameters of a cache come from.

    Attributes:
        name: what it is called; empty where AWS takes the default group of the version.
        parameters: those that it sets, `name=value`.
        families: the one that it is of; several where the version decides, which is not known exactly.
        reason: why there are several, or none.
        is_default: whether it is a group of AWS's own; None where nobody can say.
        place: where it is named, or written.
    """

    name: str = ""
    parameters: Fact = ABSENT
    families: tuple[Family, ...] = ()
    reason: str = ""
    is_default: bool | None = False
    place: Location = field(default=NOWHERE)


def group_of(resource: Resource, view: View) -> Group:
    """What the parameters of a cache, or of a parameter group, come from."""
    return view.remembered(("parameter group", resource.key), lambda: _group_of(resource, view))


def _group_of(resource: Resource, view: View) -> Group:
    if resource.kind.endswith("parameter_group"):
        return _written(resource, view)
    related = view.related(resource, "parameter_group")
    place = view.settle(resource.relation("parameter_group")).place
    place = place if place != NOWHERE else resource.location
    if related.open:
        return _not_known(f"parameter group: {related.open}", place)
    if related.possible:
        return _not_known(f"whether the parameter group {related.possible[0].address} exists is not known", place)
    if related.certain:
        return _written(related.certain[0], view)
    if related.unseen:
        name = related.unseen[0].name
        if name.lower().startswith(_DEFAULT):
            return _named(name.lower(), place, view)
        return _not_known(f"parameter group {name}: {related.unseen[0].reason}", place)
    return _of_version(resource, place, view)


def _not_known(reason: str, place: Location) -> Group:
    return Group(parameters=Unknown(reason, place), reason=reason, is_default=None, place=place)


def _written(group: Resource, view: View) -> Group:
    """A group that was read."""
    stated = view.fact(group, "family")
    parameters = view.fact(group, "parameters")
    place = parameters.place if parameters.place != NOWHERE else group.location
    name = view.fact(group, "identifier")
    called = str(name.value) if isinstance(name, Known) else group.address
    is_default = called.lower().startswith(_DEFAULT)
    if not isinstance(stated, Known):
        reason = stated.reason if isinstance(stated, Unknown) else "none is stated"
        return Group(called, parameters, (), f"family of {called}: {reason}", is_default, place)
    return _in_family(called, str(stated.value).lower(), parameters, is_default=is_default, place=place, view=view)


def _named(name: str, place: Location, view: View) -> Group:
    """A default group, which tells its family by its name."""
    family = name.removeprefix(_DEFAULT)
    for variant in _VARIANTS:
        family = family.removesuffix(variant)
    if family.startswith(_MEMORYDB):
        family = _AS_FAMILY + family.removeprefix(_MEMORYDB)
    return _in_family(name, family, ABSENT, is_default=True, place=place, view=view)


def _in_family(name: str, family: str, parameters: Fact, *, is_default: bool, place: Location, view: View) -> Group:
    found = tuple(one for one in families(view) if one.name == family)
    reason = "" if found else f"the family {family} is not in the table of parameters{dated(view)}"
    return Group(name, parameters, found, reason, is_default, place)


def _of_version(cache: Resource, place: Location, view: View) -> Group:
    """The default group of the version, which AWS takes where no group is named."""
    engine, version = view.fact(cache, "engine"), view.fact(cache, "engine_version")
    low, high, reason = interval(version)
    reason = f"engine version: {reason}"
    engines: tuple[object, ...] = KINDS[cache.kind].facts["engine"].values
    if isinstance(engine, Known):
        engines = (engine.value,)
    else:
        reason = f"engine: {engine.reason if isinstance(engine, Unknown) else 'none is stated'}"
    of_memorydb = cache.kind.startswith("memorydb_")
    found = tuple(
        one
        for one in families(view)
        if one.engine in engines
        and one.name.startswith(_AS_FAMILY) is of_memorydb
        and (high is None or one.low <= high)
        and (low is None or low < one.below)
    )
    nothing = f"no family of the table of parameters{dated(view)} is for {_either(engines)} of this version"
    return Group(families=found, reason=reason if found else nothing, is_default=True, place=place)


def _either(engines: tuple[object, ...]) -> str:
    return " or ".join(map(str, engines))


def interval(version: Fact) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None, str]:
    """The least and the highest version that it can be, and why they differ."""
    try:
        if isinstance(version, Known):
            exact = version_key(version.value)
            return exact, exact, ""
        if isinstance(version, Absent):
            return None, None, "none is stated"
        low, high = (None if bound is None else version_key(bound) for bound in (version.low, version.high))
    except ValueError as error:
        return None, None, str(error)
    return low, high, version.reason


def families(view: View) -> tuple[Family, ...]:
    """All families of the table."""
    return view.remembered(("families of parameters",), lambda: tuple(_read(view)))


def _read(view: View) -> list[Family]:
    entries: Mapping[str, Mapping[str, Any]] = view.context.tables.get(_TABLE, {}).get("entries", {})
    found = []
    for name, entry in entries.items():
        # What is not sound is as good as not there: the fact then says that the table does not have it.
        try:
            low, below = version_key(entry["from"]), version_key(entry["below"])
            lacks = frozenset(entry.get("lacks", ()))
            found.append(Family(name, str(entry["engine"]), low, below, dict(entry["defaults"]), lacks))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def dated(view: View) -> str:
    """As of when the table is true, in words; nothing where there is no table."""
    as_of = view.context.tables.get(_TABLE, {}).get("as_of")
    return f" (as of {as_of})" if as_of else ""
