"""From two judged inventories to their drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.engine.drift import compare
from auditor.engine.drift.match import NAMED_BY_AWS, match, text_of
from auditor.engine.drift.values import Drift, Fault, Pair, Turn, Unmatched
from auditor.model.finding import Status, Verdict
from auditor.model.resource import Gap, Inventory

#: How names begin that AWS gives, which code may state as well.
_IDS = ("sg-", "subnet-", "vpc-", "rtb-", "acl-", "pl-")
#: What a fault is by how it ends in code and live; any other two ends are no fault, or tell nothing of the other side.
_TURNS = {
    (Status.PASS, Status.FAIL): Turn.OPEN_LIVE,
    (Status.FAIL, Status.PASS): Turn.CLOSED_LIVE,
    (Status.FAIL, Status.FAIL): Turn.BOTH,
    (Status.UNKNOWN, Status.FAIL): Turn.NOT_KNOWN,
}


def drift_of(
    declared: Inventory,
    actual: Inventory,
    declared_verdicts: Iterable[Verdict],
    actual_verdicts: Iterable[Verdict],
    declared_gaps: Iterable[Gap],
    actual_gaps: Iterable[Gap],
) -> Drift:
    """What differs. The gaps are those of the sources and of the judging."""
    found = match(declared, actual)
    here, there = _by_resource(declared_verdicts), _by_resource(actual_verdicts)
    # A declared resource that runs is called as what runs is; else as the code calls it.
    names = {
        key: text_of(one, "identifier").lower()
        for key, one in declared.resources.items()
        if one.kind not in NAMED_BY_AWS or text_of(one, "identifier").startswith(_IDS)
    }
    names |= {one.key: text_of(other, "identifier").lower() for one, other, _ in found.pairs}
    pairs = [
        Pair(
            one,
            other,
            how,
            tuple(compare.facts(one, other, names)),
            tuple(compare.relations(one, other, names, actual)),
            _faults(here.get(one.key, {}), there.get(other.key, {})),
        )
        for one, other, how in found.pairs
    ]
    return Drift(
        tuple(sorted(pairs, key=lambda pair: (pair.declared.kind, pair.declared.key))),
        _sorted(found.unmanaged),
        _sorted(found.missing),
        _sorted(found.not_matched),
        tuple(sorted(declared_gaps)),
        tuple(sorted(actual_gaps)),
        tuple(declared.sources),
        tuple(actual.sources),
    )


def _sorted(every: Iterable[Unmatched]) -> tuple[Unmatched, ...]:
    return tuple(sorted(every, key=lambda one: (one.resource.kind, one.resource.key)))


def _by_resource(verdicts: Iterable[Verdict]) -> dict[str, dict[str, Verdict]]:
    found: dict[str, dict[str, Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.resource, {})[verdict.rule] = verdict
    return found


def _faults(here: Mapping[str, Verdict], there: Mapping[str, Verdict]) -> tuple[Fault, ...]:
    """The faults of a pair, the worst first."""
    found = []
    for rule in here.keys() & there.keys():
        one, other = here[rule], there[rule]
        turn = _TURNS.get((one.status, other.status))
        if turn is not None:
            found.append(Fault(rule, max(one.severity, other.severity), one.status, other.status, turn))
    return tuple(sorted(found, key=lambda fault: (-fault.severity, fault.rule)))
