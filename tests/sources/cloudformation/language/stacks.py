"""Stacks made from text, and what their expressions come to, in a form that a test can compare."""

from __future__ import annotations

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import template_of
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.partial.values import Unk

#: A value that is not known and has no cases, or one that the service refuses.
UNKNOWN, ERROR = "(unknown)", "(error)"


def stack_of(text: str, **given: object) -> Stack:
    """The stack of a template with values for some parameters."""
    return Stack(template_of("t.yaml", read_yaml(text.encode())), given=given)


def plain(value: object) -> object:
    """A value with every Unk as a word, or as a dict of its cases by their guards."""
    if isinstance(value, Unk):
        if value.choices:
            return {", ".join(f"{s.name}={outcome}" for s, outcome in g): plain(case) for g, case in value.choices}
        return ERROR if value.error else UNKNOWN
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def evaluated(expression: str, setup: str = "", **given: object) -> object:
    """What an expression comes to in a resource of a template with more sections."""
    one = f"  One:\n    Type: X\n    Properties:\n      p: {expression}\n"
    text = (
        f"{setup}\nResources:\n  Other: {{Type: Some::Thing}}\n  Idle: {{Type: Some::Thing, Condition: Never}}\n{one}"
    )
    stack = stack_of(text, **given)
    member = member_of(stack.template.section("Resources")["One"].value, "Properties", "p")
    assert member is not None
    return known_or_unknown(member.value, stack)
