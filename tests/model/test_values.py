"""The plain values of the model: what they print as, how they compare, how inventories are put together."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

from auditor.model.facts import ABSENT, EXISTS, Absent, Known, Origin, Redacted, Ref, Switch, Unknown, Unseen
from auditor.model.finding import Severity, Status, Verdict
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Gap, Inventory, Resource


def test_a_secret_leaves_nothing_but_whether_it_is_literal():
    for literal in (True, False):
        assert str(Redacted(literal)) == "[redacted]"
        assert not hasattr(Redacted(literal), "__dict__")


def test_a_location_in_words():
    assert str(Location("main.tf", 3, 5)) == "main.tf:3"
    assert str(Location(arn="arn:aws:elasticache:eu-west-1:123456789012:cluster:a")).startswith("arn:aws")
    assert str(NOWHERE) == ""


def test_locations_are_ordered_by_file_and_line():
    places = [Location("b.tf", 1), Location("a.tf", 10), Location("a.tf", 2, 5), Location("a.tf", 2)]
    assert [(p.file, p.line, p.column) for p in sorted(places)] == [
        ("a.tf", 2, 0),
        ("a.tf", 2, 5),
        ("a.tf", 10, 0),
        ("b.tf", 1, 0),
    ]


@pytest.mark.parametrize("word", ["critical", "HIGH", "Medium", "low", "info"])
def test_a_severity_by_its_word(word: str):
    assert Severity.of(word).word == word.lower()


def test_severities_are_ordered_and_no_others_exist():
    assert Severity.INFO < Severity.LOW < Severity.MEDIUM < Severity.HIGH < Severity.CRITICAL
    with pytest.raises(KeyError):
        Severity.of("urgent")


def test_there_is_no_fifth_verdict():
    assert [status.value for status in Status] == ["pass", "fail", "unknown", "not_applicable"]


def test_a_fact_that_the_source_does_not_say_is_unknown_but_a_relation_absent():
    cache = Resource("cache", "cache", "replication_group", "cache", Location("main.tf", 1), facts={"tls": Known(True)})
    assert cache.fact("tls") == Known(True)
    assert cache.fact("at_rest") == Unknown("at_rest is not said by this source", Location("main.tf", 1))
    assert cache.relation("user_groups") == ABSENT == Absent()
    assert cache.exists == EXISTS == Known(True)


def filled(name: str) -> Inventory:
    resources, gaps = {name: Resource(name, name, "user", name)}, [Gap(f"g-{name}", "s", "w", "r")]
    return Inventory(resources, gaps, [f"{name}/"], {f"{name}.tf": ("x",)}, {"files": 2, name: 1})


def test_inventories_are_put_together():
    both = filled("a")
    both.merge(filled("b"))
    assert list(both.resources) == ["a", "b"]
    assert [gap.id for gap in both.gaps] == ["g-a", "g-b"]
    assert both.sources == ["a/", "b/"]
    assert both.excerpts == {"a.tf": ("x",), "b.tf": ("x",)}
    assert both.coverage == {"files": 4, "a": 1, "b": 1}


def test_two_resources_cannot_have_one_key():
    one = filled("a")
    with pytest.raises(ValueError, match="two resources have the key 'a'"):
        one.merge(filled("a"))
    assert len(one.gaps) == 1


def test_what_is_awss_own_is_the_same_in_all_inventories():
    one, other, changed = filled("a"), filled("a"), filled("a")
    for inventory in (one, other, changed):
        inventory.resources["a"].judged = False
    one.merge(other)
    assert (list(one.resources), len(one.gaps)) == (["a"], 2)
    changed.resources["a"].facts["tls"] = Known(False)
    with pytest.raises(ValueError, match="two resources have the key 'a'"):
        one.merge(changed)


SWITCH = Switch("var.a", default="true")
VALUES = [
    Known((Ref("a"), Unseen("b", "why")), Origin.DERIVED, Location("main.tf", 1), because="b"),
    Unknown("why", choices=((((SWITCH, "true"),), Known(True)), (((SWITCH, "false"),), ABSENT))),
    Verdict("r", "a", Status.FAIL, Severity.HIGH, ((SWITCH, "true"),), (((SWITCH, "false"),),)),
    Gap("g", "s", "w", "r", Location("main.tf", 1)),
    filled("a"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_value_can_be_sent_elsewhere(value: object):
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes


@pytest.mark.parametrize("value", [Known(1), Absent(), Unknown("why"), NOWHERE, SWITCH, Redacted(literal=True)])
def test_what_is_known_does_not_change(value: object):
    name = next(iter(type(value).__slots__))  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "changed")


def test_switches_and_gaps_have_an_order():
    assert [s.name for s in sorted([Switch("b"), Switch("a", ("x", "y"))])] == ["a", "b"]
    assert [g.id for g in sorted([Gap("b", "", "", ""), Gap("a", "z", "", "")])] == ["a", "b"]


def test_gaps_are_sorted_by_the_numbers_in_their_ids():
    names = ["file:a.tf:6", "file:a.tf:15", "file:a.tf:38", "file:b.tf:1", "module:x", "root1:a", "root10:a"]
    gaps = [Gap(name, "terraform", name, "why") for name in reversed(names)]
    assert [gap.id for gap in sorted(gaps)] == names
    assert sorted([Gap("a", "s", "w", "r", Location("f", 2)), Gap("a", "s", "w", "r")])[0].location == NOWHERE
