"""Whole-process figures of a command: CPU seconds, wall seconds and peak memory, as medians over runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

AUDITOR = (sys.executable, "-m", "auditor")


@dataclass(frozen=True)
class Figures:
    """Medians: user and system seconds of the process, wall seconds, peak resident memory in MiB."""

    cpu: float
    wall: float
    memory: float

    def __str__(self) -> str:
        return f"cpu {self.cpu:6.3f} s   wall {self.wall:6.3f} s   memory {self.memory:4.0f} MiB"


def run(*command: str, cwd: Path | None = None) -> Figures:
    """One run of `command`; its output goes nowhere."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1, 3), f"{' '.join(command)} ended with {process.returncode}"
    return Figures(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)


def medians(*command: str, runs: int = 5, cwd: Path | None = None) -> Figures:
    """The medians of `runs` runs after one that is not counted."""
    run(*command, cwd=cwd)
    found = [run(*command, cwd=cwd) for _ in range(runs)]
    return Figures(*(statistics.median(getattr(f, name) for f in found) for name in ("cpu", "wall", "memory")))
