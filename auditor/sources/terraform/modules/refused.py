"""What Terraform refuses before it evaluates anything: names that nothing declares, arguments that a module lacks.

No fact need hang on it, so that evaluation alone would not tell: code that never works would get a clean verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.resource import Gap
from auditor.sources.terraform.modules.marked import Refusal, marked
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.modules.root import META_ARGUMENTS, Root
from auditor.sources.terraform.modules.uses import Use, uses_in, uses_in_block
from auditor.sources.terraform.syntax.nested import COMMENT

#: First words that name nothing that a module declares.
_OTHERS = frozenset(("path", "terraform", "self", "each", "count", "provider", "provider_meta", "resource"))
#: Blocks besides resources and calls that hold expressions.
_MORE = ("provider", "check")


#: Arguments that make several instances of a block, and the word that tells these apart.
_REPEATED = {"count": "count", "for_each": "each"}


def refusals(root: Root) -> list[Gap]:
    """What is refused in the modules of a root, each thing once in each module."""
    found: list[Refusal] = []
    seen: set[tuple[int, int]] = set()
    for module in root.module.walk():
        definition, called = module.definition, module.called
        if not _is_whole(root, definition):
            continue
        if (id(definition), 0) not in seen:
            seen.add((id(definition), 0))
            found += [*_in_module(definition), *marked(module)]
        if called is not None and (id(called.declared), id(definition)) not in seen:
            seen.add((id(called.declared), id(definition)))
            found += _in_call(called.declared, definition)
    return list(dict.fromkeys(refusal.gap() for refusal in found))


def _is_whole(root: Root, definition: ModuleDefinition) -> bool:
    """Whether all that a module declares is known: every file of it was read, and nothing of it is damaged."""
    read = {source.path for source in definition.sources}
    return not definition.troubles and read >= {
        root.tree.name_of(path) for path in root.tree.files(definition.directory)
    }


def _in_call(call: Declared, definition: ModuleDefinition) -> Iterator[Refusal]:
    """Arguments of a call that the module has no variable for, and variables without default that it leaves out."""
    block, name = call.block, f"module.{call.block.labels[0]}"
    for attribute in block.attributes.values():
        if attribute.name not in definition.variables and attribute.name not in {*META_ARGUMENTS, COMMENT}:
            why = f"the module has no variable {attribute.name}"
            yield Refusal(f"{name}.{attribute.name}", why, attribute.source or call.source, attribute.span)
    if block.broken:
        return
    for variable, declared in definition.variables.items():
        if variable not in block.attributes and "default" not in declared.block.attributes:
            yield Refusal(
                f"{name}.{variable}", "the call gives it no value, and it has no default", call.source, block.header
            )


def _in_module(definition: ModuleDefinition) -> Iterator[Refusal]:
    """Names that nothing declares; each is told where it comes first."""
    told: set[tuple[str, ...]] = set()
    names = _Declarations(definition)
    for use in _uses(definition):
        wrong = names.missing(use)
        if wrong is not None and wrong not in told:
            told.add(wrong)
            yield Refusal(wrong[0], wrong[1], use.source, use.span)


def _uses(definition: ModuleDefinition) -> Iterator[Use]:
    nothing: frozenset[str] = frozenset()
    for declared in (*definition.resources.values(), *definition.data.values(), *definition.calls.values()):
        bound = {
            word
            for word, name in (("count", "count"), ("for_each", "each"))
            if word in declared.block.attributes
            for word in (name,)
        }
        yield from uses_in_block(declared.block, declared.source, frozenset(bound))
    for local in definition.locals.values():
        yield from uses_in(local.attribute, local.source, nothing)
    for declared in definition.outputs.values():
        yield from uses_in_block(declared.block, declared.source, nothing)
    for declared in definition.variables.values():
        for inner in declared.block.blocks:
            yield from uses_in_block(inner, declared.source, nothing)
    for kind in _MORE:
        for declared in definition.others.get(kind, ()):
            yield from uses_in_block(declared.block, declared.source, frozenset(("each",)))


class _Declarations:
    """The names that a module declares."""

    def __init__(self, definition: ModuleDefinition) -> None:
        self._of = definition
        checks = definition.others.get("check", ())
        inner = {b.labels for check in checks for b in check.block.blocks if b.type == "data"}
        self._data = {*definition.data, *inner}
        self._ephemeral = {declared.block.labels for declared in definition.others.get("ephemeral", ())}
        self._types = {kind for kind, _ in definition.resources}

    def missing(self, use: Use) -> tuple[str, str] | None:
        """What a name lacks a declaration of, and in which words; None where all is declared."""
        first, steps = use.first, use.steps
        if not steps or steps[0].startswith("["):
            return None
        tables: dict[str, object] = {"var": self._of.variables, "local": self._of.locals, "module": self._of.calls}
        if first in tables:
            known = tables[first]
            assert isinstance(known, dict)
            return None if steps[0] in known else _undeclared(f"{first}.{steps[0]}")
        if first in ("data", "ephemeral"):
            table = self._data if first == "data" else self._ephemeral
            return None if len(steps) < 2 or steps[:2] in table else _undeclared(".".join((first, *steps[:2])))
        if first in ("each", "count"):
            argument = next(argument for argument, word in _REPEATED.items() if word == first)
            return f"{first}.{steps[0]}", f"it has no meaning in a block without {argument}"
        if first in _OTHERS or use.json:
            return None
        return None if (first, steps[0]) in self._of.resources else _undeclared(f"{first}.{steps[0]}")


def _undeclared(name: str) -> tuple[str, str]:
    return name, "nothing declares it"
