"""What all tests share: expected outputs kept in files, and how Hypothesis runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a busy machine is no bug. In CI the same examples each time: what turns red is the fault of the change.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots", action="store_true", help="write the expected outputs instead of comparing with them"
    )


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file `snapshots/NAME` beside the test: `snapshot(text, "NAME")`."""
    folder = request.path.parent / "snapshots"
    update = bool(request.config.getoption("--update-snapshots"))

    def compare(actual: str, name: str) -> None:
        path = folder / name
        if update:
            _write(path, actual)
        elif not path.exists():
            pytest.fail(f"no snapshot {path}; `make snapshots` writes it, then read it before you commit it")
        else:
            # Bytes, not text mode, so that a changed line ending shows.
            expected = path.read_bytes().decode()
            assert actual == expected, f"{path} differs; if the new output is right, `make snapshots` and read the diff"

    return compare


def _write(path: Path, text: str) -> None:
    """Write the file only if that changes it."""
    content = text.encode()
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
