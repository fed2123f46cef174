"""Relations from values: how many members there are is said only where it is known."""

from __future__ import annotations

from auditor.model.facts import ABSENT, NOT_KNOWN_WHICH, Fact, Known, Ref, Unknown, Unseen
from auditor.model.location import NOWHERE
from auditor.sources.building.links import link_fact
from auditor.sources.partial.values import Unk


def linked(*items: object) -> Fact:
    def member_of(item: object) -> Ref | Unseen:
        if isinstance(item, Unk):
            return Unseen(item.symbol or NOT_KNOWN_WHICH, item.reason)
        return Ref(str(item))

    return link_fact(list(items), member_of, lambda: ABSENT, NOWHERE)


def test_the_same_thing_twice_is_one():
    assert linked("a", "a") == Known((Ref("a"),))
    assert linked(Unk("why", "var.a"), Unk("why", "var.a")) == Known((Unseen("var.a", "why"),))


def test_one_of_which_nothing_is_known_is_there():
    assert linked(Unk("why")) == Known((Unseen(NOT_KNOWN_WHICH, "why"),))


def test_two_of_which_nothing_is_known_may_be_one():
    found = linked("a", Unk("why"), Unk("why"))
    assert isinstance(found, Unknown)
    assert found.members == (Ref("a"), Unseen(NOT_KNOWN_WHICH, "why"))
