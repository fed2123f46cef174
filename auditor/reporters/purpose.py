"""What caches were judged for, and what that changed, as the reporters for people tell it."""

from __future__ import annotations

from collections import Counter

from auditor.model.finding import Finding
from auditor.model.report import Report


def adjusted(finding: Finding) -> list[str]:
    """What of the rule is other than usual, what has one reason together.

    `severity high instead of medium, count 2 besides 1 (queue, --workload): the jobs are nowhere else`.
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for each in finding.adjustments:
        words = f"{each.what} {each.now} {'besides' if each.beside else 'instead of'} {each.normally}"
        alike.setdefault((each.by, each.reason), []).append(words)
    return [f"{', '.join(words)} ({by}){f': {reason}' if reason else ''}" for (by, reason), words in alike.items()]


def sources_of(finding: Finding) -> list[str]:
    """The addresses that the reasons for this rest on."""
    return list(dict.fromkeys(source for each in finding.adjustments for source in each.sources))


def purpose(report: Report, finding: Finding) -> str:
    """What the resource of a finding was judged for; empty if nobody said so."""
    use = report.workloads.get(finding.resource)
    return use.name if use is not None else ""


def purposes(report: Report) -> str:
    """What all of them were judged for: `session-store: 3 resources (--workload), queue: 1 resource (tag ...)`."""
    counted = Counter((use.name, use.said) for use in report.workloads.values())
    if not counted:
        return report.workload
    return ", ".join(
        f"{name}: {number:,} {'resource' if number == 1 else 'resources'} ({said})"
        for (name, said), number in sorted(counted.items())
    )


def configuration(report: Report) -> str:
    """The configuration file that was used, and what of it was not; empty if there is none."""
    if report.config is None:
        return ""
    aside = report.config.set_aside
    return report.config.file + (f" (found, not named; not used: {', '.join(aside)})" if aside else "")
