"""What a cache lacks of what its workload needs: by kind, engine and version, whatever is turned on or off.

What each of them is capable of stands in the data table `capabilities`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.versions import version_key
from auditor.model.view import View

_TABLE = "capabilities"
#: Said of a capability that every version has.
_ANY = "any"


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whether a cache has a capability (None if it cannot be told).

    `why` says so of `what`, and `place` is where that stands which it rests on.
    """

    has: bool | None
    what: str = ""
    why: str = ""
    place: Location = NOWHERE


def unsaid(resource: Resource, view: View) -> Fact:
    """What a resource is for, of which nobody says it."""
    return Absent(resource.location)


def missing(resource: Resource, view: View) -> Fact:
    """The capabilities that its workload needs and it lacks."""
    needs = view.fact(resource, "workload.needs")
    if not isinstance(needs, Known) or not isinstance(needs.value, tuple):
        return needs
    answers = {str(name): _answer(str(name), resource, view) for name in needs.value}
    lacking = {name: answer for name, answer in answers.items() if answer.has is False}
    open_ = [answer for answer in answers.values() if answer.has is None]
    because = _words(lacking.values())
    place = next((answer.place for answer in lacking.values()), resource.location)
    if open_:
        return Unknown(_words(open_), open_[0].place, members=tuple(lacking) or None, because=because)
    return Known(tuple(lacking), Origin.DERIVED, place, because=because)


def _words(answers: Iterable[_Answer]) -> str:
    """What is lacking, or open, in words: what has one reason is told together."""
    alike: dict[str, list[str]] = {}
    for answer in answers:
        alike.setdefault(answer.why, []).append(answer.what)
    return "; ".join(f"{why} {', '.join(whats)}" for why, whats in alike.items())


def _answer(name: str, resource: Resource, view: View) -> _Answer:
    table = view.context.tables.get(_TABLE, {})
    entry: Mapping[str, Any] = table.get("entries", {}).get(name, {})
    offered = entry.get("offered", {}).get(resource.kind)
    what = f"{name} ({entry['title']})" if entry else name
    if not isinstance(offered, dict):
        as_of = f" (as of {table['as_of']})" if table else ""
        return _Answer(None, what, f"the table of capabilities{as_of} does not say of this kind:", resource.location)
    kind = resource.kind.replace("_", " ")
    if not offered:
        return _Answer(False, what, f"no {kind} has", resource.location)
    engine = view.fact(resource, "engine")
    if not isinstance(engine, Known):
        why = engine.reason if isinstance(engine, Unknown) else "none is stated"
        return _Answer(None, what, f"the engine decides ({why}):", _place(engine, resource))
    if engine.value not in offered:
        return _Answer(False, what, f"a {kind} of {engine.value} does not have", _place(engine, resource))
    return _by_version(what, str(engine.value), offered[engine.value], resource, view)


def _by_version(what: str, engine: str, said: object, resource: Resource, view: View) -> _Answer:
    """The answer that the version gives; `said` is the one that has it first, or that with exceptions."""
    if said == _ANY:
        return _Answer(True)
    since, without = (said["since"], said.get("except", [])) if isinstance(said, dict) else (str(said), [])
    fact = view.fact(resource, "engine_version")
    place = _place(fact, resource)
    if isinstance(fact, Known):
        try:
            version = version_key(fact.value)
        except ValueError as error:
            return _Answer(None, what, f"the version decides ({error}):", place)
        if version in [version_key(one) for one in without]:
            return _Answer(False, what, f"{engine} {fact.value} does not have", place)
        if version >= version_key(since):
            return _Answer(True)
        return _Answer(False, what, f"this is {fact.value}, and {engine} has only from {since} on", place)
    reason = fact.reason if isinstance(fact, Unknown) else "no version is stated"
    low, high = (fact.low, fact.high) if isinstance(fact, Unknown) else (None, None)
    if low is not None and version_key(low) >= version_key(since) and not without:
        return _Answer(True)
    if high is not None and version_key(high) < version_key(since):
        return _Answer(False, what, f"this is at most {high}, and {engine} has only from {since} on", place)
    return _Answer(None, what, f"the version decides ({reason}): {engine} has only from {since} on", place)


def _place(fact: Fact, resource: Resource) -> Location:
    return fact.place if fact.place != NOWHERE else resource.location
