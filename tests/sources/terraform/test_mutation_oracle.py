"""What a mistake in code may do to the result of a scan, told by terraform's own parser.

The law, for code that is changed in one place:

1. The scan ends, in little time, with an inventory: no exception, whatever the change.
2. What terraform refuses to parse (`terraform fmt` is asked) has a Gap that names the file and a line between the end
   of the block before the mistake and the end of the block after it: a quote or a brace that is missing shows there.
3. In code that is refused nothing that was known is now known to be something else: what the mistake may have
   changed is unknown. But for facts that other resources add to, such as the rules of a security group: one of these
   may have gone with the header of its block, as the Gap says. So no verdict turns from FAIL to PASS without the Gap.
4. In code that is refused no resource appears for certain that was not there, unless the mistake is in the header of a
   block: one whose `count` cannot be read any more may be there.
5. What terraform takes it means: it has no Gap of syntax. A resource that is not found any more without any Gap is one
   whose header is not in the code any more (renamed, commented out), or whose `count` or `for_each` says so.

Each token is deleted, doubled and garbled, each of some typical lines (a stray brace, a heredoc or comment without end,
the marks of a merge conflict) put before each line, and the file cut off in each line. That is thousands of scans:
the normal run takes a sample; `AUDITOR_ORACLE=full` takes all, and `AUDITOR_REAL_REPOS` names a directory with more
code; `AUDITOR_ORACLE_SEED` asks for another sample.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sources.terraform.mutations import (
    Mutant,
    Subject,
    line_mutants,
    plain,
    refused_by_terraform,
    token_mutants,
)

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))
#: Scans of one tree in the normal run.
SAMPLE = 70

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*/terraform"))


def _real_modules() -> Iterator[Path]:
    """Directories with a cache in the repositories that AUDITOR_REAL_REPOS names."""
    top = os.environ.get("AUDITOR_REAL_REPOS")
    for path in sorted(Path(top).glob("*/**/*.tf")) if top else ():
        if path.is_file() and b'"aws_elasticache_' in path.read_bytes():
            yield path.parent


REAL = list(dict.fromkeys(_real_modules()))
REAL = REAL if FULL else random.Random(SEED).sample(REAL, min(3, len(REAL)))  # noqa: S311 - repeatable, not secret
TREES = [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in [*SAMPLES, *REAL]]

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform, which knows what is HCL, is not there"),
]


def _broken(subject: Subject, make: Callable[[Path, bytes], Iterator[Mutant]], tmp_path: Path) -> list[str]:
    """The violations of the law among all mutants of a kind, or among a sample."""
    found: list[str] = []
    if FULL:
        for path, text in subject.files.items():
            found += _judged(subject, list(make(path, text)), tmp_path / path.name)
        return found
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    every = [mutant for path, text in subject.files.items() if len(text) < 100_000 for mutant in make(path, text)]
    return _judged(subject, chance.sample(every, min(SAMPLE, len(every))), tmp_path / "sample")


def _judged(subject: Subject, mutants: list[Mutant], work: Path) -> list[str]:
    refused = refused_by_terraform((mutant.text for mutant in mutants), work)
    found = subject.violations(mutants, refused)
    shutil.rmtree(work)
    return found


@pytest.mark.parametrize("tree", TREES)
def test_tokens(tree: Path, tmp_path: Path) -> None:
    assert _broken(Subject(tree, tmp_path / "tree"), token_mutants, tmp_path) == []


@pytest.mark.parametrize("tree", TREES)
def test_lines(tree: Path, tmp_path: Path) -> None:
    assert _broken(Subject(tree, tmp_path / "tree"), line_mutants, tmp_path) == []


@pytest.mark.parametrize("tree", TREES)
def test_line_ends_marks_and_names_of_files_change_nothing(tree: Path, tmp_path: Path) -> None:
    subject = Subject(tree, tmp_path / "tree")

    def facts(changed: dict[Path, bytes]) -> object:
        found = subject.scan(changed)
        gaps = sorted(gap.reason for gap in found.gaps)
        return {key: {n: plain(f) for n, f in one.facts.items()} for key, one in found.resources.items()}, gaps

    files = {path: text.replace(b"\r\n", b"\n") for path, text in subject.files.items() if b"<<" not in text}
    sound = facts({})
    assert facts({path: text.replace(b"\n", b"\r\n") for path, text in files.items()}) == sound
    assert facts({path: b"\xef\xbb\xbf" + text for path, text in files.items()}) == sound
    assert facts({path: text.rstrip(b"\n") for path, text in files.items()}) == sound
    directories: dict[Path, list[Path]] = {}
    for path in files:
        directories.setdefault(path.parent, []).append(path)
    swapped = {
        one: files[other] for paths in directories.values() for one, other in zip(paths, reversed(paths), strict=True)
    }
    assert facts(swapped) == sound
