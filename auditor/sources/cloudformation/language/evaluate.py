"""What the nodes of a template come to in a stack: text, lists, dicts, None for no value, and Unk."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.sources.cloudformation.language import functions as f
from auditor.sources.cloudformation.language.addresses import cidr, zones
from auditor.sources.cloudformation.language.branches import has_gaps
from auditor.sources.cloudformation.language.variables import variables
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence, Unread
from auditor.sources.partial.choices import Choice, in_cases, lift, one_of, switched
from auditor.sources.partial.values import EvalError, UndecidedError, Unk, unknown_for

if TYPE_CHECKING:
    from auditor.sources.cloudformation.language.stack import Stack

#: The name of no function: what stands there is refused before the service is asked, with the argument as the reason.
REFUSED = "!!refused"
#: Functions that make other texts of a text: of a secret, ones that nobody would know again.
_REWRITTEN = frozenset(("Fn::Base64", "Fn::Split", "Fn::ToJsonString"))
#: What looking at a text of more characters takes is counted.
_LONG = 1_000


def evaluate(node: Node, stack: Stack) -> object:
    """The value of a node. Raises EvalError for what the service would refuse."""
    if isinstance(node, Scalar):
        return _scalar(node, stack)
    if isinstance(node, Sequence):
        stack.template.work.take(len(node.items))
        items = [known_or_unknown(item, stack) for item in node.items]
        if node.broken:
            items.append(Unk(node.broken, place=stack.place(node)))
        return [item for item in items if item is not None]
    if isinstance(node, Mapping):
        if node.broken:
            return Unk(node.broken, place=stack.place(node))
        stack.template.work.take(len(node.members))
        return {name: known_or_unknown(one.value, stack) for name, one in node.members.items()}
    if isinstance(node, Unread):
        return Unk(node.reason, place=stack.place(node))
    work = stack.template.work
    work.take(1)
    made = work.made(_call(node, stack))
    if node.name in _REWRITTEN and stack.hides(node.argument):
        stack.rewritten.append(made)
    return made


def known_or_unknown(node: Node, stack: Stack) -> object:
    """The value of a node; what the service would refuse is an Unk that says so."""
    try:
        return evaluate(node, stack)
    except EvalError as error:
        return unknown_for(error, stack.place(node))
    except RecursionError:
        return Unk("nested too deep to evaluate", place=stack.place(node))


def condition_of(node: Node, stack: Stack) -> object:
    """A condition: True, False or Unk. `{Condition: name}` is one, too, where a condition is asked for."""
    if isinstance(node, Mapping) and set(node.members) == {"Condition"}:
        return stack.condition(word(node.members["Condition"].value))
    value = known_or_unknown(node, stack)
    return value == "true" if value in ("true", "false") else value


def named_switch(value: Unk, name: str) -> list[Choice]:
    """The cases of a condition that nothing is known of, by a name for it."""
    yes, no = switched(Unk(value.reason, name), "")
    return [(yes, True), (no, False)]


def word(node: Node) -> str:
    """The text of a scalar; empty for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def _scalar(node: Scalar, stack: Stack) -> object:
    if node.value is None:
        return None
    text = ("true" if node.value else "false") if isinstance(node.value, bool) else node.text
    if len(text) > _LONG:
        stack.template.work.made(text)  # an alias repeats it for nothing
    return _unless_resolved(text, node, stack)


def _unless_resolved(value: object, node: Node, stack: Stack) -> object:
    """A text, unless the service fills something in: that is given, and nowhere spelled out."""
    if isinstance(value, Unk) and value.choices:
        cases = [(guard, _unless_resolved(case, node, stack)) for guard, case in value.choices]
        return one_of(cases, value.reason, value.symbol)
    if isinstance(value, str) and f.RESOLVED in value:
        reason = "it is resolved when the stack is made"
        return Unk(reason, kind="string", place=stack.place(node), nullable=False)
    return value


def _call(node: Function, stack: Stack) -> object:
    name, argument = node.name, node.argument
    own = _OWN.get(name)
    if own is not None:
        return own(argument, stack)
    if name in f.OF_ARGUMENTS:
        number, function = f.OF_ARGUMENTS[name]
        values = [known_or_unknown(a, stack) for a in argument.items] if isinstance(argument, Sequence) else None
        if values is None or len(values) != number:
            raise EvalError(f"{name} takes {number} arguments")
        return function(*values)
    if name in f.OF_VALUE:
        return f.OF_VALUE[name](evaluate(argument, stack))
    why = f.OF_SERVICE.get(name, "is not known here")
    return Unk(f"{name}: {why}", place=stack.place(node))


def _ref(argument: Node, stack: Stack) -> object:
    return _of_name(argument, stack, stack.reference)


def _of_name(argument: Node, stack: Stack, find: Callable[[str], object]) -> object:
    """What is called by a text, or by what a function comes to."""
    if isinstance(argument, Scalar):
        return find(argument.text)
    name = evaluate(argument, stack)
    if isinstance(name, Unk):
        return lift(lambda known: find(f.text_of(known)), (name,))
    return find(f.text_of(name))


def _condition(argument: Node, stack: Stack) -> object:
    return stack.condition(word(argument))


def _connected(argument: Node, stack: Stack, *, decides: bool) -> object:
    sides = argument.items if isinstance(argument, Sequence) else []
    if not sides:
        raise EvalError("Fn::And and Fn::Or take conditions")
    return f.connected([condition_of(side, stack) for side in sides], decides=decides)


def _not(argument: Node, stack: Stack) -> object:
    sides = argument.items if isinstance(argument, Sequence) else [argument]
    if len(sides) != 1:
        raise EvalError("Fn::Not takes one condition")
    return f.negated(condition_of(sides[0], stack))


def _get_att(argument: Node, stack: Stack) -> object:
    if isinstance(argument, Scalar):
        logical, _, attribute = argument.text.partition(".")
        return stack.attribute(logical, attribute)
    parts = argument.items if isinstance(argument, Sequence) else []
    name = evaluate(parts[1], stack) if len(parts) == 2 else None
    if not isinstance(name, str):
        return Unk("which attribute it is, is not known", place=stack.place(argument))
    return _of_name(parts[0], stack, lambda logical: stack.attribute(logical, name))


def _sub(argument: Node, stack: Stack) -> object:
    """`Fn::Sub`: a text with `${Name}` and `${Name.Attribute}`, or such a text beside names of its own."""
    own: dict[str, Node] = {}
    text = argument
    if isinstance(argument, Sequence) and len(argument.items) == 2:
        text, more = argument.items
        own = {name: one.value for name, one in more.members.items()} if isinstance(more, Mapping) else {}
    if not isinstance(text, Scalar):
        raise EvalError("Fn::Sub needs text")
    parts: list[object] = []
    end = 0
    stack.template.work.take(text.text.count("${"))
    for found in variables(text.text):
        parts += [text.text[end : found.start()], _substituted(found, own, stack)]
        end = found.end()
    return _unless_resolved(f.joined([*parts, text.text[end:]]), argument, stack)


def _substituted(found: re.Match[str], own: dict[str, Node], stack: Stack) -> object:
    name = found[2].strip()
    if found[1]:
        return f"${{{found[2]}}}"
    if name in own:
        return known_or_unknown(own[name], stack)
    logical, dot, attribute = name.partition(".")
    return stack.attribute(logical, attribute) if dot else stack.reference(name)


def _if(argument: Node, stack: Stack) -> object:
    parts = argument.items if isinstance(argument, Sequence) else []
    if len(parts) != 3:
        raise EvalError("Fn::If takes a condition and two values")
    name = word(parts[0])
    asked = stack.condition(name)
    if not isinstance(asked, Unk):
        return evaluate(parts[1] if asked else parts[2], stack)
    if asked.error:
        return asked
    then, otherwise = known_or_unknown(parts[1], stack), known_or_unknown(parts[2], stack)
    open_ones = in_cases(asked) if asked.choices or asked.symbol else named_switch(asked, f"{stack.prefix}{name}")
    cases = [(guard, case if isinstance(case, Unk) else then if case else otherwise) for guard, case in open_ones]
    return one_of(cases, asked.reason)


def _find_in_map(argument: Node, stack: Stack) -> object:
    parts = argument.items if isinstance(argument, Sequence) else []
    if len(parts) not in (3, 4):
        raise EvalError("Fn::FindInMap takes a map and two keys")
    name, *keys = [known_or_unknown(part, stack) for part in parts[:3]]
    if not isinstance(name, str):
        return Unk("which map it is, is not known", place=stack.place(argument))
    default = parts[3].members.get("DefaultValue") if len(parts) == 4 and isinstance(parts[3], Mapping) else None
    if default is None:
        return functools.reduce(f.member, keys, stack.mapping(name))
    try:
        found = functools.reduce(f.member, keys, stack.mapping(name))
    except UndecidedError:
        raise
    except EvalError:
        return evaluate(default.value, stack)
    return _or_else(found, known_or_unknown(default.value, stack))


def _or_else(value: object, default: object) -> object:
    """A value, with the default in each case in which it is an error."""
    if isinstance(value, Unk) and value.choices:
        return one_of([(guard, _or_else(case, default)) for guard, case in value.choices], value.reason)
    return default if isinstance(value, Unk) and value.error else value


def _select(argument: Node, stack: Stack) -> object:
    """`Fn::Select`. The user guide says that its list "can't have null entries", not what happens where it has."""
    parts = argument.items if isinstance(argument, Sequence) else []
    if len(parts) != 2:
        raise EvalError("Fn::Select takes a number and a list")
    if has_gaps(parts[1]):
        return Unk("Fn::Select: an element of the list may have no value", place=stack.place(argument))
    return f.select(known_or_unknown(parts[0], stack), known_or_unknown(parts[1], stack))


def _cidr(argument: Node, stack: Stack) -> object:
    parts = argument.items if isinstance(argument, Sequence) else []
    if len(parts) == 2:
        return Unk("Fn::Cidr: how large the ranges are, is not said", kind="list", place=stack.place(argument))
    if len(parts) != 3:
        raise EvalError("Fn::Cidr takes a range, a number and bits")
    return cidr(*(known_or_unknown(part, stack) for part in parts))


def _to_json_string(argument: Node, stack: Stack) -> object:
    """`Fn::ToJsonString`, which keeps what is a number or a bool in the template."""
    if isinstance(argument, Function):
        return f.to_json_string(evaluate(argument, stack))
    return f.to_json_string(_typed(argument, stack))


def _typed(node: Node, stack: Stack) -> object:
    if isinstance(node, Mapping) and not node.broken:
        members = {name: _typed(one.value, stack) for name, one in node.members.items()}
        return {name: value for name, value in members.items() if value is not None}
    if isinstance(node, Sequence) and not node.broken:
        return [value for value in (_typed(item, stack) for item in node.items) if value is not None]
    if isinstance(node, Scalar) and isinstance(node.value, (bool, int)):
        return node.value
    if isinstance(node, Scalar) and isinstance(node.value, float):
        return Unk("how the number is written in JSON, is not known", place=stack.place(node))
    return known_or_unknown(node, stack)


def _import_value(argument: Node, stack: Stack) -> object:
    return stack.exported(evaluate(argument, stack), stack.place(argument))


def _refused(argument: Node, stack: Stack) -> object:
    raise EvalError(word(argument))


_OWN: dict[str, Callable[[Node, Stack], object]] = {
    "Ref": _ref,
    "Condition": _condition,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::ImportValue": _import_value,
    REFUSED: _refused,
    "Fn::Select": _select,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": lambda argument, stack: zones(evaluate(argument, stack)),
    "Fn::ToJsonString": _to_json_string,
    "Fn::And": functools.partial(_connected, decides=False),
    "Fn::Or": functools.partial(_connected, decides=True),
    "Fn::Not": _not,
}
