"""Nodes of a service with their variables filled in, as far as they can be known before it is deployed.

What hangs on a stage, or on anything else that is given when a service is deployed, becomes what a template would say
of its parameters: a reference, or `Fn::If`. So it is known where it has a default that nothing compares, and in worlds
of its own where the service has another value for another stage.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.bounds import FILLED_IN
from auditor.sources.cloudformation.serverless.expressions import Literal, Part, Source, Variable, parts_of
from auditor.sources.cloudformation.serverless.files import Files
from auditor.sources.cloudformation.serverless.plugins import PSEUDO_PARAMETERS, uses_plugin, with_pseudo_parameters
from auditor.sources.cloudformation.serverless.sources import Sources
from auditor.sources.cloudformation.serverless.stages import Outside
from auditor.sources.cloudformation.syntax.nodes import (
    Function,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    Span,
    Unread,
    attribute,
)
from auditor.sources.cloudformation.syntax.yaml_scalars import resolved as plain_value

#: Variables that one value may come through, and characters that a text put together may have.
_DEEPEST, _LONGEST = 50, 100_000


class Variables:
    """Fills in the variables of one service.

    Attributes:
        outside: what is given when it is deployed.
    """

    def __init__(self, service: Node | None, files: Files) -> None:
        self.outside = Outside()
        self._sources = Sources(service, files, self.outside, self)
        self._has_pseudo_parameters = service is not None and uses_plugin(service, PSEUDO_PARAMETERS)
        self._left = FILLED_IN.value
        #: The variables that are being looked up, and the containers that are being filled in, the outermost first.
        self._looked_up: list[str] = []
        self._within: set[int] = set()

    def filled(self, node: Node) -> Node:
        """A node and all in it without variables."""
        self._left -= 1
        if self._left < 0:
            return Unread(str(FILLED_IN), node.span)
        if isinstance(node, Scalar):
            top = self.top(node)
            if isinstance(top, Scalar) and self._has_pseudo_parameters and "#{" in top.text:
                return with_pseudo_parameters(top)
            return top if isinstance(top, (Scalar, Unread)) else self.filled(top)
        if isinstance(node, Unread):
            return node
        if id(node) in self._within:
            return Unread("it contains itself", node.span)
        self._within.add(id(node))
        try:
            return self._container(node)
        finally:
            self._within.discard(id(node))

    def top(self, node: Node) -> Node:
        """What a node stands for, if it is text with variables; what that holds may have variables itself."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or "${" not in node.value:
            return node
        return self.text(parts_of(node.value), node.span)

    def text(self, parts: tuple[Part, ...], span: Span) -> Node:
        """What parts of a text come to together: that of a single variable may be anything."""
        if len(parts) == 1 and isinstance(parts[0], Variable):
            return self.value(parts[0], span)
        pieces: list[Node] = []
        for part in parts:
            piece = Scalar(part, part, span) if isinstance(part, str) else self.value(part, span)
            if isinstance(piece, Unread):
                return piece
            if isinstance(piece, (Sequence, Mapping)):
                return Unread(f"{_shown(part)} is no text", span)
            pieces.append(piece)
        if not all(isinstance(piece, Scalar) for piece in pieces):
            return Function("Fn::Join", Sequence([Scalar("", "", span), Sequence(pieces, span)], span), span)
        text = "".join(written(piece) for piece in pieces if isinstance(piece, Scalar))
        self._left -= len(text) // _DEEPEST
        return Scalar(text, text, span) if len(text) <= _LONGEST else Unread("a text that is too long", span)

    def value(self, variable: Variable, span: Span) -> Node:
        """What a variable stands for."""
        if variable.text in self._looked_up:
            return Unread(f"{_shown(variable)} depends on itself", span)
        if len(self._looked_up) == _DEEPEST:
            return Unread(f"more than {_DEEPEST} variables lead to each other", span)
        self._looked_up.append(variable.text)
        try:
            found = self.first(variable.alternatives, span)
        finally:
            self._looked_up.pop()
        return found if found is not None else Unread(f"{_shown(variable)} has no value", span)

    def first(self, alternatives: tuple[Source | Literal | Variable, ...], span: Span) -> Node | None:
        """The first of the alternatives that has a value."""
        for at, one in enumerate(alternatives):
            if isinstance(one, Variable):
                found: Node | None = self.value(one, span)
            elif isinstance(one, Literal):
                text = self.text(one.parts, span)
                found = text
                if isinstance(text, Scalar) and not one.quoted:
                    found = Scalar(plain_value(text.text), text.text, span)
            else:
                found = self._sources.value(one, self._rest(alternatives[at + 1 :], span), span)
            if found is not None and not (isinstance(found, Scalar) and found.value is None):
                return found
        return None

    def _rest(self, alternatives: tuple[Source | Literal | Variable, ...], span: Span) -> Callable[[], Node | None]:
        return lambda: self.first(alternatives, span)

    def _container(self, node: Sequence | Mapping | Function) -> Node:
        if isinstance(node, Sequence):
            return Sequence([self.filled(item) for item in node.items], node.span, node.broken)
        if isinstance(node, Mapping):
            return self._mapping(node)
        if node.name == "Fn::Sub":
            return self._sub(node)
        if node.name == "Fn::GetAtt":
            return self._get_att(node)
        argument = self.filled(node.argument)
        if isinstance(argument, Unread) or (node.name in ("Ref", "Condition") and not isinstance(argument, Scalar)):
            return argument if isinstance(argument, Unread) else Unread(f"{node.name} of what is no name", node.span)
        return Function(node.name, argument, node.span)

    def _mapping(self, node: Mapping) -> Mapping:
        made = Mapping({}, node.span, node.broken)
        for name, member in node.members.items():
            key = self.text(parts_of(name), member.key) if "${" in name else Scalar(name, name, member.key)
            # What is called by a stage is there in each: it is shown as it is called by default.
            called = written(key) if isinstance(key, Scalar) else self.outside.by_default(key) or name
            made.members[called] = Member(member.key, self.filled(member.value))
        return made

    def _sub(self, node: Function) -> Node:
        """The text of `Fn::Sub`, in which what is not known yet becomes a name of its own."""
        more: dict[str, Member] = {}
        text = node.argument
        if isinstance(text, Sequence) and len(text.items) == 2:
            own = self.filled(text.items[1])
            more = dict(own.members) if isinstance(own, Mapping) else {}
            text = text.items[0]
        if not isinstance(text, Scalar):
            return Function(node.name, self.filled(node.argument), node.span)
        shown: list[str] = []
        for part in parts_of(text.text):
            piece = self.value(part, text.span) if isinstance(part, Variable) else Scalar(part, part, text.span)
            if isinstance(piece, Scalar):
                shown.append(written(piece))
            elif isinstance(piece, Function):
                name = f"variable {len(more)}"
                more[name] = Member(text.span, self.filled(piece))
                shown.append(f"${{{name}}}")
            else:
                return piece if isinstance(piece, Unread) else Unread(f"{_shown(part)} is no text", text.span)
        whole: Node = Scalar("".join(shown), "".join(shown), text.span)
        return Function(node.name, Sequence([whole, Mapping(more, text.span)], text.span) if more else whole, node.span)

    def _get_att(self, node: Function) -> Node:
        """`Fn::GetAtt`, the argument of which was split at a dot before anybody knew of variables."""
        parts = node.argument.items if isinstance(node.argument, Sequence) else []
        words = [one.text if isinstance(one, Scalar) else "" for one in parts]
        if not any("${" in one for one in words):
            return Function(node.name, self.filled(node.argument), node.span)
        whole = self.text(parts_of(".".join(words)), node.span)
        if isinstance(whole, Scalar):
            return Function(node.name, attribute(whole), node.span)
        return whole if isinstance(whole, Unread) else Unread("which attribute it is, is not known", node.span)


def written(node: Scalar) -> str:
    """A scalar as the framework puts it into a text."""
    return ("true" if node.value else "false") if isinstance(node.value, bool) else node.text


def _shown(part: Part) -> str:
    """A variable as a reason names it."""
    text = part if isinstance(part, str) else part.text
    return text if len(text) <= 80 else f"{text[:80]}..."
