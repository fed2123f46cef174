"""Facts that a plan makes better or worse: who is let in from where, and how clients prove who they are.

Much of either may be unknown, such as the rules of a security group that is not in the plan. What is unknown for the
same reasons before and after is taken to stay as it is: the plan does not change it.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.analysis.access import doubts_of as access_doubts
from auditor.analysis.former import former_of
from auditor.analysis.groups import ORDER
from auditor.analysis.reach import doubts_of as reach_doubts
from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import View

_GROUP = KINDS["replication_group"].facts
_METHODS = _GROUP["auth.method"].values
_WEAKER, _SAME, _STRONGER = _GROUP["change.authentication"].values
_NONE = ORDER[0]
#: Finds all reasons why something of a resource is not certain.
_Doubts = Callable[[Resource, View], frozenset[str] | frozenset[tuple[str, str]]]


def reach(resource: Resource, view: View) -> Fact:
    """From how far clients are newly let in to a cache, or to where caches listen in a security group."""
    name = "reach.to_caches" if resource.kind == "security_group" else "reach.by_groups"
    former = former_of(resource, view)
    if former is None and not resource.planned:
        return ABSENT
    after = view.fact(resource, name)
    before = view.fact(former, name) if former is not None else _nobody(after)
    (old_low, old_high), (low, high) = _range(before, ORDER), _range(after, ORDER)
    # What is certain is that clients come as far as the lower bound; what is not known beyond that stays as it was.
    if former is None or _groups(former, view) <= _groups(resource, view):
        old_high = old_low
    if former is None or _is_no_doubt_new(_reason(after) == _reason(before), resource, former, reach_doubts, view):
        high = low
    low, high = low if low > old_high else 0, high if high > old_low else 0
    place = _place(after, resource)
    if low == high:
        because = f"{_because(after)}; before: {_because(before)}" if low else ""
        return Known(ORDER[low], Origin.DERIVED, place, because=because)
    return Unknown(_reason(after) or _reason(before), place, low=ORDER[low], high=ORDER[high])


def _is_no_doubt_new(alike: bool, resource: Resource, other: Resource, doubts: _Doubts, view: View) -> bool:
    """Whether all that is not known of a resource is not known of the other; `alike` where no doubt is told."""
    found = doubts(resource, view)
    return found <= doubts(other, view) if found else alike


def _groups(resource: Resource, view: View) -> frozenset[str]:
    """The names of the security groups that say who is let in, and why there may be more."""
    if resource.kind == "security_group":
        return frozenset()
    groups = view.related(resource, "security_groups")
    named = {group.address for group in (*groups.certain, *groups.possible)} | {one.name for one in groups.unseen}
    return frozenset(named | ({groups.open} if groups.open else set()))


def _nobody(after: Fact) -> Fact:
    """What a security group let in of which nothing is told before: what is not known of it now was not known then."""
    if isinstance(after, Unknown):
        return Unknown(after.reason, low=_NONE, high=after.high, because="nobody")
    return Known(_NONE, because="nobody")


def authentication(cache: Resource, view: View) -> Fact:
    """Whether the weakest way in is weaker or stronger than before."""
    former = former_of(cache, view)
    if former is None:
        return ABSENT
    before, after = view.fact(former, "auth.method"), view.fact(cache, "auth.method")
    (old_low, old_high), (low, high) = _range(before, _METHODS), _range(after, _METHODS)
    alike = _reason(after) == _reason(before)
    # What is certain of either is that nothing is stronger than the weakest way that is there.
    if _is_no_doubt_new(alike, cache, former, access_doubts, view):
        low = high
    if _is_no_doubt_new(alike, former, cache, access_doubts, view):
        old_low = old_high
    least, most = _against(low, old_high), _against(high, old_low)
    place = _place(after, cache)
    if least == most:
        return Known(least, Origin.DERIVED, place)
    return Unknown(_reason(after) or _reason(before), place, low=least, high=most)


def _against(after: int, before: int) -> str:
    return _WEAKER if after < before else _STRONGER if after > before else _SAME


def _range(fact: Fact, words: tuple[str, ...]) -> tuple[int, int]:
    """The lowest and the highest rank that a fact can have."""
    if isinstance(fact, Known):
        return words.index(str(fact.value)), words.index(str(fact.value))
    low, high = (fact.low, fact.high) if isinstance(fact, Unknown) else (None, None)
    return words.index(str(low)) if low in words else 0, words.index(str(high)) if high in words else len(words) - 1


def _reason(fact: Fact) -> str:
    return fact.reason if isinstance(fact, Unknown) else ""


def _because(fact: Fact) -> str:
    told = "" if isinstance(fact, Absent) else fact.because
    return told or _reason(fact) or "it is not told"


def _place(fact: Fact, resource: Resource) -> Location:
    return fact.place if fact.place != NOWHERE else resource.location
