"""Every test of the command line runs in an empty directory, with nothing set in the environment that it reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("AUDITOR_") or name in {"NO_COLOR", "SOURCE_DATE_EPOCH", "TERM", "COLUMNS"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
