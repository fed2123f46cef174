"""Where a template spells a secret out: in a property, or as the default of the parameter that a property names."""

from __future__ import annotations

from auditor.sources.cloudformation.language.constraints import STORED, is_list, text_of
from auditor.sources.cloudformation.language.evaluate import word
from auditor.sources.cloudformation.language.functions import RESOLVED
from auditor.sources.cloudformation.language.mentions import mentioned
from auditor.sources.cloudformation.language.parameters import compared_in
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import WHOLE, Template
from auditor.sources.cloudformation.language.variables import variables
from auditor.sources.cloudformation.syntax.nodes import Function, Mapping, Node, Scalar, Sequence, inside, walk
from auditor.sources.secrecy.secrets import Secrets, is_secret_name, passwords_in

#: What is known of a stack to whoever can guess its name; an id of it, which nobody can guess, is not among them.
_PUBLIC = frozenset(("AWS::StackName", "AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix"))


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
        elif isinstance(one, Function) and one.name == "Fn::If" and isinstance(one.argument, Sequence):
            # What comes first is the name of a condition.
            todo += one.argument.items[1:]
        elif not isinstance(one, Function) or one.name not in ("Ref", "Fn::GetAtt", "Condition"):
            todo += inside(one)


def spelled_out(node: Node, stack: Stack) -> bool:
    """Whether a text is spelled out but for what everybody may know of a stack, such as `${AWS::StackName}-password`.

    One that is in a list counts for all of it. Of what is spelled out entirely its value tells.
    """
    if isinstance(node, Sequence):
        return any(spelled_out(one, stack) for one in node.items)
    names = _names_in(node)
    return bool(names) and all(name in _PUBLIC or _has_default(name, stack) for name in names or ())


def _names_in(node: Node) -> set[str] | None:
    """What a text is put together from besides what is spelled out; None for what is more than that."""
    if isinstance(node, Scalar):
        return None if RESOLVED in node.text else set()
    if isinstance(node, Sequence):
        found = [_names_in(one) for one in node.items]
        return None if None in found else {name for names in found for name in names or ()}
    if not isinstance(node, Function):
        return None
    if node.name == "Ref":
        return {word(node.argument)}
    if node.name == "Fn::Sub" and isinstance(node.argument, Scalar) and RESOLVED not in node.argument.text:
        return {found[2].strip() for found in variables(node.argument.text) if not found[1] and found[2].strip()}
    if node.name == "Fn::Join" and isinstance(node.argument, Sequence):
        return _names_in(node.argument)
    return None


def _has_default(name: str, stack: Stack) -> bool:
    if stack.parameters.kind(name).startswith(STORED):
        return False  # the default is where the value is kept
    default = stack.parameters.attributes(name).get("Default")
    return default is not None and bool(text := text_of(default.value)) and RESOLVED not in text


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
    kept: set[str] = set()
    for name, member in template.section("Parameters").items():
        hidden = member_of(member.value, "NoEcho")
        if is_secret_name(name) or (hidden and text_of(hidden.value).lower() == "true"):
            kept.add(name)
            for attribute in ("Default", "AllowedValues"):
                stated = member_of(member.value, attribute)
                if stated:
                    _learn(stated.value, template, secrets)
    for condition in template.section("Conditions").values() if kept else ():
        secrets.learn([text for name, text in compared_in(condition.value) if name in kept])
    held = (member.value for name in ("Resources", WHOLE) for member in template.section(name).values())
    for one in walk(*held):
        for name, member in one.members.items() if isinstance(one, Mapping) else ():
            if is_secret_name(name) or (name == "Value" and _is_secret_tag(one)):
                _learn(member.value, template, secrets)
            elif name == "AccessString" and isinstance(member.value, Scalar):
                secrets.learn(passwords_in(member.value.text))


def learn_from_stack(stack: Stack, secrets: Secrets) -> None:
    """Learn what the hidden parameters of a stack are given, and what was made of them by the time that this is asked.

    They are given by the stack around it, or from outside.
    """
    secrets.learn(stack.rewritten)
    for name, value in stack.given.items():
        if stack.parameters.is_hidden(name) and not (isinstance(value, str) and RESOLVED in value):
            secrets.learn(value)
            if isinstance(value, str) and is_list(stack.parameters.kind(name)):
                secrets.learn([part.strip() for part in value.split(",")])


def _is_secret_tag(node: Node) -> bool:
    """Whether the value beside a key is that of a secret."""
    key = member_of(node, "Key")
    return key is not None and is_secret_name(text_of(key.value))


def _learn(node: Node, template: Template, secrets: Secrets) -> None:
    """A text that is spelled out is a secret; what the service resolves tells only where one is kept."""
    for one in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(one, Scalar) and RESOLVED not in one.text:
            secrets.learn([one.text, *(part.strip() for part in one.text.split(",") if "," in one.text)])
            _hide(one, template, secrets)


def _hide(node: Scalar, template: Template, secrets: Secrets) -> None:
    secrets.hide(*template.in_bytes(node.span))
