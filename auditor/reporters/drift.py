"""Drift, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.engine.drift.values import Difference, Drift, Fault, Pair, Turn, Unmatched
from auditor.engine.evidence import show_fact
from auditor.model.resource import Gap, Resource
from auditor.reporters.encode import Json, array, compact, encode
from auditor.reporters.json.facts import fact_json, location_json
from auditor.reporters.json.members import gap_json
from auditor.reporters.outline import counted

SCHEMA_VERSION = "1"
#: Longer values are cut in the table; the JSON has them whole.
_WIDEST = 40


def document(drift: Drift, version: str) -> Iterator[str]:
    """The JSON text, one resource on each line; `auditor/reporters/drift.schema.json` describes it."""
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "auditor", "version": version},
        "declared": {"sources": drift.declared_sources},
        "actual": {"sources": drift.actual_sources},
        "summary": _summary(drift),
    }
    lists: dict[str, Iterable[Json]] = {
        "pairs": map(_pair_json, drift.pairs),
        "unmanaged": map(_unmatched_json, drift.unmanaged),
        "missing": map(_unmatched_json, drift.missing),
        "not_matched": map(_unmatched_json, drift.not_matched),
        "declared_gaps": map(gap_json, drift.declared_gaps),
        "actual_gaps": map(gap_json, drift.actual_gaps),
    }
    yield "{\n" + ",\n".join(f'"{name}": {encode(value)}' for name, value in head.items())
    for name, items in lists.items():
        yield f',\n"{name}": '
        yield from array(items)
    yield "\n}\n"


def _summary(drift: Drift) -> dict[str, int]:
    turns = [fault.turn for pair in drift.pairs for fault in pair.faults]
    return {
        "matched": len(drift.pairs),
        "differing": sum(pair.differs for pair in drift.pairs),
        **{turn.name.lower(): turns.count(turn) for turn in Turn},
        "unmanaged": len(drift.unmanaged),
        "missing": len(drift.missing),
        "not_matched": len(drift.not_matched),
        "gaps": len(drift.declared_gaps) + len(drift.actual_gaps),
    }


def _resource_json(one: Resource) -> dict[str, Json]:
    members: dict[str, Json] = {"key": one.key, "address": one.address, "name": one.name}
    return members | compact({"location": location_json(one.location)})


def _pair_json(pair: Pair) -> dict[str, Json]:
    members: dict[str, Json] = {
        "kind": pair.declared.kind,
        "declared": _resource_json(pair.declared),
        "actual": _resource_json(pair.actual),
        "matched_by": pair.how,
        "differs": pair.differs,
    }
    return members | compact(
        {
            "facts": [_difference_json(one) for one in pair.facts],
            "relations": [_difference_json(one) for one in pair.relations],
            "faults": [_fault_json(one) for one in pair.faults],
        }
    )


def _difference_json(one: Difference) -> dict[str, Json]:
    members: dict[str, Json] = {
        "name": one.name,
        "declared": fact_json(one.declared),
        "actual": fact_json(one.actual),
    }
    return members | compact({"only_declared": one.only_declared, "only_actual": one.only_actual})


def _fault_json(one: Fault) -> dict[str, Json]:
    return {
        "rule": one.rule,
        "severity": one.severity.word,
        "declared": one.declared.value,
        "actual": one.actual.value,
        "turn": one.turn.name.lower(),
    }


def _unmatched_json(one: Unmatched) -> dict[str, Json]:
    members: dict[str, Json] = {"kind": one.resource.kind, **_resource_json(one.resource)}
    return members | compact({"doubt": one.doubt})


def table(drift: Drift) -> Iterator[str]:
    """The lines for people: what differs, what is alone on one side, what is not known."""
    for pair in drift.pairs:
        if pair.differs:
            yield from _block(pair)
    for title, every in (("NOT DECLARED", drift.unmanaged), ("NOT RUNNING", drift.missing)):
        yield from (_alone(title, one) for one in every)
    yield from _not_matched(drift.not_matched)
    for side, gaps in (("code", drift.declared_gaps), ("live", drift.actual_gaps)):
        yield from (_gap(side, gap) for gap in gaps)
    yield from _closing(drift)


def _block(pair: Pair) -> Iterator[str]:
    yield f"DIFFERS  {pair.actual.kind} {pair.actual.name or pair.actual.address}"
    yield f"  code  {pair.declared.address}  {pair.declared.location}".rstrip()
    yield f"  live  {pair.actual.address}  (same {pair.how})"
    rows = [(one.name, *_sides(one)) for one in (*pair.facts, *pair.relations)]
    if rows:
        rows.insert(0, ("", "declared", "actual"))
        first, second = (max(len(row[n]) for row in rows) for n in (0, 1))
        yield from (f"    {name:<{first}}  {here:<{second}}  {there}".rstrip() for name, here, there in rows)
    for fault in pair.faults:
        if fault.turn in (Turn.OPEN_LIVE, Turn.CLOSED_LIVE):
            yield f"    {fault.severity.word.upper()}  {fault.rule}: {fault.turn.value}"
    yield ""


def _sides(one: Difference) -> tuple[str, str]:
    """Both values; of lists only what each has alone."""
    if one.only_declared or one.only_actual:
        return _cut(", ".join(one.only_declared) or "-"), _cut(", ".join(one.only_actual) or "-")
    return _cut(show_fact(one.declared)), _cut(show_fact(one.actual))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else f"{flat[: _WIDEST - 3]}..."


def _alone(title: str, one: Unmatched) -> str:
    place = f"  {one.resource.location}" if one.resource.location.file else ""
    told = f"{title}{'?' if one.doubt else ''}  {one.resource.kind} {one.resource.address}{place}"
    return f"{told}: {one.doubt}" if one.doubt else told


def _not_matched(every: tuple[Unmatched, ...]) -> Iterator[str]:
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in every:
        by_reason.setdefault((one.resource.kind, one.doubt), []).append(one.resource.address)
    for (kind, doubt), addresses in by_reason.items():
        yield f"NOT MATCHED  {kind} {', '.join(addresses)}: {doubt}"


def _gap(side: str, gap: Gap) -> str:
    return f"GAP  {side}: {gap.what}: {gap.reason}"


def _closing(drift: Drift) -> Iterator[str]:
    summary = _summary(drift)
    both = f"{summary['both']} open in both" if summary["both"] else "none open in both"
    yield f"{counted(summary['matched'], 'resource')} matched, {summary['differing']} not as declared"
    yield (
        f"failures: {summary['open_live']} fixed in code and open live, {summary['closed_live']} open in code and "
        f"closed live, {both}, {summary['not_known']} open live and not known in code"
    )
    yield (
        f"{counted(summary['unmanaged'], 'cache')} not declared, "
        f"{counted(summary['missing'], 'resource')} not running, "
        f"{summary['not_matched']} not matched, {counted(summary['gaps'], 'gap')}"
    )
