"""What an expression names, and what the conditions name that it hangs on."""

from __future__ import annotations

import pytest

from auditor.sources.cloudformation.language.mentions import decisive, mentioned
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.syntax.nodes import Node
from tests.sources.cloudformation.language.stacks import stack_of

SETUP = """
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Both: !And [!Condition Prod, !Not [!Equals [!Sub '${Zone}', '']]]
  Round: !Not [!Condition Round]
"""


def node_of(text: str) -> tuple[Node, Stack]:
    stack = stack_of(f"{SETUP}\nResources:\n  R:\n    Type: X\n    Properties:\n      p: {text}\n")
    member = member_of(stack.template.section("Resources")["R"].value, "Properties", "p")
    assert member is not None
    return member.value, stack


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("plain", set()),
        ("!Ref A", {"A"}),
        ("{Ref: A}", {"A"}),
        ("!Sub 'x${A}${!B}${C.D}${ E }${AWS::Region}'", {"A", "E", "AWS::Region"}),
        ("!Sub ['${A}${B}', {B: !Ref C}]", {"A", "C"}),
        ("[!Ref A, {x: !Join ['', [!Ref B]]}]", {"A", "B"}),
        ("!If [Prod, !Ref A, !Ref B]", {"A", "B"}),
        ("!GetAtt A.B", set()),
    ],
)
def test_what_is_named(text: str, names: set[str]):
    assert set(mentioned(node_of(text)[0])) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("!Ref A", set()),
        ("!If [Prod, 1, 2]", {"Env"}),
        ("!If [Both, 1, 2]", {"Env", "Zone"}),
        ("[{x: !If [Prod, 1, 2]}]", {"Env"}),
        ("!If [Round, 1, 2]", set()),
        ("!If [Missing, 1, 2]", set()),
        ("!If []", set()),
    ],
)
def test_what_decides(text: str, names: set[str]):
    node, stack = node_of(text)
    assert set(decisive(node, stack)) == names
