"""How clients prove who they are: the weakest way into a cache, and the users that anybody can be.

The ACL of a MemoryDB cluster is its one user group, which it cannot be without; whoever is not in it is kept out, the
user `default` too. Domain sources: AWS documentation of ElastiCache, "Role-Based Access Control (RBAC)" and
"Authenticating with the Valkey and Redis OSS AUTH command"; API reference: CreateUser, CreateUserGroup,
ModifyReplicationGroup; the MemoryDB developer guide, "Authenticating users with Access Control Lists (ACLs)".
TLS plays no part here: that a token or a password needs it is for rules to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import Related, View

_METHODS = KINDS["replication_group"].facts["auth.method"].values
_NONE, _TOKEN, _PASSWORD, _IAM = range(len(_METHODS))
_RANKS = {"no-password": _NONE, "password": _PASSWORD, "iam": _IAM}
_MEMORYDB, _ACL = "memorydb_cluster", "memorydb_acl"
_HOW = {_NONE: "without a password", _PASSWORD: "with a password", _IAM: "with IAM"}

#: Reasons that one Unknown names, at most.
_MAX_REASONS = 3

#: Steps for one user: several facts are read, and all ways in are put in order.
_USER = 20


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in, between `low` and `high` strong. `certain` is false where it may not be there; `reason` says why."""

    low: int
    high: int
    because: str = ""
    place: Location = NOWHERE
    reason: str = ""
    certain: bool = True
    user: str = ""


def weakest_method(resource: Resource, view: View) -> Fact:
    """The weakest way in for a client that can reach the cache over the network.

    Users of the attached groups decide; without a group the AUTH token does. Where nobody gets in at all, that is
    counted as the strongest method.
    """
    if resource.kind == "cache_cluster":
        because = "a cache cluster takes neither an AUTH token nor user groups; a replication group does"
        return Known(_METHODS[_NONE], Origin.DERIVED, resource.location, because=because)
    groups = view.related(resource, "user_groups")
    if groups.certain or groups.unseen:
        return _fact([_weakest(_entries(resource, groups, view), resource)])
    # No group is certain: the token holds, or else any of the groups that may be there, each for itself the strongest.
    choices = [_token(resource, view)] if resource.kind != _MEMORYDB else []
    for group in groups.possible:
        way = _weakest(_users(group, view), group)
        choices.append(replace(way, reason=_joined([f"{group.address} may not exist", way.reason])))
    choices += _not_seen(groups, _held(resource), resource)
    return _fact(choices or [_Way(_NONE, _IAM, "", resource.location, "its ACL is not stated", certain=False)])


def open_users(resource: Resource, view: View) -> Fact:
    """The enabled users without a password in the attached groups, by address."""
    entries = list(_entries(resource, view.related(resource, "user_groups"), view))
    found = {way.user: way.place for way in entries if way.user and way.certain and way.high == _NONE}
    others = [way.reason for way in entries if way.low == _NONE and way.user not in found]
    names = tuple(sorted(found))
    place = found[names[0]] if names else resource.location
    because = f"without a password: {', '.join(names)}" if names else ""
    if others:
        return Unknown(_joined(others), place, members=names, because=because)
    return Known(names, Origin.DERIVED, place, because=because or "its groups have no enabled user without a password")


def doubts_of(resource: Resource, view: View) -> frozenset[str]:
    """All reasons why the weakest way in may be another than is certain."""
    groups = view.related(resource, "user_groups")
    alone = resource.kind == _MEMORYDB or groups.certain or groups.unseen
    token = () if alone else (_token(resource, view),)
    return frozenset(way.reason for way in (*_entries(resource, groups, view), *token) if way.reason)


def _fact(choices: list[_Way]) -> Fact:
    """One of `choices` holds, which one is not known: the fact that says as much as can be said."""
    lowest = min(choices, key=lambda way: (way.low, way.place, way.because))
    high = max(way.high for way in choices)
    if lowest.low == high:
        return Known(_METHODS[high], Origin.DERIVED, lowest.place, because=lowest.because)
    reason = _joined(way.reason for way in choices)
    return Unknown(reason, lowest.place, low=_METHODS[lowest.low], high=_METHODS[high], because=lowest.because)


def _weakest(ways: Iterable[_Way], owner: Resource) -> _Way:
    """All of `ways` together: the weakest counts, and an uncertain one may be the weakest but cannot be relied on."""
    held = "ACL" if owner.kind in (_MEMORYDB, _ACL) else "groups"
    nobody = _Way(_IAM, _IAM, f"nobody gets in: no user of its {held} is enabled", owner.location)
    every = sorted(ways, key=lambda way: (way.low, not way.certain, way.place, way.because))
    lowest = every[0] if every else nobody
    high = min((way.high for way in every if way.certain), default=_IAM)
    reason = _joined(way.reason for way in every if way.low < high)
    return _Way(lowest.low, high, lowest.because, lowest.place, reason)


def _entries(resource: Resource, groups: Related, view: View) -> Iterator[_Way]:
    """Every way in through the user groups of a cache."""
    for group in groups.certain:
        yield from _users(group, view)
    for group in groups.possible:
        for way in _users(group, view):
            yield replace(way, certain=False, reason=way.reason or f"{group.address} may not exist")
    yield from _not_seen(groups, _held(resource), resource)


def _users(group: Resource, view: View) -> Iterator[_Way]:
    """Every way in through the users of one group."""
    users = view.related(group, "users")
    view.spend(_USER * (len(users.certain) + len(users.possible)))
    for user in users.certain:
        yield from _user(user, group, view)
    for user in users.possible:
        for way in _user(user, group, view):
            yield replace(way, certain=False, reason=way.reason or f"{user.address} may not exist")
    yield from _not_seen(users, f"user of {group.address}", group)
    yield from _default_user(group, users, view)


def _held(resource: Resource) -> str:
    """What holds the users of a cache."""
    return "ACL" if resource.kind == _MEMORYDB else "user group"


def _not_seen(related: Related, what: str, owner: Resource) -> Iterator[_Way]:
    """What members that were not read could let in: anybody."""
    reasons = [f"{what} {unseen.name}: {unseen.reason}" for unseen in related.unseen]
    if related.open:
        reasons.append(f"each {what}: {related.open}")
    for reason in reasons:
        yield _Way(_NONE, _IAM, "", owner.location, reason, certain=False)


def _default_user(group: Resource, users: Related, view: View) -> Iterator[_Way]:
    """The user named `default`, which a redis group cannot be without, where it was not seen.

    A valkey group without one has it switched off. Without an engine it may be either.
    """
    if group.kind == _ACL or _text(view.fact(group, "engine")) == "valkey":
        return
    if any(_text(view.fact(user, "user_name")) == "default" for user in users.certain):
        return
    reason = f"{group.address} must have a user named default, unless its engine is valkey, and none was seen"
    yield _Way(_NONE, _IAM, "", group.location, reason, certain=False)


def _user(user: Resource, group: Resource, view: View) -> Iterator[_Way]:
    """The way in as one user; none for a user that is off."""
    enabled = view.fact(user, "acl.enabled")
    if isinstance(enabled, Known) and enabled.value is False:
        return
    on = isinstance(enabled, Known) and enabled.value is True
    low, high, said = _authentication(user, view)
    reason = said.reason if isinstance(said, Unknown) else ""
    if not on:
        reason = enabled.reason if isinstance(enabled, Unknown) else "no access string says whether it is enabled"
    because = f"{user.address} of {group.address} {'gets' if on and low == high else 'may get'} in {_HOW[low]}"
    place = said.place if said.place != NOWHERE else user.location
    yield _Way(low, high, because, place, f"{user.address}: {reason}" if reason else "", on, user.address)


def _authentication(user: Resource, view: View) -> tuple[int, int, Fact]:
    """Between how weak and how strong a user's log-in is, and the fact that says so."""
    stated = view.fact(user, "authentication")
    if isinstance(stated, Known):
        rank = _RANKS.get(str(stated.value))
        if rank is not None:
            return rank, rank, stated
        return _NONE, _IAM, Unknown(f"authentication {stated.value!r} is not a known one", stated.place)
    if isinstance(stated, Unknown):
        low, high = _RANKS.get(str(stated.low), _NONE), _RANKS.get(str(stated.high), _IAM)
        return low, high, stated
    passwords = view.fact(user, "passwords")
    if isinstance(passwords, Absent):
        return _NONE, _NONE, passwords
    return (_PASSWORD if isinstance(passwords, Known) else _NONE), _PASSWORD, passwords


def _token(resource: Resource, view: View) -> _Way:
    """What holds without a user group: the AUTH token, which only a replication group takes."""
    if resource.kind != "replication_group":
        because = "no user group is attached, and a serverless cache has no other way to log in"
        return _Way(_NONE, _NONE, because, resource.location)
    token = view.fact(resource, "auth_token")
    place = token.place if token.place != NOWHERE else resource.location
    if isinstance(token, Absent):
        return _Way(_NONE, _NONE, "neither a user group nor an AUTH token is set", place)
    pending = view.fact(resource, "auth_token_pending")
    if isinstance(pending, Known) and pending.value is True:
        because = "ROTATE added the AUTH token to a group that had none, so clients without it are still let in"
        return _Way(_NONE, _NONE, because, place)
    if isinstance(token, Known) and not isinstance(pending, Unknown):
        return _Way(_TOKEN, _TOKEN, "an AUTH token is set and no user group is attached", place)
    unknown = token if isinstance(token, Unknown) else pending
    assert isinstance(unknown, Unknown)
    return _Way(_NONE, _TOKEN, "", place, f"AUTH token: {unknown.reason}")


def _text(fact: Fact) -> str:
    return str(fact.value) if isinstance(fact, Known) else ""


def _joined(reasons: Iterable[str]) -> str:
    """Each reason once, the first few of them."""
    return "; ".join(list(dict.fromkeys(reason for reason in reasons if reason))[:_MAX_REASONS])
