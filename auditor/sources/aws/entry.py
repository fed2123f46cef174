"""A resource of an answer as what every source makes resources of."""

from __future__ import annotations

from typing import Any

from auditor.model.facts import Fact, Known, Origin
from auditor.model.location import NOWHERE, Location
from auditor.sources.aws.answers import Answers
from auditor.sources.aws.written import Told
from auditor.sources.building.entry import Entry
from auditor.sources.building.place import Place
from auditor.sources.building.tags import Tags, merged_tags


class LiveEntry(Entry):
    """One resource of an account; `tags` is a map, or not known. What is not `regional` is in no region.

    `at` is the ARN of what it is about where it has none itself; what is AWS's own is not `judged`. Those of which
    there may be thousands, and whose facts need no place of their own, are `alike`.
    """

    observed = True

    def __init__(
        self,
        type_: str,
        arn: str,
        values: dict[str, Any],
        answers: Answers,
        tags: object,
        *,
        regional: bool = True,
        at: str = "",
        judged: bool = True,
        alike: bool = False,
    ) -> None:
        region = answers.region if regional else ""
        self._location = Location(arn=at or arn, account=answers.account, region=region)
        # Facts that say the same and no place are kept once.
        self.written: Told = Told(arn, values, NOWHERE if alike else self._location)
        self.type, self.address, self.name = type_, arn, arn.rpartition(":")[2].rpartition("/")[2]
        self.judged = judged
        self._place, self._tags, self._region = Place(region, answers.account), tags, region

    def place(self) -> Place:
        """Where it lives."""
        return self._place

    def location(self) -> Location:
        """Its ARN."""
        return self._location

    def region(self) -> Fact:
        """The region that it was found in."""
        return Known(self._region, Origin.STATED, self.written.header)

    def tags(self) -> Tags:
        """Its tags."""
        return merged_tags(self._tags, {}, "", self.written)
