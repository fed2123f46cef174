"""Made-up inventories, conditions and worlds for the property tests; everything follows from one `Random`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from auditor.model.facts import EXISTS, Absent, Fact, Known, Redacted, Ref, Switch, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import KINDS, FactSpec, FactType

#: One for each way in which a default can matter.
SWITCHES = (
    Switch("var.on", default="true"),
    Switch("var.off", default="false"),
    Switch("var.open"),
    Switch("Env", ("dev", "test", "prod"), default="test"),
    Switch('var.size == "s"', subject="var.size"),
    Switch('var.size == "l"', subject="var.size"),
)
FRESH = Switch("var.fresh", ("a", "b"))

_CACHES = ("replication_group", "cache_cluster", "serverless_cache")
_MEMBERS = {
    "user_groups": ("group1", "group2"),
    "users": ("user1", "user2", "user3"),
    "security_groups": ("open", "closed"),
    "primary": ("replication_group",),
}
_TEXTS: dict[str, tuple[object, ...]] = {
    "user_name": ("default", "app"),
    "access_string": ("on ~* +@all", "off -@all", "on ~app:* +@read -flushall", "on resetchannels", "nonsense"),
    "engine_version": ("5.0.6", "6.x", "7.1", "7.0", "latest", "1.6.22"),
    "acl.commands": ((), ("@all",), ("@read",)),
}
_BY_TYPE: dict[FactType, tuple[object, ...]] = {
    FactType.BOOL: (True, False),
    FactType.INT: (0, 1, 2, 7, 6379),
    FactType.TEXT: ("", "a", "b"),
    FactType.VERSION: ("6.0", "7.1"),
    FactType.LIST: ((), ("a",), ("a", "b")),
    FactType.SECRET: (Redacted(literal=True), Redacted(literal=False)),
    FactType.DATE: ("2026-01-31", "2026-12-01"),
}


def value(spec: FactSpec, random: Random) -> object:
    """A value that the fact can have, now and then one that it cannot."""
    if spec.type is FactType.RULES:
        return tuple(_ingress(random) for _ in range(random.randrange(3)))
    if spec.type is FactType.ENUM:
        return random.choice((*spec.values, *spec.values, *spec.values, "sideways"))
    return random.choice(_TEXTS.get(spec.name) or _BY_TYPE[spec.type])


def _ingress(random: Random) -> IngressRule:
    port = fact(lambda: random.choice((6379, 11211, 22)), random, likely=0.8)
    return IngressRule(
        protocol=Known(random.choice(("tcp", "tcp", "-1", "udp"))),
        from_port=port,
        to_port=port,
        cidrs=fact(lambda: random.choice(((), ("0.0.0.0/0",), ("10.0.0.0/8",), ("::/0",))), random, likely=0.6),
        groups=Known(random.choice(((), ("self",), ("sg-1",)))),
        prefix_lists=Known(()),
        exists=existence(random) if random.random() < 0.3 else EXISTS,
    )


def fact(make: Callable[[], object], random: Random, likely: float = 0.55, depth: int = 0) -> Fact:
    """A fact over values of `make`, Known with the probability `likely`, else of any other form."""
    if random.random() < likely:
        return Known(make(), place=Location("made-up.tf", random.randrange(1, 99)))
    form = random.choice(("absent", "unknown", "choices", "choices"))
    if form == "absent":
        return Absent()
    if form == "choices" and depth < 2:
        return hanging(random.choice(SWITCHES), lambda: fact(make, random, 0.8, depth + 1))
    return Unknown("nobody knows")


def hanging(switch: Switch, make: Callable[[], Fact]) -> Unknown:
    """A fact that is one of `make` for each outcome of `switch`."""
    return Unknown(f"{switch.name} has no value", choices=tuple((((switch, o),), make()) for o in switch.outcomes))


def existence(random: Random) -> Fact:
    """Existence that hangs on a switch, or on two; there is one world at least in which it is there."""
    outer, inner = random.sample([s for s in SWITCHES if 'l"' not in s.name], 2)
    there, too = random.choice(outer.outcomes), random.choice(inner.outcomes)
    nested = Unknown("inside", choices=tuple((((inner, o),), Known(o == too)) for o in inner.outcomes))
    held: Fact = random.choice((EXISTS, nested))
    choices = tuple((((outer, o),), held if o == there else Known(False)) for o in outer.outcomes)
    return Unknown(f"{outer.name} has no value", choices=choices)


def resource(key: str, kind: str, random: Random) -> Resource:
    """A resource of `kind`; some of its derived facts are stated, others are left to the analysis."""
    made = Resource(key, key, kind, key, Location(f"{key}.tf", 1), identity=f"id-{key}")
    for spec in KINDS[kind].facts.values():
        if not spec.derived or random.random() < 0.4:
            made.facts[spec.name] = fact(lambda spec=spec: value(spec, random), random)  # type: ignore[misc]
    for name in KINDS[kind].relations:
        if random.random() < 0.8:
            made.relations[name] = _relation(name, random)
    if random.random() < 0.25:
        made.exists = existence(random)
    return made


def refuse_some(made: Inventory, random: Random) -> None:
    """Make some cases of facts and relations ones in which the source would be refused."""
    for one in made.resources.values():
        for known in (one.facts, one.relations):
            for name, found in known.items():
                if isinstance(found, Unknown) and found.choices and random.random() < 0.5:
                    number = random.randrange(len(found.choices))
                    guard, _ = found.choices[number]
                    cases = list(found.choices)
                    cases[number] = (guard, Unknown("the source is refused here", refused=True))
                    known[name] = replace(found, choices=tuple(cases))


def _relation(name: str, random: Random) -> Fact:
    def members() -> tuple[Ref | Unseen, ...]:
        picked = [Ref(key) for key in _MEMBERS.get(name, ()) if random.random() < 0.6]
        return (*picked, *([Unseen("elsewhere", "not read")] if random.random() < 0.15 else []))

    if random.random() < 0.15:
        return Unknown("there may be more", members=members())
    return fact(members, random, likely=0.7)


def inventory(random: Random) -> Inventory:
    """Three caches, two user groups with their users, two security groups."""
    kinds = {kind: kind for kind in _CACHES}
    kinds |= dict.fromkeys(("group1", "group2"), "user_group") | dict.fromkeys(_MEMBERS["users"], "user")
    kinds |= dict.fromkeys(_MEMBERS["security_groups"], "security_group")
    return Inventory({key: resource(key, kind, random) for key, kind in kinds.items()})


def copied(original: Inventory) -> Inventory:
    """The same inventory, whose resources can be changed without changing the original."""
    made = {
        key: replace(one, facts=dict(one.facts), relations=dict(one.relations))
        for key, one in original.resources.items()
    }
    return Inventory(made)


def condition(kind: str, random: Random, depth: int = 0) -> dict[str, Any]:
    """A condition about resources of `kind`, as it is written."""
    form = random.choice(("test", "test", "all", "any", "not", "related")) if depth < 3 else "test"
    relations = {n: r for n, r in KINDS[kind].relations.items() if n in _MEMBERS}
    if form in ("all", "any"):
        return {form: [condition(kind, random, depth + 1) for _ in range(random.randrange(1, 4))]}
    if form == "not":
        return {"not": condition(kind, random, depth + 1)}
    if form == "related" and relations:
        name = random.choice(sorted(relations))
        target = relations[name].targets[0]
        mode = random.choice(("every", "some", "none"))
        made: dict[str, Any] = {mode: name}
        if mode == "every" or random.random() < 0.7:
            made["that"] = condition(target, random, depth + 1)
        if random.random() < 0.5:
            made["where"] = condition(target, random, depth + 1)
        return made
    # A rule that asks for what only code or only something running has says so.
    everywhere = (spec for spec in KINDS[kind].facts.values() if not (spec.observed or spec.declared))
    return _test(random.choice(sorted(everywhere, key=lambda s: s.name)), random)


def _test(spec: FactSpec, random: Random) -> dict[str, Any]:
    if random.random() < 0.15 or spec.type is FactType.DATE:
        return {spec.name: {"absent": random.random() < 0.5}}
    if spec.type in (FactType.LIST, FactType.RULES):
        return {spec.name: {"empty": random.random() < 0.5}}
    if spec.type is FactType.SECRET:
        return {spec.name: {"literal": random.random() < 0.5}}
    operand = random.choice(spec.values) if spec.values else value(spec, random)
    if operand == "latest":
        operand = "7.0"
    ordered = spec.type in (FactType.INT, FactType.ENUM, FactType.VERSION)
    op = random.choice(("is", "ne", "lt", "le", "gt", "ge", "in") if ordered else ("is", "ne"))
    return {spec.name: {op: [operand] if op == "in" else operand}}
