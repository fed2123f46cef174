"""What a plan does to a cache, as facts: they compare the cache with what it was before.

Each is absent where there is nothing to compare: outside of plans, and for what is yet to be made.
Domain sources: `auditor.analysis.effects`; API reference of ElastiCache, ModifyReplicationGroup (ApplyImmediately).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.analysis.effects import Told, told
from auditor.analysis.former import former_of
from auditor.analysis.parameters import restarting_parameters
from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE
from auditor.model.resource import Change, Resource
from auditor.model.view import View

#: Finds what the change from a former cache (second) to the cache (first) does.
_Find = Callable[[Resource, Resource, View], Iterator[Told]]

#: Attributes, and reasons, that one explanation names, at most.
_NAMED = 5


def how(cache: Resource, view: View) -> Fact:
    """In words how AWS applies what the plan does."""
    change = cache.change
    text = _how(change, cache, view) if change is not None else ""
    return Known(text, Origin.DERIVED, cache.location) if text else ABSENT


def _how(change: Change, cache: Resource, view: View) -> str:
    if change.action == "replace":
        return f"by destroying the cache and making a new one{_forced(change)}"
    if change.action == "delete":
        return f"by deleting the cache{_forced(change)}"
    if change.action == "around":
        return "through what the cache hangs on"
    if change.action != "update":
        return ""
    waits = view.settle(change.waits)
    if isinstance(waits, Known) and waits.value:
        window = view.fact(cache, "maintenance_window")
        when = f" ({window.value})" if isinstance(window, Known) else ""
        return (
            f"in place; what restarts nodes waits for the maintenance window{when}, since apply_immediately is not true"
        )
    if isinstance(waits, Unknown):
        return "in place, at once or in the maintenance window: apply_immediately is not known"
    return "in place, at once"


def _forced(change: Change) -> str:
    if change.forced_by:
        more = f" and {len(change.forced_by) - _NAMED} more" if len(change.forced_by) > _NAMED else ""
        return f", forced by {', '.join(change.forced_by[:_NAMED])}{more}"
    return f", since {change.reason}" if change.reason else ""


def interrupts(cache: Resource, view: View) -> Fact:
    """The changes that restart nodes, fail over or cut clients off, and what AWS does."""
    return _listed(cache, view, _interrupting, "nothing that it changes restarts nodes or cuts clients off")


def irreversible(cache: Resource, view: View) -> Fact:
    """The changes that cannot be taken back, and what AWS does."""
    return _listed(cache, view, _irreversible, "everything that it changes can be changed back")


def _interrupting(cache: Resource, former: Resource, view: View) -> Iterator[Told]:
    if cache.planned == "replace":
        does = "the cache is destroyed and made again: until the new one is there and filled, clients have none"
        yield Told("replacement", does, Known(True, place=cache.location))
        return
    yield from told(cache, former, view, "interrupts")
    yield from restarting_parameters(cache, former, view)


def _irreversible(cache: Resource, former: Resource, view: View) -> Iterator[Told]:
    # A replacement takes nothing back either, but it is another rule that tells of what is lost with it.
    if cache.planned != "replace":
        yield from told(cache, former, view, "irreversible")


def _listed(cache: Resource, view: View, find: _Find, nothing: str) -> Fact:
    former = former_of(cache, view)
    if former is None:
        return ABSENT
    every = list(find(cache, former, view))
    certain = [one for one in every if not one.doubt]
    texts = tuple(one.change for one in certain)
    because = "; ".join(f"{one.change}: {one.does}" for one in certain) or nothing
    place = next((one.fact.place for one in every if one.fact.place != NOWHERE), cache.location)
    doubts = [one.doubt for one in every if one.doubt]
    if doubts:
        because = because if texts else ""
        return Unknown("; ".join(dict.fromkeys(doubts[:_NAMED])), place, members=texts, because=because)
    return Known(texts, Origin.DERIVED, place, because=because)
