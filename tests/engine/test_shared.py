"""What the worlds of one scan share: a result serves every world that says the same of all that was read for it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from auditor.analysis.table import DERIVED
from auditor.engine import shared as module
from auditor.engine.bounds import OutOfSteps
from auditor.engine.shared import Kept, Shared
from auditor.engine.worlds import WorldView
from auditor.model.facts import Fact, Known, Switch, Unknown, Unseen
from auditor.model.finding import World
from auditor.model.resource import Resource
from tests.engine.builders import inventory, resource, when
from tests.engine.worlds_made_up import SWITCHES, refuse_some
from tests.engine.worlds_made_up import inventory as made_up

A, B, C = Switch("var.a"), Switch("var.b"), Switch("var.c")
TRUE: World = ((A, "true"),)
FALSE: World = ((A, "false"),)
#: `tls` hangs on A, `at_rest` on B where A is true.
CACHE = resource(
    tls=when(A, true=True, false=False),
    at_rest=when(A, true=when(B, true=1, false=2), false=3),
    refused=when(A, true=Unknown("stops here", refused=True), false=Known(True)),
)


class Worker:
    """Computes a fact of the cache in one world after the other, and counts how often it had to."""

    def __init__(self) -> None:
        self.shared = Shared()
        self.times = 0

    def look(self, world: World, name: str = "at_rest") -> tuple[object, WorldView]:
        view = WorldView(inventory(CACHE), {}, world, self.shared)
        return view.remembered((name,), lambda: self.compute(view, name)), view

    def compute(self, view: WorldView, name: str) -> object:
        self.times += 1
        fact = view.fact(CACHE, name)
        return fact.value if isinstance(fact, Known) else None


def test_a_world_that_says_the_same_of_what_was_read_shares_the_result():
    worker = Worker()
    assert worker.look(FALSE)[0] == 3
    assert worker.look((*FALSE, (B, "true")))[0] == 3
    assert worker.look((*FALSE, (B, "false"), (C, "true")))[0] == 3
    assert worker.times == 1


def test_a_world_that_says_otherwise_of_what_was_read_does_not():
    worker = Worker()
    looked = [worker.look(w)[0] for w in (FALSE, (*TRUE, (B, "true")), (*TRUE, (B, "false")), TRUE, ())]
    assert (looked, worker.times) == ([3, 1, 2, None, None], 5)
    again = [worker.look(w)[0] for w in ((), TRUE, (*TRUE, (B, "false")), (*TRUE, (B, "true")), FALSE)]
    assert (again, worker.times) == ([None, None, 2, 1, 3], 5)


def test_a_switch_that_is_out_of_the_question_counts_as_false():
    small, large = (Switch(f'var.size == "{size}"', subject="var.size") for size in "sl")
    cache = resource(tls=when(small, true=True, false=False))
    shared, found = Shared(), []
    for world in (((small, "false"),), ((large, "true"),), ((small, "true"),)):
        view = WorldView(inventory(cache), {}, world, shared)
        found.append(view.remembered(("tls",), lambda view=view: view.fact(cache, "tls")))  # type: ignore[misc]
    assert found == [Known(False), Known(False), Known(True)]


def test_what_is_shared_is_pending_as_if_it_had_been_read():
    worker = Worker()
    assert worker.look(())[1].pending == [A]
    assert worker.look(((C, "true"),))[1].pending == [A]
    assert worker.look(TRUE)[1].pending == [B]
    assert worker.look((*TRUE, (C, "true")))[1].pending == [B]
    assert worker.times == 2


def test_what_is_pending_already_is_not_pending_twice_and_keeps_its_place():
    worker = Worker()
    worker.look(TRUE)
    view = WorldView(inventory(CACHE), {}, TRUE, worker.shared)
    view.settle(when(C, true=1, false=2))
    for _ in range(2):
        view.remembered(("at_rest",), lambda: None)
    assert view.pending == [C, B]


def test_what_is_shared_is_refused_as_if_it_had_been_read():
    worker = Worker()
    assert [worker.look(w, "refused")[1].refused for w in (TRUE, TRUE, FALSE, ())] == [True, True, False, False]
    assert worker.times == 3


def test_a_fact_that_is_refused_in_every_world_is_refused_each_time():
    user = resource("u", "user", access_string=Unknown("stops here", refused=True))
    derived: dict[tuple[str, str], object] = {}
    views = [WorldView(inventory(user), derived, world, Shared()) for world in (TRUE, FALSE)]  # type: ignore[arg-type]
    for view in views:
        view.fact(user, "acl.enabled")
    assert [view.refused for view in views] == [True, True]


def test_what_a_shared_result_has_read_was_read_by_what_uses_it():
    worker = Worker()

    def outer(view: WorldView) -> object:
        return view.remembered(
            ("outer",), lambda: view.remembered(("at_rest",), lambda: worker.compute(view, "at_rest"))
        )

    views = [WorldView(inventory(CACHE), {}, w, worker.shared) for w in (FALSE, TRUE, (*TRUE, (B, "true")))]
    worker.look((*TRUE, (B, "true")))
    assert [outer(view) for view in views] == [3, None, 1]
    assert [outer(view) for view in views] == [3, None, 1]
    assert worker.times == 3


def test_more_than_is_kept_is_computed_anew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_KEPT", 10)
    shared = Shared()
    for number in range(102):
        shared.keep(("key", number), (), Kept(number, (), refused=False))
    kept = [number for number in range(102) if shared.find(("key", number), dict.get)]  # type: ignore[arg-type]
    assert kept == [99, 100, 101]
    assert shared.find(("key", kept[-1]), dict.get) == Kept(kept[-1], (), refused=False)  # type: ignore[arg-type]


def test_steps_are_spent():
    shared = Shared(steps=3)
    shared.spend(3)
    with pytest.raises(OutOfSteps):
        shared.spend(1)


@pytest.mark.parametrize(
    "read", [lambda view, one: view.fact(one, "tls"), lambda view, one: view.related(one, "users")]
)
def test_reading_what_an_author_can_make_long_is_counted(read: Callable[[WorldView, Resource], object]):
    one = resource(tls=when(Switch("s", ("a", "b", "c", "d")), a=1, b=2, c=3, d=4))
    one.relations["users"] = Known(tuple(member(n) for n in range(4)))
    view = WorldView(inventory(one), {}, (), Shared(steps=3))
    with pytest.raises(OutOfSteps):
        read(view, one)


def member(number: int) -> Unseen:
    return Unseen(str(number), "not read")


def some_world(random: Random) -> World:
    """A partial world: of the switches with one subject at most one is true."""
    world: dict[Switch, str] = {}
    for switch in random.sample(SWITCHES, random.randint(0, len(SWITCHES))):
        taken = any(s.subject == switch.subject and o == "true" for s, o in world.items() if s.subject)
        if not taken:
            world[switch] = random.choice(switch.outcomes)
    return tuple(world.items())


@settings(max_examples=60)
@given(st.randoms(use_true_random=True))
def test_looking_at_many_worlds_finds_in_each_what_looking_at_it_alone_finds(random: Random):
    scanned = made_up(random)
    if random.random() < 0.5:
        refuse_some(scanned, random)
    shared = Shared()
    derived: dict[tuple[str, str], Fact] = {}
    worlds = [some_world(random) for _ in range(8)]
    for world in worlds:
        together, alone = WorldView(scanned, derived, world, shared), WorldView(scanned, {}, world)
        asked = [
            (one, name)
            for name, (kinds, _) in DERIVED.items()
            for one in scanned.resources.values()
            if one.kind in kinds
        ]
        random.shuffle(asked)
        for one, name in asked:
            for view in (together, alone):
                view.forget()
            assert together.fact(one, name) == alone.fact(one, name), (one.key, name, world)
            assert (together.pending, together.refused) == (alone.pending, alone.refused), (one.key, name, world)
            event(f"{len(together.pending)} pending")
