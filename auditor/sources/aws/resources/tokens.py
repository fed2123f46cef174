"""The AUTH token of a replication group: whether there is one, and whether it is all that lets clients in.

Sources: the ElastiCache API reference, ReplicationGroup and ReplicationGroupPendingModifiedValues; the user guide,
"Authenticating with the AUTH command".
"""

from __future__ import annotations

from datetime import date, timedelta

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Redacted, Unknown
from auditor.sources.aws.resources.conversions import day
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import boolean, lower
from auditor.sources.building.facts import make_fact
from auditor.sources.building.service import over
from auditor.sources.building.table import Special
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
#: A cache that is made with a token gets it within this time.
_AT_ONCE = timedelta(days=1)


def _auth_token(written: Told, facts: Facts) -> Fact:
    on = written.fact("AuthTokenEnabled", boolean, untold("whether it has an AUTH token"))
    token = Known(Redacted(literal=False), Origin.STATED, written.header)
    return over(on, lambda enabled: token if enabled else Absent(written.header))


def _token_status(written: Told) -> object:
    """What becomes of its AUTH token; an unknown where that could not be asked for."""
    return member(written.values, "PendingModifiedValues", "AuthTokenStatus") or "set"


def _pending(written: Told, facts: Facts) -> Fact:
    # While a token is set or exchanged, clients without one, or with the one before, are still let in.
    status = _token_status(written)
    if isinstance(status, Unk):
        return Unknown(status.reason, written.header)
    if status != "set":
        doubt = f"its AUTH token is {lower(status)}: whether clients without one are still let in is not told"
        return Unknown(doubt, written.header)
    changed = facts["auth_token_changed"]
    # Answers that tell no day are from before tokens could be changed: theirs are those that caches were made with.
    if isinstance(facts["auth_token"], Absent) or not written.has("AuthTokenLastModifiedDate"):
        return Known(False, Origin.STATED, written.header)
    return over(changed, lambda changed: _since(changed, facts["created"], written))


def _since(changed: object, created: Fact, written: Told) -> Fact:
    """Whether clients without a token are let in where one was set on some day, and no change is going on.

    The user guide, "Authenticating with the AUTH command": a token that is added later with ROTATE lets clients in
    without one until it is set with SET, and nothing that AWS tells says whether that was done. One that a cache was
    made with is alone.
    """
    if isinstance(created, Known) and isinstance(created.value, date) and isinstance(changed, date):
        if changed - created.value <= _AT_ONCE:
            return Known(False, Origin.STATED, written.header)
        return Unknown(
            f"its AUTH token was set on {changed}, after it was made: whether clients without one are still let in, as"
            " they are after ROTATE until SET, is not told",
            written.header,
        )
    return Unknown("when its AUTH token was set, and whether clients without one are let in, is not told")


def _changed(written: Told, facts: Facts) -> Fact:
    unset = untold("when its AUTH token was set") if written.values.get("AuthTokenEnabled") is not False else ABSENT
    return written.fact("AuthTokenLastModifiedDate", day, unset)


def _rotating(written: Told, facts: Facts) -> Fact:
    status = _token_status(written)
    return make_fact(status, lambda word: lower(word) == "rotating", ABSENT, written.header, (), Origin.STATED)


#: What is told of the token. Each may read those before it, and `created`.
TOKEN: dict[str, Special] = {
    "auth_token": _auth_token,
    "auth_token_changed": _changed,
    "auth_token_pending": _pending,
    "auth_token_rotating": _rotating,
}
