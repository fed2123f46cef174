"""Which source reads which file: told by endings for code, and by content for what is written in YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.sources.below import CODE, files_below, holds_code
from auditor.sources.bounds import FILE_BYTES, PLAN_BYTES
from auditor.sources.saved.detect import is_saved

#: What templates, plans and states are called in directories; a file that somebody names may be called anything.
DATA = (".yaml", ".yml", ".json", ".template", ".tfstate", "tfplan", "plan.out")
#: What a service of the Serverless Framework is called that is written as a program.
_PROGRAMS = tuple(f"serverless.{ending}" for ending in ("ts", "js", "cjs", "mjs", "mts", "cts"))
#: A plan as Terraform saves it: nobody but Terraform can read it.
_SAVED = "saved plan"
#: What a scan collected. In a directory it is left alone: it may tell of the same resources as the code there.
_INVENTORY = "inventory"


@dataclass(slots=True)
class Recognised:
    """Paths by the source that reads them.

    Attributes:
        terraform: directories as a whole, and files of code that somebody named.
        templates, plans: single files.
        inventories: saved ones that somebody named; not_named: those in directories, which are not read.
        held: what was read of files that can be read only once, such as standard input.
        roots: the directory that somebody named, by the files that were found below it.
        unread: programs that may declare caches: they are not run.
        left_out: saved plans that a directory holds beside their code: it tells of the same resources.
        closed: files that may be any of these and cannot be opened, with the reason.
        other: files that somebody named and that no source reads.
    """

    terraform: list[Path] = field(default_factory=list)
    templates: list[Path] = field(default_factory=list)
    plans: list[Path] = field(default_factory=list)
    inventories: list[Path] = field(default_factory=list)
    not_named: list[Path] = field(default_factory=list)
    held: dict[Path, bytes] = field(default_factory=dict)
    roots: dict[Path, Path] = field(default_factory=dict)
    unread: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    closed: dict[Path, str] = field(default_factory=dict)
    other: list[Path] = field(default_factory=list)


def recognise(paths: Iterable[Path], held: Mapping[Path, bytes] | None = None) -> Recognised:
    """What is at the paths. A directory goes to Terraform as a whole, and file by file to what reads single files.

    Those `held` were read before, and are called by their paths only.
    """
    found = Recognised(held=dict(held or {}))
    for path in dict.fromkeys(paths):
        if path in found.held:
            _enter(found, path, _named_kind(found.held[path]), named=True)
        elif path.is_dir():
            found.terraform.append(path)
            _walk(found, path)
        elif path.name.endswith(CODE):
            found.terraform.append(path)
        elif path.name in _PROGRAMS:
            _enter(found, path, _kind_of_program(path, path.parent), named=True)
        else:
            _enter(found, path, _kind_of_named(found, path), named=True)
    found.templates, found.plans = (list(_distinct(found, files)) for files in (found.templates, found.plans))
    found.inventories = list(_distinct(found, found.inventories))
    judged = {file.resolve() for file in found.plans}
    found.left_out = [file for file in _distinct(found, found.left_out) if file.resolve() not in judged]
    return found


def _distinct(found: Recognised, files: list[Path]) -> Iterator[Path]:
    """The files without those that are there already by another path."""
    seen: set[Path] = set()
    for file in files:
        itself = file if file in found.held else file.resolve()
        if itself not in seen:
            seen.add(itself)
            yield file


def _walk(found: Recognised, directory: Path) -> None:
    beside: dict[Path, bool] = {}
    for file, unread in files_below(directory, _may_be_data):
        if unread:
            found.closed[file] = unread
            continue
        try:
            kind = _kind_of_program(file, directory) if file.name in _PROGRAMS else _kind_in_directory(file)
        except OSError as error:
            found.closed[file] = error.strerror or type(error).__name__
            continue
        found.roots[file] = directory
        if kind == _SAVED and beside.setdefault(file.parent, holds_code(file.parent)):
            found.left_out.append(file)
            continue
        _enter(found, file, kind, named=False)


def _enter(found: Recognised, file: Path, kind: str, *, named: bool) -> None:
    if kind in ("plan", _SAVED):
        found.plans.append(file)
    elif kind == _INVENTORY:
        (found.inventories if named else found.not_named).append(file)
    elif kind == "template":
        found.templates.append(file)
    elif kind == "unread":
        found.unread.append(file)
    elif named and file not in found.closed:
        found.other.append(file)


def _kind_of_named(found: Recognised, file: Path) -> str:
    """What a file is that somebody named. A pipe is read here, since it can be read only once."""
    try:
        with file.open("rb") as opened:
            text = opened.read(PLAN_BYTES.value + 1)
    except OSError as error:
        found.closed[file] = error.strerror or type(error).__name__
        return ""
    if not file.is_file():
        found.held[file] = text
    return _named_kind(text)


def _named_kind(text: bytes) -> str:
    from auditor.sources.plan.detect import may_be_one, says_what_it_is

    if is_saved(text):
        return _INVENTORY
    if says_what_it_is(text):
        return "plan"
    return _kind_of_template(text[: FILE_BYTES.value]) or ("plan" if may_be_one(text) else "")


def _kind_in_directory(file: Path) -> str:
    from auditor.sources.plan.detect import HEAD, is_saved_plan, is_sorted_plan, says_what_it_is

    with file.open("rb") as opened:
        text = opened.read(HEAD)
        if file.name.endswith(".tfstate"):
            return "plan" if text.strip() else ""
        if is_saved(text):
            return _INVENTORY
        if says_what_it_is(text):
            return "plan"
        if is_saved_plan(text):
            return _SAVED
        text += opened.read(FILE_BYTES.value - len(text))
    return "plan" if is_sorted_plan(text) else _kind_of_template(text)


def _kind_of_template(text: bytes) -> str:
    from auditor.sources.cloudformation.syntax.detect import Kind, kind_of

    return "" if kind_of(text) is Kind.OTHER else "template"


def _kind_of_program(file: Path, root: Path) -> str:
    from auditor.sources.cloudformation.serverless.code import may_declare_caches

    return "unread" if may_declare_caches(file, root) else ""


def _may_be_data(name: str) -> bool:
    return (name.endswith(DATA) and not name.endswith(CODE)) or name in _PROGRAMS
