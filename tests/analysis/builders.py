"""Small inventories for the tests of derived facts, and ways to take knowledge away from them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Absent, Fact, Known, Origin, Ref, Switch, Unknown, Unseen
from auditor.model.finding import World
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import KINDS

BLURRED = Unknown("var.x has no value")
SWITCH = Switch("var.on", default="true")
TRUE: World = ((SWITCH, "true"),)
FALSE: World = ((SWITCH, "false"),)


def at(line: int) -> Location:
    return Location("main.tf", line, 3, line, 40)


def resource(kind: str, key: str, line: int = 1, **facts: object) -> Resource:
    """A resource of which all that is not given is absent; `__` in a name stands for the dot."""
    made = Resource(key, key, kind, key, at(line))
    for name, spec in KINDS[kind].facts.items():
        if not spec.derived:
            made.facts[name] = ABSENT
    for name, value in facts.items():
        made.facts[name.replace("__", ".")] = fact(value, line)
    return made


def fact(value: object, line: int = 0) -> Fact:
    return value if isinstance(value, (Known, Absent, Unknown)) else Known(value, place=at(line))


def link(source: Resource, relation: str, *members: Resource | Unseen, place: int = 9) -> None:
    keys = tuple(m if isinstance(m, Unseen) else Ref(m.key) for m in members)
    source.relations[relation] = Known(keys, place=at(place))


def view(*resources: Resource, world: World = ()) -> WorldView:
    return WorldView(Inventory({r.key: r for r in resources}), {}, world)


def ingress(
    *cidrs: str,
    ports: object = (6379, 6379),
    protocol: object = "tcp",
    groups: tuple[str, ...] = (),
    prefix_lists: tuple[str, ...] = (),
    line: int = 20,
    exists: object = True,
) -> IngressRule:
    first, last = ports if isinstance(ports, tuple) else (ports, ports)
    return IngressRule(
        fact(protocol), fact(first), fact(last), fact(cidrs), fact(groups), fact(prefix_lists), at(line), fact(exists)
    )


def either(when_true: Fact, when_false: Fact) -> Unknown:
    """A fact that hangs on the switch."""
    return Unknown(
        "var.on has no value", choices=((((SWITCH, "true"),), when_true), (((SWITCH, "false"),), when_false))
    )


def partly(draw: st.DrawFn, known: Fact) -> Fact:
    """The fact as it is, or with some or all knowledge of it taken away."""
    if not draw(st.booleans()):
        return known
    if isinstance(known, Known) and isinstance(known.value, tuple) and draw(st.booleans()):
        kept = tuple(member for member in known.value if draw(st.booleans()))
        return replace(BLURRED, members=kept)
    return BLURRED


@st.composite
def blurred(draw: st.DrawFn, inventory: Inventory, subject: str) -> Inventory:
    """The same inventory with less knowledge: facts, members, parts of ingress rules, what exists, what was read.

    What the real inventory says is one of the ways in which the unknowns of this one can turn out.
    """
    result = Inventory()
    for key, original in inventory.resources.items():
        if key != subject and draw(st.integers(0, 5)) == 0:
            continue  # not in what was scanned
        made = replace(original, facts={}, relations={})
        for name, one in original.facts.items():
            made.facts[name] = partly(draw, _blurred_rules(draw, one) if name == "ingress" else one)
        for name, one in original.relations.items():
            made.relations[name] = partly(draw, one)
        if key != subject:
            made.exists = partly(draw, original.exists)
        result.resources[key] = made
    return result


def _blurred_rules(draw: st.DrawFn, rules: Fact) -> Fact:
    if not isinstance(rules, Known):
        return rules
    assert isinstance(rules.value, tuple)
    return replace(rules, value=tuple(_blurred_rule(draw, rule) for rule in rules.value))


def _blurred_rule(draw: st.DrawFn, rule: IngressRule) -> IngressRule:
    return IngressRule(
        partly(draw, rule.protocol),
        partly(draw, rule.from_port),
        partly(draw, rule.to_port),
        partly(draw, rule.cidrs),
        partly(draw, rule.groups),
        partly(draw, rule.prefix_lists),
        rule.place,
        partly(draw, rule.exists),
    )


def allows(kind: str, name: str, less: Fact, real: Fact) -> bool:
    """Whether `less`, known of a blurred inventory, leaves room for `real`."""
    if not isinstance(less, Unknown):
        return (type(less), getattr(less, "value", None)) == (type(real), getattr(real, "value", None))
    if less.members is not None:
        members = real.value if isinstance(real, Known) else real.members if isinstance(real, Unknown) else None
        return isinstance(members, tuple) and set(less.members) <= set(members)
    words = KINDS[kind].facts[name].values
    return not words or _ranks(less, words).issuperset(_ranks(real, words))


def _ranks(fact: Fact, words: tuple[str, ...]) -> set[int]:
    """The ranks that an ordered fact can have."""
    if isinstance(fact, Known):
        return {words.index(str(fact.value))}
    assert isinstance(fact, Unknown)
    return set(range(words.index(str(fact.low)), words.index(str(fact.high)) + 1))


def known(found: Fact, value: object) -> Known:
    """The fact, which must be derived, explained, and `value`."""
    assert isinstance(found, Known), found
    assert found.value == value
    assert found.origin is Origin.DERIVED
    assert found.because
    return found


def between(found: Fact, low: str, high: str) -> Unknown:
    """The fact, which must be unknown between these for a reason."""
    assert isinstance(found, Unknown), found
    assert (found.low, found.high) == (low, high)
    assert found.reason
    return found


def networked(kind: str = "replication_group", **facts: object) -> Resource:
    """A cache on port 6379 with IPv4 addresses."""
    usual: dict[str, object] = {"engine": "redis", "network_type": "ipv4"}
    if kind != "serverless_cache":
        usual["port"] = 6379
    return resource(kind, "cache", 2, **{**usual, **facts})


def security_group(*rules: IngressRule, key: str = "sg", **facts: object) -> Resource:
    return resource("security_group", key, 15, **{"ingress": rules, "is_default": False, **facts})


def reach(one: Resource, *groups: Resource) -> Fact:
    """How far the groups let clients of the cache be."""
    link(one, "security_groups", *groups)
    return view(one, *groups).fact(one, "reach.by_groups")


def reach_of(*rules: IngressRule, **facts: object) -> Fact:
    return reach(networked(**facts), security_group(*rules))  # type: ignore[arg-type]
