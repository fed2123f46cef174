"""The roles that the Serverless Framework makes for functions, of statements in the service.

Source: the framework's guide, "IAM Permissions For Functions" (statements of the provider become one role, unless a
role is named; `iamRoleStatements` is what it was called before version 2.24, and what a plugin calls those of one
function).
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.cloudformation.language.stack import member_of
from auditor.sources.cloudformation.serverless.variables import Variables
from auditor.sources.cloudformation.syntax.nodes import Mapping, Member, Node, Scalar, Sequence, Span

#: What the framework calls the role that all functions of a service share, and that of one function.
_SHARED = "IamRoleLambdaExecution"
_LEGACY = "iamRoleStatements"


def roles(service: Mapping, variables: Variables) -> dict[str, Member]:
    """The roles by what they are called in the template that is deployed."""
    return {name: Member(key, _role(key, statements)) for name, key, statements in _statements(service, variables)}


def _statements(service: Mapping, variables: Variables) -> Iterator[tuple[str, Span, Node]]:
    provider = _within(service, variables, "provider")
    role = _within(provider, variables, "iam", "role")
    listed = member_of(role, "statements") or member_of(provider, _LEGACY)
    if listed is not None:
        yield _SHARED, listed.key, variables.filled(listed.value)
    functions = _within(service, variables, "functions")
    for name, member in functions.members.items() if isinstance(functions, Mapping) else ():
        own = member_of(variables.top(member.value), _LEGACY)
        if own is not None:
            yield f"{name[:1].upper()}{name[1:]}{_SHARED}", own.key, variables.filled(own.value)


def _within(node: Node, variables: Variables, *names: str) -> Node:
    """What stands in a mapping, on the way to which there may be variables."""
    for name in names:
        member = node.members.get(name) if isinstance(node, Mapping) else None
        node = variables.top(member.value) if member is not None else Mapping({}, node.span)
    return node


def _role(key: Span, statements: Node) -> Node:
    document = _mapping(key, PolicyDocument=_mapping(key, Statement=statements))
    role = _mapping(key, Policies=Sequence([document], key))
    return _mapping(key, Type=Scalar("AWS::IAM::Role", "AWS::IAM::Role", key), Properties=role)


def _mapping(key: Span, **members: Node) -> Mapping:
    return Mapping({name: Member(key, value) for name, value in members.items()}, key)
