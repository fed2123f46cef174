"""Where caches deliver their logs, whatever language says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.sources.building.exist import both_exist
from auditor.sources.building.gathered import gathered
from auditor.sources.building.maker import Written
from auditor.sources.building.nested import NestedWritten
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import Unk

#: The type of a destination that is a log group; others are delivery streams of Firehose.
_LOG_GROUP = "cloudwatch-logs"


def log_groups(part: str, type_: str, names: Callable[[NestedWritten], object]) -> Callable[[Written], object]:
    """The log groups that the parts of a cache name, each of which says in `type_` what it names."""

    def named(written: Written) -> object:
        found = gathered(written, [(_there(one, type_), names(one)) for one in written.blocks(part)])
        if not written.damage or not isinstance(found, list):
            return found
        # What stands for a part that could not be read is no log group for certain.
        return [replace(one, error=True) if _lost(one, written) else one for one in found]

    return named


def _lost(one: object, written: Written) -> bool:
    return isinstance(one, Unk) and one.reason == written.damage


def _there(part: NestedWritten, type_: str) -> object:
    """Whether a part is there and is about a log group."""
    value = part.value(type_)
    about: object = value == _LOG_GROUP
    if isinstance(value, Unk):
        about = lift(lambda word: word == _LOG_GROUP, (value,), kind="bool")
    return both_exist(part.exists, about)
