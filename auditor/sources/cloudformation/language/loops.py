"""`Fn::ForEach`: the members that it stands for, each as if the template spelled it out, at the place of its body.

Source: the user guide, "Fn::ForEach". What a collection holds may hang on parameters: a member then is there in the
worlds in which its value is in the list. Where nobody knows what is in the list, one member called as the template
writes it (`Cache${Name}`) stands for all of them, and a gap tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.sources.bounds import LOOP_VALUES, TEXT
from auditor.sources.cloudformation.language.evaluate import known_or_unknown, word
from auditor.sources.cloudformation.language.functions import MACRO, connected
from auditor.sources.cloudformation.language.substitution import Bound, filled, grown, length, named, substituted
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Span, Unread
from auditor.sources.partial.choices import compose, lift
from auditor.sources.partial.values import Unk

if TYPE_CHECKING:
    from auditor.sources.cloudformation.language.stack import Stack

LOOP = "Fn::ForEach::"
#: The macro that brings loops.
EXTENSIONS = "AWS::LanguageExtensions"
#: Loops within loops. Source: the user guide.
_DEPTH = 5
#: So much of a name is shown that is too long.
_SHOWN = 80
#: So many characters that are filled in count for one step.
_CHARACTERS = 16


@dataclass(slots=True)
class Made(Member):
    """A member that a loop makes, and whether it does."""

    exists: object = True


@dataclass(slots=True)
class Unmade:
    """A loop of which not all is known: what it is called, why, and where it stands."""

    name: str
    reason: str
    span: Span


@dataclass(slots=True)
class Expanded:
    """The members of a section without loops, and the loops of which not all is known."""

    members: dict[str, Member]
    unmade: list[Unmade] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """An element of a collection: its text, or None where it may be anything; and whether it is in the list."""

    text: str | None
    exists: object = True
    reason: str = ""


class Loops:
    """The loops of one stack.

    Attributes:
        conditions: whether a member of a mapping deep in a resource is there, by a name for that.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._made = 0
        self._unmade: list[Unmade] = []
        self.conditions: dict[str, object] = {}

    def section(self, members: dict[str, Member]) -> Expanded:
        """A section of the template with its loops carried out."""
        self._unmade = []
        made: dict[str, Member] = {}
        try:
            for name, member in self._members(members, {}, True, top=True):
                self._enter(made, name, member)
        except RecursionError:
            made = {name: member for name, member in members.items() if not name.startswith(LOOP)}
            self._unmade = [Unmade(n, "nested too deep", m.key) for n, m in members.items() if n.startswith(LOOP)]
        return Expanded(made, self._unmade)

    def _members(
        self, members: dict[str, Member], bound: Bound, exists: object, *, top: bool, depth: int = 0
    ) -> Iterator[tuple[str, Member]]:
        """The members of a mapping, those that loops make among them."""
        for name, member in members.items():
            if name.startswith(LOOP):
                yield from self._loop(name, member, bound, exists, top=top, depth=depth)
                continue
            if bound and length(name, bound) > TEXT.value:
                self._leave(name[:_SHOWN], member, str(TEXT))
                continue
            node = self._node(member.value, bound, name)
            key = filled(name, bound)
            yield key, (member if node is member.value and not bound else Made(member.key, node, exists))

    def _loop(
        self, name: str, loop: Member, bound: Bound, exists: object, *, top: bool, depth: int
    ) -> Iterator[tuple[str, Member]]:
        parts = loop.value.items if isinstance(loop.value, Sequence) else []
        identifier = word(parts[0]) if len(parts) == 3 else ""
        if not identifier or not isinstance(body := parts[2], Mapping):
            self._leave(name, loop, "it is not an identifier, a collection and a mapping")
            return
        if EXTENSIONS not in self._stack.template.transforms:
            self._leave(name, loop, f"the template does not declare the transform {EXTENSIONS}")
            return
        if depth >= _DEPTH:
            self._leave(name, loop, f"loops in each other deeper than {_DEPTH}")
            return
        if body.broken:
            self._leave(name, loop, body.broken)
        collection = known_or_unknown(self._node(parts[1], bound, ""), self._stack)
        for item in _items(collection, self._stack.place(loop.value)):
            self._made += 1
            if self._is_over():
                self._leave(name, loop, str(LOOP_VALUES))
                return
            if item.text is None:
                self._leave(name, loop, f"what it goes through is not known: {item.reason}")
                if not top:
                    continue
            inner = {**bound, identifier: (item.text, item.reason)}
            there = item.exists if exists is True else connected([exists, item.exists], decides=False)
            yield from self._members(body.members, inner, there, top=top, depth=depth + 1)

    def _enter(self, made: dict[str, Member], name: str, member: Member) -> None:
        """One more member; the service refuses two of one name, unless they are never there together."""
        if name in made:
            reason = f"two members are called {name}"
            self._unmade.append(Unmade(name, reason, member.key))
            member = Member(member.key, Unread(reason, member.key))
        made[name] = member

    def _is_over(self) -> bool:
        """Whether loops make no more: those of one stack, or of all that are nested in each other."""
        return self._made > LOOP_VALUES.value or self._stack.template.work.left < 0

    def _leave(self, name: str, loop: Member, reason: str) -> None:
        if not any(one.name == name and one.reason == reason for one in self._unmade):
            self._unmade.append(Unmade(name, reason, loop.key))

    def _node(self, node: Node, bound: Bound, key: str) -> Node:
        """A node with the identifiers replaced and the loops in it carried out; itself where nothing changes."""
        if bound:
            self._made += 1
            size = grown(node, bound)
            if size > TEXT.value:
                return Unread(str(TEXT), node.span)
            self._stack.template.work.left -= 1 + size // _CHARACTERS
            if self._is_over():
                return Unread(str(LOOP_VALUES), node.span)
        if isinstance(node, Mapping):
            return self._mapping(node, bound)
        if isinstance(node, Sequence):
            items = [self._node(item, bound, "") for item in node.items]
            changed = any(new is not old for new, old in zip(items, node.items, strict=True))
            return Sequence(items, node.span, node.broken) if changed else node
        if bound and key == "Condition" and isinstance(node, Scalar):
            return named(node, bound)
        new = substituted(node, bound) if bound else node
        if not isinstance(new, Function) or isinstance(new.argument, (Scalar, Unread)):
            return new
        argument = self._argument(new, bound)
        return new if argument is new.argument else Function(new.name, argument, new.span)

    def _argument(self, call: Function, bound: Bound) -> Node:
        """The argument of a function. The first of `Fn::If` and `Fn::GetAtt` is a name; that of `Fn::Sub` is done."""
        if call.name not in ("Fn::If", "Fn::GetAtt", "Fn::Sub") or not isinstance(call.argument, Sequence):
            return self._node(call.argument, bound, "")
        first, *rest = call.argument.items or [call.argument]
        if isinstance(first, Scalar):
            head: Node = first if call.name == "Fn::Sub" else named(first, bound)
        else:
            head = self._node(first, bound, "")
        items = [head, *(self._node(item, bound, "") for item in rest)]
        if all(new is old for new, old in zip(items, call.argument.items, strict=False)):
            return call.argument
        return Sequence(items, call.argument.span, call.argument.broken)

    def _mapping(self, node: Mapping, bound: Bound) -> Mapping:
        kept, self._unmade = self._unmade, []
        made: dict[str, Member] = {}
        for name, member in self._members(node.members, bound, True, top=False):
            if name == MACRO and len(node.members) > 1:
                self._unmade.append(Unmade(name, "a macro may add to it", member.key))
            else:
                self._enter(made, name, self._where_it_is(name, member))
        left, self._unmade = self._unmade, kept
        broken = node.broken or "; ".join(f"{one.name}: {one.reason}" for one in left)
        same = not left and len(made) == len(node.members)
        if same and all(node.members.get(name) is member for name, member in made.items()):
            return node
        return Mapping(made, node.span, broken)

    def _where_it_is(self, name: str, member: Member) -> Member:
        """A member of a mapping in a resource: without a value in the worlds in which no loop makes it."""
        if not isinstance(member, Made) or member.exists is True:
            return member
        condition = f"{LOOP}{name}:{len(self.conditions)}"
        self.conditions[condition] = member.exists
        span = member.key
        nothing = Function("Ref", Scalar("AWS::NoValue", "AWS::NoValue", span), span)
        choice = Sequence([Scalar(condition, condition, span), member.value, nothing], span)
        return Member(member.key, Function("Fn::If", choice, span))


def as_written(members: dict[str, Member]) -> Iterator[tuple[str, Member]]:
    """The members of a section as the template writes them, those in the bodies of loops among them."""
    todo = list(members.items())[::-1]
    while todo:
        name, member = todo.pop()
        parts = member.value.items if name.startswith(LOOP) and isinstance(member.value, Sequence) else []
        if not name.startswith(LOOP):
            yield name, member
        elif len(parts) == 3 and isinstance(body := parts[2], Mapping):
            todo += list(body.members.items())[::-1]


def _items(collection: object, place: object) -> Iterator[_Item]:
    """What a collection holds: each text with whether it is there, and at the end what may be anything."""
    if isinstance(collection, Unk) and collection.choices:
        cases = [case for _, case in collection.choices]
    else:
        cases = [collection]
    # Each list is gone through once: to look up each of its elements in it takes the square of its length.
    held = {id(case): frozenset(_listed(case)[0]) for case in cases}
    texts = dict.fromkeys(item for case in cases for item in _listed(case)[0])
    for text in texts:
        yield _Item(text, _is_in(collection, text, held))
    if any(_listed(case)[1] for case in cases):
        reason = next(_listed(case)[1] for case in cases if _listed(case)[1])
        symbol = compose("length(", collection.symbol, ") > 0") if isinstance(collection, Unk) else ""
        yield _Item(None, _is_open(collection, symbol), reason)


def _listed(case: object) -> tuple[list[str], str]:
    """The texts in a list, and why there may be others."""
    if isinstance(case, Unk):
        return [], case.reason
    if not isinstance(case, list):
        return [], "it is no list"
    unknown = next((one for one in case if not isinstance(one, str)), None)
    texts = list(dict.fromkeys(one for one in case if isinstance(one, str)))
    if unknown is None:
        return texts, ""
    return texts, unknown.reason if isinstance(unknown, Unk) else "one of its elements is no text"


def _is_in(collection: object, text: str, held: dict[int, frozenset[str]]) -> object:
    """Whether a text is in a list; where nobody knows what is, it is among what one member stands for."""
    if isinstance(collection, Unk):
        if collection.choices:
            return lift(lambda case: _is_in(case, text, held), (collection,), kind="bool", partial=True)
        return collection if collection.error else False
    return text in held[id(collection)]


def _is_open(collection: object, symbol: str) -> object:
    """Whether there are others in a list than those that are known."""
    if isinstance(collection, Unk):
        if collection.choices:
            return lift(lambda case: _is_open(case, ""), (collection,), kind="bool", partial=True)
        return Unk(collection.reason, symbol, kind="bool", place=collection.place, error=collection.error)
    reason = _listed(collection)[1]
    return Unk(reason, kind="bool") if reason else False
