"""The one table of what a telling cannot say as the Terraform code of its story does, each line with its reason.

A line that is not needed any more fails a test: the table never excuses more than there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_PLANS = ("plan",)
_STATES = ("state", "shown state")
_TEMPLATES = ("CloudFormation YAML", "CloudFormation JSON")

_TOKEN = "auth-token-not-plaintext"
_INTERNET, _DEFAULT_GROUP = "security-group-internet-exposure", "security-group-not-default"
_GROUP, _CLUSTER = "aws_elasticache_replication_group", "aws_elasticache_cluster"
_USER, _SERVERLESS = "aws_elasticache_user", "aws_elasticache_serverless_cache"

_LITERALS = "a state holds secrets, and does not tell whether code spells them out"
_GIVEN = "a plan cannot be made without a value for each variable; this one was made with a true one"
_RECOVERY = (
    "another region is another stack: the global datastore is a parameter of it, so that nothing says what the "
    "secondary inherits"
)
_OF_VPC = "no resource of a template takes over the default group of a VPC: its rules may be others"
_OF_ACCOUNT = "the state names a group that AWS chose, and nothing in it tells that this is the default one"
_PLACED = "code names no zones, and a state tells in which ones AWS put the nodes of each shard"
_ADDRESSES = "plans and states hold the addresses of the VPC as any others: whose they are is not told"
_EACH = "`each.value` is mentioned as such: which group it is, is not told, only that it is one"
_VALUES = "the parameter says which values it takes, the variable does not"


@dataclass(frozen=True)
class Excuse:
    """What may differ, where, and why.

    Attributes:
        verdict: what the tellings say instead; empty where the verdict is the same, and rests on other values.
    """

    story: str
    tellings: tuple[str, ...]
    address: str
    rules: tuple[str, ...]
    verdict: str
    reason: str

    def cases(self) -> Iterator[tuple[tuple[str, str, str, str], str]]:
        """(story, telling, rule, address), each with the verdict."""
        for telling in self.tellings:
            for rule in self.rules:
                yield (self.story, telling, rule, self.address), self.verdict


EXCUSES = (
    # What only code tells.
    *(Excuse("leaky-shop", _STATES, address, (_TOKEN,), "unknown", _LITERALS) for address in (
        f"{_GROUP}.catalog", f"{_USER}.search_app", f"{_USER}.reports", f"{_USER}.batch",
    )),
    Excuse("page-cache", _STATES, f"{_GROUP}.hot_pages", (_TOKEN,), "unknown", _LITERALS),
    # What code leaves open, and whoever plans does not.
    Excuse("leaky-shop", (*_PLANS, *_STATES), f"{_GROUP}.partner_feed",
           ("transit-encryption-enabled", "transit-mode-required"), "pass", _GIVEN),
    # What AWS chose.
    Excuse("leaky-shop", _STATES, f"{_SERVERLESS}.wishlist", (_DEFAULT_GROUP,), "unknown", _OF_ACCOUNT),
    Excuse("session-store", _STATES, "module.sessions.aws_elasticache_replication_group.this", ("replicas-az-spread",),
           "pass", _PLACED),
    # What stands in another stack.
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders_dr", (
        "at-rest-encryption-enabled", _TOKEN, "authentication-enabled", "auto-minor-version-upgrade",
        "rbac-user-groups-attached", "transit-encryption-enabled", "transit-mode-required",
    ), "unknown", _RECOVERY),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders_dr", (
        "engine-approved", "engine-support-ending", "engine-version-offered", "engine-version-pinned",
        "engine-version-supported", "node-current-generation", "redis-pre6-without-auth-upgrade", "redis-version-floor",
        "valkey-migration", "valkey-version-floor",
    ), "unknown", _RECOVERY),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders_dr", ("param-full-coverage",), "", _RECOVERY),
    # What is no resource of CloudFormation.
    *(Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.{name}", (_INTERNET,), "unknown", _OF_VPC)
      for name in ("stock[0]", "stock[1]", "orders")),
    # What languages leave open or not.
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.partner_feed", ("transit-encryption-enabled",), "", _VALUES),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.partner_feed", ("transit-mode-required",), "pass", _VALUES),
    # What rests on less, and gives the same.
    Excuse("page-cache", (*_PLANS, *_STATES), f"{_CLUSTER}.legacy_pages", (_INTERNET,), "", _ADDRESSES),
    Excuse("session-store", _PLANS, f"module.sessions.{_GROUP}.this", (_INTERNET,), "", _EACH),
)  # fmt: skip
