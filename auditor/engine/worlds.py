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
        shared = ("derived", *key)
        kept = self._shared.find(shared, self.answer)
        if kept is not None:
            return cast("Fact", self._noted(kept))
        outer = self._begin()
        fact = derive(resource, name, self)
        kept, read = self._ended(fact, outer)
        if kept is None:
            # What no switch had a part in is the same in every world.
            self._derived[key] = fact
            return fact
        self._shared.keep(shared, read.items(), kept)
        return cast("Fact", self._noted(kept))

    def remembered(self, key: tuple[Hashable, ...], compute: Callable[[], _Result]) -> _Result:
        """What `compute` gives, which follows from `key` and from what it reads through this view."""
        kept = self._shared.find(key, self.answer)
        if kept is None:
            outer = self._begin()
            value = compute()
            kept, read = self._ended(value, outer)
            if kept is None:
                self._shared.keep(key, (), Kept(value))
                return value
            self._shared.keep(key, read.items(), kept)
        elif not kept.notes:
            return cast("_Result", kept.value)
        return cast("_Result", self._noted(kept))

    def _begin(self) -> _Outer:
        """Start noticing what is read of this world, and what that leaves; returns what was noticed before."""
        outer = self._read, self.pending, self.refused
        self._read, self.pending, self.refused = {}, [], False
        return outer

    def _ended(self, value: object, outer: _Outer) -> tuple[Kept | None, dict[Switch, str | None]]:
        """What there is to keep with a value that was computed, and what it read of this world, in that order.

        Nothing, if it read nothing of it: most values hang on no switch.
        """
        read, pending, refused = self._read or {}, self.pending, self.refused
        self._read, self.pending, self.refused = outer
        if not read and not refused:
            return None, read
        if self._read is not None:
            self._read.update((switch, answer) for switch, answer in read.items() if switch not in self._read)
        return Kept(value, tuple(pending), refused), read

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
        spec = KINDS[resource.kind].relations.get(relation)
        if spec is not None and spec.inverse and relation not in resource.relations:
            return naming(resource, spec.inverse, self, self.inventory)
        fact = self.settle(resource.relation(relation))
        if isinstance(fact, Absent):
            return Related(absent=True)
        members = fact.value if isinstance(fact, Known) else fact.members or ()
        certain: list[Resource] = []
        possible: list[Resource] = []
        unseen: list[Unseen] = []
        assert isinstance(members, tuple)
        self.spend(len(members))
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
            if not isinstance(exists, Known):
                possible.append(target)
            elif exists.value:
                certain.append(target)
        more = (fact.reason or "not known") if isinstance(fact, Unknown) else ""
        return Related(tuple(certain), tuple(possible), tuple(unseen), more)


def extend(world: World, switch: Switch) -> list[World]:
    """The worlds that `world` splits into when `switch` is decided."""
    return [(*world, (switch, outcome)) for outcome in switch.outcomes]


def is_default(world: World) -> bool:
    """Whether every switch has the outcome that holds when nobody says otherwise; one without default may have any."""
    return all(switch.default in (None, outcome) for switch, outcome in world)
