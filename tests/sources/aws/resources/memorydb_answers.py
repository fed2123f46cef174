"""Answers of MemoryDB, and the inventory that they amount to."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Unseen
from auditor.model.resource import Inventory
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import Call
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.source import inventory_of

PLACE = "arn:aws:memorydb:eu-west-1:111122223333"


def answers_of(*given: Answer) -> Answers:
    """What one region answers."""
    answers = Answers("111122223333", "eu-west-1")
    for one in given:
        answers.enter(one)
    return answers


def inventory(*given: Answer) -> Inventory:
    """What answers of one region amount to."""
    return inventory_of([answers_of(*given)])


def denied(call: Call, subject: str = "") -> Answer:
    """A call that a permission is missing for."""
    return Answer(call, refusal=Refusal(Cause.DENIED, "AccessDenied", call.name), subject=subject)


def value(fact: Fact) -> object:
    """The value of a fact that is known."""
    assert isinstance(fact, Known), fact
    return fact.value


def unseen(fact: Fact) -> Unseen:
    """The one member of a relation, which was not read."""
    held = value(fact)
    assert isinstance(held, tuple)
    (member,) = held
    assert isinstance(member, Unseen)
    return member
