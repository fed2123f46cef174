"""Users, user groups, parameter groups, subnet groups and global datastores."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.building.conversions import boolean, lower, settings, text
from auditor.sources.building.facts import make_fact
from auditor.sources.building.gathered import gathered
from auditor.sources.building.maker import Written
from auditor.sources.building.table import Field, Link, Table, filled
from auditor.sources.building.users import Login, access_string, authentication, passwords
from auditor.sources.partial.choices import lift
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, Unk

_LOGIN = Login("authentication_mode", "type", "passwords", "no_password_required")
#: The arguments that hold passwords; `passwords_wo` is the write-only one.
_PASSWORDS = ("passwords", "passwords_wo")


def _authentication(maker: Written, facts: dict[str, Fact]) -> Fact:
    stated = next((name for name in _PASSWORDS if maker.has(name)), None)
    alone = ABSENT if stated is None else _top_level(maker)
    return authentication(maker, _LOGIN, alone, maker.place_of(stated or ""))


def _top_level(maker: Written) -> Fact:
    """The passwords beside `authentication_mode`; the write-only ones can stand nowhere else."""
    return filled(maker.secret("passwords"), maker.secret("passwords_wo"))


def parameters(maker: Written, facts: dict[str, Fact]) -> Fact:
    """The `parameter` blocks of a parameter group."""
    blocks = [(b.exists, _setting(b.value("name"), b.value("value"))) for b in maker.blocks("parameter")]
    return make_fact(gathered(maker, blocks), settings, ABSENT, maker.header, (), Origin.STATED)


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
            Field("access_string", ("access_string",), access_string),
        ),
        {"authentication": _authentication, "passwords": lambda m, facts: passwords(m, _LOGIN, _top_level(m))},
    ),
    "aws_elasticache_user_group": Table(
        "user_group",
        ("user_group_id",),
        (Field("engine", ("engine",), lower),),
        links=(Link("users", "user_ids"),),
    ),
    "aws_elasticache_parameter_group": Table(
        "parameter_group", ("name",), (Field("family", ("family",), lower),), {"parameters": parameters}
    ),
    "aws_elasticache_subnet_group": Table(
        "subnet_group", ("name",), (), links=(Link("subnets", "subnet_ids", listed=True),)
    ),
    "aws_elasticache_global_replication_group": Table(
        "global_datastore",
        ("global_replication_group_id_suffix",),
        (
            Field("auto_failover", ("automatic_failover_enabled",), boolean),
            Field("engine_version", ("engine_version",), text),
            Field("node_type", ("cache_node_type",), text),
        ),
        links=(Link("primary", "primary_replication_group_id"),),
    ),
}
