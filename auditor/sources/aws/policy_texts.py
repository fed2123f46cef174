"""The policy of least privilege as text: the JSON of IAM, Terraform, and a template of CloudFormation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from auditor.sources.aws.policy import Statement, Trust, document_of

_NAME = "auditor-read-only"
_WHAT = "What auditor reads: caches and what surrounds them, and no data in them"


def as_json(made: Sequence[Statement], trust: Trust | None = None) -> str:
    """The policy alone: a role has no JSON of its own."""
    return json.dumps(document_of(made), indent=2) + "\n"


def as_terraform(made: Sequence[Statement], trust: Trust | None = None) -> str:
    """A policy, and a role that has it where somebody is trusted."""
    lines = ['data "aws_iam_policy_document" "auditor" {']
    for number, one in enumerate(made):
        lines += [""] * bool(number)
        lines += [f"  # {one.note}"] * bool(one.note)
        lines += ["  statement {", f'    sid = "{one.sid}"', "    actions = ["]
        lines += [f'      "{action}",' for action in one.actions]
        lines += ["    ]", f'    resources = ["{one.resource}"]', "  }"]
    lines += ["}", "", *_POLICY.splitlines()]
    if trust is not None:
        lines += ["", *_trust_lines(trust), "", *_ROLE.splitlines()]
    return "\n".join(lines) + "\n"


_POLICY = f"""\
resource "aws_iam_policy" "auditor" {{
  name        = "{_NAME}"
  description = "{_WHAT}"
  policy      = data.aws_iam_policy_document.auditor.json
}}"""
_ROLE = f"""\
resource "aws_iam_role" "auditor" {{
  name               = "{_NAME}"
  description        = "{_WHAT}"
  assume_role_policy = data.aws_iam_policy_document.auditor_trust.json
}}

resource "aws_iam_role_policy_attachment" "auditor" {{
  role       = aws_iam_role.auditor.name
  policy_arn = aws_iam_policy.auditor.arn
}}"""


def _trust_lines(trust: Trust) -> Iterator[str]:
    yield 'data "aws_iam_policy_document" "auditor_trust" {'
    yield "  statement {"
    yield '    sid     = "TakenOnBy"'
    yield '    actions = ["sts:AssumeRole"]'
    yield ""
    yield "    principals {"
    yield '      type        = "AWS"'
    yield f'      identifiers = ["{trust.principal}"]'
    yield "    }"
    if trust.external_id:
        yield ""
        yield "    condition {"
        yield '      test     = "StringEquals"'
        yield '      variable = "sts:ExternalId"'
        yield f'      values   = ["{trust.external_id}"]'
        yield "    }"
    yield "  }"
    yield "}"


def as_cloudformation(made: Sequence[Statement], trust: Trust | None = None) -> str:
    """A template with a policy, and a role that has it where somebody is trusted."""
    lines = [
        'AWSTemplateFormatVersion: "2010-09-09"',
        f'Description: "{_WHAT}"',
        "Resources:",
        "  AuditorPolicy:",
        "    Type: AWS::IAM::ManagedPolicy",
        "    Properties:",
        f'      Description: "{_WHAT}"',
        "      PolicyDocument:",
        '        Version: "2012-10-17"',
        "        Statement:",
    ]
    for one in made:
        lines += [f"          # {one.note}"] * bool(one.note)
        lines += [f"          - Sid: {one.sid}", "            Effect: Allow", "            Action:"]
        lines += [f"              - {action}" for action in one.actions]
        lines += [f'            Resource: "{one.resource}"']
    if trust is not None:
        lines += _role_lines(trust)
    return "\n".join(lines) + "\n"


def _role_lines(trust: Trust) -> Iterator[str]:
    yield "  AuditorRole:"
    yield "    Type: AWS::IAM::Role"
    yield "    Properties:"
    yield f'      Description: "{_WHAT}"'
    yield "      AssumeRolePolicyDocument:"
    yield '        Version: "2012-10-17"'
    yield "        Statement:"
    yield "          - Sid: TakenOnBy"
    yield "            Effect: Allow"
    yield "            Principal:"
    yield f'              AWS: "{trust.principal}"'
    yield "            Action: sts:AssumeRole"
    if trust.external_id:
        yield "            Condition:"
        yield "              StringEquals:"
        yield f'                sts:ExternalId: "{trust.external_id}"'
    yield "      ManagedPolicyArns:"
    yield "        - !Ref AuditorPolicy"
    yield "Outputs:"
    yield "  RoleArn:"
    yield "    Description: The role to name with --role-arn"
    yield "    Value: !GetAtt AuditorRole.Arn"


#: By the word of --format.
TEXTS = {"json": as_json, "terraform": as_terraform, "cloudformation": as_cloudformation}
