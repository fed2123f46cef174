"""What stands in `${}` in a text of `Fn::Sub`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")


def variables(text: str) -> Iterator[re.Match[str]]:
    """Each of them: the mark of one that is meant as text, and the name.

    What comes after the last brace is left out: from each `${` in it the search would go to the end.
    """
    return _VARIABLE.finditer(text, 0, text.rfind("}") + 1)
