"""What a source keeps of its files so that reports can show what a finding is about."""

from __future__ import annotations

from typing import Protocol

from auditor.model.location import Location

#: The number of a line, what stands in it before a place, at it, and after it.
Cut = tuple[int, str, str, str]


class Excerpts(Protocol):
    """A file whose lines are of no use as they are, such as JSON in one line: it tells what stands at a place."""

    def cut(self, location: Location, context: int) -> list[Cut]:
        """What stands at a place, with `context` of what is beside it; nothing where that is not known."""


#: The lines of a file with every secret masked, or what cuts them out when somebody asks.
SourceLines = tuple[str, ...] | Excerpts
