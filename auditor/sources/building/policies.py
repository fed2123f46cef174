"""Policies as they are written: from the value of a document to its statements.

Source: the IAM user guide, "Grammar of the IAM JSON policy language". What AWS would refuse is not known: a policy that
cannot be deployed grants nothing, and says nothing of what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.policy import Condition, Named, Statement
from auditor.sources.building.cases import fact_cases, refused, stops
from auditor.sources.building.facts import exists_fact
from auditor.sources.building.policy_texts import document_of, is_plain, text_with_gaps
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import EvalError, Lazy, ObjectValue, Unk

_EFFECTS = {"Allow": True, "Deny": False}
_LISTS = ("Action", "Resource", "Principal")
_ELEMENTS = frozenset({"Sid", "Effect", "Condition", *_LISTS, *(f"Not{name}" for name in _LISTS)})
#: More statements than this AWS takes in no policy.
_MOST_STATEMENTS = 1_000
_ANYBODY = "*"


class WrittenStatement(ObjectValue):
    """One statement of a document, with where it stands and whether it is there, where a language tells."""

    place: Location | None = None
    exists: object = True


@dataclass(frozen=True, slots=True)
class _Found:
    statements: tuple[Statement, ...]
    doubt: str = ""


def policy_fact(value: object, place: Location) -> Fact:
    """The statements of a policy; Absent for no policy at all."""
    if value is None or value == "":
        return Absent(place)
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, fact_cases(value, lambda case: policy_fact(case, place)))
    try:
        found = _document(value, place)
    except EvalError as error:
        return Unknown(f"the policy: {error}", place, members=())
    if found.doubt:
        return Unknown(found.doubt, place, members=found.statements)
    return Known(found.statements, Origin.STATED, place)


def together(facts: Iterable[Fact], place: Location) -> Fact:
    """Several policies of one owner as one; each may hang on something. Absent for none."""
    held = [fact for fact in facts if not isinstance(fact, Absent)]
    if not held:
        return Absent(place)
    members: list[Statement] = []
    doubt = ""
    for fact in held:
        for exists, one in _cases(fact):
            if isinstance(one, Unknown):
                doubt = doubt or one.reason
            value = one.value if isinstance(one, Known) else one.members if isinstance(one, Unknown) else ()
            members += [_only_where(s, exists) for s in value or () if isinstance(s, Statement)]  # type: ignore[attr-defined]
    return Unknown(doubt, place, members=tuple(members)) if doubt else Known(tuple(members), Origin.STATED, place)


def _cases(fact: Fact) -> Iterator[tuple[Fact, Fact]]:
    """Each case of a fact, with whether it is the one that holds."""
    if not isinstance(fact, Unknown) or not fact.choices:
        yield Known(True), fact
        return
    for number, (_, case) in enumerate(fact.choices):
        holds = tuple((guard, Known(n == number)) for n, (guard, _) in enumerate(fact.choices))
        for inner, one in _cases(case):
            yield _both(Unknown(fact.reason, choices=holds), inner), one


def _only_where(statement: Statement, exists: Fact) -> Statement:
    return statement if exists == Known(True) else replace(statement, exists=_both(exists, statement.exists))


def _both(one: Fact, other: Fact) -> Fact:
    """Where both hold."""
    if isinstance(one, Known):
        return other if one.value else one
    if isinstance(one, Unknown) and one.choices:
        return replace(one, choices=tuple((guard, _both(case, other)) for guard, case in one.choices))
    return one


def _document(value: object, place: Location) -> _Found:
    document = document_of(value)
    if not isinstance(document, dict):
        raise EvalError("it is no object")
    written = document.get("Statement")
    if isinstance(written, Unk) and not written.choices:
        return _Found((), written.reason)
    if written is None:
        raise EvalError("it has no Statement")
    listed = written if isinstance(written, list) else [written]
    if len(listed) > _MOST_STATEMENTS:
        raise EvalError(f"it has more than {_MOST_STATEMENTS:,} statements")
    statements: list[Statement] = []
    doubt = ""
    for number, one in enumerate(listed, 1):
        for exists, case in _alternatives(one):
            if case is None:
                continue
            if not isinstance(case, dict):
                doubt = doubt or (case.reason if isinstance(case, Unk) else "a statement is no object")
                continue
            statements.append(_only_where(_statement(case, number, place), exists))
    return _Found(tuple(statements), doubt)


def _alternatives(value: object) -> Iterator[tuple[Fact, object]]:
    """What a statement may be, each with whether it is that."""
    if not isinstance(value, Unk) or not value.choices:
        yield Known(True), value
        return
    for number, (_, case) in enumerate(value.choices):
        holds = tuple(
            (guard, refused(other) if stops(other) else Known(n == number))
            for n, (guard, other) in enumerate(value.choices)
        )
        yield Unknown(value.reason, choices=holds), case


def _statement(written: dict[str, object], number: int, place: Location) -> Statement:
    unknown = sorted(str(name) for name in written if name not in _ELEMENTS)
    if unknown:
        raise EvalError(f"a statement has no {unknown[0]!r}")
    if isinstance(written, WrittenStatement):
        place = written.place or place
    effect = written.get("Effect")
    if isinstance(effect, Unk) or effect not in _EFFECTS:
        reason = effect.reason if isinstance(effect, Unk) else "its Effect is neither Allow nor Deny"
        raise EvalError(f"statement {number}: {reason}")
    sid = written.get("Sid")
    if not any(name in written for name in ("Action", "NotAction")):
        raise EvalError(f"statement {number} names no action")
    return Statement(
        label=sid if isinstance(sid, str) and sid else f"statement {number}",
        allows=_EFFECTS[str(effect)],
        actions=_named(written, "Action", place),
        resources=_named(written, "Resource", place),
        principals=_named(written, "Principal", place),
        conditions=_conditions(written.get("Condition"), place),
        place=place,
        exists=exists_fact(written.exists) if isinstance(written, WrittenStatement) else Known(True),
    )


def _named(written: dict[str, object], element: str, place: Location) -> Named:
    excepted = f"Not{element}" in written
    value = written.get(f"Not{element}" if excepted else element)
    return Named(_principals(value, place) if element == "Principal" else _texts(value, place), excepted)


def _texts(value: object, place: Location, prefix: str = "") -> Fact:
    """A text or a list of them as a fact over a tuple of texts, what is not known of each marked in it."""
    value = by_case(value)
    if value is None:
        return ABSENT
    if isinstance(value, Unk):
        if value.choices:
            return Unknown(value.reason, place, fact_cases(value, lambda case: _texts(case, place, prefix)))
        if isinstance(value, Together) or value.kind == "string" or is_plain(value):
            return Known((prefix + text_with_gaps(value),), Origin.STATED, place)
        return Unknown(value.reason, place, members=())
    if isinstance(value, Lazy):
        return Unknown("it is an object that only AWS knows in full", place, members=())
    items = value if isinstance(value, list) else [value]
    found, doubt = [], ""
    for item in items:
        if isinstance(item, Unk) and (item.choices or item.error):
            doubt = doubt or item.reason
            continue
        try:
            found.append(prefix + text_with_gaps(item))
        except EvalError as error:
            doubt = doubt or str(error)
    return Unknown(doubt, place, members=tuple(found)) if doubt else Known(tuple(found), Origin.STATED, place)


def _principals(value: object, place: Location) -> Fact:
    """Principals as `AWS:arn`, `Service:name`, or `*` for anybody."""
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, fact_cases(value, lambda case: _principals(case, place)))
    if value is None:
        return ABSENT
    if isinstance(value, Unk):
        return Unknown(value.reason, place, members=())
    if not isinstance(value, dict):
        anybody = value == _ANYBODY
        return Known((_ANYBODY,), Origin.STATED, place) if anybody else Unknown("a principal is no object", place)
    return _joined([_texts(names, place, f"{type_}:") for type_, names in value.items()], place)


def _joined(facts: list[Fact], place: Location) -> Fact:
    """Lists as one; a list that hangs on something is not known as a whole."""
    members: list[object] = []
    doubt = ""
    for fact in facts:
        if isinstance(fact, Unknown):
            doubt = doubt or fact.reason
        value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
        members += value or ()  # type: ignore[arg-type]  # the value of a list is a tuple
    return Unknown(doubt, place, members=tuple(members)) if doubt else Known(tuple(members), Origin.STATED, place)


def _conditions(value: object, place: Location) -> Fact:
    if isinstance(value, Unk) and value.choices:
        return Unknown(value.reason, place, fact_cases(value, lambda case: _conditions(case, place)))
    if value is None:
        return Known((), Origin.STATED, place)
    if not isinstance(value, dict):
        reason = value.reason if isinstance(value, Unk) else "a condition is no object"
        return Unknown(reason, place, members=())
    return _joined([_tests(operator, tests, place) for operator, tests in value.items()], place)


def _tests(operator: str, tests: object, place: Location) -> Fact:
    """What one operator of a condition tests."""
    if not isinstance(tests, dict):
        reason = tests.reason if isinstance(tests, Unk) else "a condition is no object"
        return Unknown(reason, place, members=())
    found = []
    for key, values in tests.items():
        texts = _texts(values, place)
        listed = texts.value if isinstance(texts, Known) else ("<?not known>",)
        found.append(Condition(operator, key, tuple(listed) if isinstance(listed, tuple) else ()))
    return Known(tuple(found), Origin.STATED, place)


_SERVICES = ("elasticache", "memorydb")


def speaks_of_caches(fact: Fact, *, named_alone: bool) -> bool:
    """Whether a policy may say anything of caches: by the name of their service, or, where that counts, by all of them.

    What is not known may.
    """
    if isinstance(fact, Absent):
        return False
    if isinstance(fact, Unknown):
        cases = [case for _, case in fact.choices]
        return not cases or any(speaks_of_caches(case, named_alone=named_alone) for case in cases)
    listed = fact.value if isinstance(fact.value, tuple) else ()
    return any(isinstance(one, Statement) and _speaks(one, named_alone) for one in listed)


def _speaks(one: Statement, named_alone: bool) -> bool:
    actions = list(_texts_in(one.actions.names))
    services = {action.lower().partition(":")[0] for action in actions if action is not None}
    if services & {*_SERVICES}:
        return True
    open_ended = None in actions or any(set(service) & set("*?<") for service in services)
    if named_alone or not (open_ended or one.actions.excepted):
        # What bounds others and is not known may be about caches all the same.
        return named_alone and (None in actions or any("<" in service for service in services))
    return one.allows and (one.resources.excepted or any(map(_may_be_caches, _texts_in(one.resources.names))))


def _may_be_caches(resource: str | None) -> bool:
    """Whether the name of a resource leaves it open that it is a cache, or what belongs to one."""
    parts = (resource or "*").split(":", 3)
    service = parts[2] if len(parts) > 3 else ""
    return not service or bool(set(service) & set("*?<$")) or service in _SERVICES


def _texts_in(fact: Fact) -> Iterator[str | None]:
    """The texts of a list in whichever case; None for what is not known."""
    if isinstance(fact, Known):
        yield from fact.value if isinstance(fact.value, tuple) else ()
    elif isinstance(fact, Unknown):
        for _, case in fact.choices:
            yield from _texts_in(case)
        if not fact.choices:
            yield from fact.members or ()  # type: ignore[misc]  # the members of a list of texts are texts
            yield None
