"""What was asked of a region of an account, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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


@dataclass(slots=True)
class Answers:
    """All answers of one region of one account; those about single things by these."""

    account: str
    region: str
    partition: str = "aws"
    of: dict[str, Answer] = field(default_factory=dict)
    about: dict[tuple[str, str], Answer] = field(default_factory=dict)
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
        """Keep an answer."""
        if answer.call.about:
            self.about[answer.call.name, answer.subject] = answer
        else:
            self.of[answer.call.name] = answer

    def every(self) -> list[Answer]:
        """All answers, in an order that does not hang on which came first."""
        return [self.of[name] for name in sorted(self.of)] + [self.about[key] for key in sorted(self.about)]
