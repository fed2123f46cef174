"""Where something stands: a span of a file, or an object in an AWS account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place that a person can go to.

    In code `file` (relative to the directory scanned from) with one-based lines and columns; `column` and `end_column`
    count characters and `end_column` is one past the last. In an account `arn`, `account` and `region`.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    arn: str = ""
    account: str = ""
    region: str = ""

    def __str__(self) -> str:
        """`file:line`, or the ARN."""
        return f"{self.file}:{self.line}" if self.file else self.arn


#: What is known about a thing that stands nowhere: synthesised objects, examples.
NOWHERE = Location()
