"""Field tables of users, user groups, parameter groups, subnet groups and global datastores.

Sources: the CloudFormation registry schemas of AWS::ElastiCache::User, UserGroup, ParameterGroup, SubnetGroup and
GlobalReplicationGroup; the API reference, CreateUser, for what a user without a statement of its passwords is.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import boolean, lower, text, texts, words
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.table import Field, Link, Table, otherwise
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.secrecy.secrets import without_passwords

#: What CreateUser takes -> what the API says.
_TYPES = {"no-password-required": "no-password", "no-password": "no-password", "password": "password", "iam": "iam"}


def _method(value: object) -> str:
    word = lower(value)
    if word not in _TYPES:
        raise EvalError(f"no authentication type {word!r}")
    return _TYPES[word]


def _authentication(written: Properties, facts: dict[str, Fact]) -> Fact:
    """`AuthenticationMode`, else `NoPasswordRequired` and `Passwords`."""
    mode = next(written.blocks("AuthenticationMode"), None)
    if mode is None:
        return _by_passwords(written)
    unset = Unknown("the type is not stated")
    fact = make_fact(mode.value("Type"), _method, unset, mode.place_of("Type"), (), Origin.STATED)
    return where(mode.exists, fact, _by_passwords(written), written.header)


def _by_passwords(written: Properties) -> Fact:
    flag = written.fact(
        "NoPasswordRequired",
        lambda v: "no-password" if boolean(v) else "password",
        Unknown("neither a password nor an authentication mode is stated"),
    )
    password = Known("password", Origin.STATED, written.place_of("Passwords"))
    return _if_given(written.secret("Passwords"), password, flag)


def _if_given(secret: Fact, then: Fact, instead: Fact) -> Fact:
    if isinstance(secret, Unknown):
        choices = tuple((guard, _if_given(case, then, instead)) for guard, case in secret.choices)
        return Unknown(secret.reason, secret.place, choices)
    return then if isinstance(secret, Known) else instead


def _passwords(written: Properties, facts: dict[str, Fact]) -> Fact:
    mode = next(written.blocks("AuthenticationMode"), None)
    alone = written.secret("Passwords")
    if mode is None or not mode.has("Passwords"):
        return alone
    return where(mode.exists, otherwise(mode.secret("Passwords"), alone), alone, written.header)


def _parameters(written: Properties, facts: dict[str, Fact]) -> Fact:
    """`Properties` of a parameter group: a mapping of names to values."""
    if not written.has("Properties"):
        return written.unwritten(ABSENT)
    return _settings(written.value("Properties"), written.place_of("Properties"))


def _settings(value: object, place: Location) -> Fact:
    if isinstance(value, Unk):
        return Unknown(value.reason, place, fact_cases(value, lambda case: _settings(case, place)))
    if not isinstance(value, dict):
        return ABSENT if value is None else Unknown("Properties is no mapping", place)
    given = {name: one for name, one in value.items() if one is not None}
    listed = [one if isinstance(one, Unk) else f"{name}={to_text(one)}" for name, one in given.items()]
    return make_fact(listed, words, ABSENT, place, (), Origin.STATED)


TABLES: dict[str, Table] = {
    "AWS::ElastiCache::User": Table(
        "user",
        ("UserId",),
        (
            Field("engine", ("Engine",), lower),
            Field("user_name", ("UserName",), text),
            Field("access_string", ("AccessString",), lambda value: without_passwords(text(value))),
        ),
        {"authentication": _authentication, "passwords": _passwords},
    ),
    "AWS::ElastiCache::UserGroup": Table(
        "user_group",
        ("UserGroupId",),
        (Field("engine", ("Engine",), lower),),
        links=(Link("users", "UserIds"),),
    ),
    "AWS::ElastiCache::ParameterGroup": Table(
        "parameter_group",
        ("CacheParameterGroupName",),
        (Field("family", ("CacheParameterGroupFamily",), lower),),
        {"parameters": _parameters},
    ),
    "AWS::ElastiCache::SubnetGroup": Table(
        "subnet_group", ("CacheSubnetGroupName",), (Field("subnets", ("SubnetIds",), texts),)
    ),
    "AWS::ElastiCache::GlobalReplicationGroup": Table(
        "global_datastore",
        ("GlobalReplicationGroupIdSuffix",),
        (Field("auto_failover", ("AutomaticFailoverEnabled",), boolean),),
    ),
}
