"""A system of caches in no language, and how one is made up at random.

What an argument holds is a value, nothing at all (it is left out), a `Variable`, or an `Id` of something else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Variable:
    """A variable or parameter without a default.

    Attributes:
        kind: string, number or bool.
        given: the value that it has where it is given one.
        choices: the values that it may take, where it says so.
    """

    name: str
    kind: str
    given: object
    choices: tuple[object, ...] = ()
    secret: bool = False


@dataclass(frozen=True)
class Either:
    """One value where a variable has a certain value, and another one, or none, where it has not."""

    variable: Variable
    equals: str
    then: object
    otherwise: object

    @property
    def name(self) -> str:
        """What the condition is called."""
        return f"{self.variable.name}is{self.equals}"


@dataclass(frozen=True)
class Id:
    """What AWS calls something else in the system."""

    name: str


@dataclass
class Thing:
    """One cache, user, group or rule: what kind, its name, and its arguments by names of no language."""

    kind: str
    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    rules: list[dict[str, object]] = field(default_factory=list)

    def variables(self) -> list[Variable]:
        """The variables that it takes."""
        held: list[object] = [*self.arguments.values(), *(v for rule in self.rules for v in rule.values())]
        flat = [inner for one in held for inner in (one if isinstance(one, list) else [one])]
        return [one.variable if isinstance(one, Either) else one for one in flat if isinstance(one, Variable | Either)]

    def conditions(self) -> list[Either]:
        """The values that hang on a condition."""
        return [one for one in self.arguments.values() if isinstance(one, Either)]


_VERSIONS: dict[str, tuple[str, ...]] = {
    "redis": ("7.1", "7.0", "6.2", "5.0.6"),
    "valkey": ("7.2", "8.0"),
    "memcached": ("1.6.22", "1.6.12", "1.6.6"),
}
_ACCESS = ("on ~* +@all", "on ~app:* -@all +@read", "off ~* +@all", "on ~* -@all")
#: The id of a security group that is in no code.
ELSEWHERE = "sg-0a1b2c3d4e5f60718"
_SOURCES = ("0.0.0.0/0", "10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/1", "::/0", "self", "group")


class Maker:
    """Makes systems up: each is one cache with its groups, rules, users and user groups."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - the same systems each time
        self._number = 0

    def system(self, number: int) -> list[Thing]:
        """The things of one system; the last one is the cache."""
        self._number = number
        kind = self._random.choice(("replication_group",) * 4 + ("serverless_cache", "cache_cluster"))
        return {
            "replication_group": self._replication_group,
            "serverless_cache": self._serverless,
            "cache_cluster": self._cluster,
        }[kind]()

    def _environment(self) -> Variable:
        """The variable that a system has one condition on."""
        choices = ("prod", "dev") if self._number % 2 else ()
        return Variable(self._named("venv"), "string", "prod" if self._number % 3 else "dev", choices)

    def _named(self, what: str) -> str:
        return f"{what}{self._number}"

    def _maybe(self, arguments: dict[str, object], name: str, kind: str, values: tuple[object, ...]) -> None:
        """Leave an argument out, spell it out, or leave it to a condition or a variable."""
        how = self._random.random()
        value = self._random.choice(values)
        if how < 0.3:
            return
        if how < 0.45:
            otherwise = self._random.choice((*values, None))
            arguments[name] = Either(self._environment(), "prod", value, otherwise)
        elif how < 0.8:
            arguments[name] = value
        else:
            choices = tuple(dict.fromkeys(values)) if how < 0.9 and len(set(values)) > 1 else ()
            arguments[name] = Variable(f"{self._named('v')}{name.replace('_', '')}", kind, value, choices)

    def _replication_group(self) -> list[Thing]:
        cache = Thing("replication_group", self._named("cache"))
        told = cache.arguments
        engine = self._random.choice(("redis", "valkey"))
        if engine == "valkey" or self._random.random() < 0.8:
            told["engine"] = engine
        self._maybe(told, "version", "string", _VERSIONS[engine])
        self._maybe(told, "tls", "bool", (True, True, False))
        self._maybe(told, "tls_mode", "string", ("required", "preferred"))
        self._maybe(told, "at_rest", "bool", (True, False))
        self._maybe(told, "failover", "bool", (True, True, False))
        self._maybe(told, "multi_az", "bool", (True, False))
        self._maybe(told, "backup_days", "number", (0, 1, 7, 14))
        self._maybe(told, "auto_minor", "bool", (True, False))
        self._maybe(told, "port", "number", (6379, 6380))
        self._maybe(told, "network_type", "string", ("ipv4", "dual_stack", "ipv6"))
        if self._random.random() < 0.4:
            self._maybe(told, "shards", "number", (1, 2, 3))
            self._maybe(told, "replicas", "number", (0, 1, 2))
        else:
            self._maybe(told, "nodes", "number", (1, 2, 3))
        users = self._login(told, engine)
        return [*self._groups(told), *users, cache]

    def _serverless(self) -> list[Thing]:
        cache = Thing("serverless_cache", self._named("cache"))
        engine = self._random.choice(("redis", "valkey", "memcached"))
        cache.arguments["engine"] = engine
        self._maybe(cache.arguments, "version", "string", ("1.6",) if engine == "memcached" else ("7", "8"))
        self._maybe(cache.arguments, "backup_days", "number", (0, 1, 7))
        users: list[Thing] = []
        if engine != "memcached" and self._random.random() < 0.6:
            users = self._users(engine)
            cache.arguments["user_group"] = Id(users[-1].name)
        return [*self._groups(cache.arguments), *users, cache]

    def _cluster(self) -> list[Thing]:
        cache = Thing("cache_cluster", self._named("cache"))
        told = cache.arguments
        engine = told["engine"] = self._random.choice(("memcached", "memcached", "redis"))
        self._maybe(told, "version", "string", _VERSIONS[engine])
        self._maybe(told, "node_count", "number", (1, 2, 3) if engine == "memcached" else (1,))
        if engine == "memcached":
            self._maybe(told, "tls", "bool", (True, False))
            self._maybe(told, "az_mode", "string", ("single-az", "cross-az"))
        else:
            self._maybe(told, "backup_days", "number", (0, 1, 7))
        self._maybe(told, "auto_minor", "bool", (True, False))
        self._maybe(told, "port", "number", (11211, 6379))
        return [*self._groups(told), cache]

    def _login(self, told: dict[str, object], engine: str) -> list[Thing]:
        how = self._random.choice(("none", "literal", "variable", "users", "users", "no users"))
        if how == "literal":
            told["token"] = f"example-token-not-a-secret-{self._number}"
        elif how == "variable":
            told["token"] = Variable(
                self._named("vtoken"), "string", f"example-given-not-a-secret-{self._number}", secret=True
            )
        elif how == "users":
            users = self._users(engine)
            told["user_groups"] = [Id(users[-1].name)]
            return users
        elif how == "no users":
            told["user_groups"] = []
        return []

    def _users(self, engine: str) -> list[Thing]:
        users = []
        for index in range(self._random.choice((1, 2))):
            name = f"{self._named('user')}x{index}"
            user = Thing("user", name, {"engine": engine, "access": self._random.choice(_ACCESS)})
            user.arguments["user_name"] = self._random.choice((name, name, "default"))
            login = self._random.choice(("password", "variable", "iam", "none", "old password", "old none"))
            secret: object = f"example-password-not-a-secret-{self._number}{index}"
            if login == "variable":
                secret = Variable(f"vpassword{self._number}x{index}", "string", secret, secret=True)
            logins: dict[str, dict[str, object]] = {
                "password": {"mode": "password", "passwords": [secret]},
                "variable": {"mode": "password", "passwords": [secret]},
                "iam": {"mode": "iam"},
                "none": {"mode": "no-password-required"},
                "old password": {"old_passwords": [secret]},
                "old none": {"no_password": True},
            }
            user.arguments |= logins[login]
            users.append(user)
        members: list[object] = [Id(user.name) for user in users]
        if self._random.random() < 0.3:
            members.append("default")
        return [*users, Thing("user_group", self._named("users"), {"engine": engine, "users": members})]

    def _groups(self, told: dict[str, object]) -> list[Thing]:
        """The security groups of a cache, if it states any."""
        if self._random.random() < 0.2:
            return []
        groups = [Thing("security_group", self._named("group"))]
        if self._random.random() < 0.2:
            groups.append(Thing("security_group", self._named("other")))
        told["groups"] = [Id(group.name) for group in groups]
        apart = []
        for group in groups:
            rules = [self._rule(group) for _ in range(self._random.choice((0, 1, 2)))]
            # Rules inside exclude those that are resources of their own.
            if self._random.random() < 0.5:
                group.rules = [rule for rule in rules if rule["source"] not in ("self", "group")]
            else:
                apart += [
                    Thing("rule", f"{group.name}r{n}", {"group": Id(group.name), **rule})
                    for n, rule in enumerate(rules)
                ]
        return [*groups, *apart]

    def _rule(self, group: Thing) -> dict[str, object]:
        source: object = self._random.choice(_SOURCES)
        rule: dict[str, object] = {"protocol": self._random.choice(("tcp", "tcp", "tcp", "-1", "udp"))}
        low, high = self._random.choice(((6379, 6379), (6000, 7000), (11211, 11211), (443, 443), (0, 65535)))
        if rule["protocol"] != "-1":
            rule |= {"from": low, "to": high}
        if source == "0.0.0.0/0" and self._random.random() < 0.3:
            source = Variable(f"v{group.name}cidr{self._random.randrange(10**6)}", "string", "0.0.0.0/0")
        return {**rule, "source": source}
