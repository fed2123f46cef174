"""The parameters that an expression names: by Ref, within the text of Fn::Sub, and through conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.sources.cloudformation.language.evaluate import word
from auditor.sources.cloudformation.language.variables import variables
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence, inside, walk

if TYPE_CHECKING:
    from auditor.sources.cloudformation.language.stack import Stack


def mentioned(node: Node) -> Iterator[str]:
    """What an expression names, in no order: parameters, resources, and what the service knows of a stack."""
    for one in walk(node):
        if isinstance(one, Function) and one.name == "Ref":
            yield word(one.argument)
        elif isinstance(one, Function) and one.name == "Fn::Sub":
            yield from _in_text(one.argument)


def decisive(node: Node, stack: Stack) -> Iterator[str]:
    """What the conditions name that an expression hangs on, those that they hang on among them."""
    todo, seen = [node], set()
    while todo:
        one = todo.pop()
        if isinstance(one, Function):
            name = _condition_of(one)
            written = stack.section("Conditions").get(name) if name and name not in seen else None
            if written is not None:
                seen.add(name)
                todo.append(written.value)
                yield from mentioned(written.value)
        todo += inside(one)


def _condition_of(function: Function) -> str:
    """The condition that a function asks for; empty where it asks for none."""
    if function.name == "Condition":
        return word(function.argument)
    argument = function.argument
    if function.name == "Fn::If" and isinstance(argument, Sequence) and argument.items:
        return word(argument.items[0])
    return ""


def _in_text(argument: Node) -> Iterator[str]:
    """The names in the text of Fn::Sub, but for those that it gives values itself."""
    text, own = argument, set[str]()
    if isinstance(argument, Sequence) and len(argument.items) == 2:
        text, more = argument.items
        own = set(more.members) if isinstance(more, Mapping) else own
    if isinstance(text, Scalar):
        names = (found[2].strip() for found in variables(text.text) if not found[1] and found[2])
        yield from (name for name in names if "." not in name and name not in own)
