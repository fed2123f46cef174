"""Where the real repositories are: AUDITOR_REAL_REPOS names a directory that holds a clone of each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DIRECTORY = os.environ.get("AUDITOR_REAL_REPOS", "")

needs_repositories = pytest.mark.skipif(
    not DIRECTORY, reason="AUDITOR_REAL_REPOS does not name a directory of cloned repositories"
)


def repositories() -> Path:
    """The directory that holds them."""
    return Path(DIRECTORY).resolve()
