"""From a verdict to the finding that a report shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.engine.evaluate import judge
from auditor.engine.evidence import build_finding, fingerprint, in_a_sentence, show, show_fact
from auditor.engine.rule import Rule
from auditor.model.facts import Absent, Fact, Known, Origin, Redacted, Ref, Step, Switch, Unknown, Unseen
from auditor.model.finding import Finding, Status
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Resource
from tests.engine.builders import inventory, related, resource, rule, rules, when

A, ENV = Switch("var.a"), Switch("Env", ("dev", "prod"))
HERE, THERE = Location("main.tf", 7, 3), Location("users.tf", 9)


def finding(cache: Resource, chosen: Rule | None = None, *others: Resource, lead: str = "") -> Finding:
    chosen = chosen or rule()
    scanned = inventory(cache, *others)
    verdict, _ = judge(chosen, cache, scanned, {})
    return build_finding(replace(verdict, lead=lead), rules(chosen), scanned, {})


def test_a_finding_says_what_where_and_why():
    step = Step("terraform.tfvars", THERE)
    found = finding(resource(tls=Known(False, Origin.DEFAULT, HERE, (step,), "nobody set it")), lead="other")
    assert (found.rule, found.status, found.resource, found.address) == ("sample", Status.FAIL, "cache", "cache")
    assert (found.severity, found.base_severity) == (rule().severity, rule().severity)
    assert (found.message, found.location, found.lead) == ("TLS is false", HERE, "other")
    assert found.because == ("nobody set it",)
    (shown,) = found.evidence
    assert (shown.fact, shown.value, shown.expected, shown.origin) == ("tls", "false", "true", "default")
    assert (shown.location, shown.resource, shown.reason, shown.via) == (HERE, "", "", (step,))


@pytest.mark.parametrize(
    ("fact", "origin", "value", "reason"),
    [
        (Known(True), "stated", "true", ""),
        (Known(True, Origin.DERIVED), "derived", "true", ""),
        (Known(True, Origin.INHERITED), "inherited", "true", ""),
        (Absent(), "absent", "not set", ""),
        (Unknown("why"), "unknown", "unknown", "why"),
    ],
)
def test_who_said_so(fact: Fact, origin: str, value: str, reason: str):
    (shown,) = finding(resource(tls=fact)).evidence
    assert (shown.origin, shown.value, shown.reason) == (origin, value, reason)


def users(*each: Resource) -> tuple[Resource, Rule]:
    group = related(resource("group", "user_group", engine=Known("redis", place=HERE)), "users", *each)
    check = {"all": [{"engine": "valkey"}, {"every": "users", "that": {"authentication": "iam"}}]}
    return group, rule(applies_to={"kinds": ["user_group"]}, check=check, message="{name} is {engine}")


def test_the_location_is_that_of_the_resources_own_fact():
    user = resource("u", "user", authentication=Known("password", place=THERE))
    group, chosen = users(user)
    found = finding(group, chosen, user)
    assert found.location == HERE
    assert [(e.fact, e.resource, e.location) for e in found.evidence] == [
        ("engine", "", HERE),
        ("authentication", "u", THERE),
    ]


def test_without_a_fact_of_its_own_it_is_the_resource():
    user = resource("u", "user", authentication=Known("password", place=THERE))
    group, chosen = users(user)
    group.facts["engine"] = Known("valkey", place=HERE)
    assert finding(group, chosen, user).location == group.location
    assert finding(resource(tls=Known(False))).location == resource().location


def test_an_absent_fact_is_located_where_it_could_stand():
    assert finding(resource(tls=Absent(HERE))).location == HERE
    assert finding(resource(tls=Absent())).location == resource().location


def test_a_resource_that_stands_nowhere():
    assert finding(resource(place=NOWHERE, tls=False)).location == NOWHERE


def test_messages():
    scope = {"kinds": ["replication_group"], "where": {"engine": "redis"}}
    assert finding(resource(tls=True)).message == "tls is true"
    assert finding(resource(tls=Unknown("var.tls has no value"))).message == "Not established: var.tls has no value"
    assert finding(resource(tls=when(A, true=True, false=False))).message == "Fails when not var.a"
    off = resource(tls=False, engine="valkey")
    assert finding(off, rule(applies_to=scope)).message == "Does not apply: engine is valkey"
    assert finding(off, rule(applies_to=scope, not_applicable=" Only Redis. ")).message == "Only Redis."


def test_a_message_names_facts_parameters_and_the_resource():
    text = "{name} ({kind} {address}): {backup_days} of {days}, tls {tls}, token {auth_token}, {engine}\n"
    chosen = rule(check={"backup_days": {"ge": "$days"}}, params={"days": 7}, message=text)
    cache = resource(backup_days=0, tls=Absent(), auth_token=Redacted(literal=True), engine=Unknown("why"))
    assert finding(cache, chosen).message == (
        "cache (replication_group cache): 0 of 7, tls not set, token [redacted], unknown"
    )


def test_a_message_leaves_out_a_word_that_is_not_known():
    chosen = rule(message="This {engine} cache of {node_type}")
    kept = resource(tls=False, engine="valkey", node_type=Unknown("why"))
    assert finding(kept, chosen).message == "This valkey cache of unknown"
    assert finding(resource(tls=False, engine=Unknown("why")), chosen).message.startswith("This cache of ")


def test_text_of_the_scanned_code_is_no_placeholder():
    chosen = rule(message="{identifier}: {engine_version}")
    assert finding(resource(tls=False, identifier="{auth_token}", engine_version="\\1"), chosen).message == (
        "{auth_token}: \\1"
    )


def test_a_finding_over_worlds_says_in_which():
    found = finding(resource(tls=when(ENV, dev=True, prod=Known(False, place=HERE))))
    assert (found.status, found.fails_when, found.exists_when) == (Status.UNKNOWN, ("Env=prod",), ())
    (shown,) = found.evidence
    assert (shown.value, shown.location) == ("false", HERE)


def test_a_finding_on_a_guarded_resource_says_when_it_exists():
    there = when(A, true=Known(True), false=Known(False))
    assert finding(resource(tls=False, exists=there)).exists_when == ("var.a",)
    unknown = finding(resource(tls=False, exists=Unknown("var.n has no value")))
    assert unknown.exists_when == ("not known: var.n has no value",)


def test_no_world_shows_why_it_does_not_apply_in_each():
    scoped = rule(applies_to={"kinds": ["replication_group"], "where": {"engine": "redis"}})
    found = finding(resource(engine=when(A, true="valkey", false=Absent())), scoped)
    assert (found.status, found.message) == (Status.NOT_APPLICABLE, "Does not apply: engine is valkey")


def test_evidence_is_listed_once_and_not_without_end():
    twice = {"any": [{"tls": True}, {"all": [{"tls": True}, {"at_rest": True}]}]}
    assert [e.fact for e in finding(resource(tls=False, at_rest=False), rule(check=twice)).evidence] == [
        "tls",
        "at_rest",
    ]
    crowd = [resource(f"u{number:02}", "user", authentication="password") for number in range(50)]
    group, chosen = users(*crowd)
    assert len(finding(group, chosen, *crowd).evidence) == 20


def test_every_member_that_was_not_read_has_its_reason():
    group, chosen = users()
    group.facts["engine"] = Known("valkey")
    related(group, "users", Unseen("u1", "denied"), Unseen("u2", "elsewhere"))
    assert finding(group, chosen).message == "Not established: u1: denied; u2: elsewhere"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (0, "0"),
        (1.5, "1.5"),
        ("", '""'),
        ("a", "a"),
        ((), "none"),
        (("a", True, 3), "a, true, 3"),
        (["a", ["b"]], "a, b"),
        (Redacted(literal=True), "[redacted]"),
        (Ref("cache"), "cache"),
        (Unseen("sg-1", "denied"), "sg-1"),
    ],
)
def test_values_in_words(value: object, text: str):
    assert show(value) == show_fact(Known(value)) == text


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Absent(), "not set"),
        (Unknown("why"), "unknown"),
        (Unknown("why", low="a", high="c"), "unknown (a to c)"),
        (Unknown("why", low=0), "unknown (at least 0)"),
        (Unknown("why", high="c"), "unknown (at most c)"),
        (Unknown("why", members=("a", "b")), "unknown (among them a, b)"),
        (Unknown("why", members=()), "unknown"),
    ],
)
def test_what_is_not_known_in_words(fact: Fact, text: str):
    assert show_fact(fact) == text


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Absent(), "not set"),
        (Unknown("why"), "unknown"),
        (Unknown("why", low="7.0", high="7.1"), "7.0 to 7.1"),
        (Unknown("why", low="7.0"), "at least 7.0"),
        (Unknown("why", high="c"), "at most c"),
        (Unknown("why", members=("a", "b")), "unknown (among them a, b)"),
        (Known("unknown (sic)"), "unknown (sic)"),
    ],
)
def test_a_sentence_tells_the_bounds_of_what_is_not_known(fact: Fact, text: str):
    assert in_a_sentence(fact) == text


SAME: list[dict[str, Any]] = [
    {"location": Location("elsewhere.tf", 99)},
    {"key": "root:cache"},
    {"name": "another"},
    {"tags": {"a": "b"}},
    {"facts": {"tls": Known(False, place=THERE)}},
    {"exists": Unknown("why")},
]


@pytest.mark.parametrize("change", SAME, ids=lambda change: next(iter(change)))
def test_a_fingerprint_outlives_what_does_not_matter(change: dict[str, Any]):
    cache = resource(tls=False)
    assert fingerprint("sample", replace(cache, **change)) == fingerprint("sample", cache)


def test_a_fingerprint_is_of_rule_kind_and_identity():
    cache = replace(resource(tls=False), identity="sessions")
    prints = {
        fingerprint(*one)
        for one in (
            ("sample", cache),
            ("other", cache),
            ("sample", replace(cache, kind="cache_cluster")),
            ("sample", replace(cache, identity="sessions-2")),
            ("sample", replace(cache, identity="")),
            ("sample", replace(cache, identity="", address="module.x.cache")),
        )
    }
    assert len(prints) == 6
    assert all(len(one) == 32 for one in prints)
    # With an identity the address may change: a resource that was moved is the same.
    assert fingerprint("sample", replace(cache, address="module.x.cache")) == fingerprint("sample", cache)


def test_a_fingerprint_of_text_that_is_no_text():
    assert fingerprint("sample", replace(resource(), identity="\ud800")) != fingerprint("sample", resource())
