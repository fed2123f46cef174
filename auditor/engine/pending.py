"""What of a rule is made when it is asked for: its conditions, and its examples.

So a scan pays for the rules that judge something, and for no examples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

_Value = TypeVar("_Value")


class Pending(Mapping[str, _Value]):
    """A mapping by kind. Which kinds there are is known at once; what they map to is made when it is needed."""

    __slots__ = ("_kinds", "_made", "_make")

    def __init__(self, kinds: tuple[str, ...], make: Callable[[], Mapping[str, _Value]]) -> None:
        self._kinds = kinds
        self._make = make
        self._made: Mapping[str, _Value] | None = None

    def __getitem__(self, kind: str) -> _Value:
        made = self._made
        if made is None:
            made = self._made = self._make()
        return made[kind]

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


class Packed(Mapping[str, Any]):
    """A mapping that is kept as JSON until somebody looks at what is in it."""

    __slots__ = ("_read", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[str, Any] | None = None

    def _opened(self) -> dict[str, Any]:
        if self._read is None:
            self._read = json.loads(self._text)
        return self._read

    def __getitem__(self, key: str) -> Any:
        return self._opened()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def __len__(self) -> int:
        return len(self._opened())

    def __bool__(self) -> bool:
        """Whether there is anything in it, which can be told unread."""
        return self._text != "{}"
