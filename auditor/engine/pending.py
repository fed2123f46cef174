"""Conditions that are compiled when the first of them is asked for: a scan pays for the rules that judge something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

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
