"""Facts gathered from the nested parts of a resource, each of which may be there or not."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.sources.building.maker import Written
from auditor.sources.partial.choices import derived, lift
from auditor.sources.partial.values import Unk


def partial(known: tuple[object, ...], doubt: str, written: Written) -> Fact:
    """A list gathered from nested parts: all there is, or, with a `doubt`, what is known of it."""
    doubt = doubt or written.damage
    return Unknown(doubt, written.header, members=known) if doubt else Known(known, Origin.STATED, written.header)


def gathered(written: Written, parts: list[tuple[object, object]]) -> object:
    """A list of what nested parts say, given as (whether the part is there, what it says); nulls say nothing."""
    said = [(there, value) for there, value in parts if value is not None]
    damage = written.damage
    if damage:
        said.append((True, Unk(damage)))
    if any(isinstance(there, Unk) and not there.choices for there, _ in said):
        return [value if there is True else _perhaps(there) for there, value in said if there is not False]

    def present(*flags: object) -> object:
        return [value for flag, (_, value) in zip(flags, said, strict=True) if flag]

    flags = tuple(there for there, _ in said)
    return lift(present, flags) if any(isinstance(flag, Unk) for flag in flags) else present(*flags)


def _perhaps(there: object) -> Unk:
    return derived(there) if isinstance(there, Unk) else Unk("it may not be there")
