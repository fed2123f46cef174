"""Over how many zones the nodes of a cache are spread, and how alike its shards are.

Domain sources. API reference of ElastiCache: CreateReplicationGroup (PreferredCacheClusterAZs: by default the system
chooses zones), NodeGroupConfiguration (zones of each shard, Slots), CreateCacheCluster (AZMode: single-az unless zones
are given). User guide: "Minimizing downtime in ElastiCache by using Multi-AZ" (Multi-AZ keeps a replica in another zone
than the primary). Without it AWS was seen to put all nodes of a shard in one zone
(hashicorp/terraform-provider-aws, issue 5104).
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: A shard has at most five replicas, so that its nodes are in six zones at most.
MOST_NODES = 6
_ANY_ZONE = "?"
#: What begins the name of a zone that is known by its number in the region alone.
_NUMBERED = "number-"
_BOTH = "some zones are known by their names, others by their numbers"
#: More zones than there are.
_ENDLESS = 100
_SLOTS = 16384
_CHOSEN = "no zones are stated: AWS chooses them"


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is known, or of which only bounds are known; `reason` says why."""

    low: int
    high: int
    reason: str = ""


def span(fact: Fact, low: int, high: int) -> Span:
    """The bounds of a whole number, which lies between `low` and `high` in any case."""
    if isinstance(fact, Known) and isinstance(fact.value, int):
        return Span(fact.value, fact.value)
    if isinstance(fact, Unknown):
        least = fact.low if isinstance(fact.low, int) else low
        most = fact.high if isinstance(fact.high, int) else high
        return Span(least, most, fact.reason)
    return Span(low, high, "it is not stated")


def zones_per_shard(group: Resource, view: View) -> Fact:
    """The zones that the nodes of one shard are in, of the shard whose nodes are in fewest."""
    replicas = span(view.fact(group, "replicas_per_shard"), 0, MOST_NODES - 1)
    nodes = Span(replicas.low + 1, replicas.high + 1, replicas.reason)
    spread = view.fact(group, "multi_az")
    stated = view.fact(group, "zones")
    # Multi-AZ has a replica in another zone, wherever there is one and AWS chooses.
    chosen = isinstance(spread, Known) and spread.value is True and not isinstance(stated, Unknown)
    kept_apart = 2 if chosen else 1
    shards = span(view.fact(group, "shards"), 1, 500)
    place = stated.place if not isinstance(stated, Absent) else group.location
    found = [_of_shard(text.split(), nodes, kept_apart) for text in _texts(stated)]
    untold = Span(min(kept_apart, nodes.low), nodes.high, _reason(stated, nodes))
    if isinstance(stated, Unknown) or len(found) < shards.low or not found:
        found.append(untold)
    most = min(found, key=lambda one: one.high)
    if len(found) < shards.high:
        # There may be a shard that nothing is told of.
        found.append(untold)
    least = min(found, key=lambda one: one.low)
    # Zones are named when nodes are made: more of them than nodes are of some that are gone.
    room = min(_room(group, view), nodes.high)
    low, high = min(least.low, room), min(most.high, room)
    if low == high:
        because = _because(low, stated, nodes) if most.high <= room or room == nodes.high else _narrow(room)
        return Known(low, Origin.DERIVED, place, because=because)
    return Unknown(least.reason or most.reason or _CHOSEN, place, low=low, high=high)


def _room(cache: Resource, view: View) -> int:
    """The zones that the subnets of a cache are in, at most."""
    related = view.related(cache, "subnet_group")
    if len(related.certain) != 1 or related.open or related.possible or related.unseen:
        return _ENDLESS
    return span(view.fact(related.certain[0], "subnets.zones"), 1, _ENDLESS).high


def _narrow(room: int) -> str:
    return f"the subnets of its subnet group are in {room} zone{'s' * (room > 1)}"


def zones_in_all(cluster: Resource, view: View) -> Fact:
    """The zones that the nodes of a cluster without replication are in."""
    of_dax = cluster.kind == "dax_cluster"
    nodes = span(view.fact(cluster, "nodes" if of_dax else "node_count"), 1, 60)
    # DAX has no modes: without zones it spreads its nodes.
    stated, mode = view.fact(cluster, "zones"), ABSENT if of_dax else view.fact(cluster, "az_mode")
    known = {zone for text in _texts(stated) for zone in text.split()}
    fewest, most = distinct(known)
    place = cluster.location if isinstance(stated, Absent) else stated.place
    if nodes.high == 1:
        return Known(1, Origin.DERIVED, place, because="it is one node")
    if isinstance(stated, Known) and known and fewest == most:
        named = ", ".join(sorted(known))
        return Known(fewest, Origin.DERIVED, place, because=f"its nodes are in {named}")
    if isinstance(stated, Absent) and isinstance(mode, Known) and mode.value == "single-az":
        return Known(1, Origin.DERIVED, mode.place, because="all its nodes are kept in one zone (single-az)")
    room = _room(cluster, view)
    if room == 1:
        return Known(1, Origin.DERIVED, place, because=_narrow(room))
    across = isinstance(mode, Known) and mode.value == "cross-az" and nodes.low > 1
    low = max(2 if across else 1, fewest)
    doubt = next((fact.reason for fact in (stated, mode) if isinstance(fact, Unknown)), nodes.reason) or _CHOSEN
    return Unknown(doubt, place, low=low, high=max(low, min(nodes.high, room)))


def replicas_apart(group: Resource, view: View) -> Fact:
    """By how many replicas the shards differ."""
    fewest, most = view.fact(group, "replicas_per_shard"), view.fact(group, "most_replicas")
    unknown = next((fact for fact in (fewest, most) if isinstance(fact, Unknown)), None)
    if unknown is not None:
        return Unknown(f"replicas: {unknown.reason}", unknown.place, low=0)
    least, highest = span(fewest, 0, 5).low, span(most, 0, 5).low
    because = f"replicas of a shard: {least} to {highest}" if highest > least else f"replicas of every shard: {least}"
    return Known(highest - least, Origin.DERIVED, most.place, because=because)


def slots_above(group: Resource, view: View) -> Fact:
    """By how many percent the shard with most key slots has more of them than if all had as many."""
    stated = view.fact(group, "slots")
    if isinstance(stated, Unknown):
        return Unknown(f"slots: {stated.reason}", stated.place, low=0)
    counts = [_slots(text) for text in _texts(stated)]
    place = group.location if isinstance(stated, Absent) else stated.place
    if not counts:
        return Known(0, Origin.DERIVED, place, because="no slots are stated: AWS deals them out evenly")
    if 0 in counts:
        return Unknown("slots are not written as first-last", place, low=0)
    above = round(100 * max(counts) * len(counts) / _SLOTS) - 100
    return Known(max(above, 0), Origin.DERIVED, place, because=f"a shard has {max(counts)} of {_SLOTS} slots")


def _slots(text: str) -> int:
    """How many slots `0-5460` or `0-100,200-300` are; 0 for what is not written so."""
    number = 0
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            return 0
        number += int(last or first) - int(first) + 1
    return number


def _texts(fact: Fact) -> tuple[str, ...]:
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


def distinct(zones: set[str]) -> tuple[int, int]:
    """How many zones these are, at least and at most: one that is known by its number may be one of those by name."""
    numbered = sum(zone.startswith(_NUMBERED) for zone in zones)
    return max(numbered, len(zones) - numbered), len(zones)


def _of_shard(zones: list[str], nodes: Span, kept_apart: int) -> Span:
    """The zones of a shard of which these are stated: nodes that are not told of may be in any."""
    named = set(zones) - {_ANY_ZONE}
    untold = len(zones) - sum(zone != _ANY_ZONE for zone in zones)
    least, most = max(len(zones), nodes.low), max(len(zones), nodes.high)
    fewest, most_named = distinct(named)
    low = max(fewest, 1)
    open_nodes = untold + most - len(zones)
    if least > 1 and untold + least > len(zones):
        low = max(low, kept_apart)
    return Span(low, max(low, most_named + open_nodes), _CHOSEN if open_nodes else _BOTH if fewest < most_named else "")


def _reason(stated: Fact, nodes: Span) -> str:
    if isinstance(stated, Unknown):
        return f"zones: {stated.reason}"
    return f"replicas: {nodes.reason}" if nodes.reason else _CHOSEN


def _because(number: int, stated: Fact, nodes: Span) -> str:
    if number == 1 and nodes.high == 1:
        return "a shard is one node"
    for index, text in enumerate(_texts(stated), 1):
        named = set(text.split())
        if len(named) == number:
            return f"the nodes of shard {index} are in {', '.join(sorted(named))}"
    return "Multi-AZ keeps a replica in another zone"
