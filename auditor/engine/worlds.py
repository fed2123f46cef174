"""Worlds: one way in which everything undecided could turn out, and the inventory as seen through it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
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
#: Several worlds as one: the values that each thing may have.
_Box = dict[Switch, tuple[str, ...]]


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
        if kept is None:
            kept, read = self._compute(lambda: derive(resource, name, self))
            if read or kept.refused:
                self._shared.keep(shared, read.items(), kept)
            else:
                # What no switch had a part in is the same in every world.
                self._derived[key] = cast("Fact", kept.value)
        return cast("Fact", self._noted(kept))

    def remembered(self, key: tuple[Hashable, ...], compute: Callable[[], _Result]) -> _Result:
        """What `compute` gives, which follows from `key` and from what it reads through this view."""
        kept = self._shared.find(key, self.answer)
        if kept is None:
            kept, read = self._compute(compute)
            self._shared.keep(key, read.items(), kept)
        return cast("_Result", self._noted(kept))

    def _compute(self, compute: Callable[[], object]) -> tuple[Kept, dict[Switch, str | None]]:
        """What is computed in this world, and what it read of it, in that order."""
        outer, pending, refused = self._read, self.pending, self.refused
        read: dict[Switch, str | None] = {}
        self._read, self.pending, self.refused = read, [], False
        kept = Kept(compute(), tuple(self.pending), self.refused)
        self._read, self.pending, self.refused = outer, pending, refused
        if outer is not None:
            outer.update((switch, answer) for switch, answer in read.items() if switch not in outer)
        return kept, read

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


def world_text(world: World) -> str:
    """The world in words: `var.env == "prod"`, `not var.enabled`, `Env=prod`."""
    parts = []
    taken = {switch.subject for switch, outcome in world if switch.subject and outcome == "true"}
    for switch, outcome in sorted(world):
        if outcome == "false" and switch.subject in taken:
            continue
        if switch.outcomes == ("true", "false"):
            parts.append(
                switch.name
                if outcome == "true"
                else f"not ({switch.name})"
                if " " in switch.name
                else f"not {switch.name}"
            )
        else:
            parts.append(f"{switch.name}={_value(outcome)}")
    return " and ".join(parts)


def worlds_texts(worlds: Iterable[World]) -> tuple[str, ...]:
    """Several worlds in words, of which one must hold; those that differ in what one thing is are told as one."""
    alike: dict[tuple[World, str], list[World]] = {}
    for world in dict.fromkeys(tuple(sorted(world)) for world in worlds):
        subject = _compared(world)
        rest = tuple((switch, outcome) for switch, outcome in world if not subject or switch.subject != subject)
        alike.setdefault((rest, subject), []).append(world)
    texts: set[str] = set()
    plain: list[World] = []
    for (rest, subject), group in alike.items():
        found = sorted({switch.name.removeprefix(f"{subject} == ") for w in group for switch in _true(w, subject)})
        if len(found) < 2:
            plain += group
        else:
            one_of = f"{subject} is one of {', '.join(found)}"
            texts.add(" and ".join(filter(None, (world_text(rest), one_of))))
    return tuple(sorted(texts.union(_joined(plain))))


def _joined(worlds: list[World]) -> Iterator[str]:
    """Worlds in words, those as one that differ in the value of one thing: `Nodes=1 and Size is one of small, big`.

    A thing that may have any of its values is left out, unless nothing else would be told.
    """
    boxes: list[_Box] = [{switch: (outcome,) for switch, outcome in world} for world in worlds]
    for switch in sorted({one for box in boxes for one in box if one.outcomes != ("true", "false")}):
        alike: dict[tuple[tuple[Switch, tuple[str, ...]], ...], set[str]] = {}
        joined = [box for box in boxes if switch not in box]
        for box in boxes:
            if switch in box:
                rest = tuple(sorted((other, values) for other, values in box.items() if other != switch))
                alike.setdefault(rest, set()).update(box[switch])
        for rest, found in alike.items():
            values = tuple(outcome for outcome in switch.outcomes if outcome in found)
            joined.append(dict(rest) if rest and values == switch.outcomes else {**dict(rest), switch: values})
        boxes = joined
    yield from map(_box_text, boxes)


def _box_text(box: _Box) -> str:
    one = tuple((switch, values[0]) for switch, values in box.items() if len(values) == 1)
    several = [
        f"{switch.name} is one of {', '.join(map(_value, values))}"
        for switch, values in sorted(box.items())
        if len(values) > 1
    ]
    return " and ".join(filter(None, (world_text(one), *several)))


def _value(outcome: str) -> str:
    """A value in words: one that is empty shows where it is."""
    return outcome or '""'


def _compared(world: World) -> str:
    """The first thing that a world says what it is: `var.env` of `var.env == "prod"`."""
    subjects = (switch.subject for switch, outcome in world if outcome == "true" and switch.subject)
    return next((subject for subject in subjects if _true(world, subject)), "")


def _true(world: World, subject: str) -> list[Switch]:
    return [
        switch
        for switch, outcome in world
        if outcome == "true" and switch.subject == subject and switch.name.startswith(f"{subject} == ")
    ]


def worlds_text(worlds: Iterable[World]) -> str:
    """The same as one sentence: `var.a`, `(var.a and not var.b) or var.c`."""
    texts = worlds_texts(worlds)
    return " or ".join(f"({text})" if len(texts) > 1 and " and " in text else text for text in texts)
