"""The examples of a rule are run: a wrong one is found out, and one that cannot be is an error."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.examples import Outcome, example_inventory, run_examples
from auditor.model.facts import Absent, Fact, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.finding import Status
from auditor.model.network import IngressRule
from tests.engine.builders import CACHE, rule, rules


def outcomes(examples: dict[str, list[dict[str, Any]]], **changes: Any) -> list[Outcome]:
    chosen = rule(examples=examples, **changes)
    return list(run_examples(chosen, rules(chosen)))


def facts(example: dict[str, Any], kind: str = CACHE, **changes: Any) -> dict[str, Fact]:
    changes = {"applies_to": {"kinds": [kind]}, "check": {"identifier": "x"}, "message": "Bad", **changes}
    return example_inventory(example, rule(**changes), "pass 1")[1].facts


def test_right_examples_are_ok():
    found = outcomes(
        {
            "pass": [{"facts": {"tls": True}}],
            "fail": [{"facts": {"tls": False}}, {"note": "not set", "facts": {}}],
            "unknown": [{"unknown": ["tls"]}],
        }
    )
    assert [o.label for o in found] == ["pass 1", "fail 1", "fail 2", "unknown 1"]
    assert all(o.ok for o in found)
    assert found[1].message == "TLS is false"


@pytest.mark.parametrize(
    ("claimed", "example", "actual"),
    [
        ("pass", {"facts": {"tls": False}}, Status.FAIL),
        ("fail", {"facts": {"tls": True}}, Status.PASS),
        ("pass", {"unknown": ["tls"]}, Status.UNKNOWN),
        ("unknown", {"facts": {}}, Status.FAIL),
        ("not_applicable", {"facts": {"tls": True}}, Status.PASS),
    ],
)
def test_a_wrong_example_is_found_out(claimed: str, example: dict[str, Any], actual: Status):
    (found,) = outcomes({claimed: [example]})
    assert not found.ok
    assert (found.expected, found.actual) == (Status(claimed), actual)


GROUP: dict[str, Any] = {"applies_to": {"kinds": ["user_group"]}, "message": "Bad"}
MEMBERS = {"every": "users", "that": {"authentication": "iam"}}


def test_an_example_of_several_resources():
    one = {
        "subject": "app",
        "resources": {
            "other": {"kind": "user_group"},
            "app": {"kind": "user_group", "name": "App", "relations": {"users": ["api", "elsewhere"]}},
            "api": {"kind": "user", "facts": {"authentication": "password"}},
        },
    }
    (found,) = outcomes({"fail": [one]}, check=MEMBERS, **GROUP)
    assert found.ok
    inventory, subject = example_inventory(one, rule(check=MEMBERS, **GROUP), "fail 1")
    assert subject is inventory.resources["app"]
    assert subject.name == "App"
    assert subject.relations["users"] == Known((Ref("api"), Unseen("elsewhere", "not in this example")))
    assert set(inventory.resources) == {"other", "app", "api"}


def test_without_a_subject_the_first_resource_is_judged():
    resources = {"app": {"kind": "user_group"}, "api": {"kind": "user"}}
    (found,) = outcomes({"pass": [{"resources": resources}]}, check=MEMBERS, **GROUP)
    assert found.ok


def test_a_relation_can_be_unknown_and_have_members():
    example = {"relations": {"users": ["u1"]}, "unknown": ["users"]}
    subject = example_inventory(example, rule(check=MEMBERS, **GROUP), "unknown 1")[1]
    assert subject.relations["users"] == Unknown(
        "not known in this example", members=(Unseen("u1", "not in this example"),)
    )


def test_the_kind_is_the_first_that_the_rule_judges():
    both: dict[str, Any] = {"applies_to": {"kinds": ["cache_cluster", CACHE]}}
    assert example_inventory({}, rule(**both), "pass 1")[1].kind == "cache_cluster"
    assert example_inventory({"kind": CACHE}, rule(**both), "pass 1")[1].kind == CACHE


def test_what_is_left_out_is_absent_and_what_is_derived_is_computed():
    found = facts({"facts": {"acl.keys": []}, "unknown": ["acl.channels"]}, "user")
    assert found["identifier"] == Absent()
    assert found["acl.keys"] == Known(())
    assert found["acl.channels"] == Unknown("not known in this example")
    assert "acl.enabled" not in found


def test_values_take_the_type_of_their_fact():
    found = facts({"facts": {"auth_token": "literal", "engine_version": 7.1, "log_types": ["slow-log"], "nodes": 3}})
    assert found["auth_token"] == Known(Redacted(literal=True))
    assert found["engine_version"] == Known("7.1")
    assert found["log_types"] == Known(("slow-log",))
    assert found["nodes"] == Known(3)
    assert facts({"facts": {"auth_token": "referenced"}})["auth_token"] == Known(Redacted(literal=False))


def test_ingress_rules():
    written = [
        {"ports": 6379, "cidrs": ["10.0.0.0/8"]},
        {"protocol": -1, "ports": [1, 9], "groups": ["self"], "exists": False},
        {"prefix_lists": ["pl-1"]},
    ]
    found = facts({"facts": {"ingress": written}}, "security_group")["ingress"]
    assert isinstance(found, Known)
    assert isinstance(found.value, tuple)
    one, other, open_ = found.value
    nothing = Known(())
    assert one == IngressRule(Known("tcp"), Known(6379), Known(6379), Known(("10.0.0.0/8",)), nothing, nothing)
    assert (other.protocol, other.from_port, other.to_port) == (Known("-1"), Known(1), Known(9))
    assert (other.groups, other.exists) == (Known(("self",)), Known(False))
    assert (open_.from_port, open_.to_port, open_.prefix_lists) == (Absent(), Absent(), Known(("pl-1",)))


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ({"facts": {"tsl": True}}, "replication_group has no fact 'tsl'. Did you mean 'tls'?"),
        ({"unknown": ["engin"]}, "replication_group has no fact 'engin'. Did you mean 'engine'?"),
        ({"relations": {"user_group": []}}, "replication_group has no fact 'user_group'. Did you mean 'user_groups'?"),
        (
            {"resources": {"a": {"kind": CACHE}, "b": {"kind": "user", "facts": {"tls": True}}}},
            "user has no fact 'tls'.",
        ),
        ({"subject": "ap", "resources": {"app": {"kind": CACHE}}}, "no resource 'ap'. Did you mean 'app'?"),
        ({"kind": "user"}, "the rule does not apply to user"),
    ],
)
def test_an_example_that_cannot_be(example: dict[str, Any], message: str):
    with pytest.raises(RuleError) as raised:
        outcomes({"pass": [{"facts": {"tls": True}}, example]})
    assert str(raised.value) == f"sample.yaml: example pass 2: {message}"
