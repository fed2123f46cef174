"""What was asked of a region, counted: each call with what was to be answered and what was."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.resource import Asked
from auditor.sources.aws.answers import Answer, Answers


def asked_of(answers: Answers) -> Iterator[Asked]:
    """The calls to a region, by name; those about single things are counted together."""
    by_call: dict[str, list[Answer]] = {}
    for answer in answers.every():
        by_call.setdefault(answer.call.name, []).append(answer)
    for name in sorted(by_call):
        several = by_call[name]
        yield Asked(
            answers.account,
            answers.region,
            name,
            expected=len(several),
            answered=sum(not answer.lacks for answer in several),
            items=sum(len(answer.items) for answer in several),
            pages=sum(answer.pages for answer in several),
            refusal=next((answer.lacks for answer in several if answer.lacks), ""),
        )
