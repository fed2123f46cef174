"""The tags of a resource: its own, over those that everything made by its provider or stack gets."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import Fact
from auditor.sources.building.gathered import partial
from auditor.sources.building.maker import Written
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.numbers import Real
from auditor.sources.partial.values import Unk, parts_of


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that are known, why others are not by their names, and the fact that lists them.

    The fact is open where there may be more.
    """

    known: dict[str, str]
    doubtful: dict[str, str]
    fact: Fact


def merged_tags(own: object, every: object, doubt: str, written: Written) -> Tags:
    """The tags of a resource.

    `own` and `every` are maps, or not known; a `doubt` says why there may be tags that neither holds.
    """
    known: dict[str, str] = {}
    # What is not known of the resource's own tags may replace any of the others.
    if isinstance(own, dict):
        known = _texts(every) | _texts(own)
        known = {name: text for name, text in known.items() if not isinstance(own.get(name), Unk)}
    unknown = next((part for tags in (own, every) for part in parts_of(tags) if isinstance(part, Unk)), None)
    listed = tuple(f"{name}={text}" for name, text in sorted(known.items()))
    doubtful = {
        str(name): value.reason
        for tags in (every, own)
        if isinstance(tags, dict)
        for name, value in tags.items()
        if isinstance(value, Unk) and name not in known
    }
    return Tags(known, doubtful, partial(listed, unknown.reason if unknown else doubt, written))


def _texts(tags: object) -> dict[str, str]:
    if not isinstance(tags, dict):
        return {}
    return {str(k): str(to_text(v)) for k, v in tags.items() if isinstance(v, (str, bool, int, Real))}
