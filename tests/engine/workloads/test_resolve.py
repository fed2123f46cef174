"""What each resource is for: flag, configuration, tag, or nobody says."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.workloads.catalogue import Workload, Workloads
from auditor.engine.workloads.resolve import Chosen, Matching, pattern, resolve, told
from auditor.model.facts import Known, Origin, Unknown
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.model.workload import TAG, WorkloadUse
from tests.engine.builders import inventory, resource, view

WORKLOADS = Workloads.of(
    [
        Workload("queue", "Jobs.", ("jobs",), needs={"replicas": "x", "backup": "y"}),
        Workload("sessions", "Logins."),
        Workload("board", "Ranks."),
    ]
)


def cache(key: str = "cache", tag: str = "", kind: str = "replication_group", **tags: str) -> Resource:
    made = resource(key, kind, identifier=f"id-{key}", tags=Known((), place=Location("tags.tf", 7)))
    return replace(made, tags={**tags, **({TAG: tag} if tag else {})})


def names(seen: Inventory, chosen: Chosen) -> dict[str, tuple[str, str]]:
    return {key: (use.name, use.origin) for key, use in resolve(seen, chosen, WORKLOADS).uses.items()}


def test_nobody_says():
    assert resolve(inventory(cache()), Chosen(), WORKLOADS) == resolve(inventory(), Chosen(), WORKLOADS)


def test_the_flag_is_for_all_caches_and_for_nothing_else():
    seen = inventory(cache("a"), cache("b", kind="serverless_cache"), cache("sg", kind="security_group"))
    assert names(seen, Chosen("JOBS")) == {"a": ("queue", "flag"), "b": ("queue", "flag")}
    (use, *_) = resolve(seen, Chosen("queue"), WORKLOADS).uses.values()
    assert use == WorkloadUse("queue", "flag", "--workload")


def test_a_tag():
    found = resolve(inventory(cache(tag=" Jobs ")), Chosen(), WORKLOADS)
    assert found.uses == {
        "cache": WorkloadUse("queue", "tag", f"tag {TAG}", Location("tags.tf", 7), trusted=False),
    }
    assert found.gaps == ()


def test_the_order():
    seen = inventory(cache("a", "queue"), cache("b"), cache("c", "board"))
    lines = (Matching("sessions", address="c", said="x:2"),)
    default = Matching("board", said="x:1")
    assert names(seen, Chosen(matching=lines)) == {"a": ("queue", "tag"), "c": ("sessions", "config")}
    assert names(seen, Chosen(matching=lines, default=default)) == {
        "a": ("board", "config"),
        "b": ("board", "config"),
        "c": ("sessions", "config"),
    }
    assert set(names(seen, Chosen("queue", lines, default)).values()) == {("queue", "flag")}


def test_the_first_line_that_fits_counts_and_is_named():
    lines = (
        Matching("sessions", identifier="other", said="x:1"),
        Matching("board", address="*", said="x:2"),
        Matching("queue", address="*", said="x:3"),
    )
    (use,) = resolve(inventory(cache()), Chosen(matching=lines), WORKLOADS).uses.values()
    assert (use.name, use.said, use.trusted) == ("board", "x:2", True)


def test_a_configuration_that_is_not_trusted_gives_uses_that_are_not():
    chosen = Chosen(default=Matching("board"), trusted=False)
    assert [u.trusted for u in resolve(inventory(cache()), chosen, WORKLOADS).uses.values()] == [False]
    flagged = replace(chosen, flag="queue")
    assert [u.trusted for u in resolve(inventory(cache()), flagged, WORKLOADS).uses.values()] == [True]


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        (Matching("queue", address='module.x[0].this["a"]'), True),
        (Matching("queue", address="module.x[?].*"), True),
        (Matching("queue", address="module.*"), True),
        (Matching("queue", address="module"), False),
        (Matching("queue", address="*.this"), False),
        (Matching("queue", identifier="id-*"), True),
        (Matching("queue", identifier="id"), False),
        (Matching("queue", tag="role=*"), True),
        (Matching("queue", tag="role=jobs"), True),
        (Matching("queue", tag="role=job"), False),
        (Matching("queue", tag="rol=*"), False),
        (Matching("queue", address="module.*", identifier="id-*", tag="role=*"), True),
        (Matching("queue", address="module.*", identifier="other"), False),
        (Matching("queue"), True),
    ],
)
def test_what_a_line_means(line: Matching, fits: bool):
    one = replace(cache(role="jobs", team="a"), address='module.x[0].this["a"]')
    assert line.fits(one) is fits


def test_a_name_that_is_not_known_is_not_meant():
    one = cache()
    one.facts["identifier"] = Unknown("random_pet.x")
    assert not Matching("queue", identifier="*").fits(one)


@pytest.mark.parametrize(
    ("glob", "text", "fits"),
    [
        ("a*", "a", True),
        ("a*", "ab\nc", True),
        ("*b", "aab", True),
        ("*ab*ab", "abab", True),
        ("*ab*ab", "xab", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("[ab]", "[ab]", True),
        ("a**b", "ab", True),
        ("", "", True),
        ("*", "", True),
        ("aa*aa", "aaa", False),
    ],
)
def test_patterns(glob: str, text: str, fits: bool):
    assert bool(pattern(glob).fullmatch(text)) is fits


def test_a_pattern_takes_no_time():
    start = time.monotonic()
    assert pattern("*a" * 40 + "b").fullmatch("a" * 5000) is None
    assert time.monotonic() - start < 1


def test_a_tag_that_names_no_workload_is_told():
    seen = inventory(cache("a", "qeue"), cache("b", "queue"), cache("sg", "x", kind="security_group"))
    found = resolve(seen, Chosen(), WORKLOADS)
    assert list(found.uses) == ["b"]
    (gap,) = found.gaps
    assert (gap.id, gap.source, gap.what) == ("workload:a", "engine", "what a is for")
    assert gap.reason == "the tag auditor:workload of a is not understood: no workload 'qeue'. Did you mean 'queue'?"
    assert gap.location == seen.resources["a"].facts["tags"].place


def test_a_tag_whose_value_is_not_known_is_told():
    seen = cache("a")
    seen.doubtful_tags = {"auditor:workload": "var.purpose has no value"}
    group = cache("sg", kind="security_group")
    group.doubtful_tags = seen.doubtful_tags
    found = resolve(inventory(seen, group), Chosen(), WORKLOADS)
    assert found.uses == {}
    assert [one.reason for one in found.gaps] == [
        "the tag auditor:workload of a is not known: var.purpose has no value"
    ]
    assert resolve(inventory(seen), Chosen("queue"), WORKLOADS).gaps == ()


def test_a_tag_that_nothing_asks_for_is_not_told():
    assert resolve(inventory(cache(tag="qeue")), Chosen("queue"), WORKLOADS).gaps == ()


def test_a_long_tag_is_told_short():
    (gap,) = resolve(inventory(cache(tag="x" * 5000)), Chosen(), WORKLOADS).gaps
    assert len(gap.reason) < 400


def test_an_unknown_name_is_an_error():
    for chosen in (Chosen("qeue"), Chosen(matching=(Matching("qeue"),)), Chosen(default=Matching("qeue"))):
        with pytest.raises(RuleError, match="no workload 'qeue'"):
            chosen.check(WORKLOADS)
    Chosen("queue", (Matching("jobs"),), Matching("board")).check(WORKLOADS)


def test_what_all_others_are_for():
    assert Chosen().name(WORKLOADS) == ""
    assert Chosen("Jobs", default=Matching("board")).name(WORKLOADS) == "queue"
    assert Chosen(default=Matching("board")).name(WORKLOADS) == "board"
    assert Chosen(matching=(Matching("board", address="a"),)).name(WORKLOADS) == ""


def test_the_facts_that_say_so():
    seen = inventory(cache("a", "queue"), cache("b"))
    made = told(seen, resolve(seen, Chosen(), WORKLOADS).uses, WORKLOADS)
    because = f"a is for queue (tag {TAG})"
    place = Location("tags.tf", 7)
    assert made.resources["a"].facts["workload"] == Known("queue", Origin.DERIVED, place, because=because)
    needs = made.resources["a"].facts["workload.needs"]
    assert needs == Known(("replicas", "backup"), Origin.DERIVED, place, because=because)
    assert made.resources["b"] is seen.resources["b"]
    assert "workload" not in seen.resources["a"].facts
    assert told(seen, {}, WORKLOADS) is seen


def test_of_all_others_it_is_known_that_nobody_says_so():
    one = cache()
    for name in ("workload", "workload.needs", "workload.missing"):
        assert type(view(one).fact(one, name)).__name__ == "Absent"
