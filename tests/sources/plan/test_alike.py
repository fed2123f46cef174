"""What makes a resource another one to which nothing is done: what others say of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.facts import ABSENT, EXISTS, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.resource import Resource
from auditor.sources.plan.alike import differ

NOBODY = Known(())


def rule(cidr: str, line: int = 1, first: int = 6379, exists: Fact = EXISTS) -> IngressRule:
    place = Location("plan.json", line)
    return IngressRule(Known("tcp"), Known(first), Known(6379), Known((cidr,)), NOBODY, NOBODY, place, exists)


def group(ingress: Fact) -> Resource:
    return Resource("sg", "sg", "security_group", "sg", facts={"ingress": ingress})


RULES = (rule("10.0.0.0/8"), rule("10.1.0.0/16"))
INSIDE = Known(RULES)


@pytest.mark.parametrize(
    ("was", "differs"),
    [
        (Known(RULES, Origin.DEFAULT, Location("plan.json", 9)), False),
        (Known((rule("10.1.0.0/16", 7), rule("10.0.0.0/8", 8))), False),
        (Known((rule("10.0.0.0/8"),)), True),
        (Known((rule("10.0.0.0/8"), rule("10.1.0.0/16", first=0))), True),
        (Known((rule("10.0.0.0/8"), rule("10.1.0.0/16", exists=Unknown("var.x")))), True),
        (Unknown("more", members=RULES), True),
        (ABSENT, True),
    ],
)
def test_rules_of_a_group(was: Fact, differs: bool):
    assert differ(group(INSIDE), group(was)) is differs
    assert differ(group(was), group(INSIDE)) is differs


def test_what_is_not_known_for_another_reason_is_another():
    assert not differ(group(Unknown("a", members=())), group(Unknown("a", members=())))
    assert differ(group(Unknown("a", members=())), group(Unknown("b", members=())))


def users(key: str, *members: Ref | Unseen) -> Resource:
    return Resource(key, "group", "user_group", "group", relations={"users": Known(members)})


@pytest.mark.parametrize(
    ("was", "differs"),
    [
        ((Ref("p:before:a"), Unseen("b", "why")), False),
        ((Unseen("b", "another why"), Ref("p:before:a")), False),
        ((Ref("p:before:a"),), True),
        ((Ref("p:before:c"), Unseen("b", "why")), True),
    ],
)
def test_members_of_a_group(was: tuple[Ref | Unseen, ...], differs: bool):
    now = users("p:group", Ref("p:a"), Unseen("b", "why"))
    assert differ(now, users("p:before:group", *was)) is differs


def test_what_only_the_resource_says_of_itself_is_not_compared():
    """The plan tells what is done to it."""
    one = Resource("a", "a", "user", "a", facts={"access_string": Known("on")})
    assert not differ(one, replace(one, facts={"access_string": Known("off")}))
