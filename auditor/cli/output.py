"""Standard output that may go away while it is written to (`| head`)."""

from __future__ import annotations

import os
import sys


def leave_closed_pipe() -> None:
    """Point standard output at nothing, so that Python does not fail again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
