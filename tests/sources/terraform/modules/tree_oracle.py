"""One made-up tree before the oracle: with the values of its variables, and without them."""

from __future__ import annotations

from pathlib import Path

from tests.sources.terraform.modules.tree_maker import Tree
from tests.sources.terraform.modules.tree_plan import Comparison, applied, evaluated, instances, planned, refused_unseen
from tests.sources.terraform.modules.tree_worlds import Worlds, symbols_agree


def compare(tree: Tree, folder: Path) -> tuple[Comparison, Worlds | None]:
    """Terraform's plan for a tree against what is evaluated here with the same values, and with none."""
    tree.write(folder / "given")
    plan, root = planned(tree, folder / "given"), evaluated(tree, folder / "given")
    if plan.refusals:
        result = Comparison(rejected="\n".join(map(str, plan.refusals)))
        result.judged.of(plan.refusals, root)
        if result.judged.known:
            result.judged.tolerate(refused_unseen(folder / "given"), folder / "given")
        result.wrong += [f"known here, refused: {one}: {ours}" for one, ours in result.judged.known.items()]
        return result, None
    result = Comparison().against(plan, root)
    if (result.early or result.refused_here) and not result.wrong:
        truth = applied(tree, folder / "given")
        if truth.refusals and result.refused_here:
            # It is refused when it is carried out: nothing of the plan need hold.
            return result, None
        result.wrong += Comparison().against(truth, root).wrong if not truth.refusals else []
    result.wrong += result.refused_here
    tree.write(folder / "bare", given=False)
    bare = evaluated(tree, folder / "bare", given=False)
    worlds = Worlds(root).check(plan, bare)
    worlds.wrong += symbols_agree(instances(bare), plan)
    return result, worlds
