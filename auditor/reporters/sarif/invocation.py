"""What a SARIF file says of the run itself: whether it could read everything, and what is not in the results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from auditor.model.report import Report
from auditor.model.resource import Gap
from auditor.reporters.encode import Json
from auditor.reporters.outline import gap_places
from auditor.reporters.plain import clean, one_line
from auditor.reporters.sarif.places import physical
from auditor.reporters.sarif.text import message
from auditor.reporters.tailoring import TailoredRule, tailored_rules

#: The kinds of notifications, in the order of their indices.
NOTIFICATIONS: dict[str, str] = {
    "gap": "Something could not be read; resources may be missing.",
    "results-left-out": "There are more results than GitHub code scanning accepts in one run.",
    "results-without-file": "What stands in an account has no file; code scanning of a repository asks for one.",
}


def notification_descriptors() -> list[Json]:
    """The kinds of notifications, for `tool.driver`."""
    return [{"id": name, "shortDescription": message(text)} for name, text in NOTIFICATIONS.items()]


def invocation(report: Report, left_out: int, without_file: int) -> dict[str, Json]:
    """The run. With gaps it was not successful: what could not be read may hold more results."""
    notifications = [*(_gap(gap) for gap in sorted(report.gaps)), *_counts(left_out, without_file)]
    members: dict[str, Json] = {"executionSuccessful": not report.gaps}
    if started := _utc(report.started_at):
        members["startTimeUtc"] = started
    if notifications:
        members["toolExecutionNotifications"] = notifications
    if changed := [_tailored(each) for each in tailored_rules(report)]:
        members["toolConfigurationNotifications"] = changed
    return members


def _tailored(each: TailoredRule) -> Json:
    told = message(f"{one_line(each.rule.id)}: {one_line(each.words)}")
    return {"level": "warning" if each.disabled else "note", "message": told}


def _gap(gap: Gap) -> Json:
    several = f" ({gap_places(gap)})" if gap.places else ""
    text = f"{one_line(gap.what)} could not be read: {one_line(gap.reason)}{several}"
    members = _notification("gap", "error", text)
    places = [one.location for one in gap.places] or [gap.location]
    if files := [{"physicalLocation": physical(place)} for place in dict.fromkeys(places) if place.file]:
        members["locations"] = files
    members["properties"] = {"id": clean(gap.id), "source": clean(gap.source)}
    return members


def _counts(left_out: int, without_file: int) -> Iterator[Json]:
    if left_out:
        yield _notification(
            "results-left-out", "warning", f"Results left out of this file, the least severe: {left_out}."
        )
    if without_file:
        yield _notification(
            "results-without-file", "note", f"Results that name a resource and no file: {without_file}."
        )


def _notification(kind: str, level: str, text: str) -> dict[str, Json]:
    index = list(NOTIFICATIONS).index(kind)
    return {"descriptor": {"id": kind, "index": index}, "level": level, "message": message(text)}


def _utc(text: str) -> str:
    """The time as SARIF wants it, UTC with a Z; empty if `text` is no time."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (time.astimezone(UTC) if time.tzinfo else time).replace(tzinfo=None).isoformat() + "Z"
