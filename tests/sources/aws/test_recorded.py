"""Answers that were recorded from real accounts, from 2017 on: each is read without loss.

They lie outside of the repository: AUDITOR_RECORDED names the directory, which has one folder for each recording, with
files `service.Operation.json`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.scan import evaluate
from auditor.sources.aws import calls
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.calls import CACHE_CLUSTERS, REPLICATION_GROUPS, USERS, Call
from auditor.sources.aws.source import inventory_of

DIRECTORY = os.environ.get("AUDITOR_RECORDED", "")
pytestmark = pytest.mark.skipif(not DIRECTORY, reason="AUDITOR_RECORDED names no directory of recorded answers")

#: Services as the recordings call them -> as boto3 does.
_SERVICES = {"memory-db": "memorydb", "tagging": "resourcegroupstaggingapi"}
_CALLS = {(one.service, one.operation): one for one in vars(calls).values() if isinstance(one, Call) and not one.about}
#: What the live source does not ask: which updates there are at all. It asks which are for the caches there are.
_NOT_ASKED = frozenset({("elasticache", "DescribeServiceUpdates")})
#: What newer versions of the API alone tell of a replication group or its nodes.
_NEWER = {
    "tls": "TransitEncryptionEnabled",
    "at_rest": "AtRestEncryptionEnabled",
    "auth_token": "AuthTokenEnabled",
    "network_type": "NetworkType",
    "log_types": "LogDeliveryConfigurations",
}

RECORDINGS = sorted(one.name for one in Path(DIRECTORY).iterdir() if one.is_dir()) if DIRECTORY else []


def recorded(name: str) -> Answers:
    """The answers of one recording."""
    answers = Answers("123456789012", "us-east-1")
    for file in sorted((Path(DIRECTORY) / name).glob("*.json")):
        service, operation, _ = file.name.split(".")
        asked = (_SERVICES.get(service, service), operation)
        if asked in _NOT_ASKED:
            continue
        call = _CALLS[asked]
        answers.enter(Answer(call, json.loads(file.read_text(encoding="utf-8"))[call.result]))
    return answers


def listed(answers: Answers) -> Counter[str]:
    """How many resources of each kind the answers list; nodes are parts of the groups that they name."""
    found: Counter[str] = Counter()
    for answer in answers.every():
        for kind in answer.call.kinds:
            found[kind] += len(answer.items)
    nodes = [one for one in answers.items(CACHE_CLUSTERS) if one.get("ReplicationGroupId")]
    groups = {one["ReplicationGroupId"] for one in (*nodes, *answers.items(REPLICATION_GROUPS))}
    found["cache_cluster"] -= len(nodes)
    found["replication_group"] = len(groups)
    # AWS's own user, which is in no group here.
    found["user"] -= sum(one["UserId"] == "default" for one in answers.items(USERS))
    return +found


def held(inventory: Inventory) -> Counter[str]:
    """How many there are of each kind, without what AWS's own names stand for."""
    return Counter(one.kind for one in inventory.resources.values() if one.location.arn)


@pytest.mark.parametrize("name", RECORDINGS)
def test_each_thing_that_was_listed_is_there(name: str):
    answers = recorded(name)
    inventory = inventory_of([answers])
    around = {"subnet", "vpc", "security_group"}
    wanted, found = listed(answers), held(inventory)
    assert {kind: number for kind, number in found.items() if kind not in around} == {
        kind: number for kind, number in wanted.items() if kind not in around
    }
    assert inventory.gaps == []


@pytest.mark.parametrize("name", RECORDINGS)
def test_each_is_judged_to_its_end(name: str):
    report = evaluate(inventory_of([recorded(name)]), load_rules().select(("all",)), "2026-01-01T00:00:00Z")
    # Some hold AWS's own alone, of which nothing is judged.
    judged = [one for one in report.resources.values() if one.judged and one.kind not in ("memorydb_parameter_group",)]
    assert bool(report.findings) is bool(judged)
    assert not report.gaps


def told(group: Resource, answers: Answers, member: str) -> list[Any]:
    """What the answers tell of a member, of a group or of its nodes."""
    name = str(group.facts["identifier"].value)  # type: ignore[union-attr]  # every recorded one is known
    own = [
        one
        for one in (*answers.items(REPLICATION_GROUPS), *answers.items(CACHE_CLUSTERS))
        if str(one.get("ReplicationGroupId")).lower() == name
    ]
    return [one[member] for one in own if member in one]


@pytest.mark.parametrize("name", RECORDINGS)
def test_what_is_not_told_of_a_group_is_not_known(name: str):
    answers = recorded(name)
    for group in inventory_of([answers]).resources.values():
        if group.kind == "replication_group":
            for fact, member in _NEWER.items():
                untold = isinstance(group.fact(fact), Unknown)
                assert untold is (not told(group, answers, member)), (fact, group.fact(fact))


def test_the_oldest_recordings_lack_what_came_later():
    inventory = inventory_of([recorded("elasticache_cluster_available")])
    (group,) = inventory.resources.values()
    assert {name for name in _NEWER if isinstance(group.fact(name), Unknown)} == set(_NEWER)
    assert isinstance(group.fact("engine_version"), Known)
