"""A small realistic report that every reporter is tested with: every verdict, gaps, and hostile text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.model.facts import Known
from auditor.model.finding import Evidence, Finding, Severity, Status, Verdict
from auditor.model.report import ConfigUse, ControlResult, FrameworkInfo, NotRun, Report, Summary
from auditor.model.resource import Asked, Gap
from auditor.model.workload import Adjustment, WorkloadUse
from tests.reporters.builders_inventory import (
    ARN,
    GROUP,
    HOSTILE,
    HOSTILE_ESCAPE,
    HOSTILE_MARKUP,
    HOSTILE_NAME,
    MAIN,
    SESSIONS,
    VARIABLES,
    at,
    live,
    resources,
    rules,
    sessions_facts,
)


@dataclass(slots=True)
class ListedFindings:
    """Findings that are all there already."""

    every: list[Finding]

    @property
    def verdicts(self) -> list[Verdict]:
        return [Verdict(f.rule, f.resource, f.status, f.severity, lead=f.lead) for f in self.every]

    def __len__(self) -> int:
        return len(self.every)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.every)

    def with_status(self, *statuses: Status) -> Iterator[Finding]:
        return (finding for finding in self.every if finding.status in statuses)

    def of(self, verdict: Verdict) -> Finding:
        return next(f for f in self.every if (f.rule, f.resource) == (verdict.rule, verdict.resource))


def findings() -> list[Finding]:
    """In the order of a report: failures first, the worst of them first, then by resource."""
    critical, high, medium, low, info = sorted(Severity, reverse=True)
    tls = sessions_facts()["tls"]
    assert isinstance(tls, Known)
    return [
        Finding(
            "security-group-internet-exposure",
            Status.FAIL,
            critical,
            critical,
            SESSIONS,
            SESSIONS,
            "replication_group",
            at(41, 5, 33),
            f"{SESSIONS} can be reached from the internet",
            (
                Evidence("reach.by_groups", "internet", "less than any address", "derived", at(41, 5, 33)),
                Evidence("ingress", "0.0.0.0/0, ::/0", "", "stated", at(41, 5, 33), GROUP),
            ),
            "a1" * 16,
            because=(f"{GROUP} lets in 0.0.0.0/0", f"{SESSIONS} is in {GROUP}"),
        ),
        Finding(
            "auth-enabled",
            Status.FAIL,
            high,
            medium,
            SESSIONS,
            SESSIONS,
            "replication_group",
            at(10, 1, 2, end_line=30),
            "anybody who connects is let in",
            (Evidence("auth.method", "none", "at least token", "derived", at(10, 1, 2, end_line=30)),),
            "a2" * 16,
            lead="transit-encryption-enabled",
            adjustments=(
                Adjustment(
                    "severity", "medium", "high", "session-store, --workload", "sessions", ("https://x.example",)
                ),
                Adjustment("days", "7", "14", "session-store, --workload", "sessions", ("https://x.example",)),
                Adjustment("count", "1", "2", "queue, tag auditor:workload", "jobs", beside=True),
            ),
        ),
        Finding(
            "transit-encryption-enabled",
            Status.FAIL,
            high,
            high,
            SESSIONS,
            SESSIONS,
            "replication_group",
            at(12),
            "TLS is off: “tls” is false",
            (Evidence("tls", "false", "true", "stated", at(12), via=tls.via),),
            "a3" * 16,
        ),
        Finding(
            "auth-enabled",
            Status.FAIL,
            high,
            high,
            ARN,
            ARN,
            "serverless_cache",
            live(),
            "kasse-キャッシュ lets anybody in",
            (Evidence("auth.method", "none", "at least token", "derived", live()),),
            "a4" * 16,
        ),
        Finding(
            "tags-present",
            Status.FAIL,
            info,
            info,
            HOSTILE,
            HOSTILE,
            "cache_cluster",
            at(60, 1, 2, end_line=70),
            f"{HOSTILE_NAME} has no tags",
            (Evidence("tags", HOSTILE_NAME, "some", "absent", at(60, 1, 2, end_line=70)),),
            "a5" * 16,
            exists_when=('var.env == "prod"',),
        ),
        Finding(
            "at-rest-encryption-enabled",
            Status.UNKNOWN,
            medium,
            medium,
            SESSIONS,
            SESSIONS,
            "replication_group",
            at(16),
            'Fails when not (var.env == "prod")',
            (Evidence("at_rest", "unknown", "true", "unknown", at(16), reason="var.env has no value"),),
            "a6" * 16,
            fails_when=('not (var.env == "prod")',),
        ),
        Finding(
            "transit-encryption-enabled",
            Status.PASS,
            high,
            high,
            ARN,
            ARN,
            "serverless_cache",
            live(),
            "tls is true",
            (Evidence("tls", "true", "true", "default", live()),),
            "a7" * 16,
        ),
        Finding(
            "memcached-sasl",
            Status.NOT_APPLICABLE,
            low,
            low,
            HOSTILE,
            HOSTILE,
            "cache_cluster",
            at(60, 1, 2, end_line=70),
            "ElastiCache for Memcached offers no SASL",
            (),
            "a8" * 16,
        ),
    ]


def summary_of(every: Iterable[Finding], resources: int, gaps: int) -> Summary:
    by_status = {status.value: 0 for status in Status}
    by_severity = {severity.word: 0 for severity in sorted(Severity, reverse=True)}
    for finding in every:
        by_status[finding.status.value] += 1
        if finding.status is Status.FAIL and not finding.lead:
            by_severity[finding.severity.word] += 1
    return Summary(resources, by_status, by_severity, gaps, by_status[Status.FAIL.value])


def excerpts() -> dict[str, tuple[str, ...]]:
    main = [f"# line {number}" for number in range(1, 71)]
    main[9] = 'resource "aws_elasticache_replication_group" "sessions" {'
    main[11] = "  transit_encryption_enabled = var.tls"
    main[12] = "  auth_token = [redacted]"
    main[40] = '    cidr_blocks = ["0.0.0.0/0", "::/0"]'
    main[59] = f'resource "aws_elasticache_cluster" "this" {{ # {HOSTILE_MARKUP}\x1b[31m'
    return {MAIN: tuple(main), VARIABLES: ("", "", "", 'variable "tls" {', "  type = bool", "}")}


def report() -> Report:
    """Three caches, a security group and AWS's default user; every verdict; one gap with a place and one without."""
    every, things = findings(), resources()
    gaps = (
        Gap("gap-1", "terraform", 'module "vpc"', f"not downloaded {HOSTILE_ESCAPE}", at(80)),
        Gap("gap-2", "aws", "elasticache:DescribeUsers", "AccessDenied in eu-west-1"),
    )
    return Report(
        tool_version="0.1.0",
        rules_digest="0123456789abcdef",
        started_at="2026-01-02T03:04:05Z",
        sources=("infra", "aws:111122223333"),
        workload="session-store",
        workloads={
            SESSIONS: WorkloadUse("session-store", "flag", "--workload"),
            HOSTILE: WorkloadUse("queue", "tag", "tag auditor:workload", at(61), trusted=False),
        },
        config=ConfigUse(".auditor.yaml", ("ignore", f"severity of {HOSTILE_MARKUP}")),
        summary=summary_of(every, sum(r.judged for r in things.values()), len(gaps)),
        rules=rules(),
        resources=things,
        findings=ListedFindings(every),
        gaps=gaps,
        controls=(
            ControlResult("cis-aws", "5.9", "Something else", "not_covered"),
            ControlResult(
                "cis-aws",
                "5.2",
                "Clients log in",
                "not_determined",
                ("authentication-enabled",),
                rules_not_run=(NotRun("user-no-password", "judges what is running"),),
                open_for=("unknown", "not_run", "gaps"),
                by_status={"pass": 1, "unknown": 1},
            ),
            ControlResult(
                "cis-aws",
                "5.1",
                "Encrypt <in transit>",
                "failed",
                ("transit-encryption-enabled",),
                failed_rules=("transit-encryption-enabled",),
                by_status={"pass": 1, "fail": 1},
            ),
        ),
        frameworks={"cis-aws": FrameworkInfo("cis-aws", "CIS <AWS>", "1.0", "https://example.com/cis", asked=True)},
        coverage={"files": 3, "modules": 1},
        asked=(
            Asked("123456789012", "eu-west-1", "elasticache:DescribeReplicationGroups", 1, 1, items=240, pages=3),
            Asked("123456789012", "eu-west-1", "elasticache:DescribeUsers", refusal="AccessDenied: <b>Users"),
            Asked("123456789012", "eu-west-1", "kms:DescribeKey", 40, 38, 38, 38, "Throttling: kms:DescribeKey"),
            Asked("123456789012", "us-east-1", "elasticache:DescribeUsers", refusal="AccessDenied: <b>Users"),
        ),
        excerpts=excerpts(),
    )


def empty_report() -> Report:
    """Nothing found, nothing missed."""
    return replace(
        report(),
        workload="",
        workloads={},
        config=None,
        summary=summary_of((), 0, 0),
        rules={},
        resources={},
        findings=ListedFindings([]),
        gaps=(),
        controls=(),
        frameworks={},
        coverage={},
        asked=(),
        excerpts={},
    )


def large_report(findings_wanted: int) -> Report:
    """The same findings over and over, each on a resource of its own name."""
    some = findings()
    every = [
        replace(some[number % len(some)], resource=f"r{number}", fingerprint=f"{number:032x}")
        for number in range(findings_wanted)
    ]
    return replace(report(), findings=ListedFindings(every), summary=summary_of(every, 4, 2))
