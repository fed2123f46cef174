"""Whether the calls that some rules need would be answered: each is tried once, in one region, for one short page.

What takes the name of a thing is tried on the first one that was found, else with a name that nothing has. A refusal
tells that a permission is missing then, too; any other answer does not tell that it is there, and nothing in the region
hangs on it. Domain sources: the IAM user guide, "Policy evaluation logic", and the API references of the services,
"Common errors".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.engine.loader import RuleSet
from auditor.sources.aws.access import Access
from auditor.sources.aws.accounts import home_of
from auditor.sources.aws.answers import Answer, Answers, Measuring
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import Call, Question
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.needs import every_call, needs_of
from auditor.sources.aws.vocabulary import MOST_ROUNDS, questions

#: The least that every service lets a page be.
_PAGE = 20
#: The name of nothing.
_NOTHING = "auditor-tries-access"
#: After these it is not known whether the action is allowed.
_OPEN = frozenset({Cause.CLOSED, Cause.EXPIRED, Cause.KEYS, Cause.THROTTLED, Cause.SILENT})


@dataclass(frozen=True, slots=True)
class Tried:
    """One action that was tried.

    It is `missing` if a permission is, with the code of the refusal; `unclear` says why that is not known; `idle` is
    one that the region has nothing for, so that nothing was learnt.
    """

    action: str
    missing: str = ""
    unclear: str = ""
    idle: bool = False


def try_access(access: Access, region: str, needed: frozenset[str], measuring: Measuring) -> list[Tried]:
    """The actions of the calls `needed`, each tried once, by name."""
    answers = Answers(access.account, region, access.partition, measuring=measuring)
    tried: dict[str, Tried] = {}
    for question in _asked(answers, needed):
        if question.call.name not in tried:
            answer = _first(access, region, question)
            answers.enter(answer)
            tried[question.call.name] = _tried(answer)
    return [tried[action] for action in sorted(tried)]


def _asked(answers: Answers, needed: frozenset[str]) -> Iterator[Question]:
    """What a scan asks, round by round, and at the end what it had no reason to ask here."""
    for number in range(MOST_ROUNDS):
        yield from [one for one in questions(number, answers) if one.call.name in needed]
    for call in every_call():
        if call.name in needed:
            yield Question(call, _NOTHING if call.about else "")


def _first(access: Access, region: str, question: Question) -> Answer:
    """The first page of an answer."""
    call = replace(question.call, page=_PAGE if question.call.page else 0)
    client = access.client(call.service, home_of(access) if call.service == "organizations" else region)
    lacking = _lacking(client, call, question.more)
    if lacking:
        return Answer(call, subject=lacking)
    answer = ask(client, call, Bucket(), question.subject, question.more, enough=1)
    return replace(answer, call=question.call)


def _lacking(client: Any, call: Call, more: Mapping[str, Any]) -> str:
    """The argument that a call must have and that nothing tells; empty where there is none."""
    shape = client.meta.service_model.operation_model(call.operation).input_shape
    given = {*call.arguments, *more, call.about}
    return next((name for name in (shape.required_members if shape is not None else ()) if name not in given), "")


def _tried(answer: Answer) -> Tried:
    action, refusal = answer.call.name, answer.refusal
    if refusal is not None and refusal.cause is Cause.DENIED:
        return Tried(action, missing=refusal.code)
    if refusal is not None and refusal.cause in _OPEN:
        return Tried(action, unclear=refusal.code)
    # A call that was not made has neither a page nor a refusal.
    return Tried(action, idle=answer.subject == _NOTHING or (refusal is None and not answer.pages))


def disabled_by(actions: Iterable[str], rules: RuleSet) -> dict[str, list[str]]:
    """The rules that cannot be judged, or not on all that they are for, without each action."""
    wanted = {rule.id: needs_of(rule) for rule in rules.rules.values()}
    return {action: sorted(rule for rule, names in wanted.items() if action in names) for action in actions}
