"""What the stacks of one application give each other: `Export` of an output here, `Fn::ImportValue` there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.syntax.nodes import Node
from auditor.sources.partial.values import Unk

#: An export is known in one region of one account.
_ENVIRONMENT = ("AWS::AccountId", "AWS::Region")


@dataclass(slots=True)
class Exports:
    """The exports of stacks that are deployed together. What any other stack exports is not known from code.

    That two templates lie in one directory does not tell that one imports what the other exports: there may be a stack
    for each stage. Of the stacks of one cloud assembly it is certain: whoever synthesised them has connected them.
    """

    _stacks: list[Stack] = field(default_factory=list)
    _found: dict[tuple[str, ...], list[tuple[Stack, Node]]] | None = None
    _open: set[tuple[str, ...]] = field(default_factory=set)

    def enter(self, stack: Stack) -> None:
        """A stack whose exports others may import."""
        self._stacks.append(stack)

    def reader(self, stack: Stack) -> Callable[[str], object]:
        """What gives the values that a stack imports, by their names; None for what none of these exports."""
        return lambda name: self._value(name, stack)

    def _value(self, name: str, stack: Stack) -> object:
        key = _key(name, stack)
        if key in self._open:
            return Unk(f"the export {name} depends on itself", error=True)
        if self._found is None:
            self._found = self._gathered()
        exported = self._found.get(key, [])
        if len(exported) != 1:
            return None
        self._open.add(key)
        try:
            [(owner, node)] = exported
            return known_or_unknown(node, owner)
        finally:
            self._open.discard(key)

    def _gathered(self) -> dict[tuple[str, ...], list[tuple[Stack, Node]]]:
        found: dict[tuple[str, ...], list[tuple[Stack, Node]]] = {}
        self._found = found  # what an export is called may be imported itself
        for stack in self._stacks:
            for member in stack.section("Outputs").values():
                name, value = member_of(member.value, "Export", "Name"), member_of(member.value, "Value")
                known = known_or_unknown(name.value, stack) if name else None
                if isinstance(known, str) and value and member_of(member.value, "Condition") is None:
                    found.setdefault(_key(known, stack), []).append((stack, value.value))
        return found


def _key(name: str, stack: Stack) -> tuple[str, ...]:
    return name, *(str(stack.given.get(one, "")) for one in _ENVIRONMENT)
