"""What a service is given when it is deployed, as parameters and conditions that a template could have written."""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.cloudformation.language.evaluate import REFUSED
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Member, Node, Scalar, Sequence, Span, Unread
from auditor.sources.partial.choices import MAX_CHOICES, too_many

#: Options that the framework has a value for where nobody gives one, with what stands for them in the service.
ALWAYS_GIVEN = {"stage": "dev", "region": "us-east-1"}


class Outside:
    """Values from outside of the service, by what the framework calls them: `opt:stage`, `env:NAME`, `ssm:/path`."""

    def __init__(self) -> None:
        self.parameters: dict[str, Member] = {}
        self.conditions: dict[str, Member] = {}

    def value(self, name: str, default: Node | None, span: Span) -> Node:
        """What is given under a name, by default something else. Another default elsewhere leaves it open."""
        if default is not None and not isinstance(default, Scalar):
            return default
        declared = self.parameters.get(name)
        if declared is None:
            self.parameters[name] = Member(span, _declaration(name, default, span))
        elif default is not None:
            known = declared.value.members.get("Default") if isinstance(declared.value, Mapping) else None
            if known is None:
                declared.value = _declaration(name, default, span)
            elif isinstance(known.value, Scalar) and known.value.text != default.text:
                return Unread(f"{name} has one default here and another elsewhere", span)
        return Function("Ref", Scalar(name, name, span), span)

    def by_default(self, text: Node) -> str:
        """A text that one of these values is in, as it is by default; empty where there is none."""
        around = asked(text)
        declared = self.parameters.get(around[1]) if around else None
        default = declared.value.members.get("Default") if declared and isinstance(declared.value, Mapping) else None
        if around is None or default is None or not isinstance(default.value, Scalar):
            return ""
        return f"{around[0]}{default.value.text}{around[2]}"

    def cases(self, name: str, values: list[str], use: Callable[[str], Node], otherwise: Node, span: Span) -> Node:
        """What `use` gives for each of some values of what is given under a name."""
        if len(values) + 2 > MAX_CHOICES:
            return Unread(too_many(f"{name} has no value"), span)
        for value in reversed(values):
            condition = f"{name}={value}"
            self.conditions[condition] = Member(span, _equals(name, value, span))
            branches: list[Node] = [Scalar(condition, condition, span), use(value), otherwise]
            otherwise = Function("Fn::If", Sequence(branches, span), span)
        return otherwise


def refused(what: str, span: Span) -> Node:
    """What makes the framework stop."""
    reason = f"{what} has no value there"
    return Function(REFUSED, Scalar(reason, reason, span), span)


def asked(node: Node) -> tuple[str, str, str] | None:
    """(text before it, name, text after it) of a text that one thing given from outside is in; None for any other."""
    pieces: list[Node] = [node]
    if isinstance(node, Function) and node.name == "Fn::Join" and isinstance(node.argument, Sequence):
        joined = node.argument.items[1]
        pieces = joined.items if isinstance(joined, Sequence) else []
    names = [at for at, one in enumerate(pieces) if isinstance(one, Function) and one.name == "Ref"]
    if len(names) != 1:
        return None
    [at] = names
    texts = [one.text if isinstance(one, Scalar) else None for one in (*pieces[:at], *pieces[at + 1 :])]
    name = pieces[at]
    if None in texts or not isinstance(name, Function) or not isinstance(name.argument, Scalar):
        return None
    return "".join(map(str, texts[:at])), name.argument.text, "".join(map(str, texts[at:]))


def _declaration(name: str, default: Scalar | None, span: Span) -> Mapping:
    kind = "AWS::SSM::Parameter::Value<String>" if name.startswith("ssm:") else "String"
    members = {"Type": Member(span, Scalar(kind, kind, span))}
    if default is not None:
        members["Default"] = Member(span, default)
    return Mapping(members, span)


def _equals(name: str, value: str, span: Span) -> Node:
    sides: list[Node] = [Function("Ref", Scalar(name, name, span), span), Scalar(value, value, span)]
    return Function("Fn::Equals", Sequence(sides, span), span)
