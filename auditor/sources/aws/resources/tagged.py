"""Tags: one listing for all resources of a region, since asking for each would take a call for each."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import TAGGED, Question
from auditor.sources.partial.values import Unk


def tags_of(arn: str, answers: Answers) -> object:
    """The tags of a resource as a map, or why they are not known. Only what was ever tagged is listed."""
    doubt = answers.lacks(TAGGED)
    if doubt:
        return Unk(doubt)
    return answers.tags.get(arn, {})


def _nothing(answers: Answers) -> Iterator[Question]:
    yield from ()


def _tags(answers: Answers) -> Iterator[Question]:
    if answers.has_caches:
        yield Question(TAGGED)


ROUNDS = (_nothing, _tags)
