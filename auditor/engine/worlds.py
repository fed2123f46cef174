"""Worlds: one way in which everything undecided could turn out, and the inventory as seen through it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from auditor.analysis.table import derive
from auditor.engine.inverse import naming
from auditor.engine.shared import Kept, Shared
from auditor.model.facts import Absent, Fact, Guard, Known, Ref, Switch, Unknown, Unseen
from auditor.model.finding import World
from auditor.model.resource import Context, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.model.view import Related

#: Worlds looked at for one rule on one resource, at most; what lies beyond is a Gap and leaves the verdict UNKNOWN.
MAX_WORLDS = 256

_Result = TypeVar("_Result")
#: What was noticed before a computation that is to be kept: what was read, what was found open, and whether refused.
_Outer = tuple[dict[Switch, str | None] | None, list[Switch], bool]


class WorldView:
    """An inventory in one (possibly partial) world.

    Reading a fact that hangs on a switch which this world leaves open yields an Unknown and puts the switch into
    `pending`, so that the caller can split the world there: worlds are only told apart where it matters.
    `refused` tells that something was read which cannot be so: the source would be refused in this world.
    """

    __slots__ = ("_derived", "_read", "_shared", "_taken", "inventory", "outcomes", "pending", "refused")

    def __init__(
        self,
        inventory: Inventory,
        derived: dict[tuple[str, str], Fact],
        world: World = (),
        shared: Shared | None = None,
    ) -> None:
        self.inventory = inventory
        self.outcomes = {switch.name: outcome for switch, outcome in world}
        self.pending: list[Switch] = []
        self.refused = False
        self._taken = {switch.subject for switch, outcome in world if switch.subject and outcome == "true"}
        self._derived = derived
        self._shared = shared or Shared()
        #: What the innermost computation that is to be kept has read of this world.
        self._read: dict[Switch, str | None] | None = None

    @property
    def context(self) -> Context:
        """The day of the scan and the data tables of the catalogue."""
        return self.inventory.context

    def forget(self) -> None:
        """Start anew: nothing is pending until it is read again."""
        self.pending.clear()
        self.refused = False

    def fact(self, resource: Resource, name: str) -> Fact:
        """The fact in this world; a derived one is computed when it is first asked for."""
        fact = resource.facts.get(name)
        if fact is None:
            return self._derive(resource, name)
        if type(fact) is Unknown and (fact.choices or fact.refused):
            return self.settle(fact)
        return fact

    def _derive(self, resource: Resource, name: str) -> Fact:
        key = (resource.key, name)
        found = self._derived.get(key)
        if found is not None:
            return found
        shared = self._shared
        shared.spend(1)
        if key in shared.split:
            kept = shared.find(("derived", *key), self.answer)
            if kept is not None:
                return cast("Fact", self._noted(kept))
        outer = self._begin()
        fact = derive(resource, name, self)
        if not self._read and not self.refused:
            # What no switch had a part in is the same in every world: so it is with most facts.
            self._read, self.pending, self.refused = outer
            self._derived[key] = fact
            return fact
        shared.split.add(key)
        return cast("Fact", self._keep(("derived", *key), fact, outer))

    def remembered(self, key: tuple[Hashable, ...], compute: Callable[[], _Result]) -> _Result:
        """What `compute` gives, which follows from `key` and from what it reads through this view."""
        kept = self._shared.find(key, self.answer)
        if kept is None:
            outer = self._begin()
            return cast("_Result", self._keep(key, compute(), outer))
        return cast("_Result", self._noted(kept) if kept.notes else kept.value)

    def _begin(self) -> _Outer:
        """Start noticing what is read of this world, and what that leaves; returns what was noticed before."""
        outer = self._read, self.pending, self.refused
        self._read, self.pending, self.refused = {}, [], False
        return outer

    def _keep(self, key: tuple[Hashable, ...], value: object, outer: _Outer) -> object:
        """The value that was computed, kept under what it read of this world, in that order; all of that is noticed."""
        read, kept = self._read or {}, Kept(value, tuple(self.pending), self.refused)
        self._read, self.pending, self.refused = outer
        if self._read is not None:
            self._read.update((switch, answer) for switch, answer in read.items() if switch not in self._read)
        self._shared.keep(key, read.items(), kept)
        return self._noted(kept)

    def _noted(self, kept: Kept) -> object:
        """The value, having noticed all that computing it has noticed."""
        self.pending += [switch for switch in kept.pending if switch not in self.pending]
        self.refused = self.refused or kept.refused
        return kept.value

    def spend(self, steps: int) -> None:
        """Count work. Raises OutOfSteps."""
        self._shared.spend(steps)

    def settle(self, fact: Fact) -> Fact:
        """A fact that hangs on switches, as it is in this world."""
        while isinstance(fact, Unknown) and fact.choices:
            self.spend(len(fact.choices))
            chosen, undecided = None, None
            for guard, choice in fact.choices:
                open_switch = self._undecided(guard)
                if open_switch is True:
                    chosen = choice
                    break
                if isinstance(open_switch, Switch) and undecided is None:
                    undecided = open_switch
            if chosen is None:
                if undecided is not None and undecided not in self.pending:
                    self.pending.append(undecided)
                return Unknown(fact.reason, fact.place, via=fact.via, because=fact.because)
            fact = chosen
        if isinstance(fact, Unknown) and fact.refused:
            self.refused = True
        return fact

    def _undecided(self, guard: Guard) -> Switch | bool:
        """True where the guard holds, False where it does not, else the first switch that this world leaves open."""
        undecided: Switch | None = None
        for switch, outcome in guard:
            mine = self.answer(switch)
            if mine is None:
                undecided = undecided or switch
            elif mine != outcome:
                return False
        return undecided or True

    def answer(self, switch: Switch) -> str | None:
        """The outcome of the switch; None where this world leaves it open. All that is read of a world is read here."""
        mine = self.outcomes.get(switch.name)
        if mine is None and switch.subject in self._taken:
            mine = "false"
        if self._read is not None:
            self._read.setdefault(switch, mine)
        return mine

    def related(self, resource: Resource, relation: str) -> Related:
        """The members of a relation in this world, sorted by whether they are there and were read."""
        key = (resource.key, relation)
        found = self._shared.related.get(key)
        if found is not None:
            self.spend(len(found.certain) + len(found.possible) + len(found.unseen))
            return found
        spec = KINDS[resource.kind].relations.get(relation)
        if spec is not None and spec.inverse and relation not in resource.relations:
            return naming(resource, spec.inverse, self, self.inventory)
        stated = resource.relation(relation)
        fact = self.settle(stated)
        if isinstance(fact, Absent):
            return Related(absent=True)
        members = fact.value if isinstance(fact, Known) else fact.members or ()
        assert isinstance(members, tuple)
        self.spend(len(members))
        found, plain = self._members(members, (fact.reason or "not known") if isinstance(fact, Unknown) else "")
        if plain and fact is stated and not (type(fact) is Unknown and fact.refused):
            self._shared.related[key] = found
        return found

    def _members(self, members: tuple[object, ...], more: str) -> tuple[Related, bool]:
        """The members by whether they are there, and whether that is the same in every world."""
        certain: list[Resource] = []
        possible: list[Resource] = []
        unseen: list[Unseen] = []
        plain = True
        for member in members:
            if isinstance(member, Unseen):
                unseen.append(member)
                continue
            assert isinstance(member, Ref)
            target = self.inventory.resources.get(member.key)
            if target is None:
                unseen.append(Unseen(member.key, "not in what was scanned"))
                continue
            exists = self.settle(target.exists)
            plain = plain and exists is target.exists and type(exists) is Known
            if not isinstance(exists, Known):
                possible.append(target)
            elif exists.value:
                certain.append(target)
        return Related(tuple(certain), tuple(possible), tuple(unseen), more), plain


def extend(world: World, switch: Switch) -> list[World]:
    """The worlds that `world` splits into when `switch` is decided."""
    return [(*world, (switch, outcome)) for outcome in switch.outcomes]


def is_default(world: World) -> bool:
    """Whether every switch has the outcome that holds when nobody says otherwise; one without default may have any."""
    return all(switch.default in (None, outcome) for switch, outcome in world)
