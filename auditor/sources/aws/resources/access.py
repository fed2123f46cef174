"""Users of caches and their groups. Those that no cache uses count too, so that every region is asked.

Sources: the ElastiCache API reference, User, Authentication, UserGroup and UserGroupsUpdateStatus; the user guide,
"Role-Based Access Control (RBAC)": the user with the id `default` is AWS's own, and nobody can change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.facts import Absent, Fact, Known, Origin, Redacted
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import USER_GROUPS, USERS, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources.arns import told_arn
from auditor.sources.aws.resources.tagged import is_own, tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower, text, whole
from auditor.sources.building.facts import make_fact
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.building.users import access_string, login_method
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
USER, USER_GROUP = "elasticache:User", "elasticache:UserGroup"
_OWN = "default"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The user groups and users of a region; AWS's own user only where it is in a group."""
    named: set[str] = set()
    for group in answers.items(USER_GROUPS):
        arn = told_arn(group, "usergroup", "UserGroupId", answers)
        named.update(str(one).lower() for one in group.get("UserIds") or ())
        yield LiveEntry(USER_GROUP, arn, group, answers, tags_of(arn, answers))
    for user in answers.items(USERS):
        arn = told_arn(user, "user", "UserId", answers)
        if not is_own(user):
            yield LiveEntry(USER, arn, user, answers, tags_of(arn, answers))
        elif _OWN in named:
            yield LiveEntry(USER, arn, user, answers, {}, judged=False)


def _authentication(written: Told, facts: Facts) -> Fact:
    told = member(written.values, "Authentication", "Type")
    return make_fact(told, login_method, untold("how it logs in"), written.header, (), Origin.STATED)


def _password_count(written: Told, facts: Facts) -> Fact:
    """How many there are; of who logs in without one the answer leaves the number out."""
    told = member(written.values, "Authentication", "PasswordCount")
    unset: Fact = untold("how many passwords it has")
    if _logs_in_with(facts) not in ("", "password"):
        unset = Known(0, Origin.DEFAULT)
    return make_fact(told, whole, unset, written.header, (), Origin.STATED)


def _passwords(written: Told, facts: Facts) -> Fact:
    """That there are any: an answer never holds one."""
    count = facts["password_count"]
    some = Known(Redacted(literal=False), Origin.STATED, written.header)
    if isinstance(count, Known):
        return some if count.value else Absent(written.header)
    return some if _logs_in_with(facts) == "password" else count


def _logs_in_with(facts: Facts) -> str:
    method = facts["authentication"]
    return str(method.value) if isinstance(method, Known) else ""


def _members(written: Told) -> object:
    """The users of a group. Of those that are just added or taken out it is not told whether they are in already."""
    listed = written.values.get("UserIds")
    if not isinstance(listed, list):
        return Unk("the answer of AWS does not tell its users")
    pending = [member(written.values, "PendingChanges", name) or [] for name in ("UserIdsToAdd", "UserIdsToRemove")]
    changing = {str(one).lower() for some in pending for one in some}
    if not changing:
        return listed
    stay = [one for one in listed if str(one).lower() not in changing]
    return [*stay, Unk("its users are being changed", error=True)]


TABLES: dict[str, Table] = {
    USER: Table(
        "user",
        ("UserId",),
        (
            Field("engine", ("Engine",), lower, untold("the engine that it is for")),
            Field("user_name", ("UserName",), text, untold("the name that it logs in with")),
            Field("access_string", ("AccessString",), access_string, untold("its access string")),
        ),
        {"authentication": _authentication, "password_count": _password_count, "passwords": _passwords},
    ),
    USER_GROUP: Table(
        "user_group",
        ("UserGroupId",),
        (Field("engine", ("Engine",), lower, untold("the engine that it is for")),),
        links=(Link("users", "UserIds", named=_members, part=True),),
    ),
}


def _both(answers: Answers) -> Iterator[Question]:
    yield from map(Question, (USERS, USER_GROUPS))


ROUNDS = (_both,)
