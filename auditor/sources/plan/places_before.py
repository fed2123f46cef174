"""Where a plan tells what a resource was before."""

from __future__ import annotations

from functools import cached_property

from auditor.model.location import Location
from auditor.sources.plan.index import Stood
from auditor.sources.plan.places import Places
from auditor.sources.plan.spans import Walk, members_at

#: What goes before an address, so that no place in the values before is taken for one in the values that are planned.
_BEFORE = "before "


class PlacesBefore(Places):
    """Finds the values that resources had, among the changes of a plan."""

    def of(self, address: str, *path: str | int) -> Location:
        """Where a change of the resource at an address is told of, or a part of the values before."""
        return super().of(self.called(address), *path)

    def called(self, address: str) -> str:
        """What a change of the resource at an address is known by here."""
        return _BEFORE + address

    def plain(self, address: str) -> str:
        """The address itself of what is known here, or there."""
        return address.removeprefix(_BEFORE)

    @cached_property
    def resources(self) -> dict[str, Stood]:
        """What is changed, or not, in the order of the text, by address."""
        walk = Walk(self.text, self.text.find("{"))
        found: dict[str, Stood] = {}
        for name, _ in walk.members():
            if name == "resource_changes":
                for begin in walk.elements():
                    self._change(walk, begin, found)
            else:
                walk.skip()
        return found

    def _change(self, walk: Walk, begin: int, found: dict[str, Stood]) -> None:
        told = walk.skip()
        if not isinstance(told, dict) or "deposed" in told or not isinstance(told.get("address"), str):
            return
        stood, change = Stood(begin, text=self.text), told.get("change")
        if isinstance(change, dict) and isinstance(change.get("before"), dict):
            members = members_at(self.text, begin)
            before = members_at(self.text, members["change"].value)["before"].value
            stood = Stood(begin, members["address"], before)
        if told["address"]:
            found.setdefault(_BEFORE + told["address"], stood)
