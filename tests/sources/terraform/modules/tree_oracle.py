"""One made-up tree before the oracle: with the values of its variables, and without them."""

from __future__ import annotations

from pathlib import Path

from tests.sources.terraform.modules.tree_maker import Tree
from tests.sources.terraform.modules.tree_plan import Comparison, applied, evaluated, instances, planned
from tests.sources.terraform.modules.tree_worlds import Worlds, symbols_agree


def compare(tree: Tree, folder: Path) -> tuple[Comparison, Worlds | None]:
    """Terraform's plan for a tree against what is evaluated here with the same values, and with none."""
    tree.write(folder / "given")
    plan, root = planned(tree, folder / "given"), evaluated(tree, folder / "given")
    if plan.refusals:
        result = Comparison(rejected="\n".join(map(str, plan.refusals)))
        result.wrong += result.judged.of(plan.refusals, root).wrong
        return result, None
    result = Comparison().against(plan, root)
    if result.early and not result.wrong:
        truth = applied(tree, folder / "given")
        result.wrong += Comparison().against(truth, root).wrong if not truth.refusals else []
    tree.write(folder / "bare", given=False)
    bare = evaluated(tree, folder / "bare", given=False)
    worlds = Worlds(root).check(plan, bare)
    worlds.wrong += symbols_agree(instances(bare), plan)
    return result, worlds
