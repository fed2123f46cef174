"""Serverless caches.

Source: the ElastiCache API reference, ServerlessCache and CacheUsageLimits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model.facts import ABSENT, Fact, Origin
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.calls import SERVERLESS_CACHES, Question
from auditor.sources.aws.entry import LiveEntry
from auditor.sources.aws.resources import measured
from auditor.sources.aws.resources.conversions import day, version
from auditor.sources.aws.resources.metrics import Meter, metrics_of
from auditor.sources.aws.resources.tagged import tags_of
from auditor.sources.aws.written import Told, member, untold
from auditor.sources.building.conversions import lower, positive, text, whole
from auditor.sources.building.facts import make_fact
from auditor.sources.building.service import ALWAYS_ENCRYPTED
from auditor.sources.building.table import Field, Link, Special, Table
from auditor.sources.partial.values import Unk

Facts = dict[str, Fact]
SERVERLESS_CACHE = "elasticache:ServerlessCache"


def entries(answers: Answers) -> Iterator[LiveEntry]:
    """The serverless caches of a region."""
    meter = Meter(answers)
    for cache in answers.items(SERVERLESS_CACHES):
        place = f"arn:{answers.partition}:elasticache:{answers.region}:{answers.account}"
        arn = str(cache.get("ARN") or f"{place}:serverlesscache:{cache.get('ServerlessCacheName')}")
        values = meter.on(_with_network(cache), measured.serverless(cache))
        yield LiveEntry(SERVERLESS_CACHE, arn, values, answers, tags_of(arn, answers), alike=True)


def _with_network(cache: dict[str, Any]) -> dict[str, Any]:
    """A cache with what it has of a network: all but those with a public endpoint have groups and subnets."""
    if str(cache.get("ConnectionType")).lower() == "public":
        return cache
    lacking = [name for name in ("SecurityGroupIds", "SubnetIds") if cache.get(name) is None]
    return {**cache, **dict.fromkeys(lacking, Unk("the answer of AWS does not tell its network"))}


def _limit(of: str) -> Special:
    def special(written: Told, facts: Facts) -> Fact:
        value = member(written.values, "CacheUsageLimits", of, "Maximum")
        return make_fact(value, positive, ABSENT, written.header, (), Origin.STATED)

    return special


TABLES: dict[str, Table] = {
    SERVERLESS_CACHE: Table(
        "serverless_cache",
        ("ServerlessCacheName",),
        (
            Field("engine", ("Engine",), lower, untold("its engine")),
            Field("engine_version", ("MajorEngineVersion",), version, untold("its version")),
            Field("connection_type", ("ConnectionType",), lower, untold("whether its endpoint is public")),
            Field("network_type", ("NetworkType",), lower, untold("its network type")),
            Field("kms_key", ("KmsKeyId",), text),
            Field("backup_days", ("SnapshotRetentionLimit",), whole, untold("how long snapshots are kept")),
            Field("created", ("CreateTime",), day, untold("when it was made")),
        ),
        {
            **ALWAYS_ENCRYPTED,
            # What runs has subnets in any case, and nothing tells whose choice they were.
            "subnets_chosen": lambda w, f: untold("whether somebody chose its subnets"),
            "data_limit_gb": _limit("DataStorage"),
            "ecpu_limit": _limit("ECPUPerSecond"),
            **metrics_of("serverless_cache"),
        },
        (
            Link("key", "KmsKeyId"),
            Link("security_groups", "SecurityGroupIds"),
            Link("subnets", "SubnetIds"),
            Link("user_groups", "UserGroupId"),
        ),
    ),
}


def _caches(answers: Answers) -> Iterator[Question]:
    yield Question(SERVERLESS_CACHES)


ROUNDS = (_caches,)
