"""What is left of what a scan spends on the evaluation of templates: a few lines can ask for work without end."""

from __future__ import annotations

from auditor.sources.bounds import TEMPLATE_STEPS, TEXT
from auditor.sources.partial.values import UndecidedError, Unk

#: So many characters that are put together count for one step.
_CHARACTERS = 16


class Work:
    """What is left for all templates of a scan together.

    Attributes:
        left: steps that may still be taken.
        stacks: how many stacks were said to be nested in others.
    """

    __slots__ = ("left", "stacks")

    def __init__(self) -> None:
        self.left, self.stacks = TEMPLATE_STEPS.value, 0

    def take(self, steps: int) -> None:
        """Take some steps. Raises UndecidedError where none are left."""
        self.left -= steps
        if self.left < 0:
            raise UndecidedError(str(TEMPLATE_STEPS))

    def made(self, value: object) -> object:
        """A value that was put together; its text, in each case that it is in, is work."""
        if isinstance(value, str):
            self.take(len(value) // _CHARACTERS)
        elif isinstance(value, Unk) and value.choices:
            self.take(sum(len(case) if isinstance(case, str) else 1 for _, case in value.choices) // _CHARACTERS)
        elif isinstance(value, list):
            self.take(len(value))
        return value


def short_enough(length: int) -> None:
    """Raises UndecidedError for a text of so many characters that is to be put together."""
    if length > TEXT.value:
        raise UndecidedError(str(TEXT))
