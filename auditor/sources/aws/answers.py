"""What was asked of a region of an account, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditor.model.kinds.metrics import WINDOW_DAYS
from auditor.sources.aws.calls import CACHES, TAGGED, Call
from auditor.sources.aws.errors import Cause, Refusal

#: Causes that mean that there is nothing, not that something could not be read.
_NOTHING_THERE = frozenset({Cause.EMPTY, Cause.GONE, Cause.UNKNOWN})


@dataclass(slots=True)
class Answer:
    """What a call listed, and why that may not be all; `subject` is what it was asked about, if that was one thing."""

    call: Call
    items: list[dict[str, Any]] = field(default_factory=list)
    refusal: Refusal | None = None
    subject: str = ""
    pages: int = 0

    @property
    def lacks(self) -> str:
        """Why more may be there than was listed; empty where all was."""
        return "" if self.refusal is None or self.refusal.cause in _NOTHING_THERE else str(self.refusal)


@dataclass(frozen=True, slots=True)
class Measuring:
    """Which metrics are asked for.

    Attributes:
        until: the time of the scan; no metrics are asked for without one.
        facts: what is asked for, as (kind, fact); all, if it is None.
        days: how many days are looked at.
    """

    until: datetime | None = None
    facts: frozenset[tuple[str, str]] | None = None
    days: int = WINDOW_DAYS

    def wants(self, kind: str, fact: str) -> bool:
        """Whether a fact is asked for."""
        return self.facts is None or (kind, fact) in self.facts


NO_METRICS = Measuring()


@dataclass(slots=True)
class Answers:
    """All answers of one region of one account; those about single things by these."""

    account: str
    region: str
    partition: str = "aws"
    of: dict[str, Answer] = field(default_factory=dict)
    about: dict[tuple[str, str], Answer] = field(default_factory=dict)
    measuring: Measuring = NO_METRICS
    _tags: dict[str, dict[str, str]] | None = None

    @property
    def tags(self) -> dict[str, dict[str, str]]:
        """The tags of whatever was ever tagged, by ARN."""
        if self._tags is None:
            self._tags = {
                str(one.get("ResourceARN")): {
                    str(tag.get("Key")): str(tag.get("Value")) for tag in one.get("Tags") or ()
                }
                for one in self.items(TAGGED)
            }
        return self._tags

    def items(self, call: Call) -> list[dict[str, Any]]:
        """What a call listed; nothing where it was not made."""
        answer = self.of.get(call.name)
        return answer.items if answer is not None else []

    @property
    def has_caches(self) -> bool:
        """Whether any cache was found, or might have been."""
        return any(self.items(call) or self.lacks(call) for call in CACHES)

    def lacks(self, call: Call) -> str:
        """Why a call may not have listed all; empty where it did."""
        answer = self.of.get(call.name)
        return answer.lacks if answer is not None else f"{call.name} was not asked for"

    def one(self, call: Call, subject: str) -> Answer | None:
        """The answer of a call about one thing."""
        return self.about.get((call.name, subject))

    def enter(self, answer: Answer) -> None:
        """Keep an answer; those to a call that takes several requests are one."""
        name = answer.call.name
        if answer.call.about:
            self.about[name, answer.subject] = answer
        elif name in self.of:
            self.of[name] = _together(self.of[name], answer)
        else:
            self.of[name] = answer

    def every(self) -> list[Answer]:
        """All answers, in an order that does not hang on which came first."""
        return [self.of[name] for name in sorted(self.of)] + [self.about[key] for key in sorted(self.about)]


def _together(one: Answer, other: Answer) -> Answer:
    """Two answers to one call; which of them came first does not tell."""
    refusals = [each.refusal for each in (one, other) if each.refusal is not None]
    refusal = min(refusals, key=str) if refusals else None
    return Answer(one.call, one.items + other.items, refusal, one.subject, one.pages + other.pages)
