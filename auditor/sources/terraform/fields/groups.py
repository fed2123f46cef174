"""Users, user groups, parameter groups, subnet groups and global datastores."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Unknown
from auditor.sources.terraform.fields.table import Field, Link, Table
from auditor.sources.terraform.maker import Maker, boolean, lower, make_fact, nested_value, partial, text, texts
from auditor.sources.terraform.operators import to_text
from auditor.sources.terraform.values import EvalError, Unk

#: What Terraform takes -> what the API says.
_TYPES = {"no-password-required": "no-password", "no-password": "no-password", "password": "password", "iam": "iam"}


def _method(value: object) -> str:
    word = lower(value)
    if word not in _TYPES:
        raise EvalError(f"no authentication type {word!r}")
    return _TYPES[word]


def _authentication(maker: Maker, facts: dict[str, Fact]) -> Fact:
    """`authentication_mode`, else the older `no_password_required` and `passwords`."""
    mode = next(maker.blocks("authentication_mode"), None)
    if mode is not None:
        attribute = mode.block.attributes.get("type")
        place = mode.env.source.place(attribute.span if attribute else mode.block.header)
        fact = make_fact(nested_value(mode, "type"), _method, ABSENT, place, (), Origin.STATED)
        return Unknown("the type is not stated", place) if isinstance(fact, Absent) else fact
    if maker.has("passwords") or maker.has("passwords_wo"):
        return Known("password", Origin.STATED, maker.place_of("passwords"))
    return maker.fact(
        "no_password_required",
        lambda v: "no-password" if boolean(v) else "password",
        Unknown("neither a password nor an authentication mode is stated"),
    )


def _passwords(maker: Maker, facts: dict[str, Fact]) -> Fact:
    mode = next(maker.blocks("authentication_mode"), None)
    if mode is not None and "passwords" in mode.block.attributes:
        return maker.nested_secret(mode, "passwords")
    return maker.secret("passwords")


def _parameters(maker: Maker, facts: dict[str, Fact]) -> Fact:
    settings: list[str] = []
    unknown: Unk | None = None
    for block in maker.blocks("parameter"):
        name, value = nested_value(block, "name"), nested_value(block, "value")
        if isinstance(name, Unk) or isinstance(value, Unk) or isinstance(block.exists, Unk):
            unknown = next((v for v in (name, value, block.exists) if isinstance(v, Unk)), None)
        elif name is not None and value is not None:
            settings.append(f"{to_text(name)}={to_text(value)}")
    return partial(tuple(sorted(settings)), unknown.reason if unknown is not None else "", maker)


TABLES: dict[str, Table] = {
    "aws_elasticache_user": Table(
        "user",
        ("user_id",),
        (
            Field("engine", ("engine",), lower),
            Field("user_name", ("user_name",), text),
            Field("access_string", ("access_string",), text),
        ),
        {"authentication": _authentication, "passwords": _passwords},
    ),
    "aws_elasticache_user_group": Table(
        "user_group",
        ("user_group_id",),
        (Field("engine", ("engine",), lower),),
        links=(Link("users", "user_ids"),),
    ),
    "aws_elasticache_parameter_group": Table(
        "parameter_group", ("name",), (Field("family", ("family",), lower),), {"parameters": _parameters}
    ),
    "aws_elasticache_subnet_group": Table("subnet_group", ("name",), (Field("subnets", ("subnet_ids",), texts),)),
    "aws_elasticache_global_replication_group": Table(
        "global_datastore",
        ("global_replication_group_id_suffix",),
        (),
        links=(Link("primary", "primary_replication_group_id"),),
    ),
}
