"""A second opinion on caches in templates: what each rule says of one where all values are concrete.

Written from the rules' own words and AWS's documentation, with no code of the program. An opinion is `pass`, `fail`,
`not_applicable`, `unknown`, or None for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.real.concrete import UNASKED, Made, Reader
from tests.real.let_in import collapsed, sources

PASS, FAIL, NOT, OPEN = "pass", "fail", "not_applicable", "unknown"
CACHES = {
    "AWS::ElastiCache::ReplicationGroup": "replication_group",
    "AWS::ElastiCache::CacheCluster": "cache_cluster",
    "AWS::ElastiCache::ServerlessCache": "serverless_cache",
}
World = Mapping[str, object]
Opinions = dict[str, str | None]
_FAMILIES = {"redis2": "2", "redis3": "3", "redis4": "4", "redis5": "5", "redis6": "6", "redis7": "7"}


@dataclass(frozen=True)
class Opinion:
    """What is right to say of a rule, and each combination of values with whether the rule fails in it, if known."""

    status: str
    failing: list[tuple[World, bool]]


class Judge:
    """The caches of one template."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.caches = {
            name: CACHES[kind]
            for name, one in reader.resources.items()
            if isinstance(kind := one.get("Type"), str) and kind in CACHES
        }
        self.rules = [n for n, r in reader.resources.items() if r.get("Type") == "AWS::EC2::SecurityGroupIngress"]

    def opinions(self, name: str) -> dict[str, Opinion]:
        """By rule, what is right; empty where there are too many combinations, or no opinion at all."""
        found = self.reader.worlds(name, *self.rules) or []
        there = [(world, default) for world, default in found if self.reader.exists(name, world) is not False]
        made = [(world, said, default) for world, default in there if (said := self.in_world(name, world)) != {}]
        if any(said is None for _, said, _ in made):
            return {}
        rules = {rule for _, said, _ in made for rule in said or ()}
        by_rule = {rule: [(world, (said or {}).get(rule), default) for world, said, default in made] for rule in rules}
        return {rule: one for rule, cases in by_rule.items() if (one := _combined(cases)) is not None}

    def in_world(self, name: str, world: World) -> Opinions | None:
        """What each rule says in one combination of values; empty where nothing can be deployed with it."""
        given = self.reader.properties(name, world)
        if not isinstance(given, dict) or "Fn::Transform" in given:
            return None
        given = {key: value for key, value in given.items() if value != ""}
        kind = self.caches[name]
        found: Opinions | None = getattr(self, f"_{kind}")(given, world)
        return found and {**found, **self._network(kind, given, world)}

    def _replication_group(self, given: dict[str, Any], world: World) -> Opinions:
        if "GlobalReplicationGroupId" in given or "PrimaryClusterId" in given:
            return {}
        engine = _word(given.get("Engine", "redis"))
        version = self._version(engine, given, world)
        tls = _flag(given.get("TransitEncryptionEnabled", False))
        valkey = OPEN if engine is UNASKED else engine == "valkey"
        rest = given.get("AtRestEncryptionEnabled", UNASKED if valkey is OPEN else valkey)
        mode = _word(given.get("TransitEncryptionMode", "required"))
        groups = given.get("UserGroupIds")
        modern: Any = OPEN if OPEN in (valkey, version) and valkey is not True else valkey is True or version >= 6
        days = given.get("SnapshotRetentionLimit", 0)
        found: Opinions = {
            "transit-encryption-enabled": tls,
            "transit-mode-required": {PASS: _is(mode, "required"), FAIL: NOT}.get(tls, OPEN),
            "at-rest-encryption-enabled": _flag(rest),
            "automatic-backup-enabled": _at_least(days, 1),
            "backup-retention-period": _at_least(days, 7),
            "auto-minor-version-upgrade": self._minor(modern, given),
            "auth-token-not-plaintext": _spelled_out(given["AuthToken"]) if "AuthToken" in given else NOT,
        }
        if groups in (None, []):
            found["rbac-user-groups-attached"] = {True: FAIL, False: NOT}.get(modern, OPEN)
            found["authentication-enabled"] = PASS if "AuthToken" in given else FAIL
            if given.get("AuthToken") is UNASKED:
                found["authentication-enabled"] = None
        elif isinstance(groups, list) and UNASKED not in groups:
            found["rbac-user-groups-attached"] = PASS
        return found | self._availability(engine, given)

    def _availability(self, engine: object, given: dict[str, Any]) -> Opinions:
        parts = given.get("NodeGroupConfiguration") or []
        if parts is UNASKED or not isinstance(parts, list):
            return {}
        counts = [p.get("ReplicaCount", given.get("ReplicasPerNodeGroup", 0)) for p in parts if isinstance(p, dict)]
        clusters = given.get("NumCacheClusters", 1)
        alone = UNASKED if clusters is UNASKED else max(int(clusters) - 1, 0)
        counts = counts or [given.get("ReplicasPerNodeGroup", alone)]
        replicas = UNASKED if UNASKED in counts else min(map(int, counts))
        shards = given.get("NumNodeGroups", len(parts) or 1)
        clustered = OPEN if shards is UNASKED else int(shards) > 1 or _word(given.get("ClusterMode")) == "enabled"
        failover = given.get("AutomaticFailoverEnabled")
        zones = given.get("MultiAZEnabled")
        on = _flag(failover) if failover is not None else PASS if clustered is True else None
        if failover is None and clustered is False and engine == "redis" and "CacheParameterGroupName" not in given:
            on = FAIL
        spread = _flag(zones) if zones is not None else None
        enough = _at_least(replicas, 1)
        return {
            "replica-count": enough,
            "automatic-failover": _both(on, enough),
            "multi-az": _both(spread, enough),
        }

    def _cache_cluster(self, given: dict[str, Any], world: World) -> Opinions | None:
        engine = _word(given.get("Engine"))
        if engine not in ("redis", "memcached"):
            return None if engine is UNASKED else {}
        tls = _flag(given.get("TransitEncryptionEnabled", False))
        if engine == "memcached":
            names = ("automatic-backup-enabled", "backup-retention-period", "at-rest-encryption-enabled")
            found: Opinions = dict.fromkeys((*names, "authentication-enabled", "auto-minor-version-upgrade"), NOT)
            nodes = given.get("NumCacheNodes", 1)
            spread = _is(_word(given.get("AZMode", "single-az")), "cross-az")
            more = OPEN if nodes is UNASKED else int(nodes) >= 2
            if "PreferredAvailabilityZones" in given and "AZMode" not in given:
                spread = OPEN
            return {
                **found,
                "memcached-tls": tls,
                "transit-encryption-enabled": tls,
                "multi-az": spread if more is True else NOT if more is False else None,
                **({"memcached-no-auth-compensation": FAIL} if tls == FAIL else {}),
            }
        version = self._version(engine, given, world)
        modern = OPEN if version is OPEN else version >= 6
        days = given.get("SnapshotRetentionLimit", 0)
        return {
            "transit-encryption-enabled": tls,
            "at-rest-encryption-enabled": FAIL,
            "authentication-enabled": FAIL,
            "automatic-backup-enabled": _at_least(days, 1),
            "backup-retention-period": _at_least(days, 7),
            "auto-minor-version-upgrade": self._minor(modern, given),
            "rbac-user-groups-attached": {True: FAIL, False: NOT}.get(modern, OPEN),
            "multi-az": NOT,
            "automatic-failover": NOT,
            "memcached-tls": NOT,
        }

    def _serverless_cache(self, given: dict[str, Any], world: World) -> Opinions:
        engine = _word(given.get("Engine"))
        days = given.get("SnapshotRetentionLimit", 0)
        found: Opinions = {
            "transit-encryption-enabled": PASS,
            "at-rest-encryption-enabled": PASS,
            "automatic-backup-enabled": _at_least(days, 1),
            "backup-retention-period": _at_least(days, 7),
        }
        if engine in ("redis", "valkey") and "UserGroupId" not in given:
            found["authentication-enabled"] = found["rbac-user-groups-attached"] = FAIL
        return found

    def _minor(self, modern: object, given: dict[str, Any]) -> str | None:
        on = _flag(given.get("AutoMinorVersionUpgrade", True))
        return NOT if modern is False else on if modern is True else None

    def _version(self, engine: object, given: dict[str, Any], world: World) -> Any:
        """The major version of Redis; the newest where nobody tells."""
        version = given.get("EngineVersion")
        if version is None:
            group = given.get("CacheParameterGroupName", "")
            if isinstance(group, Made):
                made = self.reader.properties(group.split(".")[0], world)
                group = made.get("CacheParameterGroupFamily", UNASKED) if isinstance(made, dict) else UNASKED
            if group is UNASKED or not isinstance(group, str):
                return OPEN
            family = group.removeprefix("default.").lower()
            if group and not family.startswith(tuple(_FAMILIES)):
                return OPEN
            return int(_FAMILIES[family[:6]]) if group else 7
        digits = str(version).split(".")[0] if isinstance(version, (str, int, float)) else ""
        return int(digits) if digits.isdigit() else OPEN

    def _network(self, kind: str, given: dict[str, Any], world: World) -> Opinions:
        name = "VpcSecurityGroupIds" if kind == "cache_cluster" else "SecurityGroupIds"
        groups = given.get(name)
        if groups in (None, []):
            if kind == "serverless_cache":
                return {"security-group-not-default": FAIL}
            return {"security-group-not-default": OPEN, "security-group-internet-exposure": OPEN}
        if not isinstance(groups, list):
            return {}
        kinds = [self._group(one) for one in groups]
        if "default" in kinds:
            return {"security-group-not-default": FAIL}
        found: Opinions = {"security-group-not-default": PASS if set(kinds) == {"made"} else OPEN}
        engine = _word(given.get("Engine", "redis"))
        port = given.get("Port", {"memcached": 11211}.get(str(engine), 6379))
        network = _word(given.get("NetworkType", "ipv4"))
        if UNASKED not in (port, engine, network) and set(kinds) == {"made"}:
            versions = {"ipv4": (4,), "ipv6": (6,)}.get(str(network), (4, 6))
            names = [group.split(".")[0] for group in groups]
            let_in = [one for name in names for one in sources(self.reader, self.rules, name, int(port), world)]
            known = [one for one in let_in if one is not None and one.version in versions]
            # An open rule settles it, whatever else is not known; halves add up to the whole.
            whole = [one for version in versions for one in collapsed(known, version) if one.prefixlen == 0]
            if whole or None not in let_in:
                found["security-group-internet-exposure"] = FAIL if whole else PASS
        return found

    def _group(self, one: object) -> str:
        if not isinstance(one, Made):
            return "elsewhere"
        name, _, attribute = one.partition(".")
        kind = self.reader.resources[name].get("Type")
        if kind == "AWS::EC2::VPC" and attribute == "DefaultSecurityGroup":
            return "default"
        return "made" if kind == "AWS::EC2::SecurityGroup" else "elsewhere"


def _combined(cases: Sequence[tuple[World, str | None, bool]]) -> Opinion | None:
    """What the combinations amount to, each with what is said in it and whether all defaults are taken."""
    said = {one for _, one, _ in cases}
    if None in said:
        return None
    failing = [(world, one == FAIL) for world, one, _ in cases] if OPEN not in said else []
    if len(said) == 1:
        return Opinion(str(next(iter(said))), failing)
    if {one for _, one, default in cases if default} == {FAIL}:
        return Opinion(FAIL, failing)
    return Opinion(PASS if said == {PASS, NOT} else OPEN, failing)


def holds(texts: Iterable[str], world: World) -> bool:
    """Whether a combination is among those that a report names: `Env=dev and not Tls`, `Env is one of a, b`."""
    return any(all(_one_holds(part, world) for part in text.split(" and ")) for text in texts)


def _one_holds(part: str, world: World) -> bool:
    for one in part.split(" or "):
        name, several, values = one.partition(" is one of ")
        if several:
            wanted = values.split(", ")
        else:
            name, is_value, value = one.removeprefix("not ").partition("=")
            wanted = [value if is_value else "false" if one.startswith("not ") else "true"]
        if (str(world[name]) or '""') in wanted:
            return True
    return False


def _word(value: object) -> Any:
    return value.lower() if isinstance(value, str) and not isinstance(value, Made) else UNASKED if value else None


def _flag(value: object) -> str:
    text = str(value).lower()
    return PASS if text == "true" else FAIL if text == "false" else OPEN


def _is(value: object, wanted: str) -> str:
    return OPEN if value is UNASKED else PASS if value == wanted else FAIL


def _at_least(value: object, least: int) -> str:
    if isinstance(value, Made) or not str(value).isdigit():
        return OPEN
    return PASS if int(str(value)) >= least else FAIL


def _both(one: str | None, other: str | None) -> str | None:
    if FAIL in (one, other):
        return FAIL
    return None if None in (one, other) else OPEN if OPEN in (one, other) else PASS


def _spelled_out(value: object) -> str | None:
    if not isinstance(value, str) or isinstance(value, Made):
        return None
    return PASS if value.startswith("{{resolve:") else FAIL
