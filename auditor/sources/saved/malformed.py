"""What is wrong with a saved inventory, and where in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from auditor.engine.errors import suggestion

#: Of a word that is not known so much is repeated.
_SHOWN = 60


class MalformedError(Exception):
    """Something that no saved inventory holds; `path` leads to it, the outermost part last while it is raised."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path: list[str] = []

    def __str__(self) -> str:
        """The path to what is wrong, and what that is."""
        where = "".join(reversed(self.path)).removeprefix(".")
        return f"{where}: {self.problem}" if where else self.problem


@contextmanager
def inside(part: str) -> Iterator[None]:
    """What is wrong in here is wrong in this part, such as `.facts` or `[3]`."""
    try:
        yield
    except MalformedError as error:
        error.path.append(part)
        raise


def unknown_word(word: str, what: str, known: Iterable[str]) -> MalformedError:
    """The error of a word that is none of those that are known."""
    short = word[:_SHOWN]
    return MalformedError(f"{short!r} is no {what}.{suggestion(short, list(known))}".removesuffix("."))
