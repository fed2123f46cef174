"""Text as SARIF messages take it: no control characters, and nothing in it that a viewer would follow or fill in."""

from __future__ import annotations

import re

from auditor.reporters.encode import Json
from auditor.reporters.plain import clean

_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def plain(text: str) -> str:
    """`text` that reads the same and means nothing: SARIF makes links of `[words](target)` and fills in `{0}`.

    A space after the bracket is enough. Escaping every bracket would show backslashes in each Terraform address with an
    index, since many viewers know of no escapes.
    """
    return _PLACEHOLDER.sub(r"{{\1}}", clean(text).replace("](", "] ("))


def message(text: str, otherwise: str = "(no text)") -> dict[str, Json]:
    """A message object; viewers refuse an empty text."""
    return {"text": plain(text).strip() or otherwise}


def limited(text: str, most: int) -> str:
    """At most `most` characters, cut where a word ends."""
    if len(text) <= most:
        return text
    return text[: most - 3].rsplit(maxsplit=1)[0] + "..."
