"""How much a policy allows, all its statements together.

What several statements allow is the most that one of them allows, and a Deny only takes away. A Deny of some resources
leaves what is allowed on all of them as broad as it was: that is still no list of what is needed. A statement that
could not be read may deny anything, or allow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from auditor.analysis.policy_actions import Subject, some
from auditor.analysis.policy_globs import Truth, covers
from auditor.analysis.policy_statements import (
    ALL,
    CONDITIONED,
    NONE,
    NOTHING,
    SOME,
    Range,
    Read,
    any_of,
    breadth,
    is_about,
    read,
    texts_of,
)
from auditor.model.resource import Resource
from auditor.model.view import View

#: (action, service, type of resource) that a right is asked about.
Right = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Granted:
    """How much is allowed, and the statements that certainly allow as much as is certain."""

    range: Range
    by: tuple[Read, ...] = ()


def more_of(one: Granted, other: Granted) -> Granted:
    """What two grants come to together."""
    doubt = one.range.doubt or other.range.doubt
    low, high = max(one.range.low, other.range.low), max(one.range.high, other.range.high)
    by = [r for granted in (one, other) if granted.range.low == low for r in granted.by]
    unique = tuple({id(r): r for r in by}.values()) if low else ()
    return Granted(Range(low, high, doubt if low < high else ""), unique)


@dataclass(slots=True)
class Policy:
    """The statements of a policy in one world; `more` says why there may be others."""

    allows: list[Read]
    denies: list[Read]
    more: str
    view: View
    _about: dict[tuple[int, str], Truth] = field(default_factory=dict)
    _breadth: dict[tuple[int, str, str], Range] = field(default_factory=dict)

    @staticmethod
    def of(policy: Resource, view: View) -> Policy:
        """The policy of a resource."""
        found, more = read(policy, view)
        allows = [one for one in found if one.statement.allows]
        return Policy(allows, [one for one in found if not one.statement.allows], more, view)

    def about(self, one: Read, action: str) -> Truth:
        """Whether a statement is about an action."""
        key = (id(one), action)
        if key not in self._about:
            self._about[key] = is_about(one, action, self.view)
        return self._about[key]

    def breadth(self, one: Read, service: str, type_: str) -> Range:
        """How many resources of a type a statement is about."""
        key = (id(one), service, type_)
        if key not in self._breadth:
            self._breadth[key] = breadth(one, service, type_, self.view)
        return self._breadth[key]

    def granted(self, rights: Iterable[Right], counts: Callable[[Read], bool] = lambda one: True) -> Granted:
        """The most that is allowed of any of some rights, by the statements that count."""
        most = Granted(NOTHING)
        for right in rights:
            allowing = [one for one in self.allows if counts(one) and self.about(one, right[0]) is not False]
            for one in allowing:
                found = self._left(one, self._allowed(one, right), right)
                most = more_of(most, Granted(found, (one,) if found.low else ()))
        return Granted(Range(NONE, ALL, self.more)) if self.more else most

    def _allowed(self, one: Read, right: Right) -> Range:
        """How much one statement allows."""
        found = self.breadth(one, *right[1:])
        certain = self.about(one, right[0]) is True and one.there is True
        low = min(found.low if certain else NONE, ALL if one.bare is True else CONDITIONED)
        high = min(found.high, CONDITIONED if one.bare is False else ALL)
        return Range(low, high, found.doubt or one.doubt if low < high else "")

    def _left(self, one: Read, allowed: Range, right: Right) -> Range:
        """What of it no other statement denies."""
        low, high, doubt = allowed.low, allowed.high, allowed.doubt
        for deny in self.denies:
            about = self.about(deny, right[0])
            if about is False or not high:
                continue
            left = self._cap(deny, right, one if low == SOME else None)
            certain = about is True and deny.there is True
            low, high = min(low, left.low), min(high, left.high if certain else ALL)
            doubt = doubt or left.doubt or deny.doubt
        return Range(low, high, doubt if low < high else "")

    def _cap(self, deny: Read, right: Right, allowing: Read | None) -> Range:
        """How much at most a Deny leaves; `allowing` is the statement that allows it for some resources."""
        _, service, type_ = right
        denied = self.breadth(deny, service, type_)
        rest = self._excepted(deny, some(service, type_)) if deny.statement.resources.excepted else NONE
        total = Range(rest if denied.low == ALL else NONE, rest if denied.low == ALL else ALL, denied.doubt)
        if denied.low != ALL and denied.high != ALL:
            # Only some are denied, which may be the very ones that are allowed.
            same = allowing is not None and _all_among(allowing, deny)
            total = Range(NONE if same else ALL, NONE if same and denied.low else ALL, denied.doubt)
        if deny.bare is True:
            return total
        capped = max(total.high, CONDITIONED)
        return Range(max(total.low, CONDITIONED) if deny.bare is False else total.low, capped, deny.doubt)

    def _excepted(self, deny: Read, subject: Subject) -> int:
        """What a Deny of all but some resources leaves."""
        left = any_of(covers(text, subject) for text in texts_of(deny.resources))
        return NONE if left is False else SOME


def _all_among(allowing: Read, deny: Read) -> bool:
    """Whether all resources that one statement names may be among those that another one denies."""
    denied = texts_of(deny.resources)
    return all(any(covers(text, (named,)) is not False for text in denied) for named in texts_of(allowing.resources))
