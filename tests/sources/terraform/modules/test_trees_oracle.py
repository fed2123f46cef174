"""Made-up trees of modules, counts, maps, variable files and overrides, against what the real Terraform plans.

Every instance that Terraform plans is one of ours and no other is; what is known here is what it plans; and what is
said without the values of the variables holds for the plan made with them. `AUDITOR_ORACLE=full` asks for many more
trees; `AUDITOR_ORACLE_SEED` for others.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.sources.terraform.modules.tree_maker import made_up_tree
from tests.sources.terraform.modules.tree_oracle import compare

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
FIRST_SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))
#: Trees of one test, and tests of each kind.
EACH, KINDS = (10, (20, 8, 8)) if FULL else (6, (2, 1, 1))
#: The share of expressions that may fail for some values, by kind.
RISKS = (0.0, 0.02, 0.1)
LEAST_KNOWN = 0.95

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed"),
]


@pytest.mark.parametrize(
    ("risk", "first"),
    [(risk, FIRST_SEED + EACH * n) for risk, n_tests in zip(RISKS, KINDS, strict=True) for n in range(n_tests)],
)
def test_trees_are_what_terraform_plans(risk: float, first: int, tmp_path: Path) -> None:
    leaves = known = planned = 0
    wrong: list[str] = []
    for seed in range(first, first + EACH):
        plain, worlds = compare(made_up_tree(seed, risk=risk), tmp_path / str(seed))
        leaves, known, planned = leaves + plain.leaves, known + plain.known, planned + (worlds is not None)
        wrong += [f"seed {seed}, risk {risk}: {one}" for one in plain.wrong]
        wrong += [f"seed {seed}, risk {risk}, without values: {one}" for one in (worlds.wrong if worlds else ())]
    assert not wrong, "\n".join(wrong)
    assert known >= LEAST_KNOWN * leaves, f"{known} of {leaves} values are known"
    assert planned or risk > RISKS[1], "Terraform refused every tree"
