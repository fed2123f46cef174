"""A module as written: one directory of files, its blocks by name, shared by all calls of the module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source


@dataclass(slots=True)
class Declared:
    """A block and the file that it stands in."""

    block: s.Block
    source: Source


@dataclass(slots=True)
class LocalValue:
    """One local value: its attribute and the file that it stands in."""

    attribute: s.Attribute
    source: Source


@dataclass(slots=True)
class Trouble:
    """A file, or a part of one, that could not be read."""

    path: str
    message: str
    source: Source | None = None
    span: s.Span | None = None


@dataclass(slots=True)
class ModuleDefinition:
    """What the files of one directory declare."""

    directory: Path
    sources: list[Source] = field(default_factory=list)
    variables: dict[str, Declared] = field(default_factory=dict)
    locals: dict[str, LocalValue] = field(default_factory=dict)
    resources: dict[tuple[str, str], Declared] = field(default_factory=dict)
    data: dict[tuple[str, str], Declared] = field(default_factory=dict)
    calls: dict[str, Declared] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    moved: list[Declared] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def is_override(path: Path) -> bool:
    """Whether a file overrides blocks of others instead of adding its own."""
    return path.stem == "override" or path.stem.endswith("_override")


def read_module(
    directory: Path, files: list[Path], name_of: Callable[[Path], str], texts: Callable[[Path], bytes]
) -> ModuleDefinition:
    """The module in `files` of `directory`; what cannot be read is among its troubles. Override files come last."""
    from auditor.sources.terraform.syntax.parse import parse

    module = ModuleDefinition(directory)
    for path in sorted(files, key=lambda p: (is_override(p), p.name)):
        name = name_of(path)
        try:
            text = texts(path)
        except OSError as error:
            module.troubles.append(Trouble(name, f"cannot be read: {error.strerror or error}"))
            continue
        source = Source(parse(text, name))
        module.sources.append(source)
        module.troubles += [Trouble(name, p.message, source, p.span) for p in source.file.problems]
        for block in source.file.blocks:
            _declare(module, block, source, override=is_override(path))
    return module


_LABELS = {"resource": 2, "data": 2, "variable": 1, "module": 1, "output": 1}


def _declare(module: ModuleDefinition, block: s.Block, source: Source, *, override: bool) -> None:
    declared = Declared(block, source)
    if block.type == "locals":
        module.locals.update({name: LocalValue(a, source) for name, a in block.attributes.items()})
        return
    if block.type == "moved":
        module.moved.append(declared)
        return
    wanted = _LABELS.get(block.type)
    if wanted is None:
        return
    if len(block.labels) != wanted:
        message = f"a {block.type} block has {wanted} label{'s' if wanted > 1 else ''}, not {len(block.labels)}"
        module.troubles.append(Trouble(source.path, message, source, block.header))
        return
    table: dict[object, Declared] = {
        "resource": module.resources,
        "data": module.data,
        "variable": module.variables,
        "module": module.calls,
        "output": module.outputs,
    }[block.type]  # type: ignore[assignment]  # keys are one label or two
    key: object = block.labels[0] if wanted == 1 else block.labels
    if key not in table:
        table[key] = declared
    elif override:
        _merge(table[key].block, block)
    else:
        message = f"{block.type} {'.'.join(block.labels)} is declared twice"
        module.troubles.append(Trouble(source.path, message, source, block.header))


def _merge(base: s.Block, over: s.Block) -> None:
    """Terraform's override rule: an attribute replaces its namesake, nested blocks replace all of their type."""
    base.attributes.update(over.attributes)
    replaced = {b.type for b in over.blocks}
    base.blocks = (*(b for b in base.blocks if b.type not in replaced), *over.blocks)
