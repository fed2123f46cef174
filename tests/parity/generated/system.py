"""How a system of caches is made up at random."""

from __future__ import annotations

from random import Random

from tests.parity.generated.things import Either, Id, Thing, Variable

_VERSIONS: dict[str, tuple[str, ...]] = {
    "redis": ("7.1", "7.0", "6.2", "5.0.6"),
    "valkey": ("7.2", "8.0"),
    "memcached": ("1.6.22", "1.6.12", "1.6.6"),
}
_ACCESS = ("on ~* +@all", "on ~app:* -@all +@read", "off ~* +@all", "on ~* -@all")
_MEMORYDB_VERSIONS: dict[str, tuple[str, ...]] = {"redis": ("7.1", "7.0", "6.2"), "valkey": ("7.2", "7.3")}
_SOURCES = ("0.0.0.0/0", "10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/1", "::/0", "self", "group", "other")


class Maker:
    """Makes systems up: each is one cache with its groups, rules, users and user groups."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - the same systems each time
        self._number = 0

    def system(self, number: int) -> list[Thing]:
        """The things of one system; the last one is the cache."""
        self._number = number
        kinds = ("replication_group",) * 4 + ("serverless_cache", "cache_cluster", *("memorydb_cluster",) * 2)
        kind = self._random.choice(kinds)
        things = {
            "replication_group": self._replication_group,
            "serverless_cache": self._serverless,
            "cache_cluster": self._cluster,
            "memorydb_cluster": self._memorydb,
        }[kind]()
        if self._random.random() < 0.2:
            things[-1].only = self._only()
        return things

    def _only(self) -> Either:
        return Either(self._environment(), "prod", None, None)

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
            if "shards" not in told and self._random.random() < 0.5:
                told["shard_replicas"] = [self._replicas(index) for index in range(self._random.choice((1, 2, 3)))]
        else:
            self._maybe(told, "nodes", "number", (1, 2, 3))
        users = self._login(told, engine)
        return [*self._groups(told), *users, cache]

    def _replicas(self, shard: int) -> object:
        """The replicas of one shard, or nothing."""
        count, how = self._random.choice((0, 1, 2)), self._random.random()
        if how < 0.2:
            return None
        if how < 0.4:
            return Either(self._environment(), "prod", count, self._random.choice((0, 1, 2)))
        return count if how < 0.8 else Variable(f"{self._named('vshard')}x{shard}", "number", count)

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

    def _memorydb(self) -> list[Thing]:
        cache = Thing("memorydb_cluster", self._named("cache"))
        told = cache.arguments
        engine = self._random.choice(("redis", "valkey"))
        if engine == "valkey" or self._random.random() < 0.7:
            told["engine"] = engine
        self._maybe(told, "version", "string", _MEMORYDB_VERSIONS[engine])
        self._maybe(told, "tls", "bool", (True, True, False))
        self._maybe(told, "shards", "number", (1, 2, 3))
        self._maybe(told, "replicas", "number", (0, 1, 2))
        self._maybe(told, "backup_days", "number", (0, 1, 7))
        self._maybe(told, "auto_minor", "bool", (True, False))
        self._maybe(told, "port", "number", (6379, 6380))
        users, told["acl"] = self._acl()
        return [*self._groups(told), *users, cache]

    def _acl(self) -> tuple[list[Thing], object]:
        """Users and their ACL, and what a cluster says of it."""
        how = self._random.choice(("open", "elsewhere", "variable", "users", "users", "name", "either"))
        if how in ("open", "elsewhere"):
            return [], "open-access" if how == "open" else "elsewhere"
        if how == "variable":
            return [], Variable(self._named("vacl"), "string", self._random.choice(("open-access", "elsewhere")))
        acl, users = Thing("memorydb_acl", self._named("acl")), []
        for index in range(self._random.choice((0, 1, 2))):
            secret: object = f"example-password-not-a-secret-{self._number}{index}"
            if self._random.random() < 0.5:
                secret = Variable(f"vpassword{self._number}x{index}", "string", secret, secret=True)
            login = self._random.choice(({"mode": "iam"}, {"mode": "password", "passwords": [secret]}))
            access = {"access": self._random.choice(_ACCESS)}
            users.append(Thing("memorydb_user", f"{self._named('member')}x{index}", {**access, **login}))
        members: list[object] = [Id(user.name) for user in users]
        acl.arguments["users"] = [*members, "default"] if self._random.random() < 0.2 else members
        told: object = acl.name if how == "name" else Id(acl.name)
        if how == "either":
            told = Either(self._environment(), "prod", told, "open-access")
        return [*users, acl], told

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
            told["user_groups"] = [Id(users[-1].name) if self._random.random() < 0.7 else users[-1].name]
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
            if login in ("iam", "none") and self._random.random() < 0.4:
                modes = self._random.sample(("iam", "no-password-required"), 2)
                user.arguments["mode"] = Either(self._environment(), "prod", *modes)
            if self._random.random() < 0.2:
                access = self._random.choice(_ACCESS)
                user.arguments["access"] = Either(self._environment(), "prod", user.arguments["access"], access)
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
        told["groups"] = named = self._named_groups(groups)
        apart = [
            Thing("rule", f"{self._named('given')}r", {"group": one, **self._rule(one.name, groups, told)})
            for one in named
            if isinstance(one, Variable)
        ]
        for group in groups:
            rules = [self._rule(group.name, groups, told) for _ in range(self._random.choice((0, 1, 2)))]
            # Rules inside exclude those that are resources of their own.
            if self._random.random() < 0.5:
                # Nor do they name the group that they are in, or one that may name it.
                before = [Id(one.name) for one in groups[: groups.index(group) + 1]]
                group.rules = [rule for rule in rules if rule["source"] not in ("self", "group", *before)]
            else:
                apart += [
                    Thing("rule", f"{group.name}r{n}", {"group": Id(group.name), **rule})
                    for n, rule in enumerate(rules)
                ]
        for rule in apart:
            if self._random.random() < 0.2:
                rule.only = self._only()
        return [*groups, *apart]

    def _named_groups(self, groups: list[Thing]) -> list[object]:
        """The groups of a cache: each of these, one of two, or one more that a variable names."""
        named: list[object] = [Id(group.name) for group in groups]
        how = self._random.random()
        if how < 0.15 and len(named) > 1:
            return [Either(self._environment(), "prod", *named)]
        if how < 0.3:
            named.append(Variable(self._named("vgroup"), "string", f"sg-{self._number:017d}"))
        return named

    def _rule(self, group: str, groups: list[Thing], told: dict[str, object]) -> dict[str, object]:
        source: object = self._random.choice(_SOURCES)
        if source == "other":
            source = Id(self._random.choice(groups).name)
        rule: dict[str, object] = {"protocol": self._random.choice(("tcp", "tcp", "tcp", "-1", "udp"))}
        ports: tuple[tuple[object, object], ...] = ((6379, 6379), (6000, 7000), (11211, 11211), (443, 443), (0, 65535))
        low, high = self._random.choice(ports)
        port = told.get("port")
        if isinstance(port, Variable) and self._random.random() < 0.3:
            low = high = port
        if rule["protocol"] != "-1":
            rule |= {"from": low, "to": high}
        if source == "0.0.0.0/0" and self._random.random() < 0.3:
            source = Variable(f"v{group}cidr{self._random.randrange(10**6)}", "string", "0.0.0.0/0")
        return {**rule, "source": source}
