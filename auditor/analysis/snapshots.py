"""What the snapshots of a cache are worth: whether they are encrypted, whether they succeed, how old the newest is.

Sources: the ElastiCache API reference, Snapshot (states, sources, the key); the user guide, "At-Rest Encryption in
ElastiCache": what is encrypted at rest has encrypted snapshots.
"""

from __future__ import annotations

from auditor.analysis.ages import days_since
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import Related, View

#: What an ElastiCache snapshot can be of; a MemoryDB cluster always encrypts.
_OF = ("replication_group", "cache_cluster", "serverless_cache")
#: In these states a snapshot can be restored from.
_USABLE = frozenset({"available", "restoring", "copying"})


def at_rest(snapshot: Resource, view: View) -> Fact:
    """Whether a snapshot is encrypted: the API tells the key alone, and without one it is as its cache is."""
    key = view.fact(snapshot, "kms_key")
    if isinstance(key, Known):
        return Known(True, Origin.DERIVED, key.place, key.via, "it names a key")
    for relation in _OF:
        related = view.related(snapshot, relation)
        for cache in (*related.certain, *related.possible):
            found = view.fact(cache, "at_rest")
            because = f"no key is named, and {cache.address} is {'' if _is(found, True) else 'not '}encrypted at rest"
            if isinstance(found, Known) and not isinstance(key, Unknown):
                return Known(found.value, Origin.DERIVED, snapshot.location, because=because)
            if isinstance(found, Known) and found.value:
                return Known(True, Origin.DERIVED, snapshot.location, because=f"{cache.address} is encrypted at rest")
            reason = found.reason if isinstance(found, Unknown) else "whether a key is named is not known"
            return Unknown(f"{cache.address}: {reason}", snapshot.location)
    reason = (
        key.reason if isinstance(key, Unknown) else "no key is named, and the cache that it was taken of is not seen"
    )
    return Unknown(reason, snapshot.location)


def _is(fact: Fact, value: object) -> bool:
    return isinstance(fact, Known) and fact.value == value


def key_of_snapshot(snapshot: Resource, view: View) -> Fact:
    """Whose the key is of a snapshot for which none is named.

    The guide says that one is chosen "when the cache is backed up", and not what is taken where it is not: only where
    the cache itself has the service's key there is no other.
    """
    for relation in _OF:
        related = view.related(snapshot, relation)
        for cache in (*related.certain, *related.possible):
            owner = view.fact(cache, "key.owner") if relation != "cache_cluster" else Known("service")
            if isinstance(owner, Known) and owner.value == "service":
                because = f"no key is named, and {cache.address} has none of its own either"
                return Known("service", Origin.DERIVED, snapshot.location, because=because)
            reason = f"no key is named, and which one a snapshot of {cache.address} then takes is not documented"
            return Unknown(reason, snapshot.location, low="service", high="customer")
    reason = "no key is named, and the cache that it was taken of is not seen"
    return Unknown(reason, snapshot.location, low="service", high="customer")


def latest_failed(cache: Resource, view: View) -> Fact:
    """Whether the automatic snapshot that was begun last has failed."""
    related = view.related(cache, "snapshots")
    if related.open or related.unseen:
        return _unread(cache, related)
    dated: list[tuple[str, str, Resource]] = []
    for snapshot in related.certain:
        if _is(view.fact(snapshot, "source"), "manual"):
            continue
        created, state = view.fact(snapshot, "created"), view.fact(snapshot, "state")
        if not isinstance(created, Known) or not isinstance(state, Known):
            return Unknown(f"{snapshot.address}: its state or its day is not known", cache.location)
        dated.append((str(created.value), snapshot.key, snapshot))
    if not dated:
        return Known(False, Origin.DERIVED, cache.location, because="it has no automatic snapshot")
    latest = max(dated)[2]
    failed = _is(view.fact(latest, "state"), "failed")
    because = f"{latest.address} of {max(dated)[0][:10]} {'failed' if failed else 'did not fail'}"
    return Known(failed, Origin.DERIVED, cache.location, because=because)


def days_without(cache: Resource, view: View) -> Fact:
    """Days since the newest snapshot that can be restored from; of a cache without any, since it was made."""
    related = view.related(cache, "snapshots")
    if related.open or related.unseen:
        return _unread(cache, related)
    usable = [one for one in related.certain if _in_use(view.fact(one, "state"))]
    best: Known | None = None
    for one in usable:
        age = days_since(view.fact(one, "created"), view, f"the newest snapshot, {one.address}, was taken on")
        if not isinstance(age, Known):
            reason = age.reason if isinstance(age, Unknown) else "the day on which it was taken is not known"
            return Unknown(f"{one.address}: {reason}", cache.location)
        if best is None or int(str(age.value)) < int(str(best.value)):
            best = age
    if best is not None:
        return best
    since = days_since(view.fact(cache, "created"), view, "it has no usable snapshot, and was made on")
    return Unknown("when it was made is not known", cache.location) if isinstance(since, Absent) else since


def _in_use(state: Fact) -> bool:
    return isinstance(state, Known) and state.value in _USABLE


def _unread(cache: Resource, related: Related) -> Unknown:
    return Unknown(related.open or f"{related.unseen[0].name}: {related.unseen[0].reason}", cache.location)
