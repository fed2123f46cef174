"""What Terraform refuses before it evaluates anything: names that nothing declares, arguments that a module lacks.

No fact need hang on it, so that evaluation alone would not tell: code that never works would get a clean verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.resource import Gap
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.marked import Refusal, marked
from auditor.sources.terraform.modules.misshapen import misshapen
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.modules.root import META_ARGUMENTS, Root
from auditor.sources.terraform.modules.uses import INDEX, SPLAT, Use, uses_in, uses_in_block
from auditor.sources.terraform.syntax.nested import COMMENT

#: First words that name nothing that a module declares.
_OTHERS = frozenset(("provider", "provider_meta", "resource"))
#: What these have.
_ATTRIBUTES = {"path": ("module", "root", "cwd"), "terraform": ("workspace", "applying")}
#: Blocks besides resources and calls that hold expressions.
_MORE = ("provider", "check")
#: Arguments that make several instances of a block, and the word that tells these apart.
_REPEATED = {"count": "count", "for_each": "each"}


def refusals(root: Root) -> list[Gap]:
    """What is refused in the modules of a root, each thing once in each module."""
    found: list[Refusal] = []
    whole: dict[int, bool] = {}
    calls: set[tuple[int, int]] = set()
    for module in root.module.walk():
        definition, called = module.definition, module.called
        if id(definition) not in whole:
            whole[id(definition)] = _is_whole(root, definition)
            found += [*_in_module(module), *marked(module), *misshapen(definition)] if whole[id(definition)] else ()
        if called is not None and whole[id(definition)] and (id(called.declared), id(definition)) not in calls:
            calls.add((id(called.declared), id(definition)))
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


def _in_module(module: ModuleInstance) -> Iterator[Refusal]:
    """Names that nothing declares; each is told where it comes first."""
    told: set[tuple[str, ...]] = set()
    names = _Declarations(module)
    for use in _uses(module.definition):
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

    def __init__(self, module: ModuleInstance) -> None:
        self._module, self._of = module, module.definition
        checks = self._of.others.get("check", ())
        self._in_checks = {b.labels for check in checks for b in check.block.blocks if b.type == "data"}
        self._ephemeral = {declared.block.labels for declared in self._of.others.get("ephemeral", ())}

    def missing(self, use: Use) -> tuple[str, str] | None:
        """What a name lacks a declaration of, and in which words; None where all is declared."""
        first, steps = use.first, use.steps
        if first in _ATTRIBUTES:
            name = steps[0] if steps else ""
            return None if name in _ATTRIBUTES[first] else (f"{first}.{name}".rstrip("."), "there is no such value")
        if first == "self":
            return None if use.json else (first, "it has no meaning here")
        if not steps or steps[0] in (INDEX, SPLAT):
            # In JSON nothing tells the iterator of a `dynamic` inside of another one.
            return None if use.json else (first, "one word alone names nothing")
        if first in _REPEATED.values():
            argument = next(argument for argument, word in _REPEATED.items() if word == first)
            return f"{first}.{steps[0]}", f"it has no meaning in a block without {argument}"
        tables = {"var": self._variable, "local": self._local, "module": self._output, "data": self._data}
        return tables.get(first, self._resource)(use)

    def _variable(self, use: Use) -> tuple[str, str] | None:
        return None if use.steps[0] in self._of.variables else _undeclared(f"var.{use.steps[0]}")

    def _local(self, use: Use) -> tuple[str, str] | None:
        return None if use.steps[0] in self._of.locals else _undeclared(f"local.{use.steps[0]}")

    def _data(self, use: Use) -> tuple[str, str] | None:
        if len(use.steps) < 2 or use.steps[:2] in self._in_checks:
            return None
        address, declared = ".".join(("data", *use.steps[:2])), self._of.data.get((use.steps[0], use.steps[1]))
        return _undeclared(address) if declared is None else _instance(declared, address, use.steps[2:])

    def _resource(self, use: Use) -> tuple[str, str] | None:
        first, steps = use.first, use.steps
        if first == "ephemeral":
            known = len(steps) < 2 or steps[:2] in self._ephemeral
            return None if known else _undeclared(".".join((first, *steps[:2])))
        if first in _OTHERS or use.json:
            return None
        declared, address = self._of.resources.get((first, steps[0])), f"{first}.{steps[0]}"
        return _undeclared(address) if declared is None else _instance(declared, address, steps[1:])

    def _output(self, use: Use) -> tuple[str, str] | None:
        """An output that the module of a call lacks; what may fail may ask for it."""
        call, *path = use.steps
        if call not in self._of.calls:
            return _undeclared(f"module.{call}")
        if not self._of.calls[call].block.attributes.keys() & _REPEATED.keys():
            name = path[0] if path else INDEX
        else:
            name = path[1] if len(path) > 1 and path[0] == INDEX else INDEX
        called = next((i for _, i in self._module.calls(call) if i is not None), None)
        if name in (INDEX, SPLAT) or called is None or called.definition.troubles or use.may_fail:
            return None
        return None if name in called.definition.outputs else (f"module.{call}.{name}", "the module has no such output")


def _instance(declared: Declared, address: str, path: tuple[str, ...]) -> tuple[str, str] | None:
    """A key where there is one instance only, or none where there are several."""
    several = bool(declared.block.attributes.keys() & _REPEATED.keys())
    if not path or several == (path[0] in (INDEX, SPLAT)) or path[0] == SPLAT or declared.block.broken:
        return None
    return (
        address,
        "it has several instances, and this names none of them" if several else "it has no count or for_each",
    )


def _undeclared(name: str) -> tuple[str, str]:
    return name, "nothing declares it"
