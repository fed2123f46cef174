"""Where the values of variables come from: the service itself, files beside it, and what is given from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.sources.cloudformation.language.evaluate import REFUSED
from auditor.sources.cloudformation.serverless.expressions import Source
from auditor.sources.cloudformation.serverless.files import Files
from auditor.sources.cloudformation.serverless.stages import ALWAYS_GIVEN, Outside, asked, refused
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Span, Unread
from auditor.sources.partial.values import EvalError

if TYPE_CHECKING:
    from auditor.sources.cloudformation.serverless.variables import Variables

#: What to take where a source has no value; None where there is nothing else.
Rest = Callable[[], Node | None]
_BOOLS = {"true": True, "1": True, "false": False, "0": False}


class Sources:
    """The sources of one service."""

    def __init__(self, service: Node | None, files: Files, outside: Outside, variables: Variables) -> None:
        self._service, self._files, self._outside, self._variables = service, files, outside, variables

    def value(self, source: Source, rest: Rest, span: Span) -> Node | None:
        """What a source has: None where it is known to have nothing."""
        if source.kind == "file":
            path = self._variables.text(source.parameter or (), span)
            return self._each(path, lambda text: self._file(text, source, rest, span), self._paths, rest, span)
        if source.kind == "strToBool":
            return _bools(self._variables.text(source.parameter or (), span), span)
        address = self._variables.text(source.address or (), span)
        if source.kind == "self":
            return self._each(address, lambda text: self._own(text, span), self._keys_of_service, rest, span)
        if not isinstance(address, Scalar):
            return (
                address if isinstance(address, Unread) else Unread(f"which {source.kind} it is hangs on others", span)
            )
        return self._given(source.kind, address.text, rest, span)

    def _given(self, kind: str, name: str, rest: Rest, span: Span) -> Node | None:
        match kind:
            case "aws" if name == "accountId":
                return Function("Ref", Scalar("AWS::AccountId", "AWS::AccountId", span), span)
            case "aws" | "sls" if name in ALWAYS_GIVEN:
                return self._always(name, span)
            case "opt":
                default = rest()
                return (
                    self._always(name, span)
                    if default is None and name in ALWAYS_GIVEN
                    else self._outside.value(f"opt:{name}", default, span)
                )
            case "env":
                return self._outside.value(f"env:{name}", rest(), span)
            case "param":
                return self._param(name, rest, span)
        return self._outside.value(f"{kind}:{name}", None, span)

    def _always(self, name: str, span: Span) -> Node:
        """The stage or the region: an option, else what the provider states, else what the framework has."""
        stated = self._at(self._service, ["provider", name])
        if stated is not None and not (isinstance(stated, Scalar) and stated.value is not None):
            return stated
        return self._outside.value(f"opt:{name}", stated or Scalar(ALWAYS_GIVEN[name], ALWAYS_GIVEN[name], span), span)

    def _param(self, name: str, rest: Rest, span: Span) -> Node | None:
        """A parameter of a stage: what `params` or `stages` state for it, by default what they do for all."""
        common = self._at(self._service, ["params", "default", name])
        if common is None:
            common = self._at(self._service, ["stages", "default", "params", name])
        otherwise = common if common is not None else rest()
        held: dict[str, Node] = {}
        for section, path in (("params", [name]), ("stages", ["params", name])):
            stages = self._at(self._service, [section])
            for stage, member in stages.members.items() if isinstance(stages, Mapping) else ():
                found = self._at(member.value, path)
                if stage != "default" and found is not None:
                    held[stage] = found
        stage_given = asked(self._always("stage", span)) if held else None
        if not held or stage_given is None or stage_given[0] or stage_given[2]:
            return (
                self._outside.value(f"param:{name}", otherwise, span)
                if not held
                else Unread(f"param:{name} hangs on a stage that is not known", span)
            )
        missing = otherwise if otherwise is not None else refused(f"param:{name}", span)
        return self._outside.cases(stage_given[1], list(held), lambda stage: held[stage], missing, span)

    def _own(self, path: str, span: Span) -> Node | None:
        """`self:path`, with what the framework fills in where the service does not say."""
        steps = path.split(".") if path else []
        found = self._at(self._service, steps)
        if path == "service" and isinstance(found, Mapping):
            return self._at(found, ["name"])
        if found is None and path == "service.name":
            return self._at(self._service, ["service"])
        if found is None and len(steps) == 2 and steps[0] == "provider" and steps[1] in ALWAYS_GIVEN:
            return self._always(steps[1], span)
        return found

    def _file(self, path: str, source: Source, rest: Rest, span: Span) -> Node | None:
        try:
            root = self._files.read(self._files.directory / path)
        except EvalError as error:
            # A file that is not there has no value, so that something else is taken.
            found = rest() if str(error).startswith("there is no file") else None
            return found if found is not None else Unread(str(error), span)
        if source.address is None:
            return root
        address = self._variables.text(source.address, span)
        return self._each(
            address,
            lambda text: self._at(root, text.split(".")),
            lambda before, after: self._keys(root, before, after),
            rest,
            span,
        )

    def _at(self, node: Node | None, steps: list[str]) -> Node | None:
        """What stands at a path; None where nothing does."""
        node = self._variables.top(node) if node is not None else None
        for at, step in enumerate(steps):
            if isinstance(node, Function) and node.name == "Fn::If" and isinstance(node.argument, Sequence):
                name, *branches = node.argument.items
                inner = [self._at(branch, steps[at:]) or refused(step, node.span) for branch in branches]
                return Function(node.name, Sequence([name, *inner], node.argument.span), node.span)
            if isinstance(node, Unread) or (isinstance(node, Function) and node.name == REFUSED):
                return node
            if isinstance(node, Function):
                return Unread(f"{step} of what {node.name} gives", node.span)
            node = _part(node, step)
            if node is None:
                return None
            node = self._variables.top(node)
        return node

    def _each(
        self,
        text: Node,
        use: Callable[[str], Node | None],
        values: Callable[[str, str], list[str]],
        rest: Rest,
        span: Span,
    ) -> Node | None:
        """What `use` gives for a text, or for each text that one from outside can make of it."""
        if isinstance(text, Scalar):
            return use(text.text)
        if isinstance(text, Unread):
            return text
        if isinstance(text, Function) and text.name == "Fn::If" and isinstance(text.argument, Sequence):
            condition, *branches = text.argument.items
            inner = [self._each(one, use, values, rest, span) or _else(rest, span) for one in branches]
            return Function(text.name, Sequence([condition, *inner], span), span)
        open_part = asked(text)
        if open_part is None or open_part[1] not in self._outside.parameters:
            return Unread("what is looked up hangs on several things that are not known", span)
        before, name, after = open_part
        return self._outside.cases(
            name,
            values(before, after),
            lambda value: use(f"{before}{value}{after}") or _else(rest, span),
            _else(rest, span),
            span,
        )

    def _keys_of_service(self, before: str, after: str) -> list[str]:
        return self._keys(self._service, before, after)

    def _keys(self, root: Node | None, before: str, after: str) -> list[str]:
        """The texts with which there is something at the path that they make with what is before and after them."""
        around, dot, start = before.rpartition(".")
        holder = self._at(root, around.split(".") if dot else [])
        names = list(holder.members) if isinstance(holder, Mapping) else []
        return _between(names, start, after.partition(".")[0])

    def _paths(self, before: str, after: str) -> list[str]:
        """The texts with which there is a file at the path that they make."""
        around, _, start = before.rpartition("/")
        directory = Path(self._files.directory, around)
        return [] if "/" in after else _between(self._files.names(directory), start, after)


def _between(names: list[str], start: str, end: str) -> list[str]:
    size = len(start) + len(end)
    fitting = (name for name in names if name.startswith(start) and name.endswith(end) and len(name) > size)
    return [name[len(start) : len(name) - len(end)] for name in fitting]


def _else(rest: Rest, span: Span) -> Node:
    found = rest()
    return found if found is not None else refused("a variable of the framework", span)


def _part(node: Node | None, step: str) -> Node | None:
    if isinstance(node, Mapping):
        member: Member | None = node.members.get(step)
        return member.value if member else Unread(node.broken, node.span) if node.broken else None
    if isinstance(node, Sequence) and step.isdecimal() and int(step) < len(node.items):
        return node.items[int(step)]
    return None


def _bools(node: Node, span: Span) -> Node:
    """What a text says, as a bool."""
    if isinstance(node, Scalar) and node.text.lower() in _BOOLS:
        return Scalar(_BOOLS[node.text.lower()], node.text.lower(), span)
    if isinstance(node, Function) and node.name == "Fn::If" and isinstance(node.argument, Sequence):
        name, *branches = node.argument.items
        return Function(node.name, Sequence([name, *(_bools(one, span) for one in branches)], span), span)
    return node if isinstance(node, (Unread, Function)) else Unread("strToBool of what is neither true nor false", span)
