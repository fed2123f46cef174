"""What a mistake in code in JSON may do to the result of a scan.

The samples are turned into JSON; then each token is deleted, doubled and garbled, and each of some lines inserted, as
`test_mutation_oracle.py` does it to HCL. What is JSON is told by Python's reader. The law:

1. The scan ends, in little time, with an inventory: no exception, whatever the change.
2. What is no JSON has a Gap that names the file and the line of the mistake or a later one: a missing brace shows late.
3. There nothing that was known is now known to be something else, but for facts that other resources add to. A Gap
   tells that these may be missing.
4. There no resource appears for certain that was not there, unless the mistake is in a name, or shifts levels.
5. In what is JSON nothing is lost without a Gap that is declared as before, without `count` or `for_each`.

The normal run takes a sample; `AUDITOR_ORACLE=full` takes all, `AUDITOR_ORACLE_SEED` asks for another sample.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sources.terraform.json_mutations import JsonSubject, refused_by_python
from tests.sources.terraform.mutations import Mutant, line_mutants, token_mutants
from tests.sources.terraform.test_mutation_oracle import FULL, SAMPLES, SEED

#: Scans of one tree for each kind of mistake in the normal run.
SAMPLE = 60


@pytest.mark.oracle
@pytest.mark.parametrize("make", [token_mutants, line_mutants], ids=["tokens", "lines"])
@pytest.mark.parametrize("tree", SAMPLES, ids=[path.parent.name for path in SAMPLES])
def test_mistakes_in_json(tree: Path, make: Callable[[Path, bytes], Iterator[Mutant]], tmp_path: Path) -> None:
    subject = JsonSubject(tree, tmp_path / "tree")
    mutants = [mutant for path, text in subject.files.items() for mutant in make(path, text)]
    if not FULL:
        chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
        mutants = chance.sample(mutants, SAMPLE)
    assert subject.violations(mutants, refused_by_python(mutants)) == []
