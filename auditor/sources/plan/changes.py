"""What a plan does to each resource, as the plan tells it.

Domain source: the JSON output format of Terraform, "Change Representation" (actions, replace_paths, action_reason).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.facts import ABSENT, Fact, Known, Unknown
from auditor.model.resource import GONE, Change, Gap
from auditor.sources.plan.document import Document, Json, member
from auditor.sources.provider import VOCABULARY
from auditor.sources.provider.unread import why_unread

_SOURCE = "plan"
_CHANGES = "resource_changes"
#: What the provider reads to know when changes are to be applied, and the types that it reads it of; unset is false.
_AT_ONCE = "apply_immediately"
_WAITING = frozenset({"aws_elasticache_replication_group", "aws_elasticache_cluster"})
#: So many attributes that force a replacement are kept.
_MOST_PATHS = 20
#: What Terraform says of why -> in words.
_REASONS = {
    "replace_because_tainted": "it is marked as tainted",
    "replace_by_request": "-replace asks for it",
    "replace_by_triggers": "replace_triggered_by asks for it",
    "delete_because_no_resource_config": "its block is not in the code any more",
    "delete_because_no_module": "its module is not in the code any more",
    "delete_because_wrong_repetition": "count or for_each is set where it was not, or the reverse",
    "delete_because_count_index": "count is smaller",
    "delete_because_each_key": "for_each does not have its key any more",
    "delete_because_no_move_target": "it was moved to where nothing is",
}
_NAMELESS = "a change without address"
#: Of every resource that is made, and of every one that stays: most of a plan.
_OFTEN = {action: Change(action) for action in ("none", "create", "forget")}


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a managed resource: what it is called once the plan is applied, and the values before."""

    address: str
    type: str
    name: str
    provider: str
    before: Json | None
    change: Change


def told_changes(document: Document) -> list[Told]:
    """The changes of a plan; a plan that tells none of the resources that it holds has a problem."""
    # One that holds outputs only tells none, since there are none.
    if _CHANGES not in document.data and member(document.data.get("planned_values"), "root_module"):
        document.problems.append("it tells no changes: what it would do to resources is not judged")
    return list(_told(document))


def _told(document: Document) -> Iterator[Told]:
    for one in document.items(document.data.get(_CHANGES), "the resource changes"):
        if one.get("mode") == "data" or "deposed" in one:
            # Another has taken the place of a deposed one: what was lost with it was told where that was planned.
            continue
        change = document.members(one.get("change"), "a change")
        texts = (one.get(name) for name in ("address", "type", "name", "provider_name"))
        address, type_, name, provider = (text if isinstance(text, str) else "" for text in texts)
        before = change.get("before")
        if not address:
            document.problems += [_NAMELESS] if _NAMELESS not in document.problems else []
            continue
        type_ = type_ or ".".join(address.partition("[")[0].split(".")[-2:-1])
        told = _change(document, one, change, type_ in _WAITING)
        yield Told(address, type_, name, provider, before if isinstance(before, dict) else None, told)


def _change(document: Document, one: Json, change: Json, may_wait: bool) -> Change:
    actions = change.get("actions")
    words = {word for word in actions if isinstance(word, str)} if isinstance(actions, list) else set()
    if {"create", "delete"} <= words:
        return Change("replace", _paths(change), _reason(one))
    if "update" in words:
        return Change("update", waits=_waits(change) if may_wait else ABSENT)
    # Forgotten and made anew: what was there stays as it is, and what is judged is new.
    if "delete" in words and "create" not in words:
        return Change("delete", reason=_reason(one))
    if not words or words - {"no-op", "read", "create", "forget", "delete"}:
        problem = f"what it does to {one.get('address')} is told in a way that is not known"
        document.problems += [problem] if problem not in document.problems else []
    return _OFTEN["create" if "create" in words else "forget" if "forget" in words else "none"]


def _reason(one: Json) -> str:
    return _REASONS.get(str(one.get("action_reason")), "")


def _waits(change: Json) -> Fact:
    """Whether what restarts nodes is left to the maintenance window."""
    after, unknown = change.get("after"), change.get("after_unknown")
    if isinstance(unknown, dict) and unknown.get(_AT_ONCE) is True:
        return Unknown(f"{_AT_ONCE} is not known")
    return Known(not (isinstance(after, dict) and after.get(_AT_ONCE) is True))


def _paths(change: Json) -> tuple[str, ...]:
    """The attributes that force a replacement, as code would write them."""
    paths = change.get("replace_paths")
    found = [_path(path) for path in paths[:_MOST_PATHS]] if isinstance(paths, list) else []
    return tuple(dict.fromkeys(filter(None, found)))


def _path(path: object) -> str:
    text = ""
    for step in path if isinstance(path, list) else ():
        if isinstance(step, str):
            text += f".{step}" if text else step
        elif isinstance(step, int) and not isinstance(step, bool):
            text += f"[{step}]"
        else:
            # An element of a set has no name but its own value.
            break
    return text


def unread_and_gone(told: list[Told], prefix: str, document: Document) -> Iterator[Gap]:
    """Gaps for what is deleted and may be a cache, though its type is not read."""
    read = frozenset(VOCABULARY.judged)
    for one in told:
        reason = why_unread(one.type, read) if one.change.action in GONE else ""
        if reason:
            yield Gap(f"unread:{prefix}{one.address}", _SOURCE, one.address, reason, document.places.of(one.address))
