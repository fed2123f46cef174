"""What one statement of a policy is about: which actions, how many resources of a type, under which conditions.

Whatever is not known leaves a range: at least `low`, at most `high` of a thing is allowed.
Domain source: the IAM user guide, "IAM JSON policy elements reference".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.analysis.policy_actions import SERVICES, Subject, every, some
from auditor.analysis.policy_globs import Truth, covers, names_action
from auditor.model.facts import Fact, Known, Unknown
from auditor.model.policy import Condition, Named, Statement
from auditor.model.resource import Resource
from auditor.model.view import View

#: How much of something is allowed, as the words of `auditor.model.kinds.iam.SCOPE` are ranked.
NONE, SOME, CONDITIONED, ALL = range(4)

#: Keys that every request has, so that a test of them which any value passes asks for nothing.
_ALWAYS_THERE = frozenset({
    "aws:principalarn", "aws:principalaccount", "aws:userid", "aws:requestedregion", "aws:sourceip",
})  # fmt: skip
_ANY_VALUE = frozenset({"*", "0.0.0.0/0", "::/0", "arn:*"})
_LIKE = ("stringlike", "arnlike", "arnequals", "ipaddress")


@dataclass(frozen=True, slots=True)
class Range:
    """Between how much, by rank, and why it is not known more precisely."""

    low: int
    high: int
    doubt: str = ""


NOTHING = Range(NONE, NONE)


@dataclass(frozen=True, slots=True)
class Read:
    """A statement in one world: its parts are known, absent, or not known at all.

    `there` and `bare` say whether it exists and whether no condition bounds it.
    """

    statement: Statement
    actions: Fact
    resources: Fact
    principals: Fact
    there: Truth
    bare: Truth
    conditions: Fact
    doubt: str


def read(policy: Resource, view: View) -> tuple[list[Read], str]:
    """The statements of a policy, and why there may be more; empty where all are known."""
    fact = view.fact(policy, "statements")
    members = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    found = [_read(one, view) for one in members or () if isinstance(one, Statement)]  # type: ignore[attr-defined]
    more = fact.reason if isinstance(fact, Unknown) else ""
    return [one for one in found if one.there is not False], more


def _read(one: Statement, view: View) -> Read:
    exists, conditions = view.settle(one.exists), view.settle(one.conditions)
    there = bool(exists.value) if isinstance(exists, Known) else None
    actions, resources, principals = (view.settle(n.names) for n in (one.actions, one.resources, one.principals))
    parts = (actions, resources, principals)
    view.spend(1 + sum(len(texts_of(part)) for part in parts))
    doubts = [fact.reason for fact in (exists, *parts, conditions) if isinstance(fact, Unknown)]
    doubt = f"{one.label}: {doubts[0]}" if doubts else ""
    return Read(one, actions, resources, principals, there, _bare(conditions), conditions, doubt)


def texts_of(fact: Fact) -> tuple[str, ...]:
    """The texts of a list that are known."""
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    return value if isinstance(value, tuple) else ()


def conditions_of(fact: Fact) -> tuple[Condition, ...]:
    """The conditions that are known, without those that every request meets."""
    value: object = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    held = value if isinstance(value, tuple) else ()
    return tuple(one for one in held if isinstance(one, Condition) and not is_idle(one))


def _bare(conditions: Fact) -> Truth:
    """Whether a statement holds without a condition that asks for something."""
    if conditions_of(conditions):
        return False
    return None if isinstance(conditions, Unknown) else True


def is_idle(condition: Condition) -> bool:
    """Whether every request meets a condition."""
    operator = condition.operator.lower().rpartition(":")[2].removesuffix("ifexists")
    return (
        condition.key.lower() in _ALWAYS_THERE
        and operator in _LIKE
        and any(value in _ANY_VALUE for value in condition.values)
    )


def any_of(answers: Iterable[Truth]) -> Truth:
    """Whether one of them holds."""
    found = list(answers)
    return True if True in found else None if None in found else False


def negated(answer: Truth) -> Truth:
    """Whether it does not hold."""
    return None if answer is None else not answer


def is_about(one: Read, action: str, view: View) -> Truth:
    """Whether a statement is about an action."""
    return _listed(one.statement.actions, one.actions, (names_action(t, action) for t in texts_of(one.actions)), view)


def _listed(named: Named, fact: Fact, answers: Iterable[Truth], view: View) -> Truth:
    """Whether something is among what a list names, by the answers for each of its texts."""
    view.spend(len(texts_of(fact)))
    found = any_of(answers)
    if isinstance(fact, Unknown) and found is False:
        found = None
    return negated(found) if named.excepted else found


def breadth(one: Read, service: str, type_: str, view: View) -> Range:
    """How many resources of a type a statement is about: none, some or all of them."""
    texts = texts_of(one.resources)
    open_ended = isinstance(one.resources, Unknown)
    all_of = any_of(_covers(texts, every(service, type_), view))
    if one.statement.resources.excepted:
        # All but what is listed: nothing where that is all of them.
        if open_ended or all_of is None:
            return Range(NONE, ALL, one.doubt)
        return NOTHING if all_of else Range(ALL, ALL)
    if all_of:
        return Range(ALL, ALL)
    some_of = any_of(_covers(texts, some(service, type_), view))
    low = SOME if some_of else NONE
    high = ALL if open_ended or all_of is None else SOME if some_of is not False else NONE
    return Range(low, high, "" if low == high else one.doubt or _gap(one, texts))


def _covers(texts: tuple[str, ...], subject: Subject, view: View) -> list[Truth]:
    view.spend(sum(map(len, texts)))
    return [covers(text, subject) for text in texts]


def _gap(one: Read, texts: tuple[str, ...]) -> str:
    """Why a text is not known in full."""
    text = next((text for text in texts if "<" in text or "${" in text), "")
    return f"{one.statement.label} is about {text}, of which a part is not known"


def names_service(text: str) -> str:
    """The service of caches that a pattern of actions names outright; empty for any other pattern."""
    service, colon, _ = text.lower().partition(":")
    return service if colon and service in SERVICES else ""
