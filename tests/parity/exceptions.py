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

#: The caches of the shop that stand in subnets of its own, and all of it that have nodes.
_IN_SUBNETS = (f"{_CLUSTER}.coupons", *(f"{_GROUP}.{name}" for name in (
    "cart", "catalog", "orders", "partner_feed", "recommendations", "reviews", 'sale["black-friday"]', 'sale["summer"]',
    "search", "stock[0]", "stock[1]",
)))  # fmt: skip
_SHOP = (*_IN_SUBNETS, f"{_GROUP}.orders_dr")
_ONE_NODE = ("cart", "orders_dr", "recommendations", 'sale["black-friday"]', "stock[0]", "stock[1]")
_SEVERAL_NODES = ("catalog", "orders", "partner_feed", "reviews", 'sale["summer"]', "search")
_MEMCACHED = (f"{_CLUSTER}.fragments", f"{_CLUSTER}.legacy_pages")
_PAGES = (f"{_GROUP}.hot_pages", f'{_GROUP}.thumbnails["redis"]', f'{_GROUP}.thumbnails["valkey"]')
_RESPONSES = f"{_SERVERLESS}.api_responses"
_SESSIONS = f"module.sessions.{_GROUP}.this"

_LITERALS = "a state holds secrets, and does not tell whether code spells them out"
_GIVEN = "a plan cannot be made without a value for each variable; this one was made with a true one"
_RECOVERY = (
    "another region is another stack: the global datastore is a parameter of it, so that nothing says what the "
    "secondary inherits"
)
_WINDOWS = "a state tells which hours AWS chose, as if somebody had stated them"
_SUBNETS = "ids of subnets that are yet to be made: a plan lists what they are made of, not which of it each of them is"
_DYNAMIC = "a plan does not tell whether a dynamic block makes rules of a security group, or none is stated"
_DOCUMENT = "a policy that names what is yet to be made is not known as a whole in a plan"
_CHOSEN = "a state names the subnets of a cache, and does not tell whether somebody or AWS chose them"
_TAGS = "a tag has the value of a parameter that takes several, the variable has the one that it is given"
_FINAL = "CloudFormation keeps a snapshot by the policy of a resource, which gives it no name"
_OF_VPC = "no resource of a template takes over the default group of a VPC: its rules may be others"
_OF_ACCOUNT = "the state names a group that AWS chose, and nothing in it tells that this is the default one"
_PLACED = "code names no zones, and a state tells in which ones AWS put the nodes of each shard"
_ADDRESSES = "plans and states hold the addresses of the VPC as any others: whose they are is not told"
_EACH = "`each.value` is mentioned as such: which group it is, is not told, only that it is one"
_AT_ONCE = "CloudFormation has no property for when a change is made"
_KEPT = (
    "the stack keeps a snapshot of what is deleted or replaced, where Terraform would destroy it and take one itself"
)
_NAMED = "what AWS calls it is known once it is made; until then it is called as the code does"
_LIFECYCLE = "plans and states do not tell of prevent_destroy"
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


_SESSIONS = f"module.sessions.{_GROUP}.this"
#: The caches of each story that hold data.
_DATA = {
    "leaky-shop": (
        f"{_CLUSTER}.coupons", f"{_SERVERLESS}.wishlist",
        *(f"{_GROUP}.{name}" for name in (
            "cart", "catalog", "orders", "partner_feed", "recommendations", "reviews", 'sale["black-friday"]',
            'sale["summer"]', "search", "stock[0]", "stock[1]",
        )),
    ),
    "page-cache": (
        f"{_SERVERLESS}.api_responses",
        *(f"{_GROUP}.{name}" for name in ("hot_pages", 'thumbnails["redis"]', 'thumbnails["valkey"]')),
    ),
    "session-store": (_SESSIONS,),
}  # fmt: skip
#: Those that are made of nodes.
_OF_NODES = {
    "leaky-shop": (*(one for one in _DATA["leaky-shop"] if _SERVERLESS not in one), f"{_GROUP}.orders_dr"),
    "page-cache": (*_DATA["page-cache"][1:], f"{_CLUSTER}.fragments", f"{_CLUSTER}.legacy_pages"),
    "session-store": (_SESSIONS,),
}

EXCUSES = (
    # What only code tells.
    *(Excuse("leaky-shop", _STATES, address, (_TOKEN,), "unknown", _LITERALS) for address in (
        f"{_GROUP}.catalog", f"{_USER}.search_app", f"{_USER}.reports", f"{_USER}.batch",
    )),
    Excuse("page-cache", _STATES, f"{_GROUP}.hot_pages", (_TOKEN,), "unknown", _LITERALS),
    *(Excuse(story, (*_PLANS, *_STATES), address, ("prevent-destroy",), "unknown", _LIFECYCLE)
      for story, addresses in _DATA.items() for address in addresses),
    # What code leaves open, and whoever plans does not.
    Excuse("leaky-shop", (*_PLANS, *_STATES), f"{_GROUP}.partner_feed",
           ("transit-encryption-enabled", "transit-mode-required"), "pass", _GIVEN),
    # What AWS chose.
    Excuse("leaky-shop", _STATES, f"{_SERVERLESS}.wishlist", (_DEFAULT_GROUP,), "unknown", _OF_ACCOUNT),
    Excuse("leaky-shop", _STATES, f"{_SERVERLESS}.wishlist", ("vpc-placement",), "unknown", _CHOSEN),
    *(Excuse("leaky-shop", _STATES, address, ("maintenance-window", "maintenance-overlap", "backup-window-clash"),
             "pass", _WINDOWS)
      for address in _SHOP),
    *(Excuse("page-cache", _STATES, address, ("maintenance-window", "maintenance-overlap"), "pass", _WINDOWS)
      for address in (*_MEMCACHED, *_PAGES)),
    *(Excuse("page-cache", _STATES, address, ("backup-window-clash",), "pass", _WINDOWS) for address in _PAGES),
    Excuse("session-store", _STATES, _SESSIONS, ("replicas-az-spread",), "pass", _PLACED),
    *(Excuse("page-cache", _STATES, address, ("replicas-az-spread",), "pass", _PLACED) for address in _PAGES),
    *(Excuse("leaky-shop", _STATES, f"{_GROUP}.{name}", ("replicas-az-spread",), "pass", _PLACED)
      for name in _SEVERAL_NODES),
    *(Excuse("leaky-shop", _STATES, address, ("replicas-az-spread",), "", _PLACED)
      for address in (f"{_CLUSTER}.coupons", *(f"{_GROUP}.{name}" for name in _ONE_NODE))),
    *(Excuse("leaky-shop", _STATES, f"{_GROUP}.{name}", ("survives-zone",), "pass", _PLACED)
      for name in ("catalog", "partner_feed", "reviews")),
    # What is yet to be made.
    *(Excuse("leaky-shop", _PLANS, address, ("nacl-exposure", "no-public-subnet"), "unknown", _SUBNETS)
      for address in _IN_SUBNETS),
    *(Excuse("leaky-shop", _PLANS, address, ("route-exposure",), "unknown", _SUBNETS)
      for address in _IN_SUBNETS if not address.endswith((".orders", ".stock[0]", ".stock[1]"))),
    Excuse("leaky-shop", _PLANS, f"{_GROUP}.catalog", ("ipv6-dual-stack-exposure",), "unknown", _SUBNETS),
    *(Excuse("page-cache", _PLANS, address, ("nacl-exposure", "no-public-subnet"), "unknown", _SUBNETS)
      for address in (*_MEMCACHED, *_PAGES, _RESPONSES)),
    Excuse("page-cache", _PLANS, f"{_CLUSTER}.legacy_pages", ("route-exposure",), "unknown", _SUBNETS),
    Excuse("session-store", _PLANS, _SESSIONS, ("nacl-exposure", "no-public-subnet"), "unknown", _SUBNETS),
    *(Excuse(story, _PLANS, address, ("subnet-group-az-span",), "unknown", _SUBNETS) for story, address in (
        ("leaky-shop", "aws_elasticache_subnet_group.shop"), ("page-cache", "aws_elasticache_subnet_group.cache"),
        ("session-store", "module.sessions.aws_elasticache_subnet_group.this"),
    )),
    *(Excuse("leaky-shop", _PLANS, f'{_GROUP}.sale["{name}"]', ("sg-egress-open",), "unknown", _DYNAMIC)
      for name in ("black-friday", "summer")),
    Excuse("leaky-shop", _PLANS, "aws_security_group.sales", ("security-group-description",), "", _DYNAMIC),
    Excuse("page-cache", _PLANS, f"{_CLUSTER}.legacy_pages", ("sg-egress-open",), "unknown", _DYNAMIC),
    Excuse("page-cache", _PLANS, "aws_security_group.legacy", ("security-group-description",), "unknown", _DYNAMIC),
    Excuse("session-store", _PLANS, "aws_iam_policy.connect", (
        "copy-snapshot-exfil", "elasticache-admin-wildcard", "elasticache-connect-wildcard", "iam-least-privilege",
        "kms-via-service",
    ), "unknown", _DOCUMENT),
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
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders_dr", (
        "approved-node-type", "at-rest-customer-managed-key", "cluster-mode", "cluster-mode-large-node", "log-delivery",
        "slowlog-and-engine-log",
    ), "unknown", _RECOVERY),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders_dr", (
        "burstable-in-prod", "durability-mode", "param-full-coverage", "survives-node", "survives-zone",
    ), "", _RECOVERY),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.orders", ("survives-region",), "unknown", _RECOVERY),
    # What is no property of CloudFormation.
    *(Excuse(story, _TEMPLATES, address, ("apply-immediately",), "not_applicable", _AT_ONCE)
      for story, addresses in _OF_NODES.items() for address in addresses),
    Excuse("session-store", _TEMPLATES, _SESSIONS, ("prevent-destroy",), "pass", _KEPT),
    # What is no resource of CloudFormation.
    *(Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.{name}", (
        _INTERNET, "sg-all-protocols", "sg-egress-open", "sg-source-too-broad",
    ), "unknown", _OF_VPC) for name in ("stock[0]", "stock[1]", "orders")),
    Excuse("session-store", _TEMPLATES, _SESSIONS, ("final-snapshot",), "", _FINAL),
    # What languages leave open or not.
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.partner_feed", ("transit-encryption-enabled",), "", _VALUES),
    Excuse("leaky-shop", _TEMPLATES, f"{_GROUP}.partner_feed", ("transit-mode-required",), "pass", _VALUES),
    Excuse("session-store", _TEMPLATES, _SESSIONS, ("slowlog-and-engine-log",), "unknown", _VALUES),
    Excuse("session-store", _TEMPLATES, _SESSIONS, ("burstable-in-prod", "tags-required"), "unknown", _TAGS),
    # What is called otherwise.
    Excuse("session-store", (*_STATES, *_TEMPLATES), _SESSIONS, ("sns-notifications",), "", _NAMED),
    Excuse("session-store", _STATES, "aws_cloudwatch_log_group.valkey", ("log-group-key",), "", _NAMED),
    # What rests on less, and gives the same.
    Excuse("page-cache", (*_PLANS, *_STATES), f"{_CLUSTER}.legacy_pages", (_INTERNET, "sg-source-too-broad"), "",
           _ADDRESSES),
    Excuse("session-store", _PLANS, f"module.sessions.{_GROUP}.this", (_INTERNET,), "", _EACH),
)  # fmt: skip
