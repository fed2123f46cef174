"""What no code can make a scan do: hang, crash, take all memory, or lose resources without a word.

Each case runs in a process whose time and memory are measured. Those that take seconds run with `AUDITOR_ORACLE=full`
only; `python -m tests.sources.terraform.hostile WORD` prints what the cases with a word in their name take.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.sources import bounds
from tests.sources.terraform.hostile import MEGABYTES
from tests.sources.terraform.hostile_cases import SMALL
from tests.sources.terraform.hostile_large import LARGE

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
#: Cases that take more than a second.
SLOW = {
    "moves", "ands", "unreadable attributes", "duplicate attributes", "unclosed objects", "unclosed templates",
    "directives", "variables file in JSON", "long name", "traversals", "negations", "for in for", "comment",
    "count in count", "many blocks with count",
    "many blocks that depend on much", "count", "count of modules", "modules 20 deep, 2 each", "modules 2000 deep",
    "sums",
    "ternaries", "text", "interpolations", "interpolations of unknowns", "long list", "heredoc",
    "heredoc of short lines", "heredoc without end", "heredoc of interpolations", "many heredocs",
    "braces in lines", "quotes in lines", "blank lines", "headers", "templates", "template of templates",
    "template file again and again", "template loops", "joined", "long object", "moves of many",
    "comment without end", "file again and again", "loops in loops", "deep value step by step",
    "one-character tokens", "dynamic blocks of a thousand groups", "groups with each other", "users of groups",
    "variables file", "sorted",
}  # fmt: skip
#: The bound that a Gap of a case must name, where it is certain which one it is.
NAMED = {
    "count": bounds.BLOCK_INSTANCES,
    "count of modules": bounds.BLOCK_INSTANCES,
    "count in count": bounds.MODULES,
    "many blocks with count": bounds.ROOT_INSTANCES,
    "many blocks that depend on much": bounds.ROOT_INSTANCES,
    "modules 20 deep, 2 each": bounds.MODULES,
    "modules 100 deep": bounds.MODULE_DEPTH,
    "module calls itself through a link": bounds.MODULE_DEPTH,
    "lists": bounds.NESTING,
    "blocks": bounds.NESTING,
    "loops in loops": bounds.LOOP_STEPS,
    "template loops": bounds.LOOP_STEPS,
    "template of templates": bounds.STEPS,
    "100 MB of junk": bounds.FILE_BYTES,
    "100 MB of resources": bounds.FILE_BYTES,
}

Scan = Callable[[str, Path], dict[str, object]]


@pytest.fixture(scope="module")
def scan() -> Iterator[Scan]:
    """A process that measures scans, so that each of them need not import what it uses."""
    command = [sys.executable, "-m", "tests.sources.terraform.hostile"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def ask(case: str, directory: Path) -> dict[str, object]:
            stdin.write(f"{case}\t{directory}\n")
            stdin.flush()
            answer: dict[str, object] = json.loads(stdout.readline())
            return answer

        yield ask
        stdin.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A directory that is gone afterwards: together the trees are gigabytes."""
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path)], check=True)  # what is too deep for shutil


def _cases() -> Iterator[object]:
    for case in SMALL:
        marks = [pytest.mark.skipif(not FULL, reason="takes seconds: AUDITOR_ORACLE=full")] if case in SLOW else []
        yield pytest.param(case, marks=[*marks, pytest.mark.oracle] if marks else [])
    for case in LARGE:
        skipped = pytest.mark.skipif(not FULL, reason="takes long: AUDITOR_ORACLE=full")
        yield pytest.param(case, marks=[skipped, pytest.mark.oracle])


@pytest.mark.parametrize("case", list(_cases()))
def test_it_ends_in_time_and_says_what_it_left_out(case: str, scan: Scan, folder: Path) -> None:
    answer = scan(case, folder)
    assert "error" not in answer
    assert int(str(answer["megabytes"])) < MEGABYTES
    assert answer["resources"] or answer["gaps"]
    if case in NAMED:
        assert str(NAMED[case]) in str(answer["gaps"])


def test_each_bound_says_its_value() -> None:
    table = {name: bound for name, bound in vars(bounds).items() if isinstance(bound, bounds.Bound)}
    assert len(table) > 10
    for name, bound in table.items():
        assert (f"{bound.value:,}" in str(bound)) is (name != "DAMAGE")
