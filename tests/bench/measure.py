"""Whole-process figures of a command: CPU seconds, wall seconds and peak memory, as medians over runs."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

AUDITOR = (sys.executable, "-m", "auditor")

#: A scan that grows with more than this power of its size is not linear; what starting takes hides some of it.
MOST_EXPONENT = 1.1
#: What a scan of the kit's estate may take at most, in MiB.
MOST_MEMORY = 250


@dataclass(frozen=True)
class Figures:
    """Medians: user and system seconds of the process, wall seconds, peak resident memory in MiB."""

    cpu: float
    wall: float
    memory: float

    def __str__(self) -> str:
        return f"cpu {self.cpu:6.3f} s   wall {self.wall:6.3f} s   memory {self.memory:4.0f} MiB"


#: Runs a command and prints its figures. A small process: the peak memory of a child counts from that of its parent.
_LAUNCH = """
import json, os, subprocess, sys, time
start = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
wall = time.monotonic() - start
process.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps([process.returncode, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024]))
"""


def run(*command: str, cwd: Path | None = None) -> Figures:
    """One run of `command`; its output goes nowhere."""
    launched = [sys.executable, "-c", _LAUNCH, *command]
    told = subprocess.run(launched, check=True, stdout=subprocess.PIPE, cwd=cwd, env=_environment()).stdout
    returned, *figures = json.loads(told)
    assert returned in (0, 1, 3), f"{' '.join(command)} ended with {returned}"
    return Figures(*figures)


def _environment() -> dict[str, str]:
    """That of an installed program, which has its bytecode; the first run, which is not counted, writes it."""
    own = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), f"auditor-bench-{os.getuid()}"))}


def medians(*command: str, runs: int = 5, cwd: Path | None = None) -> Figures:
    """The medians of `runs` runs after one that is not counted."""
    run(*command, cwd=cwd)
    found = [run(*command, cwd=cwd) for _ in range(runs)]
    return Figures(*(statistics.median(getattr(f, name) for f in found) for name in ("cpu", "wall", "memory")))


@dataclass
class Growth:
    """The figures of one kind of scan at growing sizes."""

    figures: dict[int, Figures] = field(default_factory=dict)

    def note(self, count: int, ours: Figures, parser: Figures) -> None:
        """Print a row: the figures, their ratio to the parser alone, and how they have grown. Fails beyond bounds."""
        smaller = max((n for n in self.figures if n < count), default=0)
        self.figures[count] = ours
        row = f"\nn={count:<6}{ours}   {ours.cpu / parser.cpu:4.1f} x the parser alone"
        exponent = 0.0
        if smaller:
            exponent = math.log(ours.cpu / self.figures[smaller].cpu) / math.log(count / smaller)
            row += f"   exponent from n={smaller}: {exponent:.2f}"
        print(row)
        assert exponent <= MOST_EXPONENT
        assert ours.memory <= MOST_MEMORY


@contextmanager
def report_of(path: Path, cwd: Path) -> Iterator[Path]:
    """The JSON report of a scan of `path`."""
    report = cwd / "report.json"
    subprocess.run([*AUDITOR, "scan", str(path), "-q", "-o", str(report)], check=False, cwd=cwd, env=_environment())
    yield report
    report.unlink()
