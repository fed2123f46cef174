"""Whether things are there that depend on each other."""

from __future__ import annotations

from auditor.sources.partial.choices import lift


def both_exist(a: object, b: object) -> object:
    """Whether two things that depend on each other are both there."""
    if a is True or b is True:
        return b if a is True else a
    return lift(lambda x, y: bool(x) and bool(y), (a, b), kind="bool")
