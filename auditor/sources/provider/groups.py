"""Users, user groups, parameter groups, subnet groups and global datastores."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.sources.building.conversions import boolean, lower, text, texts, words
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.gathered import gathered
from auditor.sources.building.maker import Written
from auditor.sources.building.table import Field, Link, Table, otherwise
from auditor.sources.partial.choices import lift
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, Unk
from auditor.sources.secrecy.secrets import without_passwords

#: What Terraform takes -> what the API says.
_TYPES = {"no-password-required": "no-password", "no-password": "no-password", "password": "password", "iam": "iam"}


def _method(value: object) -> str:
    word = lower(value)
    if word not in _TYPES:
        raise EvalError(f"no authentication type {word!r}")
    return _TYPES[word]


def _access_string(value: object) -> str:
    """An access string, without the passwords that may stand in it."""
    return without_passwords(text(value))


#: The arguments that hold passwords; `passwords_wo` is the write-only one.
_PASSWORDS = ("passwords", "passwords_wo")


def _authentication(maker: Written, facts: dict[str, Fact]) -> Fact:
    """`authentication_mode`, else the older `no_password_required` and `passwords`."""
    mode = next(maker.blocks("authentication_mode"), None)
    if mode is None:
        return _by_passwords(maker)
    unset = Unknown("the type is not stated")
    fact = make_fact(mode.value("type"), _method, unset, mode.place_of("type"), (), Origin.STATED)
    return where(mode.exists, fact, _by_passwords(maker), maker.header)


def _by_passwords(maker: Written) -> Fact:
    stated = next((name for name in _PASSWORDS if maker.has(name)), None)
    flag = maker.fact(
        "no_password_required",
        lambda v: "no-password" if boolean(v) else "password",
        Unknown("neither a password nor an authentication mode is stated"),
    )
    if stated is None:
        return flag
    return _if_given(_top_level(maker), Known("password", Origin.STATED, maker.place_of(stated)), flag)


def _if_given(secret: Fact, then: Fact, otherwise: Fact) -> Fact:
    if isinstance(secret, Unknown):
        choices = tuple((guard, _if_given(case, then, otherwise)) for guard, case in secret.choices)
        return Unknown(secret.reason, secret.place, choices)
    return then if isinstance(secret, Known) else otherwise


def _passwords(maker: Written, facts: dict[str, Fact]) -> Fact:
    mode = next(maker.blocks("authentication_mode"), None)
    if mode is None or not mode.has("passwords"):
        return _top_level(maker)
    nested = otherwise(mode.secret("passwords"), _top_level(maker))
    return where(mode.exists, nested, _top_level(maker), maker.header)


def _top_level(maker: Written) -> Fact:
    """The passwords beside `authentication_mode`; the write-only ones can stand nowhere else."""
    return otherwise(maker.secret("passwords"), maker.secret("passwords_wo"))


def _parameters(maker: Written, facts: dict[str, Fact]) -> Fact:
    blocks = [(b.exists, _setting(b.value("name"), b.value("value"))) for b in maker.blocks("parameter")]
    return make_fact(gathered(maker, blocks), words, ABSENT, maker.header, (), Origin.STATED)


def _setting(name: object, value: object) -> object:
    def joined(a: object, b: object) -> object:
        return None if a is None or b is None else f"{to_text(a)}={to_text(b)}"

    try:
        return lift(joined, (name, value)) if isinstance(name, Unk) or isinstance(value, Unk) else joined(name, value)
    except EvalError as error:
        return Unk(str(error))


TABLES: dict[str, Table] = {
    "aws_elasticache_user": Table(
        "user",
        ("user_id",),
        (
            Field("engine", ("engine",), lower),
            Field("user_name", ("user_name",), text),
            Field("access_string", ("access_string",), _access_string),
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
        (Field("auto_failover", ("automatic_failover_enabled",), boolean),),
        links=(Link("primary", "primary_replication_group_id"),),
    ),
}
