"""What is known of a published module without reading it: of one that makes a security group, that it is its own.

Source: main.tf and outputs.tf of terraform-aws-modules/security-group, versions 1 to 5, and of its submodules: the id
is that of the group which the module makes, or empty where a switch keeps it from making one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.sources.partial.values import Lazy, Unk
from auditor.sources.terraform.language.traversal import get_attr
from auditor.sources.terraform.syntax import nodes as s

_MAKES_A_GROUP = re.compile(r"(registry\.terraform\.io/)?terraform-aws-modules/security-group/aws(//modules/[\w.-]+)?")
#: The current name, and that of versions 1 to 3.
_IDS = ("security_group_id", "this_security_group_id")
_SWITCHES = frozenset({"create", "create_sg", "putin_khuylo"})


def makes_a_group(call: s.Block) -> bool:
    """Whether a call is certain to make a security group."""
    source = call.attributes.get("source")
    address = source.value.value if source is not None and isinstance(source.value, s.Literal) else None
    if call.broken or not isinstance(address, str) or not _MAKES_A_GROUP.fullmatch(address):
        return False
    return _SWITCHES.isdisjoint(call.attributes)


class OwnGroup(Lazy):
    """Such a call as a value. Its other outputs are not known; the symbols of the ids are noted in `made`."""

    def __init__(self, unread: Unk, made: set[str]) -> None:
        self._unread, self._made = unread, made

    def attr(self, name: str) -> object:
        """`module.call.name`."""
        part = get_attr(self._unread, name)
        if name not in _IDS or not isinstance(part, Unk):
            return part
        self._made.add(part.symbol)
        return replace(part, ref=(self._unread.symbol, name), kind="string", nullable=False)

    def index(self, key: object) -> object:
        """`module.call["name"]`."""
        return self.attr(key) if isinstance(key, str) else super().index(key)

    def whole(self) -> object:
        """The object of all outputs, which nobody has read."""
        return self._unread
