"""Plugins of the Serverless Framework that change what a text means."""

from __future__ import annotations

import re

from auditor.sources.cloudformation.language.stack import member_of
from auditor.sources.cloudformation.syntax.nodes import Function, Node, Scalar, Sequence, attribute

#: Makes `#{Name}` in a text what `${Name}` is in `Fn::Sub`.
PSEUDO_PARAMETERS = "serverless-pseudo-parameters"
_ONE = re.compile(r"#\{([\w:.]+)\}")


def uses_plugin(service: Node, name: str) -> bool:
    """Whether a service lists a plugin."""
    listed = member_of(service, "plugins", "modules") or member_of(service, "plugins")
    names = listed.value.items if listed and isinstance(listed.value, Sequence) else []
    return any(isinstance(one, Scalar) and one.text == name for one in names)


def with_pseudo_parameters(text: Scalar) -> Node:
    """A text as the plugin leaves it: a reference where it is nothing else, or a text to substitute in."""
    one = _ONE.fullmatch(text.text)
    if one is None:
        shown = text.text.replace("#{", "${")
        return Function("Fn::Sub", Scalar(shown, shown, text.span), text.span)
    name = Scalar(one[1], one[1], text.span)
    if "." in one[1]:
        return Function("Fn::GetAtt", attribute(name), text.span)
    return Function("Ref", name, text.span)
