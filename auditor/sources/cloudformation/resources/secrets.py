"""Where a template spells a secret out: in a property, or as the default of the parameter that a property names."""

from __future__ import annotations

from auditor.sources.cloudformation.language.evaluate import word
from auditor.sources.cloudformation.language.functions import RESOLVED
from auditor.sources.cloudformation.language.mentions import mentioned
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import WHOLE, Template
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence
from auditor.sources.secrecy.secrets import Secrets, is_secret_name


def hide_literals(node: Node, stack: Stack, secrets: Secrets) -> None:
    """Hide the texts in an expression, and in the defaults of the parameters that it names."""
    todo = [node]
    for name in () if _is_resolved(node) else mentioned(node):
        declared = stack.parameters.declared(name)
        default = member_of(declared.value, "Default") if declared else None
        todo += [default.value] if default else []
        if name in stack.said:
            secrets.learn(stack.parameter(name))
    while todo:
        one = todo.pop()
        if isinstance(one, Scalar):
            _hide(one, stack.template, secrets)
        elif isinstance(one, Sequence):
            todo += one.items
        elif isinstance(one, Mapping):
            todo += [member.value for member in one.members.values()]
        elif isinstance(one, Function) and one.name not in ("Ref", "Fn::GetAtt", "Condition"):
            todo.append(one.argument)


def _is_resolved(node: Node) -> bool:
    """Whether the service fills a secret in whose name this is: what it is put together from is no secret then."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, Scalar) and RESOLVED in one.text:
            return True
        if isinstance(one, Function):
            todo.append(one.argument)
        todo += one.items if isinstance(one, Sequence) else ()
    return False


def learn_from_template(template: Template, secrets: Secrets) -> None:
    """Learn the secrets that a template spells out under telling names, or as defaults of hidden parameters."""
    for name, member in template.section("Parameters").items():
        hidden, default = (member_of(member.value, attribute) for attribute in ("NoEcho", "Default"))
        if default and (is_secret_name(name) or (hidden and word(hidden.value).lower() == "true")):
            _learn(default.value, template, secrets)
    todo: list[Node] = [member.value for name in ("Resources", WHOLE) for member in template.section(name).values()]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            for name, member in one.members.items():
                if is_secret_name(name):
                    _learn(member.value, template, secrets)
                todo.append(member.value)
        elif isinstance(one, Sequence):
            todo += one.items
        elif isinstance(one, Function):
            todo.append(one.argument)


def learn_from_stack(stack: Stack, secrets: Secrets) -> None:
    """Learn what the hidden parameters of a stack are given, by the one around it or from outside."""
    for name, value in stack.given.items():
        if stack.parameters.is_hidden(name) and not (isinstance(value, str) and RESOLVED in value):
            secrets.learn(value)


def _learn(node: Node, template: Template, secrets: Secrets) -> None:
    """A text that is spelled out is a secret; what the service resolves tells only where one is kept."""
    for one in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(one, Scalar) and RESOLVED not in one.text:
            secrets.learn(one.text)
            _hide(one, template, secrets)


def _hide(node: Scalar, template: Template, secrets: Secrets) -> None:
    secrets.hide(*template.in_bytes(node.span))
