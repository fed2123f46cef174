"""What Terraform refuses in a tree, and whether that is told here: nothing that it refuses may be a known value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.location import Location
from auditor.sources.partial.values import Unk, parts_of
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.refused import refusals as refusals_of
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.syntax.nodes import Attribute, Block
from auditor.sources.terraform.syntax.source_file import Source

#: Refusals that nobody can tell of who only asks for values, by words in them, each with its reason.
TOLERATED = {
    "Output refers to sensitive values": "a root may be a module that others call, where its outputs may be sensitive",
    "Sensitive values, or values derived from sensitive values, cannot be": "marks inside of a value are not followed",
    "Invalid value for variable": "conditions of authors are noted, not checked",
    "panic in function implementation": "it is Terraform itself that fails",
}

#: What Terraform says of types that it cannot join.
_OF_TYPES = ("Inconsistent conditional result types", "all list elements must have the same type")
_OUTPUT = re.compile(r"\bterraform_data\.\w+(\[[^\]]*\])?\.output\b")
_LOGICAL = re.compile(r"&&|\|\|")
#: What is not known before the values are.
_NAMES = re.compile(r"\b(var|local|module|terraform_data|each|count)\.")


@dataclass(frozen=True)
class Refusal:
    """One error of Terraform: what it says, and the lines of which file it is about."""

    title: str
    detail: str
    file: str = ""
    first: int = 0
    last: int = 0

    def __str__(self) -> str:
        """In one line."""
        return f"{self.file}:{self.first}: {self.title}: {self.detail}"


@dataclass
class Judged:
    """How refusals came out: those told as errors, as unknown only, those that are tolerated, and the known."""

    told: int = 0
    unknown: int = 0
    tolerated: Counter[str] = field(default_factory=Counter)
    #: Refused, and yet known here: with what it comes to here.
    known: dict[Refusal, str] = field(default_factory=dict)

    def tolerate(self, unseen: set[Refusal], folder: Path) -> None:
        """Pass over what other versions do not refuse, or the same one where values are known.

        `true ? [[], ["a"]] : [try(var.m["a"], ["b"])]` is refused whatever the variable is; the console evaluates it.
        """
        for refusal in list(self.known):
            lines = (folder / refusal.file).read_text(encoding="utf-8").splitlines()[refusal.first - 1 : refusal.last]
            text = " ".join(lines)
            of_types = any(words in str(refusal) for words in _OF_TYPES)
            if refusal in unseen and of_types and _NAMES.search(text):
                del self.known[refusal]
                self.tolerated["the types are only wrong as long as no value is known"] += 1
            elif of_types and _OUTPUT.search(text):
                del self.known[refusal]
                self.tolerated["what a resource gives has no type before it is made"] += 1
            elif not of_types and _LOGICAL.search(text):
                del self.known[refusal]
                self.tolerated["since 1.12 Terraform passes over the right side where the left one decides"] += 1

    def of(self, refusals: list[Refusal], root: Root) -> Judged:
        """Whether all that was refused in a root is told."""
        places = list(_places(root.module))
        gaps = [gap.location for gap in (*root.gaps.values(), *refusals_of(root))]
        for definition in root.tree.read_modules():
            gaps += [t.source.place(t.span) for t in definition.troubles if t.source and t.span]
        for refusal in refusals:
            reason = next((why for words, why in TOLERATED.items() if words in str(refusal)), None)
            if any(_within(refusal, one) for one in gaps):
                self.told += 1
            elif reason is not None:
                self.tolerated[reason] += 1
            else:
                self._judge(refusal, places)
        return self

    def _judge(self, refusal: Refusal, places: list[tuple[str, int, int, list[object]]]) -> None:
        around = [p for p in places if p[0] == refusal.file and p[1] <= refusal.first and refusal.last <= p[2]]
        least = min((last - first for _, first, last, _ in around), default=0)
        values = [value for _, first, last, several in around if last - first == least for value in several]
        if not values:
            self.tolerated["it stands in what has no instance"] += 1
            return
        open_ones = [part for value in values for part in parts_of(value) if isinstance(part, Unk)]
        if any(one.error for one in open_ones):
            self.told += 1
        elif any("only known after Terraform has run" not in one.reason for one in open_ones):
            self.unknown += 1
        else:
            self.known[refusal] = repr(values)


def _within(refusal: Refusal, place: Location) -> bool:
    return place.file == refusal.file and refusal.first <= (place.line or 0) <= refusal.last


def _places(root: ModuleInstance) -> Iterator[tuple[str, int, int, list[object]]]:
    """The lines of all code that is evaluated, with what it comes to; what is evaluated several times comes often."""
    for module in root.walk():
        definition = module.definition
        for name, declared in definition.variables.items():
            value = module.variable(name)
            given = module.given.get(name)
            yield _lines(declared.block, declared.source, [value])
            if given is not None and given.step.location.file:
                line = given.step.location.line or 0
                yield given.step.location.file, line, given.step.location.end_line or line, [value]
        for name, local in definition.locals.items():
            yield _lines(local.attribute, local.source, [module.local(name)])
        for name, declared in definition.outputs.items():
            yield _lines(declared.block, declared.source, [module.output(name)])
        for kind, name in definition.resources:
            declared = definition.resources[kind, name]
            expansion = module.expansion(kind, name, declared)
            there: list[object] = [slot.exists for slot in expansion.slots]
            instances = module.resource(kind, name)
            yield from _of_block(declared.block, declared.source, [expansion.number, *there], there, instances)
        for name, declared in definition.calls.items():
            slots = [slot.exists for slot, _ in module.calls(name)]
            number = module.expansion("module", name, declared).number
            yield from _of_block(declared.block, declared.source, [number, *slots], slots, [])


def _of_block(
    block: Block, source: Source, number: list[object], there: list[object], instances: list[ResourceInstance]
) -> Iterator[tuple[str, int, int, list[object]]]:
    values = there
    for attribute in block.attributes.values():
        if attribute.name in ("count", "for_each"):
            yield _lines(attribute, source, number)
        elif attribute.name != "depends_on":
            stated = [instance.stated(attribute.name) for instance in instances]
            yield _lines(attribute, source, stated)
            values = [*values, *stated]
    yield _lines(block, source, values)


def _lines(item: Attribute | Block, source: Source, values: list[object]) -> tuple[str, int, int, list[object]]:
    where = (item.source or source).place(item.span)
    return where.file or "", where.line or 0, where.end_line or where.line or 0, values
