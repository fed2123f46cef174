"""Where the resources of a plan or state stand in its text."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from auditor.model.location import Location

_ADDRESS = re.compile(r'"address"\s*+:\s*+("[^"\\]*+(?:\\.[^"\\]*+)*+")')
_BEGINS = ('"planned_values"', '"values"')


class Places:
    """Finds the first mention of an address behind the word that begins the part with resources."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._lines = [0]
        self._lines += (found.end() for found in re.finditer("\n", text))
        begin = next((at for at in map(text.find, _BEGINS) if at >= 0), 0)
        self._offsets: dict[str, tuple[int, int]] = {}
        for found in _ADDRESS.finditer(text, begin):
            self._offsets.setdefault(found[1], found.span())

    def of(self, address: str) -> Location:
        """Where the resource at an address begins to be told of; the file, where that is not found."""
        span = self._offsets.get(json.dumps(address)) or self._offsets.get(json.dumps(address, ensure_ascii=False))
        if span is None:
            return Location(self._name, 1, 1)
        return Location(self._name, *self._at(span[0]), *self._at(span[1]))

    def _at(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._lines, offset) - 1
        return row + 1, offset - self._lines[row] + 1
