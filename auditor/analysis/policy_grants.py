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
        denies = [d for d in self.denies if self.about(d, right[0]) is not False and self.breadth(d, *right[1:]).high]
        for deny in denies if high else ():
            about = self.about(deny, right[0])
            left = self._cap(deny, right, one, narrow=allowed.low == SOME)
            certain = about is True and deny.there is True
            low, high = min(low, left.low), min(high, left.high if certain else ALL)
            doubt = doubt or left.doubt or deny.doubt
        if low == SOME and len(denies) > 1:
            # What one of them leaves another one may deny.
            low, doubt = NONE, doubt or "several statements deny parts of it"
        return Range(low, high, doubt if low < high else "")

    def _cap(self, deny: Read, right: Right, allowing: Read, *, narrow: bool) -> Range:
        """How much at most a Deny leaves of what a statement allows, which is for some resources alone if `narrow`."""
        _, service, type_ = right
        denied = self.breadth(deny, service, type_)
        if denied.low == ALL:
            low, high = (NONE, NONE)
            if deny.statement.resources.excepted:
                low, high = _excepted(deny, some(service, type_), allowing, narrow)
        elif denied.high == ALL:
            low, high = NONE, ALL
        else:
            # Only some are denied, which may be the very ones that are allowed.
            same = False if not narrow else _all_among(allowing, deny, some(service, type_))
            low, high = (ALL if same is False else NONE), (NONE if same is True else ALL)
        if deny.bare is True:
            return Range(low, high, denied.doubt)
        return Range(
            max(low, CONDITIONED) if deny.bare is False else low, max(high, CONDITIONED), denied.doubt or deny.doubt
        )


def _excepted(deny: Read, subject: Subject, allowing: Read, narrow: bool) -> tuple[int, int]:
    """What a Deny of all but some resources leaves, of all or of those that a statement allows."""
    left = texts_of(deny.resources)
    if allowing.statement.resources.excepted:
        # What both leave out is left out: whether that is all is not looked for.
        return NONE, SOME
    if not narrow:
        found = any_of(covers(text, subject) for text in left)
    else:
        found = any_of(covers(text, (named,)) for text in left for named in _about(allowing, subject))
    return (SOME if found is True else NONE), (NONE if found is False else SOME)


def _all_among(allowing: Read, deny: Read, subject: Subject) -> Truth:
    """Whether all resources that one statement names are among those that another one denies."""
    denied = texts_of(deny.resources)
    found = [any_of(covers(text, (named,)) for text in denied) for named in _about(allowing, subject)]
    return False if False in found else None if None in found or not found else True


def _about(one: Read, subject: Subject) -> list[str]:
    """The resources that a statement names which may be of a type."""
    return [named for named in texts_of(one.resources) if covers(named, subject) is not False]
