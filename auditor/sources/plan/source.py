"""Plans and states as a source: files to an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.bounds import PLAN_BYTES, SCAN_RESOURCES
from auditor.sources.building.assembly import assemble
from auditor.sources.building.entry import Entry
from auditor.sources.plan.before import add_changes
from auditor.sources.plan.document import Document, Kind, UnreadableError, read_document
from auditor.sources.plan.entry import FoundEntry
from auditor.sources.plan.excerpts import PlanExcerpts
from auditor.sources.plan.planned import plan_entries
from auditor.sources.plan.state import state_entries, state_file_entries
from auditor.sources.provider import VOCABULARY
from auditor.sources.provider.unread import CARRIERS, why_carried, why_unread
from auditor.sources.secrecy.scrub import scrub
from auditor.sources.secrecy.secrets import Secrets
from auditor.sources.whereabouts import name_of

_SOURCE = "plan"
#: So many resources are named in one reason.
_MOST_NAMED = 5
_ENTRIES = {Kind.PLAN: plan_entries, Kind.STATE: state_entries, Kind.STATE_FILE: state_file_entries}
_COUNTED = {Kind.PLAN: "Terraform plans", Kind.STATE: "Terraform states", Kind.STATE_FILE: "Terraform states"}


def read_plans(
    paths: Iterable[Path], base: Path, *, held: Mapping[Path, bytes] | None = None, alone: bool
) -> Inventory:
    """What the plans and states at `paths` hold, of which those in `held` were read before.

    `alone` says that nothing else is scanned, so that keys are short.
    """
    inventory, secrets, held = Inventory(), Secrets(), held or {}
    for path in paths:
        name = str(path) if path in held else name_of(path, base)
        inventory.sources.append(name)
        try:
            text = held[path] if path in held else _bytes(path)
            part = _read(text, name, "" if alone else f"{name}:", secrets)
        except UnreadableError as error:
            gap = _gap(name, str(error), error.line, error.column)
            part = Inventory(gaps=[gap], coverage={"plan files, in vain": 1})
        if len(inventory.resources) > SCAN_RESOURCES.value:
            part = Inventory(gaps=[_gap(name, str(SCAN_RESOURCES))])
        inventory.merge(part)
    scrub(inventory, secrets)
    inventory.gaps = list(dict.fromkeys(inventory.gaps))
    return inventory


def _gap(name: str, reason: str, line: int = 1, column: int = 0) -> Gap:
    return Gap(f"file:{name}:{line}", _SOURCE, name, reason, Location(name, line, column))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(PLAN_BYTES.value + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error


def _read(text: bytes, name: str, prefix: str, secrets: Secrets) -> Inventory:
    document = read_document(text, name)
    try:
        entries = _ENTRIES[document.kind](document, secrets)
        inventory = assemble(_distinct(entries, document), VOCABULARY, prefix)
        if document.kind is Kind.PLAN:
            add_changes(document, name, inventory, prefix, secrets)
    except RecursionError as error:
        raise UnreadableError("nested too deep") from error
    inventory.gaps += [*_unread(entries, prefix), *_incomplete(document, name)]
    inventory.coverage[_COUNTED[document.kind]] = 1
    inventory.excerpts[name] = PlanExcerpts(document.places, secrets)
    return inventory


def _distinct(entries: list[Entry], document: Document) -> list[Entry]:
    """The entries without those whose address is taken, which no plan of Terraform's has."""
    by_address: dict[str, Entry] = {}
    for entry in entries:
        if by_address.setdefault(entry.address, entry) is not entry:
            document.problems.append(f"{entry.address} is told of twice")
    return list(by_address.values())


def _unread(entries: list[Entry], prefix: str) -> list[Gap]:
    """Gaps for resources that may be caches and are of no type that is read."""
    read, gaps = frozenset(VOCABULARY.judged), []
    for entry in entries:
        assert isinstance(entry, FoundEntry)
        reason = why_unread(entry.type, read)
        if entry.type in CARRIERS:
            reason = why_carried(entry.type, entry.written.stated(CARRIERS[entry.type]))
        if reason:
            gaps.append(Gap(f"unread:{prefix}{entry.address}", _SOURCE, entry.address, reason, entry.written.header))
    return gaps


def _deferred(document: Document) -> str:
    """What was put off until another plan, as far as that may be a cache or is needed to judge one."""
    changes = document.items(document.data.get("deferred_changes"), "the deferred changes")
    told = [document.members(one.get("resource_change"), "a deferred change") for one in changes]
    # A host of its own is no cache of AWS, and none is judged by it.
    hosts = {type_ for type_, table in VOCABULARY.tables.items() if table.kind == "self_managed_cache"}
    types = VOCABULARY.types - hosts
    names = [str(one.get("address")) for one in told if one.get("type") in types]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f" ({', '.join(names[:_MOST_NAMED])}{more})" if names else ""


def _incomplete(document: Document, name: str) -> list[Gap]:
    """Gaps for what a plan itself says that it lacks, and for what has another shape than the format says."""
    reasons = list(document.problems)
    if document.data.get("errored") is True:
        reasons.append("Terraform stopped with an error while it made this plan: resources may be missing")
    elif document.data.get("complete") is False:
        reasons.append(f"the plan is not complete: resources were deferred{_deferred(document)} or left out by -target")
    return [Gap(f"file:{name}:{reason}", _SOURCE, name, reason, Location(name, 1)) for reason in reasons]
