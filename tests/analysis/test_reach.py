"""From how far the security groups of a cache let clients in to its ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Known, Ref, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from tests.analysis.builders import (
    BLURRED,
    FALSE,
    TRUE,
    allows,
    at,
    between,
    blurred,
    either,
    ingress,
    known,
    link,
    networked,
    reach,
    reach_of,
    security_group,
    view,
)

NOT_READ = Unseen("sg-0abc", "not in what was scanned")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], "none"),
        ([ingress("0.0.0.0/0")], "any address"),
        ([ingress("0.0.0.0/1"), ingress("128.0.0.0/1", line=21)], "any address"),
        ([ingress("203.0.113.0/24")], "other networks"),
        ([ingress("10.0.0.0/8", "192.168.1.0/24")], "private"),
        ([ingress(groups=("aws_security_group.app",))], "named groups"),
        ([ingress(groups=("self",))], "self"),
        ([ingress(groups=("sg",))], "self"),
        ([ingress("10.0.0.0/8", groups=("self", "sg-2"))], "private"),
        ([ingress("10.0.0.0/8"), ingress("203.0.113.7/32")], "other networks"),
        ([ingress("0.0.0.0/0", exists=False)], "none"),
        ([ingress("::/0")], "none"),
    ],
)
def test_the_farthest_source_counts(rules: list[IngressRule], expected: str):
    known(reach_of(*rules), expected)


@pytest.mark.parametrize(
    ("network_type", "v4", "v6"),
    [
        ("ipv4", "any address", "none"),
        (ABSENT, "any address", "none"),
        ("ipv6", "none", "any address"),
        ("dual_stack", "any address", "any address"),
    ],
)
def test_rules_count_for_the_addresses_that_the_cache_has(network_type: object, v4: str, v6: str):
    known(reach_of(ingress("0.0.0.0/0"), network_type=network_type), v4)
    known(reach_of(ingress("::/0"), network_type=network_type), v6)


def test_a_network_type_that_is_not_known():
    between(reach_of(ingress("0.0.0.0/0", groups=("self",)), network_type=BLURRED), "self", "any address")
    found = between(reach_of(ingress("10.0.0.0/8", "::/0"), network_type=BLURRED), "private", "any address")
    assert found.reason == "network type: var.x has no value"
    known(reach_of(ingress("0.0.0.0/0", "::/0"), network_type=BLURRED), "any address")


def test_the_ingress_line_that_decides_is_named():
    found = known(reach_of(ingress("10.0.0.0/8", line=20), ingress("0.0.0.0/0", line=21)), "any address")
    assert found.place == at(21)
    assert found.because == "security group sg lets 0.0.0.0/0 in to tcp 6379"
    assert known(reach_of(ingress(groups=("self",))), "self").because.endswith("sg lets its own members in to tcp 6379")
    closed = known(reach_of(), "none")
    assert closed.place == at(9)
    assert closed.because == "no rule of its security groups lets anybody in to tcp 6379"
    assert known(reach_of(port=BLURRED), "none").because == "no rule of its security groups lets anybody in to its port"


def test_blocks_that_only_together_reach_far_are_all_named():
    found = known(reach_of(ingress("0.0.0.0/5"), ingress("8.0.0.0/7", line=21)), "any address")
    assert found.because.startswith("security group sg lets 0.0.0.0/5 in")
    blocks = [f"{first}.0.0.0/8" for first in range(20, 26)]
    found = known(reach_of(*(ingress(block, line=30 + i) for i, block in enumerate(blocks))), "any address")
    assert found.because == "security group sg lets 20.0.0.0/8, 21.0.0.0/8, 22.0.0.0/8 and 3 more in to tcp 6379"
    assert found.place == at(30)
    one = networked()
    halves = [
        security_group(ingress("20.0.0.0/8"), key="a"),
        security_group(ingress("10.0.0.0/8", "21.0.0.0/8", line=22), key="b"),
    ]
    found = known(reach(one, *halves), "any address")
    assert found.because == "security groups a and b let 20.0.0.0/8 and 21.0.0.0/8 in to tcp 6379"


def test_groups_that_were_not_read_may_let_anybody_in():
    one, seen = networked(), security_group(ingress("10.0.0.0/8"))
    link(one, "security_groups", seen, NOT_READ)
    found = between(view(one, seen).fact(one, "reach.by_groups"), "private", "any address")
    assert found.reason == "security group sg-0abc: not in what was scanned"
    assert found.because == "security group sg lets 10.0.0.0/8 in to tcp 6379"
    one.relations["security_groups"] = Unknown("var.groups has no value", members=(Ref("sg"),))
    between(view(one, seen).fact(one, "reach.by_groups"), "private", "any address")
    seen.facts["ingress"] = Known((ingress("0.0.0.0/0"),))
    known(view(one, seen).fact(one, "reach.by_groups"), "any address")


def test_rules_of_a_group_that_are_not_known():
    between(reach(networked(), security_group(ingress=BLURRED)), "none", "any address")
    some = Unknown("for_each is not known", members=(ingress("10.0.0.0/8"),))
    between(reach(networked(), security_group(ingress=some)), "private", "any address")
    known(reach(networked(), security_group(ingress=ABSENT)), "none")
    between(reach(networked(), security_group(ingress=ABSENT, is_default=True)), "none", "any address")


def test_a_group_that_may_not_exist():
    maybe = security_group(ingress("0.0.0.0/0"), key="maybe")
    maybe.exists = BLURRED
    found = between(reach(networked(), security_group(ingress("10.0.0.0/8")), maybe), "private", "any address")
    assert found.reason == "maybe: it may not exist"


def test_where_no_group_may_exist_anything_is_possible():
    one, maybe = networked(), security_group(key="maybe")
    maybe.exists = BLURRED
    between(reach(one, maybe), "none", "any address")
    assert isinstance(view(one, maybe).fact(one, "groups.default"), Unknown)


def test_a_default_group_that_may_not_exist():
    one, sure, maybe = networked(), security_group(), security_group(key="maybe", is_default=True)
    maybe.exists = BLURRED
    link(one, "security_groups", sure, maybe)
    found = view(one, sure, maybe).fact(one, "groups.default")
    assert isinstance(found, Unknown)
    assert found.reason == "maybe may not exist"


@pytest.mark.parametrize("kind", ["replication_group", "cache_cluster", "serverless_cache"])
def test_without_a_stated_group_nothing_is_established(kind: str):
    one = networked(kind)
    for relation in (None, Known(())):
        if relation is not None:
            one.relations["security_groups"] = relation
        found = between(view(one).fact(one, "reach.by_groups"), "none", "any address")
        assert found.reason == "no security group is stated, and what AWS attaches then is not established"
        assert isinstance(view(one).fact(one, "groups.default"), Unknown)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([security_group(is_default=True)], True),
        ([security_group(is_default=False)], False),
        ([security_group(is_default=ABSENT)], False),
        ([security_group(is_default=BLURRED)], None),
        ([security_group(is_default=BLURRED), security_group(key="b", is_default=True)], True),
        ([security_group(), NOT_READ], None),
        ([security_group(is_default=True), NOT_READ], True),
    ],
)
def test_whether_the_default_group_is_used(groups: list[Resource | Unseen], expected: bool | None):
    one = networked()
    link(one, "security_groups", *groups)
    found = view(one, *(g for g in groups if isinstance(g, Resource))).fact(one, "groups.default")
    if expected is None:
        assert isinstance(found, Unknown)
        assert found.reason
    else:
        assert known(found, expected).place == at(9)


def test_worlds_tell_rules_apart():
    rule = ingress("0.0.0.0/0", exists=either(Known(True), Known(False)))
    one, attached = networked(), security_group(rule, ingress("10.0.0.0/8"))
    link(one, "security_groups", attached)
    known(view(one, attached, world=TRUE).fact(one, "reach.by_groups"), "any address")
    known(view(one, attached, world=FALSE).fact(one, "reach.by_groups"), "private")
    look = view(one, attached)
    between(look.fact(one, "reach.by_groups"), "private", "any address")
    assert [switch.name for switch in look.pending] == ["var.on"]


_CIDRS = st.sampled_from(
    [
        "0.0.0.0/0",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "10.0.0.0/8",
        "203.0.113.0/24",
        "20.0.0.0/8",
        "::/0",
        "fd00::/8",
        "2000::/16",
    ]
)
_RULES = st.builds(
    lambda cidrs, ports, protocol, groups, line, exists: ingress(
        *cidrs, ports=ports, protocol=protocol, groups=tuple(groups), line=line, exists=exists
    ),
    st.lists(_CIDRS, max_size=3, unique=True),
    st.sampled_from([6379, (6000, 7000), 22, (0, 65535), ABSENT, (6380, 11211), 0, -1]),
    st.sampled_from(["tcp", "udp", "-1", "6", "icmp"]),
    st.lists(st.sampled_from(["self", "group0", "app"]), max_size=2, unique=True),
    st.integers(20, 25),
    st.integers(0, 5).map(bool),
)


@st.composite
def systems(draw: st.DrawFn) -> Inventory:
    """A cache with up to three groups of up to three rules, of which everything is known."""
    kind = draw(st.sampled_from(["replication_group", "serverless_cache"]))
    one = networked(
        kind,
        engine=draw(st.sampled_from(["redis", "memcached"])),
        network_type=draw(st.sampled_from(["ipv4", "ipv6", "dual_stack"])),
    )
    if kind == "replication_group":
        one.facts["port"] = Known(draw(st.sampled_from([6379, 22])))
    groups = []
    for number in range(draw(st.integers(0, 3))):
        rules = draw(st.lists(_RULES, max_size=3))
        groups.append(security_group(*rules, key=f"group{number}", is_default=draw(st.booleans())))
        groups[-1].exists = Known(draw(st.integers(0, 4)) > 0)
    link(one, "security_groups", *groups)
    return Inventory({r.key: r for r in (one, *groups)})


@given(systems(), st.data())
def test_knowing_less_never_contradicts_what_is(inventory: Inventory, data: st.DataObject):
    less = data.draw(blurred(inventory, "cache"))
    for name in ("reach.by_groups", "groups.default"):
        real = WorldView(inventory, {}).fact(inventory.resources["cache"], name)
        guess = WorldView(less, {}).fact(less.resources["cache"], name)
        assert allows("replication_group", name, guess, real), (guess, real)


@given(systems(), st.randoms())
def test_the_order_of_groups_and_rules_changes_nothing(inventory: Inventory, random):
    one = inventory.resources["cache"]
    before = [WorldView(inventory, {}).fact(one, name) for name in ("reach.by_groups", "groups.default")]
    for each in inventory.resources.values():
        lists = each.facts if each is not one else each.relations
        for name, fact in lists.items():
            if isinstance(fact, Known) and isinstance(fact.value, tuple):
                shuffled = list(fact.value)
                random.shuffle(shuffled)
                lists[name] = Known(tuple(shuffled), place=fact.place)
    after = [WorldView(inventory, {}).fact(one, name) for name in ("reach.by_groups", "groups.default")]
    assert before[0] == after[0]
    assert getattr(before[1], "value", None) == getattr(after[1], "value", None)
