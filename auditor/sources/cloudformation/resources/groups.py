"""Field tables of users, user groups, parameter groups, subnet groups and global datastores.

Sources: the CloudFormation registry schemas of AWS::ElastiCache::User, UserGroup, ParameterGroup, SubnetGroup and
GlobalReplicationGroup; the API reference, CreateUser, for what a user without a statement of its passwords is.
"""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.conversions import lower, settings, text
from auditor.sources.building.facts import make_fact
from auditor.sources.building.table import Field, Link, Table
from auditor.sources.building.users import Login, access_string, authentication, passwords
from auditor.sources.cloudformation.resources.conversions import boolean
from auditor.sources.cloudformation.resources.written import Properties
from auditor.sources.partial.choices import lift
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import Unk

_LOGIN = Login("AuthenticationMode", "Type", "Passwords", "NoPasswordRequired")


def _authentication(written: Properties, facts: dict[str, Fact]) -> Fact:
    return authentication(written, _LOGIN, written.secret("Passwords"), written.place_of("Passwords"))


def _passwords(written: Properties, facts: dict[str, Fact]) -> Fact:
    return passwords(written, _LOGIN, written.secret("Passwords"))


def parameters_in(written: Properties, name: str) -> Fact:
    """The property of a parameter group that maps names to values."""
    if not written.has(name):
        return written.unwritten(ABSENT)
    return _settings(written.value(name), name, written.place_of(name))


def _settings(value: object, name: str, place: Location) -> Fact:
    if isinstance(value, Unk):
        return Unknown(value.reason, place, fact_cases(value, lambda case: _settings(case, name, place)))
    if not isinstance(value, dict):
        return ABSENT if value is None else Unknown(f"{name} is no mapping", place)
    listed = [_setting(key, one) for key, one in value.items() if one is not None]
    return make_fact(listed, settings, ABSENT, place, (), Origin.STATED)


def _setting(key: str, value: object) -> object:
    """One setting as name=value, in each case in which it has a value."""

    def joined(one: object) -> object:
        return None if one is None else f"{key}={to_text(one)}"

    return lift(joined, (value,)) if isinstance(value, Unk) else joined(value)


def _primary(written: Properties) -> object:
    """The replication group that a global datastore has as its primary: one of its `Members`."""
    members = [one for one in written.blocks("Members") if one.exists is not False]
    primary = [one for one in members if str(one.value("Role")).upper() == "PRIMARY"]
    if len(primary) == 1 and primary[0].exists is True:
        return primary[0].value("ReplicationGroupId")
    return Unk("which of its members is the primary is not known") if members else None


TABLES: dict[str, Table] = {
    "AWS::ElastiCache::User": Table(
        "user",
        ("UserId",),
        (
            Field("engine", ("Engine",), lower),
            Field("user_name", ("UserName",), text),
            Field("access_string", ("AccessString",), access_string),
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
        {"parameters": lambda w, facts: parameters_in(w, "Properties")},
    ),
    "AWS::ElastiCache::SubnetGroup": Table(
        "subnet_group", ("CacheSubnetGroupName",), (), links=(Link("subnets", "SubnetIds", listed=True),)
    ),
    "AWS::ElastiCache::GlobalReplicationGroup": Table(
        "global_datastore",
        ("GlobalReplicationGroupIdSuffix",),
        (
            Field("auto_failover", ("AutomaticFailoverEnabled",), boolean),
            Field("engine_version", ("EngineVersion",), text),
            Field("node_type", ("CacheNodeType",), text),
        ),
        links=(Link("primary", "Members", named=_primary),),
    ),
}
