"""The bytes of a template as UTF-8, however its editor has saved it."""

from __future__ import annotations

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Characters that YAML refuses wherever they stand.
_REFUSED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def as_utf8(text: bytes) -> bytes:
    """The text as UTF-8 without byte order mark; unchanged where it is not what its mark says."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if text.startswith(mark):
            if encoding == "utf-8":
                return text[len(mark) :]
            try:
                return text.decode(encoding).encode()
            except UnicodeError:
                return text
    return text


def first_refused(text: bytes) -> tuple[int, int, bytes]:
    """Row and column of the first bytes that are no UTF-8 or no YAML may hold, and what stands before them."""
    try:
        known = text.decode()
    except UnicodeDecodeError as error:
        known = text[: error.start].decode() + "\0"
    found = _REFUSED.search(known)
    before = known[: found.start()] if found else ""
    return before.count("\n"), len(before) - before.rfind("\n") - 1, before.encode()
