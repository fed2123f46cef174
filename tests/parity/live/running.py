"""The answers of the accounts of the sample stories, without a network."""

from __future__ import annotations

import json

from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.vocabulary import MOST_ROUNDS, questions
from tests.parity.live import SAMPLES


def answers_of(story: str) -> list[Answers]:
    """What each region of the account of a story answers to all that is asked."""
    account = json.loads((SAMPLES / story / "live" / "answers.json").read_text(encoding="utf-8"))
    every = []
    for region in sorted({*account["answers"], *account["about"]}):
        answers = Answers(account["account"], region)
        lists, about = account["answers"].get(region, {}), account["about"].get(region, {})
        for number in range(MOST_ROUNDS):
            for question in questions(number, answers):
                call = question.call
                items = lists.get(call.name, [])
                if call.about:
                    one = about.get(call.name, {}).get(question.subject, [])
                    items = one if isinstance(one, list) else [one.get(call.result, one)]
                answers.enter(Answer(call, items, subject=question.subject))
        every.append(answers)
    return every
