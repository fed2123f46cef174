"""Which files say that they are a saved inventory: told from their first bytes."""

from __future__ import annotations

import re

#: What the first member of such a file says.
FORMAT = "auditor inventory"
_BEGINNING = re.compile(rb'\s*\{\s*"format"\s*:\s*"auditor inventory"')
_ENOUGH = 200


def is_saved(text: bytes) -> bool:
    """Whether a text, or the beginning of one, says that it is a saved inventory."""
    return _BEGINNING.match(text[:_ENOUGH].removeprefix(b"\xef\xbb\xbf")) is not None
