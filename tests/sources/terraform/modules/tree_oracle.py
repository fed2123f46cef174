"""One made-up tree before the oracle: with the values of its variables, and without them."""

from __future__ import annotations

from pathlib import Path

from tests.sources.terraform.modules.tree_maker import Tree
from tests.sources.terraform.modules.tree_plan import Comparison, applied, evaluated, instances, noticed, planned
from tests.sources.terraform.modules.tree_worlds import Worlds, symbols_agree

#: Sensitive values are known here, conditions of authors are not checked, and what makes Terraform itself fail is not
#: imitated: refusals for these reasons are its own.
_NOT_OURS = ("ensitive value", "refers to sensitive", "Invalid value for variable", "panic in function implementation")
#: The types of values that are only known late are not tracked in all places: that they do not fit may go unnoticed.
_TYPES = ("Inconsistent conditional result types", "must have the same", "of any single")


def compare(tree: Tree, folder: Path) -> tuple[Comparison, Worlds | None]:
    """Terraform's plan for a tree against what is evaluated here with the same values, and with none."""
    tree.write(folder / "given")
    plan, root = planned(tree, folder / "given"), evaluated(tree, folder / "given")
    if plan.error:
        result = Comparison(rejected=plan.error)
        if not any(words in plan.error for words in (*_NOT_OURS, *_TYPES)) and not noticed(root):
            result.wrong.append(f"not noticed: {plan.error}")
        return result, None
    result = Comparison().against(plan, root)
    if result.early and not result.wrong:
        truth = applied(tree, folder / "given")
        result.wrong += Comparison().against(truth, root).wrong if not truth.error else []
    tree.write(folder / "bare", given=False)
    bare = evaluated(tree, folder / "bare", given=False)
    worlds = Worlds(root).check(plan, bare)
    worlds.wrong += symbols_agree(instances(bare), plan)
    return result, worlds
