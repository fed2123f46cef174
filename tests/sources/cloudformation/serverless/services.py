"""Services made from text, and what their resources come to, in a form that a test can compare."""

from __future__ import annotations

from pathlib import Path

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.serverless.service import read_service
from tests.sources.cloudformation.language.stacks import plain

HEAD = "service: shop\nprovider: {name: aws, stage: \"${opt:stage, 'dev'}\"}\n"


def stack_of(folder: Path, text: str, **beside: str) -> Stack:
    """The stack of a service, with files beside it by their names without the ending."""
    (folder / "serverless.yml").write_text(text, encoding="utf-8")
    for name, content in beside.items():
        (folder / f"{name}.yml").write_text(content, encoding="utf-8")
    return Stack(read_service(folder / "serverless.yml", folder, folder)[0])


def evaluated(folder: Path, expression: str, custom: str = "{}", head: str = HEAD, **beside: str) -> object:
    """What an expression comes to in a resource of a service with something under `custom`."""
    resources = f"resources: {{Resources: {{One: {{Type: X, Properties: {{p: {expression}}}}}}}}}\n"
    stack = stack_of(folder, f"{head}custom: {custom}\n{resources}", **beside)
    member = member_of(stack.template.section("Resources")["One"].value, "Properties", "p")
    assert member is not None
    return plain(known_or_unknown(member.value, stack))
