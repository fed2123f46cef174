"""Standard output as it may be: a terminal of few letters, a full disk, a reader that goes away (`| head`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper

from auditor.cli.errors import Refusal
from auditor.reporters.plain import clean


def put(chunks: Iterable[str], *, for_people: bool = True) -> None:
    """Write to standard output; once its reader is gone the rest goes nowhere, and the exit status stays what it is.

    Text for people is spelled in what letters the terminal has, text for programs in UTF-8. Raises Refusal.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        if for_people:
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for chunk in chunks:
        if not _written(chunk):
            return


def lines(texts: Iterable[str]) -> None:
    """Write lines for people to standard output; what drives a terminal is not let through."""
    put(f"{clean(text)}\n" for text in texts)


def _written(text: str) -> bool:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _discard_the_rest()
        if isinstance(error, BrokenPipeError):
            return False
        raise Refusal(f"standard output cannot be written: {error.strerror}") from error
    return True


def _discard_the_rest() -> None:
    """Point standard output at nothing, so that Python does not fail again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
