"""`lifecycle`: whether Terraform refuses to destroy a resource, and which later changes it leaves alone.

With `ignore_changes` the code still says what a resource is made with, so verdicts stand; what runs may have been
changed since, by hand or before the code was, and the report says so.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.model.facts import Absent, Fact, Known, Origin
from auditor.sources.building.conversions import boolean
from auditor.sources.building.facts import make_fact
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.moved import address_text
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import nested_blocks

_ALL = "all"


def ignored_changes(block: s.Block) -> frozenset[str]:
    """The attributes whose changes are ignored, `all` among them where it is every one."""
    names: set[str] = set()
    for lifecycle in nested_blocks(block, "lifecycle"):
        attribute = lifecycle.attributes.get("ignore_changes")
        value = attribute.value if attribute else None
        items = value.items if isinstance(value, s.TupleCons) else () if value is None else (value,)
        names |= {_first_word(item) for item in items}
    return frozenset(names - {""})


def prevents_destroy(block: s.Block, around: Env) -> Fact | None:
    """What `prevent_destroy` says; None where it is not written."""
    for lifecycle in nested_blocks(block, "lifecycle"):
        attribute = lifecycle.attributes.get("prevent_destroy")
        if attribute is not None:
            env = around.of(attribute)
            value, place = known_or_unknown(attribute.value, env), env.source.place(attribute.span)
            return make_fact(value, boolean, Known(False, Origin.DEFAULT), place, (), Origin.STATED)
    return None


def noted(fact: Fact, name: str, ignored: frozenset[str]) -> Fact:
    """The fact, saying that it may have been changed since, where changes of the attribute are ignored."""
    if isinstance(fact, Absent) or not ignored & {name, _ALL, "*"}:
        return fact
    because = f"ignore_changes covers {name}: this is what it is made with, and what runs may have been changed since"
    return replace(fact, because="; ".join(text for text in (fact.because, because) if text))


def _first_word(node: s.Node) -> str:
    """The attribute that `a`, `a["b"]`, `a[0].b` or, as older code has it, `"a"` begins with."""
    while isinstance(node, (s.Index, s.GetAttr, s.Splat)):
        node = node.of
    return str(node.value).partition(".")[0].partition("[")[0] if isinstance(node, s.Literal) else address_text(node)
