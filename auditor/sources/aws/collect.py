"""Asks the regions of an account for all that is needed, in rounds: what depends on answers comes after them.

A region goes on to its next round as soon as all of its own is answered: one that is slow holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import partial

from auditor.sources.aws.access import HOPELESS, Access, AccessError
from auditor.sources.aws.answers import NO_METRICS, Answer, Answers, Measuring
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import Question
from auditor.sources.aws.errors import Cause, Refusal
from auditor.sources.aws.vocabulary import MOST_ROUNDS, of_account, questions

#: Begins a task, beside others.
Submit = Callable[[Callable[[], Answer]], "Future[Answer]"]
#: After one such refusal nothing more is asked of a service in a region.
_WHOLE_SERVICE = frozenset({Cause.CLOSED, Cause.SILENT})


@dataclass(slots=True)
class Region:
    """One region of one account while it is asked.

    Attributes:
        shut: why services are asked no more; where none has ever answered, that holds for all others, too.
        denied: why calls that are not about single things are asked no more.
        answered: the services that have answered something.
        over: why nothing at all is asked any more.
        number: its next round.
        left: questions of this round that are not answered yet.
        at: where questions are asked that are about no region.
    """

    access: Access
    answers: Answers
    buckets: dict[str, Bucket] = field(default_factory=dict)
    shut: dict[str, Refusal] = field(default_factory=dict)
    denied: dict[str, Refusal] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    over: Refusal | None = None
    number: int = 0
    left: int = 0
    at: str = ""

    def ask(self, question: Question) -> Answer:
        """Ask one question, unless the region answers none any more."""
        call, region = question.call, self.answers.region or self.at
        known = self.over or self.shut.get(call.service) or self.denied.get(call.name)
        if known is None and self.shut and not self.answered:
            known = next(iter(self.shut.values()))
        if known is not None:
            refusal = Refusal(known.cause, known.code, call.name)
            return Answer(call, refusal=refusal, subject=question.subject)
        if not self.access.offers(call.service, region):
            refusal = Refusal(Cause.UNKNOWN, "not in this region", call.name)
            return Answer(call, refusal=refusal, subject=question.subject)
        bucket = self.buckets.setdefault(call.service, Bucket())
        try:
            client = self.access.client(call.service, region)
        except AccessError as error:
            return Answer(call, refusal=Refusal(Cause.OTHER, str(error), call.name), subject=question.subject)
        answer = ask(client, call, bucket, question.subject, question.more)
        if answer.refusal is None:
            self.answered.add(call.service)
        elif answer.refusal.cause in HOPELESS:
            self.over = answer.refusal
        elif answer.refusal.cause in _WHOLE_SERVICE:
            self.shut.setdefault(call.service, answer.refusal)
        elif answer.refusal.cause is Cause.DENIED and not call.about:
            self.denied[call.name] = answer.refusal
        return answer

    def next_round(self, needed: frozenset[str]) -> list[Question]:
        """The questions of the next round that has any; none at the end."""
        while self.number < MOST_ROUNDS:
            found = [one for one in questions(self.number, self.answers) if one.call.name in needed]
            self.number += 1
            if found:
                return found
        return []


def collect(
    access: Access,
    regions: Iterable[str],
    needed: frozenset[str],
    submit: Submit,
    measuring: Measuring = NO_METRICS,
) -> list[Answers]:
    """The answers of each region to the calls that are `needed`, by their names; `measuring` says which metrics are."""
    every = [
        Region(access, Answers(access.account, region, access.partition, measuring=measuring)) for region in regions
    ]
    pending: dict[Future[Answer], Region] = {}
    # What is asked of the account as a whole waits for the first region that has caches.
    whole = [one for one in of_account() if one.call.name in needed]
    for region in every:
        _go_on(region, needed, submit, pending)
    while pending:
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            region = pending.pop(future)
            region.answers.enter(future.result())
            region.left -= 1
            if whole and not region.left and region.answered and region.answers.has_caches:
                every.append(_account(region))
                _ask(every[-1], whole, submit, pending)
                whole = []
            if not region.left:
                _go_on(region, needed, submit, pending)
    return [region.answers for region in every]


def _account(region: Region) -> Region:
    """What is asked of an account as a whole, where one of its regions answers."""
    answers = Answers(region.answers.account, "", region.answers.partition)
    return Region(region.access, answers, number=MOST_ROUNDS, at=region.answers.region)


def _go_on(region: Region, needed: frozenset[str], submit: Submit, pending: dict[Future[Answer], Region]) -> None:
    """Ask what comes next of a region."""
    _ask(region, region.next_round(needed), submit, pending)


def _ask(region: Region, found: list[Question], submit: Submit, pending: dict[Future[Answer], Region]) -> None:
    region.left = len(found)
    for question in found:
        pending[submit(partial(region.ask, question))] = region
