"""`moved` blocks: what a resource was called before, so that it stays the same resource after a refactoring."""

from __future__ import annotations

from auditor.sources.terraform.modules.addresses import index_text
from auditor.sources.terraform.modules.instance import ModuleInstance
from auditor.sources.terraform.syntax import nodes as s

#: A chain of moves longer than this is not followed.
_MAX_MOVES = 100


def address_text(node: s.Node) -> str:
    """A traversal such as `module.a["x"].aws_thing.b` as the text of an address; empty for any other expression."""
    if isinstance(node, s.Name):
        return node.name
    if isinstance(node, s.GetAttr):
        inner = address_text(node.of)
        return f"{inner}.{node.name}" if inner else ""
    if isinstance(node, s.Index) and isinstance(node.key, s.Literal) and isinstance(node.key.value, (int, str)):
        inner = address_text(node.of)
        return f"{inner}{index_text(node.key.value)}" if inner else ""
    return ""


class Moves:
    """All moves of one root: new address -> old address, of resources and of modules."""

    def __init__(self) -> None:
        self._origins: dict[str, str] = {}

    def learn(self, module: ModuleInstance) -> None:
        """Take in the `moved` blocks of one module instance, whose addresses are relative to it."""
        for declared in module.definition.moved:
            old, new = declared.block.attributes.get("from"), declared.block.attributes.get("to")
            if old is None or new is None:
                continue
            before, after = address_text(old.value), address_text(new.value)
            if before and after and before != after:
                self._origins[module.prefix + after] = module.prefix + before

    def origin(self, address: str) -> str:
        """The address that a resource had before all moves of it, or of a module around it.

        Where a resource gets a `count`, or loses it, Terraform itself moves between `a` and `a[0]`, unless a block says
        where `a` went.
        """
        asked = address
        for _ in range(_MAX_MOVES if self._origins else 0):
            moved = self._step(address)
            if moved == address:
                break
            address = moved
        short = address.removesuffix("[0]")
        return short if address != asked or short not in self._origins.values() else address

    def _step(self, address: str) -> str:
        """One move back: of the address itself, else of the nearest part of it that a move names."""
        end = len(address)
        while end > 0:
            head = address[:end]
            if head in self._origins:
                return self._origins[head] + address[end:]
            end = max(head.rfind("."), head.rfind("["))
        return address
