"""Versions of engines, as they compare."""

from __future__ import annotations

from functools import lru_cache

#: What `x` stands for: the newest of its line.
_NEWEST = 9999


def version_key(text: object) -> tuple[int, ...]:
    """A version as numbers of equal length: `7.1` -> (7, 1, 0). An `x` is the newest of its line. Raises ValueError."""
    try:
        return _key(str(text))
    except ValueError:
        raise ValueError(f"{text!r} is no version such as 7.1 or 6.x") from None


@lru_cache(maxsize=1024)
def _key(text: str) -> tuple[int, ...]:
    parts = text.strip().lower().removeprefix("v").split(".")
    numbers = [_NEWEST if p == "x" else int(p) for p in parts[:3]]
    filler = _NEWEST if numbers[-1] == _NEWEST else 0
    return tuple(numbers + [filler] * (3 - len(numbers)))
