"""What lies at the paths of a scan and is not read: it is told in gaps, or counted where nothing is missed by it."""

from __future__ import annotations

from pathlib import Path

from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory
from auditor.sources.recognise import Recognised
from auditor.sources.whereabouts import name_of

#: What reports call plans as Terraform saves them that lie beside their code.
_LEFT_OUT = "saved plans, not judged beside their code"
#: What reports call saved inventories that lie in a directory.
_NOT_NAMED = "saved inventories, judged only where they are named"


def passed_over(found: Recognised, base: Path) -> Inventory:
    """The gaps and counts of what no source reads of what was found."""
    counted = {
        "programs not run": len(found.unread),
        _LEFT_OUT: len(found.left_out),
        _NOT_NAMED: len(found.not_named),
        "files that cannot be read": len(found.closed),
    }
    return Inventory(
        gaps=[
            *(_unread(file, base) for file in found.unread),
            *(_closed(file, reason, base) for file, reason in found.closed.items()),
        ],
        coverage={what: count for what, count in counted.items() if count},
    )


def is_filled(gap: Gap, found: Recognised, base: Path) -> bool:
    """Whether a gap says that a directory holds no code, where it holds something else that is read or told of."""
    if not gap.id.startswith("path:"):
        return False
    directory = (base / gap.what).resolve()
    files = (*found.templates, *found.plans, *found.unread, *found.closed)
    return any(directory in file.resolve().parents for file in files)


def _unread(file: Path, base: Path) -> Gap:
    """A program that declares caches."""
    name = name_of(file, base)
    reason = "no code is run: `serverless package` writes what it makes to .serverless, which can be scanned"
    return Gap(f"file:{name}:1", "cloudformation", name, reason, Location(name, 1))


def _closed(file: Path, reason: str, base: Path) -> Gap:
    """A file that cannot be opened, and whose name is one of a template, a plan or a state."""
    # A link is called by its own name, not by that of what it leads to.
    name = f"{name_of(file.parent, base)}/{file.name}".removeprefix("./")
    why = f"cannot be read: {reason}; it may be a template, a plan or a state"
    return Gap(f"file:{name}:1", "files", name, why, Location(name, 1))
