"""Small trees of Terraform code, read as the source reads them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from auditor.model.facts import Absent, Fact, Guard, Known, Unknown
from auditor.model.resource import Inventory, Resource
from auditor.sources.terraform.modules.outside import Outside
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.modules.tree import Tree
from auditor.sources.terraform.source import read_terraform

#: What a fact is in the tests: the value, ABSENT or UNKNOWN.
ABSENT, UNKNOWN = "absent", "unknown"


def lines_of(inventory: Inventory, file: str) -> tuple[str, ...]:
    """The masked lines that were kept of a file."""
    lines = inventory.excerpts[file]
    assert isinstance(lines, tuple)
    return lines


def write(folder: Path, files: dict[str, str]) -> Path:
    """`files` below `folder`; a name ending in `/` is an empty directory."""
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def read(
    folder: Path,
    files: dict[str, str] | str,
    *,
    variables: dict[str, str] | None = None,
    var_files: tuple[Path, ...] = (),
    environment: dict[str, str] | None = None,
    workspace: str = "",
) -> Inventory:
    """The inventory of a tree; a single text is `main.tf`."""
    write(folder, {"main.tf": files} if isinstance(files, str) else files)
    outside = Outside((*var_files, *(variables or {}).items()), environment or {}, workspace)
    return read_terraform((folder,), folder, outside)


def root_of(folder: Path, files: dict[str, str] | str) -> Root:
    """The root module of a tree, not turned into resources."""
    write(folder, {"main.tf": files} if isinstance(files, str) else files)
    tree = Tree(folder, folder)
    return Root(tree, folder, tree.module(folder), {})


def value_of(folder: Path, expression: str, setup: str = "") -> object:
    """The value of one expression over the declarations in `setup`."""
    return root_of(folder, f'{dedent(setup)}\noutput "it" {{\n  value = {expression}\n}}\n').module.output("it")


def only(inventory: Inventory, kind: str = "") -> Resource:
    """The one resource of the inventory that rules judge, or that is of a kind."""
    found = [r for r in inventory.resources.values() if (r.kind == kind if kind else r.judged)]
    assert len(found) == 1, [r.key for r in inventory.resources.values()]
    return found[0]


def plain(fact: Fact) -> object:
    """A fact in short: its value, ABSENT, or UNKNOWN."""
    if isinstance(fact, Known):
        return fact.value
    return ABSENT if isinstance(fact, Absent) else UNKNOWN


def guard_text(guard: Guard) -> str:
    """`var.a=true var.b=false`."""
    return " ".join(f"{switch.name}={outcome}" for switch, outcome in guard)


def cases(fact: Fact) -> object:
    """A fact as its cases, by guard; nested ones too."""
    if isinstance(fact, Unknown) and fact.choices:
        return {guard_text(guard): cases(choice) for guard, choice in fact.choices}
    return plain(fact)


def replication_group(body: str = "", name: str = "this") -> str:
    """A replication group with what the provider requires."""
    return (
        f'resource "aws_elasticache_replication_group" "{name}" {{\n'
        f'  replication_group_id = "rg-{name}"\n  description = "d"\n{dedent(body)}\n}}\n'
    )
