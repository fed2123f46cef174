"""How long the command takes to say who it is, against Python doing nothing."""

from __future__ import annotations

import sys

from tests.bench.measure import AUDITOR, medians


def test_startup():
    python = medians(sys.executable, "-c", "pass", runs=9)
    print(f"\n{'python -c pass':<24}{python}")
    for flag in ("--version", "--help"):
        ours = medians(*AUDITOR, flag, runs=9)
        print(f"{'auditor ' + flag:<24}{ours}   {ours.wall / python.wall:4.1f} x python")
