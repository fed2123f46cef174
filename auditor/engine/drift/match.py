"""Which declared resource is which running one.

By what AWS calls it and its region; else by a `Name` of its own; else as the only one that a matched resource leads to,
where AWS has chosen the name. What cannot be told apart is not matched, and says why: two things taken for one would be
drift that is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from auditor.engine.drift.values import CACHES, Unmatched
from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import GONE, Inventory, Resource
from auditor.model.schema import KINDS

#: Kinds whose names AWS chooses: what code calls them is another name, if it is any.
NAMED_BY_AWS = frozenset({"security_group", "subnet", "vpc", "route_table", "nacl", "prefix_list", "kms_key"})
#: Kinds of which an account is read as a whole; of others only what caches use.
_READ_WHOLE = frozenset({*CACHES, "global_datastore", "memorydb_multi_region_cluster"})
#: Kinds before whose names AWS puts so many letters and a hyphen (API references: CreateGlobalReplicationGroup,
#: CreateMultiRegionCluster).
_LEAD = {"global_datastore": 5, "memorydb_multi_region_cluster": 5}
_BY_IDENTIFIER, _BY_CASE, _BY_NAME = "identifier", "identifier in one of its cases", "tag Name"
_NOT_READ = "it is not among what was read of the account, which is what caches use"

#: A declared resource, the one that runs, and how that is known.
Claim = tuple[Resource, Resource, str]


@dataclass(slots=True)
class Matches:
    """Pairs and what is left over on both sides."""

    pairs: list[Claim] = field(default_factory=list)
    missing: list[Unmatched] = field(default_factory=list)
    not_matched: list[Unmatched] = field(default_factory=list)
    unmanaged: list[Unmatched] = field(default_factory=list)


def match(declared: Inventory, actual: Inventory) -> Matches:
    """Match the resources of two inventories, kind by kind."""
    result, looked_at = Matches(), regions_of(actual)
    here, there = _by_kind(declared), _by_kind(actual)
    kinds = [_Kind(kind, here[kind], there[kind], actual.unlisted.get(kind, ""), looked_at) for kind in KINDS]
    for kind in kinds:
        kind.by_name(result)
    led = _led_to(result.pairs, declared, actual)
    for kind in kinds:
        kind.by_relation(led, result)
        kind.leave_over(result, gaps=bool(declared.gaps))
    return result


def text_of(resource: Resource, name: str) -> str:
    """A fact that is a text and known; else empty."""
    fact = resource.facts.get(name)
    return fact.value if isinstance(fact, Known) and isinstance(fact.value, str) else ""


def regions_of(actual: Inventory) -> frozenset[str]:
    """The regions of accounts that were asked; none where it is not an account."""
    asked = {one.region for one in actual.asked if one.answered}
    return frozenset(asked | {text_of(one, "region") for one in actual.resources.values() if one.observed} - {""})


def _by_kind(inventory: Inventory) -> defaultdict[str, list[Resource]]:
    """What there is, or may be, by kind; without what a plan removes and what is only told of as it was."""
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for one in inventory.resources.values():
        absent = isinstance(one.exists, Known) and not one.exists.value
        if not (one.former or one.planned in GONE or absent):
            found[one.kind].append(one)
    return found


@dataclass(slots=True)
class _Kind:
    """The resources of one kind on both sides, and what is left of them; `left` says why, empty for nothing found."""

    kind: str
    declared: list[Resource]
    actual: list[Resource]
    unlisted: str
    looked_at: frozenset[str]
    left: list[Unmatched] = field(default_factory=list)

    def by_name(self, result: Matches) -> None:
        """Match by what AWS calls them, then by tags."""
        claims: list[Claim] = []
        nameless: list[Resource] = []
        for one in self.declared:
            name, region = text_of(one, "identifier").lower(), text_of(one, "region")
            names = {name} if name else _cases(one.facts.get("identifier"))
            found = [other for other in self.actual if any(_is_called(other, each, region) for each in names)]
            if len(found) == 1:
                claims.append((one, found[0], _BY_IDENTIFIER if name else _BY_CASE))
            elif found:
                self.left.append(
                    Unmatched(one, f"{len(found)} that run may be it, in several networks, accounts or cases")
                )
            else:
                nameless.append(one)
        taken = {other.key for _, other, _ in claims}
        by_tag = [one for one in nameless if not text_of(one, "identifier") or self.kind in NAMED_BY_AWS]
        claims += self._by_tag(by_tag, [other for other in self.actual if other.key not in taken])
        self._enter(claims, result)
        paired = {one.key for one, _, _ in claims}
        self.left += [Unmatched(one) for one in nameless if one.key not in paired]

    def by_relation(self, led: dict[str, tuple[Resource, str]], result: Matches) -> None:
        """Match those whose names AWS chose by what leads to them."""
        taken = {other.key for _, other, _ in result.pairs}
        claims = []
        if self.kind in NAMED_BY_AWS:
            # What is made up for AWS's own, such as "the default group", may stand for several.
            for one in (each.resource for each in self.left if each.resource.judged):
                other, how = led.get(one.key, (None, ""))
                if other is not None and other.key not in taken:
                    claims.append((one, other, how))
        paired = {one.key for one, _, _ in claims}
        self.left = [each for each in self.left if each.resource.key not in paired]
        self._enter(claims, result)

    def _enter(self, claims: list[Claim], result: Matches) -> None:
        """Take those for pairs that nobody else claims."""
        claimed: defaultdict[str, list[Resource]] = defaultdict(list)
        for one, other, _ in claims:
            claimed[other.key].append(one)
        result.pairs += [claim for claim in claims if len(claimed[claim[1].key]) == 1]
        for every in claimed.values():
            if len(every) > 1:
                doubt = f"declared {len(every)} times: it cannot be told which of them runs"
                self.left += [Unmatched(one, doubt) for one in every]

    def _by_tag(self, nameless: list[Resource], left: list[Resource]) -> Iterator[Claim]:
        """Pairs of those that alone on each side have a tag `Name` of the same value."""
        here, there = _named(nameless), _named(left)
        for name, every in here.items():
            others = there.get(name, [])
            if len(every) == 1 and len(others) == 1 and _may_be_in(others[0], text_of(every[0], "region")):
                yield every[0], others[0], _BY_NAME

    def leave_over(self, result: Matches, *, gaps: bool) -> None:
        """Tell what has no counterpart on either side."""
        taken = {other.key for _, other, _ in result.pairs}
        open_ = []
        for each in self.left:
            one = each.resource
            if each.doubt or not text_of(one, "identifier"):
                open_.append(one)
                result.not_matched += [Unmatched(one, each.doubt or _nameless(one))] if one.judged else []
            elif one.judged and self.kind in _READ_WHOLE:
                result.missing.append(Unmatched(one, self._doubt(one)))
            elif one.judged:
                result.not_matched.append(Unmatched(one, _NOT_READ))
        for other in self.actual:
            if self.kind in CACHES and other.key not in taken and other.judged:
                maybe = sorted(one.address for one in open_ if _may_be(one, other))
                doubt = f"it may be {', '.join(maybe)}" if maybe else "not all code could be read" if gaps else ""
                result.unmanaged.append(Unmatched(other, doubt))

    def _doubt(self, one: Resource) -> str:
        """Why a declared resource may run although it was not found; empty where it does not."""
        region = text_of(one, "region")
        if self.unlisted:
            return f"not all of these were listed: {self.unlisted}"
        if self.looked_at and not region and "region" in KINDS[self.kind].facts:
            return "its region is not known, and not all were looked at"
        if self.looked_at and region and region not in self.looked_at:
            return f"{region} was not looked at"
        return f"it may not be declared: {one.exists.reason}" if isinstance(one.exists, Unknown) else ""


def _led_to(pairs: Iterable[Claim], declared: Inventory, actual: Inventory) -> dict[str, tuple[Resource, str]]:
    """Declared key -> what runs and how that is known, of those that matched resources lead to alone, and alike."""
    found: dict[str, dict[str, str]] = {}
    for one, other, _ in pairs:
        for name in sorted(one.relations.keys() & other.relations.keys()):
            here, there = _only(one.relations[name], declared), _only(other.relations[name], actual)
            if here and there and name != "before":
                found.setdefault(here, {}).setdefault(there, f"{name} of {one.address}")
    backwards: dict[str, set[str]] = {}
    for here, others in found.items():
        for there in others:
            backwards.setdefault(there, set()).add(here)
    return {
        here: (actual.resources[there], how)
        for here, others in found.items()
        for there, how in others.items()
        if len(others) == 1 and len(backwards[there]) == 1
    }


def _only(fact: Fact, inventory: Inventory) -> str:
    """The key of the only member of a relation; empty where there is none, another or one that was not read."""
    members = fact.value if isinstance(fact, Known) and isinstance(fact.value, tuple) else ()
    if len(members) == 1 and isinstance(members[0], Ref) and members[0].key in inventory.resources:
        return members[0].key
    return ""


def _cases(fact: Fact | None) -> set[str]:
    """The names that something has under the guards that its name hangs on."""
    if isinstance(fact, Known):
        return {str(fact.value).lower()} if fact.value else set()
    return {name for _, choice in fact.choices for name in _cases(choice)} if isinstance(fact, Unknown) else set()


def _is_called(other: Resource, name: str, region: str) -> bool:
    called = text_of(other, "identifier").lower()
    lead = _LEAD.get(other.kind)
    same = name in (called, other.name.lower()) or (lead is not None and called[lead:] == f"-{name}")
    return same and _may_be_in(other, region)


def _may_be_in(other: Resource, region: str) -> bool:
    return not region or text_of(other, "region") in ("", region)


def _may_be(one: Resource, other: Resource) -> bool:
    name = text_of(one, "identifier").lower()
    return name in ("", text_of(other, "identifier").lower()) and _may_be_in(other, text_of(one, "region"))


def _named(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for one in resources:
        if one.tags.get("Name"):
            found.setdefault(one.tags["Name"], []).append(one)
    return found


def _nameless(one: Resource) -> str:
    fact = one.facts.get("identifier")
    return f"what AWS calls it is not known: {fact.reason}" if isinstance(fact, Unknown) else "AWS chooses its name"
