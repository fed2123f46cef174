"""A module as written: one directory of files, its blocks by name, shared by all calls of the module."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from auditor.sources.terraform.language.constraint_form import refused_constraint
from auditor.sources.terraform.modules.forms import is_override
from auditor.sources.terraform.modules.override import merged
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.json_body import TOP_LEVEL
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
    #: Blocks of every other type: provider, ephemeral, import, removed, check, terraform.
    others: dict[str, list[Declared]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def read_module(
    directory: Path, files: list[Path], name_of: Callable[[Path], str], texts: Callable[[Path], bytes]
) -> ModuleDefinition:
    """The module in `files` of `directory`; what cannot be read is among its troubles. Override files come last."""
    from auditor.sources.terraform.syntax.parse import parse

    module = ModuleDefinition(directory)
    for path in sorted(files, key=lambda p: (is_override(p.name), p.name)):
        name = name_of(path)
        try:
            text = texts(path)
        except OSError as error:
            module.troubles.append(Trouble(name, f"cannot be read: {error.strerror or error}"))
            continue
        source = Source(parse(text, name))
        module.sources.append(source)
        module.troubles += [Trouble(name, p.message, source, p.span) for p in source.file.problems]
        reader = _Reader(module, source, is_override(path.name))
        for block in source.file.blocks:
            reader.declare(block)
        for attribute in source.file.attributes.values():
            reader.trouble(f"{attribute.name} stands outside of any block", attribute.span)
    for call in module.calls.values():
        _note_version(module, call)
    return module


def _note_version(module: ModuleDefinition, call: Declared) -> None:
    """A version of a directory is an error, also where an override file made a directory of a published module."""
    source, version = (call.block.attributes.get(name) for name in ("source", "version"))
    if source is None or version is None or not isinstance(source.value, s.Literal):
        return
    if str(source.value.value).startswith(("./", "../")):
        file = version.source or call.source
        message = f"version does not go with the source {source.value.value}: Terraform refuses the call"
        module.troubles.append(Trouble(file.path, message, file, version.span))


#: What Terraform takes for the name, or the type, of a block.
_NAME = re.compile(r"[^\W\d][\w-]*")


#: Blocks that Terraform refuses in override files.
_NO_OVERRIDES = frozenset(("moved", "import", "check"))


class _Reader:
    """Takes the blocks of one file into a module."""

    def __init__(self, module: ModuleDefinition, source: Source, override: bool) -> None:
        self._module, self._source, self._override = module, source, override
        self._tables: dict[str, tuple[dict[object, Declared], int]] = {
            "resource": (module.resources, 2),  # type: ignore[dict-item]  # keys are one label or two
            "data": (module.data, 2),  # type: ignore[dict-item]  # same
            "variable": (module.variables, 1),  # type: ignore[dict-item]  # same
            "module": (module.calls, 1),  # type: ignore[dict-item]  # same
            "output": (module.outputs, 1),  # type: ignore[dict-item]  # same
        }

    def trouble(self, message: str, span: s.Span) -> None:
        """Something in the file that Terraform refuses, so that it is not certain what was meant."""
        self._module.troubles.append(Trouble(self._source.path, message, self._source, span))

    def declare(self, block: s.Block) -> None:
        """Take one block of the file."""
        if self._override and block.type in _NO_OVERRIDES:
            self.trouble(f"{block.type} may not stand in an override file", block.header)
        if block.type in self._tables:
            self._named(block)
        elif block.type == "locals":
            self._locals(block)
        elif block.type == "moved":
            self._module.moved.append(Declared(block, self._source))
        else:
            self._module.others.setdefault(block.type, []).append(Declared(block, self._source))
            if block.type not in TOP_LEVEL:
                self.trouble(f"there is no block type {block.type}", block.header)

    def _named(self, block: s.Block) -> None:
        table, wanted = self._tables[block.type]
        if len(block.labels) != wanted:
            message = f"a {block.type} block has {wanted} label{'s' if wanted > 1 else ''}, not {len(block.labels)}"
            self.trouble(message, block.header)
            return
        wrong = next((label for label in block.labels if not _NAME.fullmatch(label)), None)
        if wrong is not None:
            self.trouble(f"{wrong!r} is no name", block.header)
        if block.type == "variable" and (constraint := block.attributes.get("type")) is not None:
            refused = refused_constraint(constraint.value)
            if refused is not None:
                self.trouble(*refused)
        key: object = block.labels[0] if wanted == 1 else block.labels
        base = table.get(key)
        if base is not None and self._override:
            base.block = merged(base.block, block, self._source)
            return
        name = f"{block.type} {'.'.join(block.labels)}"
        if base is not None:
            self.trouble(f"{name} is declared twice", block.header)
            return
        if self._override:
            self.trouble(f"there is no {name} to override", block.header)
        table[key] = Declared(block, self._source)

    def _locals(self, block: s.Block) -> None:
        for name, attribute in block.attributes.items():
            known = name in self._module.locals
            if known and not self._override:
                self.trouble(f"local.{name} is declared twice", attribute.span)
                continue
            if self._override and not known:
                self.trouble(f"there is no local.{name} to override", attribute.span)
            self._module.locals[name] = LocalValue(attribute, self._source)
