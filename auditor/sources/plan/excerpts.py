"""What stands at a place of a plan or state, for reports: attributes, each in a row, with every secret masked.

Lines of such a file say little: most are one line of megabytes. So an attribute is shown as what it is, its name and
its value, between those beside it. It is made when somebody asks for it, since no report shows more than a little of a
large plan; until then the text is kept, secrets and all, and that is never pickled.
"""

from __future__ import annotations

import json

from auditor.model.excerpts import Cut
from auditor.model.location import Location
from auditor.sources.plan.index import Stood
from auditor.sources.plan.marks import EVERY, sensitive_in
from auditor.sources.plan.places import Places
from auditor.sources.plan.places_before import PlacesBefore
from auditor.sources.plan.spans import Span, elements_at, members_at, read_at
from auditor.sources.secrecy.secrets import MASK, Secrets
from auditor.sources.secrecy.values import masked_value

#: So much of one value is shown.
_LONGEST = 200


class PlanExcerpts:
    """The excerpts of one document."""

    def __init__(self, places: Places, secrets: Secrets) -> None:
        self._text, self._secrets = places.text, secrets
        self._now, self._before = places, PlacesBefore(places.text, places.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlanExcerpts) and (self._text, self._now.name) == (other._text, other._now.name)

    def __hash__(self) -> int:
        return hash((self._text, self._now.name))

    def __reduce__(self) -> tuple[type[tuple[str, ...]], tuple[()]]:
        """No text goes where secrets must not: what is loaded again shows nothing."""
        return tuple, ()

    def cut(self, location: Location, context: int) -> list[Cut]:
        """The attribute at a place, and `context` attributes before and after it.

        Nothing for the resource as a whole: what names it there, its address, stands in every report already.
        """
        offset = self._now.offset(location)
        for places in (self._now, self._before):
            address = places.around(offset)
            stood = places.resources.get(address)
            if stood is not None and (rows := self._rows(stood, offset, self._sensitive(address))):
                at = next(number for number, (begin, _) in enumerate(rows) if begin == offset)
                return self._joined(rows[max(0, at - context) : at], rows[at], rows[at + 1 : at + 1 + context])
        return []

    def _sensitive(self, address: str) -> set[str]:
        plain = self._before.plain(address)
        told = (self._now.resources.get(plain), self._before.resources.get(self._before.called(plain)))
        return set().union(*(sensitive_in(self._text, stood) for stood in told if stood is not None))

    def _rows(self, stood: Stood, offset: int, sensitive: set[str]) -> list[tuple[int, str]]:
        """What stands beside the part that begins at an offset, each with where that is; nothing for no such part."""
        at, top = stood.values, ""
        while at:
            parts = list(members_at(self._text, at).items()) or [("", span) for span in elements_at(self._text, at)]
            name, inside = next((part for part in parts if part[1].begin <= offset < part[1].end), ("", None))
            if inside is None:
                break
            if inside.begin == offset:
                told = [(span, top or name) for name, span in parts]
                hidden = {name for _, name in told} if EVERY in sensitive else sensitive
                return [(span.begin, self._row(span, name, hidden=name in hidden)) for span, name in told]
            at, top = inside.value, top or name
        return []

    def _row(self, span: Span, attribute: str, *, hidden: bool) -> str:
        """A member, or an element of a list, of an attribute in one row."""
        name = str(read_at(self._text, span.begin)[0]) if span.begin != span.value else ""
        value = read_at(self._text, span.value)[0]
        if value not in (None, "", [], {}):
            value = MASK if hidden else masked_value(name or attribute, value, self._secrets)
        row = json.dumps(value, ensure_ascii=False)
        row = row if len(row) <= _LONGEST else f"{row[:_LONGEST]}..."
        return f"{json.dumps(name, ensure_ascii=False)}: {row}" if name else row

    def _joined(self, before: list[tuple[int, str]], at: tuple[int, str], after: list[tuple[int, str]]) -> list[Cut]:
        """Rows as lines: those of a file in one line stand in one."""
        here = self._now.line(at[0])
        lead = [(self._now.line(begin), row) for begin, row in before]
        rest = [(self._now.line(begin), row) for begin, row in after]
        inline = "".join(f"{row}, " for line, row in lead if line == here)
        follow = "".join(f", {row}" for line, row in rest if line == here)
        return [
            *((line, row, "", "") for line, row in lead if line != here),
            (here, inline, at[1], follow),
            *((line, row, "", "") for line, row in rest if line != here),
        ]
