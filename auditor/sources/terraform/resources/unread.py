"""What stands in code and may be a cache, though its facts cannot be read from there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.sources.provider.unread import CARRIERS, why_carried, why_unread
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.modules.moved import address_text
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.syntax import nodes as s

_INDEX = re.compile(r"""\["(?:[^"\\]|\\.)*"\]|\[\d+\]""")


def note_unread(root: Root, modules: list[ModuleInstance], read: Iterable[str]) -> None:
    """Gaps for resources of types that are not among those `read`, and for imports whose block is not written."""
    known = frozenset(read)
    for module in modules:
        for kind, name in module.definition.resources:
            why = why_unread(kind, known)
            for instance in module.resource(kind, name) if why or kind in CARRIERS else ():
                reason = why or (why_carried(kind, _argument(instance)) if instance.exists is not False else "")
                if instance.exists is not False and reason:
                    place = instance.source.place(instance.block.header)
                    root.gap_once(f"unread:{instance.address}", instance.address, reason, place)
    for declared in root.module.definition.others.get("import", ()):
        _note_import(root, declared, known)


def _argument(instance: ResourceInstance) -> object:
    argument = CARRIERS[instance.type]
    return instance.stated(argument) if argument in instance.block.attributes else None


def _note_import(root: Root, declared: Declared, read: frozenset[str]) -> None:
    """`terraform plan -generate-config-out` writes the block of an import: until then nothing is known of it."""
    target = declared.block.attributes.get("to")
    node = target.value if target else None
    while isinstance(node, s.Index):
        node = node.of
    address = address_text(node) if node is not None else ""
    *calls, kind, name = _INDEX.sub("", address).split(".") if "." in address else ("", "")
    if kind not in read or _is_declared(root.module, calls, (kind, name)):
        return
    reason = "it is imported, but no resource block says what it is like"
    root.gap_once(f"import:{address}", address, reason, declared.source.place(declared.block.header))


def _is_declared(module: ModuleInstance, calls: list[str], key: tuple[str, str]) -> bool:
    """Whether the module that `calls` lead to (`module`, `a`, ...) has the resource; an unread one may have it."""
    for name in calls[1::2]:
        if name not in module.definition.calls:
            return False
        instance = next((one for _, one in module.calls(name) if one is not None), None)
        if instance is None:
            return True
        module = instance
    return key in module.definition.resources
