"""The fact schema: which facts and relations each kind of resource has, their types and what they stand for.

It drives the field tables of the sources (a parity test lists what a source cannot say), the strict checking of rules,
`auditor rules schema` and the documentation. Facts marked `derived` come from `auditor.analysis`, never from a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from auditor.model.kinds import FACTS, RELATIONS


class FactType(Enum):
    """How values of a fact compare. ENUM is ordered as its `values` are listed."""

    BOOL = "bool"
    INT = "int"
    TEXT = "text"
    VERSION = "version"
    ENUM = "enum"
    LIST = "list"
    SECRET = "secret"  # noqa: S105 - the name of a type, not a secret
    RULES = "ingress rules"
    STATEMENTS = "statements"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact of one kind: its type, the words it can be (for an enum, in order), and one line of documentation.

    `derived` facts come from an analysis; `observed` ones are those that only something running has, and
    `declared` ones those that only a declaration has, such as what is to be done when the resource is deleted.
    """

    name: str
    type: FactType
    doc: str
    values: tuple[str, ...] = ()
    derived: bool = False
    observed: bool = False
    declared: bool = False


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """One relation of one kind: the kinds it leads to and one line of documentation.

    `inverse` are the (kind, relation) pairs that it is the other way round of, where no source says it.
    """

    name: str
    targets: tuple[str, ...]
    doc: str
    inverse: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of resource."""

    name: str
    facts: dict[str, FactSpec]
    relations: dict[str, RelationSpec]


def _fact(name: str, text: str) -> FactSpec:
    """Read one table line `type[: value < value ...] | documentation`."""
    head, _, doc = text.partition(" | ")
    head, _, listed = head.partition(": ")
    observed = head.startswith("observed ")
    declared = head.startswith("declared ")
    head = head.removeprefix("observed ").removeprefix("declared ")
    derived = head.startswith("derived ")
    values = tuple(v.strip() for v in listed.split("<")) if listed else ()
    return FactSpec(name, FactType(head.removeprefix("derived ")), doc, values, derived, observed, declared)


def _relation(name: str, text: str) -> RelationSpec:
    head, _, doc = text.partition(" | ")
    targets = [t.strip() for t in head.removeprefix("inverse ").split(",")]
    if not head.startswith("inverse "):
        return RelationSpec(name, tuple(targets), doc)
    pairs = tuple((kind, relation) for kind, _, relation in (t.partition(".") for t in targets))
    return RelationSpec(name, tuple(kind for kind, _ in pairs), doc, pairs)


def _kinds() -> dict[str, KindSpec]:
    kinds: dict[str, KindSpec] = {}
    for kind, facts in FACTS.items():
        relations = RELATIONS.get(kind, {})
        kinds[kind] = KindSpec(
            kind,
            {name: _fact(name, text) for name, text in facts.items()},
            {name: _relation(name, text) for name, text in relations.items()},
        )
    return kinds


#: Every kind of resource that a source can yield and a rule can name.
KINDS: dict[str, KindSpec] = _kinds()
