"""ACLs and users of MemoryDB. Those that nobody uses count too, so that each region that has the service is asked.

Sources: the MemoryDB API reference, ACL, User and Authentication; the developer guide, "Authenticating users with
Access Control Lists (ACLs)": the ACL `open-access` and the user `default` are AWS's own, and nobody can change them.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import ABSENT, Fact, Known, Origin, Redacted
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import MEMORYDB_ACLS, MEMORYDB_USERS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.memorydb import arn_of
from auditor.sources.aws.resources.tagged import EVERYBODY, OPEN_ACL, tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import text, whole
from auditor.sources.building.service import over
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.building.users import access_string, login_method
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
ACL, USER = "memorydb:ACL", "memorydb:User"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The ACLs and users of a region."""
    for acl in answers.items(MEMORYDB_ACLS):
        arn = str(acl.get("ARN") or arn_of("acl", acl.get("Name"), answers))
        users = acl.get("UserNames")
        held = users if isinstance(users, list) else Unk("the answer of AWS does not tell its users")
        own = acl.get("Name") == OPEN_ACL
        yield LiveEntry(ACL, arn, {**acl, "UserNames": held}, answers, tags_of(arn, answers), judged=not own)
    for user in answers.items(MEMORYDB_USERS):
        arn = str(user.get("ARN") or arn_of("user", user.get("Name"), answers))
        login = {
            "Type": member(user, "Authentication", "Type"),
            "PasswordCount": member(user, "Authentication", "PasswordCount"),
        }
        own = user.get("Name") == EVERYBODY
        yield LiveEntry(USER, arn, {**user, **login}, answers, tags_of(arn, answers), judged=not own)


def _passwords(written: Told, facts: Facts) -> Fact:
    set_ = Known(Redacted(literal=False), Origin.STATED, written.header)
    return over(facts["authentication"], lambda method: set_ if method == "password" else ABSENT)


def _password_count(written: Told, facts: Facts) -> Fact:
    """How many there are; who logs in without one has none, though the answer then leaves the number out."""
    told = written.fact("PasswordCount", whole, untold("how many passwords it has"))
    if isinstance(told, Known):
        return told
    none = Known(0, Origin.DERIVED, written.header)
    return over(facts["authentication"], lambda method: told if method == "password" else none)


TABLES: dict[str, Table] = {
    ACL: Table("memorydb_acl", ("Name",), (), links=(Link("users", "UserNames", listed=True),)),
    USER: Table(
        "memorydb_user",
        ("Name",),
        (
            Field("user_name", ("Name",), text),
            Field("access_string", ("AccessString",), access_string, untold("its access string")),
            Field("authentication", ("Type",), login_method, untold("how it logs in")),
        ),
        {"passwords": _passwords, "password_count": _password_count},
    ),
}


def _both(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (MEMORYDB_ACLS, MEMORYDB_USERS))


ROUNDS = (_both,)
