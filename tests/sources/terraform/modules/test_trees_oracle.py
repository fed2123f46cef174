"""Made-up trees of modules, counts, maps, variable files and overrides, against what the real Terraform plans.

Every instance that Terraform plans is one of ours and no other is; what is known here is what it plans; what it refuses
is no known value here; and what is said without the values of the variables holds for the plan made with them.
`AUDITOR_ORACLE=full` asks for many more trees, `AUDITOR_ORACLE_SEED` for others; `pytest -rP` shows the figures.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.sources.terraform.modules.tree_maker import Tree, made_up_tree
from tests.sources.terraform.modules.tree_oracle import compare
from tests.sources.terraform.modules.tree_spoiled import spoiled_tree

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
FIRST_SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))
#: Trees of one test, and tests of each kind.
EACH, KINDS = (10, (20, 8, 8)) if FULL else (5, (2, 1, 1))
#: The share of expressions that may fail for some values, by kind.
RISKS = (0.0, 0.02, 0.1)
SPOILED = 12 if FULL else 2
LEAST_KNOWN = 0.95

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed"),
]


def compared(trees: dict[str, Tree], folder: Path) -> Counter[str]:
    """The figures of trees, in which nothing may be wrong."""
    figures: Counter[str] = Counter(trees=len(trees))
    wrong: list[str] = []
    for name, tree in trees.items():
        plain, worlds = compare(tree, folder / name)
        judged = plain.judged
        figures.update(leaves=plain.leaves, known=plain.known, planned=worlds is not None)
        figures.update(told=judged.told, unknown=judged.unknown)
        figures.update({f"tolerated: {reason}": number for reason, number in judged.tolerated.items()})
        wrong += [f"{name}: {one}" for one in plain.wrong]
        wrong += [f"{name}, without values: {one}" for one in (worlds.wrong if worlds else ())]
    print(dict(figures))  # noqa: T201  # the figures are for whoever asks for them
    assert not wrong, "\n".join(wrong)
    return figures


@pytest.mark.parametrize(
    ("risk", "first"),
    [(risk, FIRST_SEED + EACH * n) for risk, n_tests in zip(RISKS, KINDS, strict=True) for n in range(n_tests)],
)
def test_trees_are_what_terraform_plans(risk: float, first: int, tmp_path: Path) -> None:
    seeds = range(first, first + EACH)
    figures = compared({f"seed {seed} risk {risk}": made_up_tree(seed, risk=risk) for seed in seeds}, tmp_path)
    assert figures["known"] >= LEAST_KNOWN * figures["leaves"], f"{figures['known']} of {figures['leaves']} are known"
    assert figures["planned"] or risk > RISKS[1], "Terraform refused every tree"


@pytest.mark.parametrize("first", [FIRST_SEED + 5 * n for n in range(SPOILED)])
def test_mistakes_that_terraform_refuses_are_told(first: int, tmp_path: Path) -> None:
    seeds = range(first, first + 5)
    figures = compared({f"seed {seed} spoiled": spoiled_tree(seed) for seed in seeds}, tmp_path)
    assert figures["told"], "Terraform took every mistake"
