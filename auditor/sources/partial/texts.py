"""Texts that are not known as a whole, with what is known of them: of which parts they are put together."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.partial.values import Unk


@dataclass(frozen=True, slots=True, eq=False)
class Together(Unk):
    """A text of parts, some of which are not known."""

    parts: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Encoded(Unk):
    """The JSON of a value of which something is not known."""

    value: object = None


class DocumentText(str):
    """A known text that is the JSON of a value, which it still tells: whoever asks need not read it again."""

    document: object

    @classmethod
    def of(cls, text: str, document: object) -> DocumentText:
        """`text`, which is the JSON of `document`."""
        made = cls(text)
        made.document = document
        return made
