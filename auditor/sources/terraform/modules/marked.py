"""Places that take no sensitive value, or no ephemeral one, and yet certainly get one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.resource import Gap
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.marks import EPHEMERAL, SENSITIVE, holds_marked, is_marked, says_yes
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source

#: Nested blocks that keep nothing of what they are given.
KEEP_NOTHING = frozenset(("provisioner", "connection", "lifecycle"))
#: How the names of arguments end that providers only write, and never keep.
_WRITE_ONLY = "_wo"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that Terraform refuses: what, why, and where it stands."""

    what: str
    why: str
    source: Source
    span: s.Span

    def gap(self) -> Gap:
        """The gap that it is: the same one wherever the module is called from."""
        place = self.source.place(self.span)
        return Gap(f"refused:{place}:{self.what}", "terraform", self.what, f"{self.why}: Terraform refuses it", place)


def marked(module: ModuleInstance) -> Iterator[Refusal]:
    """What is refused in a module because of marks."""
    definition = module.definition
    with_ephemeral = "ephemeral" in definition.others or any(
        says_yes(declared, EPHEMERAL) for declared in (*definition.variables.values(), *definition.outputs.values())
    )
    blocks = [*definition.resources.values(), *definition.data.values(), *definition.calls.values()]
    for declared in blocks:
        yield from _repeated(declared, module)
    if not with_ephemeral:
        return
    for declared in (*definition.resources.values(), *definition.data.values()):
        yield from _kept(declared.block, ".".join(declared.block.labels), Env(module, declared.source, {}))
    for name, declared in definition.calls.items():
        yield from _passed(name, declared, module)
    for name, declared in definition.outputs.items():
        value = declared.block.attributes.get("value")
        if value is not None and not says_yes(declared, EPHEMERAL):
            yield from _no_ephemeral(value, f"output.{name}", Env(module, declared.source, {}))


def _repeated(declared: Declared, module: ModuleInstance) -> Iterator[Refusal]:
    """`for_each` over something sensitive, and either over something ephemeral."""
    for word, marks in (("for_each", (SENSITIVE, EPHEMERAL)), ("count", (EPHEMERAL,))):
        attribute = declared.block.attributes.get(word)
        if attribute is None:
            continue
        env = Env(module, declared.source, {}).of(attribute)
        for mark in marks:
            if is_marked(attribute.value, env, mark):
                what = f"{'.'.join(declared.block.labels)}.{word}"
                yield Refusal(what, f"it goes by {_article(mark)} value", env.source, attribute.span)


def _article(mark: str) -> str:
    return f"an {mark}" if mark == EPHEMERAL else f"a {mark}"


def _kept(block: s.Block, what: str, env: Env) -> Iterator[Refusal]:
    env = env.of(block)
    for attribute in block.attributes.values():
        if not attribute.name.endswith(_WRITE_ONLY) and attribute.name not in ("count", "for_each"):
            yield from _no_ephemeral(attribute, f"{what}.{attribute.name}", env)
    for inner in block.blocks:
        if inner.type not in KEEP_NOTHING:
            yield from _kept(inner, f"{what}.{inner.type}", env)


def _passed(name: str, declared: Declared, module: ModuleInstance) -> Iterator[Refusal]:
    called = next((instance for _, instance in module.calls(name) if instance is not None), None)
    variables = called.definition.variables if called is not None else {}
    for argument, variable in variables.items():
        attribute = declared.block.attributes.get(argument)
        if attribute is not None and not says_yes(variable, EPHEMERAL):
            yield from _no_ephemeral(attribute, f"module.{name}.{argument}", Env(module, declared.source, {}))


def _no_ephemeral(attribute: s.Attribute, what: str, env: Env) -> Iterator[Refusal]:
    env = env.of(attribute)
    if holds_marked(attribute.value, env, EPHEMERAL):
        yield Refusal(what, "it is given an ephemeral value", env.source, attribute.span)
