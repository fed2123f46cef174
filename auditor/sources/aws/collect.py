"""Asks the regions of an account for all that is needed, in rounds: what depends on answers comes after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from auditor.sources.aws.access import HOPELESS, Access
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import Question
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.vocabulary import MOST_ROUNDS, questions

T = TypeVar("T")
#: Runs all of some tasks and gives their results in the same order.
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
#: After one such refusal nothing more is asked of a region.
_WHOLE_REGION = frozenset({Cause.CLOSED, Cause.SILENT, *HOPELESS})


@dataclass(slots=True)
class Region:
    """One region of one account while it is asked."""

    access: Access
    answers: Answers
    buckets: dict[str, Bucket] = field(default_factory=dict)
    shut: Refusal | None = None

    def ask(self, question: Question) -> Answer:
        """Ask one question, unless the region answers none any more."""
        call, region = question.call, self.answers.region
        if self.shut is not None:
            refusal = Refusal(self.shut.cause, self.shut.code, call.name)
            return Answer(call, refusal=refusal, subject=question.subject)
        if not self.access.offers(call.service, region):
            return Answer(call, refusal=Refusal(Cause.UNKNOWN, "not in this region", call.name))
        bucket = self.buckets.setdefault(call.service, Bucket())
        answer = ask(self.access.client(call.service, region), call, bucket, question.subject, question.more)
        if answer.refusal is not None and answer.refusal.cause in _WHOLE_REGION:
            self.shut = answer.refusal
        return answer


def collect(access: Access, regions: Iterable[str], needed: frozenset[str], run: Run) -> list[Answers]:
    """The answers of each region to the calls that are `needed`, by their names."""
    asked = [Region(access, Answers(access.account, region, access.partition)) for region in regions]
    for number in range(MOST_ROUNDS):
        tasks: list[tuple[Region, Question]] = []
        for region in asked:
            tasks += [(region, one) for one in questions(number, region.answers) if one.call.name in needed]
        found = run([lambda region=region, one=one: region.ask(one) for region, one in tasks])  # type: ignore[misc]  # bound at once
        for (region, _), answer in zip(tasks, found, strict=True):
            region.answers.enter(answer)
    return [region.answers for region in asked]
