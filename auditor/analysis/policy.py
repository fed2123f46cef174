"""What a policy lets people do with caches, as facts.

Domain sources: the ElastiCache user guide, "Authenticating with IAM" (who connects needs `elasticache:Connect` on the
cache and on the user), "Exporting a backup" (a copy of a snapshot may be made into any bucket that lets ElastiCache
write); the MemoryDB developer guide, "Authenticating with IAM".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.analysis.policy_actions import ADMINISTRATION, CONNECT, COPIES, KEYS, SERVICES
from auditor.analysis.policy_grants import Granted, Policy, Right, more_of
from auditor.analysis.policy_keys import direct_by
from auditor.analysis.policy_statements import NOTHING, Range, Read, names_service, texts_of
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.schema import KINDS
from auditor.model.view import View

_WORDS = KINDS["iam_policy"].facts["connect.caches"].values
_UNREAD = "which service an action of it is of is not known"
#: So many statements are named in one explanation.
_NAMED = 3


def services(resource: Resource, view: View) -> Fact:
    """The services of caches that its statements name; what could not be read may name any of them."""
    policy = _policy(resource, view)
    every = (*policy.allows, *policy.denies)
    found = {names_service(text) for one in every for text in texts_of(one.actions)}
    named = tuple(one for one in SERVICES if one in found)
    doubts = [policy.more, *(one.actions.reason for one in every if isinstance(one.actions, Unknown))]
    doubts += [f"{one.statement.label}: {_UNREAD}" for one in every if any(map(_may_be_any, texts_of(one.actions)))]
    doubt = next(filter(None, doubts), "")
    if doubt:
        return Unknown(doubt, resource.location, members=named)
    return Known(named, Origin.DERIVED, resource.location)


def connect_caches(resource: Resource, view: View) -> Fact:
    """Which caches it lets users connect to."""
    return _scope(_connect(resource, view)[0], resource)


def connect_users(resource: Resource, view: View) -> Fact:
    """As which users it lets somebody connect."""
    return _scope(_connect(resource, view)[1], resource)


def connect_by(resource: Resource, view: View) -> Fact:
    """The statements that let users connect."""
    caches, users = _connect(resource, view)
    return _statements(more_of(caches, users), resource)


def administration(resource: Resource, view: View) -> Fact:
    """How many caches, and things that belong to them, it allows to create, change or delete."""
    return _scope(_granted(resource, view, "administration", ADMINISTRATION), resource)


def administration_by(resource: Resource, view: View) -> Fact:
    """The statements that allow it."""
    return _statements(_granted(resource, view, "administration", ADMINISTRATION), resource)


def copies(resource: Resource, view: View) -> Fact:
    """Of how many snapshots it allows to make copies, to buckets too."""
    return _scope(_granted(resource, view, "copies", COPIES), resource)


def copies_by(resource: Resource, view: View) -> Fact:
    """The statements that allow it."""
    return _statements(_granted(resource, view, "copies", COPIES), resource)


def keys(resource: Resource, view: View) -> Fact:
    """How many keys it allows to decrypt with, or to give that right to others."""
    return _scope(_granted(resource, view, "keys", KEYS), resource)


def keys_by(resource: Resource, view: View) -> Fact:
    """The statements that allow it; of the policy of a key, those that let others use it than services of AWS."""
    if resource.kind == "kms_key":
        return direct_by(resource, view)
    return _statements(_granted(resource, view, "keys", KEYS), resource)


def unnamed(resource: Resource, view: View) -> Fact:
    """How many caches it hands over without naming their service."""
    return _scope(_granted(resource, view, "unnamed", ADMINISTRATION, _names_none), resource)


def unnamed_by(resource: Resource, view: View) -> Fact:
    """The statements that do."""
    return _statements(_granted(resource, view, "unnamed", ADMINISTRATION, _names_none), resource)


def _policy(resource: Resource, view: View) -> Policy:
    return Policy.of(resource, view)


def _may_be_any(action: str) -> bool:
    """Whether the service that an action is of is not known."""
    return "<" in action.partition(":")[0]


def _names_none(one: Read) -> bool:
    """Whether a statement reaches caches without naming their service: by `*`, or by all that it does not name."""
    return one.statement.actions.excepted or not any(map(names_service, texts_of(one.actions)))


def _granted(
    resource: Resource,
    view: View,
    name: str,
    rights: Iterable[Right],
    counts: Callable[[Read], bool] = lambda one: True,
) -> Granted:
    key = ("granted", name, resource.key)
    return view.remembered(key, lambda: _policy(resource, view).granted(rights, counts))


def _connect(resource: Resource, view: View) -> tuple[Granted, Granted]:
    """To which caches, and as which users: both must be allowed, on the same service."""

    def both() -> tuple[Granted, Granted]:
        policy = _policy(resource, view)
        most = (Granted(NOTHING), Granted(NOTHING))
        for service, (action, types) in CONNECT.items():
            caches = policy.granted((action, service, type_) for type_ in types)
            users = policy.granted([(action, service, "user")])
            most = (more_of(most[0], _needing(caches, users)), more_of(most[1], _needing(users, caches)))
        return most

    return view.remembered(("granted", "connect", resource.key), both)


def _needing(one: Granted, other: Granted) -> Granted:
    """What is allowed where that takes something else to be allowed, too."""
    if other.range.high == NOTHING.high:
        return Granted(NOTHING)
    if other.range.low != NOTHING.low:
        return one
    return Granted(Range(NOTHING.low, one.range.high, one.range.doubt or other.range.doubt))


def _scope(granted: Granted, resource: Resource) -> Fact:
    low, high = _WORDS[granted.range.low], _WORDS[granted.range.high]
    because = "; ".join(str(one.statement) for one in granted.by[:_NAMED])
    place = granted.by[0].statement.place if granted.by else resource.location
    if low == high:
        return Known(high, Origin.DERIVED, place, because=because)
    return Unknown(granted.range.doubt or "not all of it is known", place, low=low, high=high, because=because)


def _statements(granted: Granted, resource: Resource) -> Fact:
    texts = tuple(str(one.statement) for one in granted.by)
    place = granted.by[0].statement.place if granted.by else resource.location
    if granted.range.low == granted.range.high:
        return Known(texts, Origin.DERIVED, place)
    return Unknown(granted.range.doubt or "not all of it is known", place, members=texts)
