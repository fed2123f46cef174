"""Roots that are none: modules that another root calls by a source which only evaluation tells."""

from __future__ import annotations

from pathlib import Path

from auditor.sources.terraform.modules.module import ModuleDefinition
from auditor.sources.terraform.modules.outside import Outside, give
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.modules.tree import Tree
from auditor.sources.terraform.syntax import nodes as s

Roots = list[tuple[Tree, Path, ModuleDefinition]]


def not_called(roots: Roots, outside: Outside, named: set[Path]) -> Roots:
    """`roots` without those that another one calls, but for the directories that somebody `named`.

    Terraform wants sources to be plain text; OpenTofu computes them from variables and locals. Where the source cannot
    be known the call is a gap, and what it may call is judged by itself, as every module is that nothing calls.
    """
    if not any(
        _has_computed(module) for tree in {id(t): t for t, _, _ in roots}.values() for module in tree.read_modules()
    ):
        return roots
    called: set[Path] = set()
    for tree, directory, definition in roots:
        if directory not in called:
            called |= _called(tree, directory, definition, outside)
    return [root for root in roots if root[1] not in called or root[1] in named]


def _has_computed(module: ModuleDefinition) -> bool:
    sources = (call.block.attributes.get("source") for call in module.calls.values())
    return any(source is not None and not isinstance(source.value, s.Literal | s.Broken) for source in sources)


def _called(tree: Tree, directory: Path, definition: ModuleDefinition, outside: Outside) -> set[Path]:
    root = Root(tree, directory, definition, {})
    give(root, outside)
    root.budget.start()
    try:
        return {module.definition.directory for module in root.module.walk()} - {directory}
    except RecursionError:  # which is told when the root is judged
        return set()
