"""Terraform code as a source: paths to an inventory."""

from __future__ import annotations

import gc
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.bounds import NESTING, SCAN_RESOURCES
from auditor.sources.inputs import InputError
from auditor.sources.secrecy.lines import masked_lines
from auditor.sources.secrecy.scrub import scrub
from auditor.sources.secrecy.secrets import Secrets
from auditor.sources.terraform.modules.computed import not_called
from auditor.sources.terraform.modules.conditions import unchecked_conditions
from auditor.sources.terraform.modules.module import ModuleDefinition, Trouble
from auditor.sources.terraform.modules.outside import Outside, give
from auditor.sources.terraform.modules.refused import refusals
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.modules.tree import Tree
from auditor.sources.terraform.no_code import no_code
from auditor.sources.terraform.resources.inventory import build_inventory
from auditor.sources.terraform.secrecy.places import learn_from_code
from auditor.sources.terraform.syntax.source_file import Source

#: A root that takes more steps than this leaves memory behind that is worth the collector's time.
_MANY = 200_000


def boundary_of(path: Path, base: Path) -> Path:
    """The directory outside which nothing is read: the repository around `path`, else `base` around it, else `path`."""
    start = path if path.is_dir() else path.parent
    around = (start, *start.parents)
    repository = next((d for d in around if (d / ".git").exists()), None)
    return repository or (base if base in around else start)


def read_terraform(paths: tuple[Path, ...], base: Path, outside: Outside | None = None) -> Inventory:
    """Everything that the Terraform code at `paths` declares.

    A path is a directory (all roots in it) or a single file. What is said `outside` of the code goes to every root that
    declares the variable. Raises InputError for a variable that no root declares, or a file that cannot be read.
    """
    inventory = Inventory()
    trees: dict[Path, Tree] = {}
    roots: list[tuple[Tree, Path, ModuleDefinition]] = []
    base = base.resolve()
    for path, files in _targets(paths):
        tree = trees.setdefault(boundary := boundary_of(path, base), Tree(boundary, base))
        inventory.sources += [tree.name_of(one) for one in files or (path,)]
        known = {directory for _, directory, _ in roots}
        roots += [root for root in _roots(tree, path, files, inventory) if root[1] not in known]
    outside = outside or Outside()
    roots = not_called(roots, outside, {path for path, _ in _targets(paths)})
    unused = outside.flags
    several, secrets = len(roots) > 1, Secrets()
    evaluated: dict[int, ModuleDefinition] = {}
    uninstalled: dict[str, list[Step]] = {}
    for tree, directory, definition in roots:
        root = Root(tree, directory, definition, {}, secrets)
        give(root, outside)
        unused -= definition.variables.keys()
        name = tree.name_of(directory)
        if len(inventory.resources) > SCAN_RESOURCES.value:
            root.beyond(SCAN_RESOURCES)
            inventory.gaps += root.gaps.values()
            continue
        prefix = f"{name}:" if several and name != "." else ""
        inventory.merge(_judged(root, prefix))
        for source, calls in root.uninstalled.items():
            uninstalled.setdefault(source, []).extend(Step(prefix + call, place) for call, place in calls.items())
        evaluated |= {id(module.definition): module.definition for module in root.module.walk()}
        if root.budget.steps > _MANY:
            gc.collect()  # it is off during a scan, and what is left of a large root is a large circle
    if unused and roots:
        raise InputError(f"--var {min(unused)}: no root module declares this variable")
    for tree in trees.values():
        inventory.gaps += [g for d in tree.read_modules() for g in _troubles(d)]
        _count(inventory, "Terraform files", tree.files_read)
        for directory, why in tree.closed.items():
            name = tree.name_of(directory)
            inventory.gaps.append(Gap(f"directory:{name}", "terraform", name, f"cannot be read: {why}", Location(name)))
    _count(inventory, "Terraform roots", len(roots))
    _count(inventory, "unchecked conditions", sum(map(unchecked_conditions, evaluated.values())))
    inventory.gaps += [
        _not_installed(source, sorted(calls, key=lambda call: (call.location, call.label)))
        for source, calls in uninstalled.items()
    ]
    inventory.gaps = list(dict.fromkeys(inventory.gaps))
    for definition in [d for tree in trees.values() for d in tree.read_modules()]:
        learn_from_code(definition.sources, [d.block for d in definition.variables.values()], secrets)
    scrub(inventory, secrets)
    shown: dict[str, Source] = {source.path: source for d in evaluated.values() for source in d.sources}
    # Variable files are not shown: they hold values only, any of which may be a secret of some variable.
    inventory.excerpts = {
        path: masked_lines(source.lines, secrets.hidden(path), secrets) for path, source in sorted(shown.items())
    }
    return inventory


def _judged(root: Root, prefix: str) -> Inventory:
    """What one root declares, and the gaps in it."""
    root.budget.start()
    try:
        part = build_inventory(root, prefix)
    except RecursionError:
        part = Inventory()
        root.beyond(NESTING)
    part.gaps += [*root.gaps.values(), *_not_read(root.tree, root), *refusals(root)]
    part.coverage.update(root.counts)
    return part


def _targets(paths: tuple[Path, ...]) -> list[tuple[Path, tuple[Path, ...]]]:
    """Directories, then directories of which only some files are wanted, with these: they are one module."""
    # A link that somebody names is followed; links that are met on the way are not.
    absolute = list(dict.fromkeys(path.resolve() for path in paths))
    files: dict[Path, list[Path]] = {}
    for path in absolute:
        if path.is_file():
            files.setdefault(path.parent, []).append(path)
    whole: list[tuple[Path, tuple[Path, ...]]] = [(path, ()) for path in absolute if not path.is_file()]
    named = {path for path, _ in whole}
    return whole + [(directory, tuple(sorted(some))) for directory, some in files.items() if directory not in named]


def _roots(
    tree: Tree, path: Path, files: tuple[Path, ...], inventory: Inventory
) -> list[tuple[Tree, Path, ModuleDefinition]]:
    """The roots at `path` that could hold a cache; the others are counted."""
    if files:
        return [(tree, path, tree.module_of(path, files))]
    directories = tree.roots(path)
    if not directories:
        inventory.gaps.append(no_code(tree.name_of(path)))
    wanted = [d for d in directories if tree.may_hold_cache(d)]
    _count(inventory, "cache-free Terraform roots", len(directories) - len(wanted))
    return [(tree, d, tree.module(d)) for d in wanted]


def _count(inventory: Inventory, name: str, number: int) -> None:
    inventory.coverage[name] = inventory.coverage.get(name, 0) + number


def _not_read(tree: Tree, root: Root) -> list[Gap]:
    directories = sorted({module.definition.directory for module in root.module.walk()})
    names = [tree.name_of(p) for directory in directories for p in tree.left_aside(directory)]
    why = "not read: OpenTofu reads the file of the same name that is its own; Terraform would read this one"
    return [Gap(f"file:{n}", "terraform", n, why, Location(n, 1)) for n in names]


def _not_installed(source: str, calls: list[Step]) -> Gap:
    """One gap for all calls of a module that is not installed."""
    name, first = f"module:{source}", calls[0]
    number = len({call.location for call in calls})
    places = tuple(calls) if len(calls) > 1 else ()
    if number == 1:
        reason = f"{source} is not installed: run `terraform init`"
        return Gap(name, "terraform", first.label, reason, first.location, places)
    reason = f"it is not installed: run `terraform init`; it is called in {number} places"
    return Gap(name, "terraform", source, reason, first.location, places)


def _troubles(definition: ModuleDefinition) -> list[Gap]:
    return [_gap(t) for t in definition.troubles]


def _gap(trouble: Trouble) -> Gap:
    place = trouble.source.place(trouble.span) if trouble.source and trouble.span else Location(trouble.path)
    return Gap(f"file:{trouble.path}:{place.line}", "terraform", trouble.path, trouble.message, place)
