"""`aws_iam_policy_document`: the text that the provider makes of its arguments, and what is not known of it.

Source: the provider's documentation of the data source (its examples with the documents that they render to).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.facts import Known, Unknown
from auditor.model.policy import Statement
from auditor.model.resource import Inventory
from tests.sources.terraform.helpers import read

USE = """
resource "aws_iam_policy" "p" {
  name   = "p"
  policy = data.aws_iam_policy_document.p.json
}
resource "aws_elasticache_user" "probe" {
  user_id       = "probe"
  user_name     = data.aws_iam_policy_document.p.json
  engine        = "valkey"
  access_string = data.aws_iam_policy_document.p.minified_json
}
"""
BASIC = """
data "aws_iam_policy_document" "p" {
  statement {
    sid       = "1"
    actions   = ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "elasticache:*"]
    resources = ["arn:aws:s3:::*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::b"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["", "home/", "home/&{aws:username}/"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:x"
      values   = ["one"]
    }
    principals {
      type        = "AWS"
      identifiers = ["a", "b"]
    }
    principals {
      type        = "Service"
      identifiers = ["s"]
    }
  }
  statement {
    effect        = "Deny"
    not_actions   = ["s3:*"]
    not_resources = ["arn:aws:s3:::b/home/&{aws:username}", "arn:aws:s3:::b/home/&{aws:username}/*"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
"""
RENDERED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "1",
            "Effect": "Allow",
            "Action": ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "elasticache:*"],
            "Resource": "arn:aws:s3:::*",
        },
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::b",
            "Principal": {"AWS": ["b", "a"], "Service": "s"},
            "Condition": {"StringLike": {"aws:x": "one", "s3:prefix": ["", "home/", "home/${aws:username}/"]}},
        },
        {
            "Effect": "Deny",
            "NotAction": "s3:*",
            "NotResource": ["arn:aws:s3:::b/home/${aws:username}/*", "arn:aws:s3:::b/home/${aws:username}"],
            "NotPrincipal": "*",
        },
    ],
}


def statements(inventory: Inventory, address: str = "aws_iam_policy.p") -> list[Statement]:
    fact = inventory.resources[address].facts["statements"]
    found = fact.value if isinstance(fact, Known) else fact.members  # type: ignore[union-attr]
    return list(found or ())  # type: ignore[arg-type]


def texts(inventory: Inventory) -> list[str]:
    return [f"{'' if isinstance(s.exists, Known) else 'perhaps '}{s}" for s in statements(inventory)]


def test_the_text_is_that_of_the_provider(tmp_path: Path):
    inventory = read(tmp_path, BASIC + USE)
    probe = inventory.resources["aws_elasticache_user.probe"].facts
    rendered = probe["user_name"].value  # type: ignore[union-attr]
    assert rendered == json.dumps(RENDERED, indent=2)
    assert probe["access_string"].value == json.dumps(RENDERED, separators=(",", ":"))  # type: ignore[union-attr]


def test_statements_stand_where_they_are_written(tmp_path: Path):
    found = statements(read(tmp_path, BASIC + USE))
    assert [(s.label, s.place.line) for s in found] == [("1", 3), ("statement 2", 8), ("statement 3", 30)]


SID = """
data "aws_iam_policy_document" "source" {
  statement {
    actions   = ["elasticache:Describe*"]
    resources = ["*"]
  }
  statement {
    sid       = "Same"
    actions   = ["elasticache:List*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "over" {
  statement {
    sid       = "Same"
    effect    = "Deny"
    actions   = ["elasticache:Delete*"]
    resources = ["*"]
  }
}
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            "source_policy_documents = [data.aws_iam_policy_document.source.json]",
            ["statement 1 allows elasticache:Describe* on *", "Same allows elasticache:List* on *"],
        ),
        (
            (
                "source_policy_documents = [data.aws_iam_policy_document.source.json]\n"
                '  statement {\n    sid = "Same"\n    actions = ["elasticache:Connect"]\n    resources = ["*"]\n  }'
            ),
            ["statement 1 allows elasticache:Describe* on *", "Same allows elasticache:Connect on *"],
        ),
        (
            (
                "source_policy_documents = [data.aws_iam_policy_document.source.json]\n"
                "  override_policy_documents = [data.aws_iam_policy_document.over.json]"
            ),
            ["statement 1 allows elasticache:Describe* on *", "Same denies elasticache:Delete* on *"],
        ),
        (
            (
                "source_json = data.aws_iam_policy_document.source.json\n"
                "  override_json = data.aws_iam_policy_document.over.json"
            ),
            ["statement 1 allows elasticache:Describe* on *", "Same denies elasticache:Delete* on *"],
        ),
        (
            (
                'source_policy_documents = [jsonencode({Statement = [{Effect = "Allow", Action = "elasticache:*", '
                'Resource = "*"}]}), ""]'
            ),
            ["statement 1 allows elasticache:* on *"],
        ),
        (
            "source_policy_documents = [data.aws_iam_policy_document.source.json, var.more]",
            ["statement 1 allows elasticache:Describe* on *", "Same allows elasticache:List* on *"],
        ),
        (
            'source_policy_documents = [var.on ? data.aws_iam_policy_document.source.json : ""]',
            ["perhaps statement 1 allows elasticache:Describe* on *", "perhaps Same allows elasticache:List* on *"],
        ),
    ],
)
def test_documents_are_put_together(tmp_path: Path, arguments: str, expected: list[str]):
    code = f'variable "more" {{}}\nvariable "on" {{\n  type = bool\n}}\n{SID}'
    code += f'data "aws_iam_policy_document" "p" {{\n  {arguments}\n}}\n'
    inventory = read(tmp_path, code + USE)
    assert texts(inventory) == expected
    open_ended = isinstance(inventory.resources["aws_iam_policy.p"].facts["statements"], Unknown)
    assert open_ended is ("var.more" in arguments)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("source_policy_documents = [data.aws_iam_policy_document.source.json, data.aws_iam_policy_document.over.json]",
         "the Sid Same occurs twice in its source documents"),
        ('statement {\n    sid = "A"\n  }\n  statement {\n    sid = "A"\n  }', "the Sid A occurs twice"),
        ("source_policy_documents = [data.aws_iam_policy_document.p.json]", "depends on itself"),
    ],
)  # fmt: skip
def test_what_the_provider_refuses_is_not_known(tmp_path: Path, arguments: str, reason: str):
    code = f'{SID}data "aws_iam_policy_document" "p" {{\n  {arguments}\n}}\n'
    fact = read(tmp_path, code + USE).resources["aws_iam_policy.p"].facts["statements"]
    assert isinstance(fact, Unknown)
    assert reason in fact.reason


def test_parts_that_are_not_known_leave_the_rest(tmp_path: Path):
    code = """
    variable "names" {}
    variable "extra" {}
    variable "key" {}
    resource "aws_elasticache_user" "u" {
      user_id       = "u"
      user_name     = "u"
      engine        = "valkey"
      access_string = "on"
    }
    data "aws_caller_identity" "me" {}
    data "aws_iam_policy_document" "p" {
      statement {
        sid       = "A${var.key}"
        actions   = ["elasticache:Connect"]
        resources = concat([aws_elasticache_user.u.arn], var.names)
      }
      dynamic "statement" {
        for_each = var.extra
        content {
          actions   = ["elasticache:*"]
          resources = ["arn:aws:elasticache:*:${data.aws_caller_identity.me.account_id}:user:${statement.value}"]
        }
      }
      dynamic "statement" {
        for_each = ["app", "web"]
        content {
          actions   = ["memorydb:Connect"]
          resources = [format("arn:aws:memorydb:%s:*:user/%s", var.key, statement.value)]
          condition {
            test     = "StringEquals"
            variable = "aws:${var.key}"
            values   = ["x"]
          }
        }
      }
    }
    """
    found = statements(read(tmp_path, code + USE))
    assert [str(s) for s in found][1:] == [
        (
            "statement 2 allows elasticache:* on "
            "arn:aws:elasticache:*:<data.aws_caller_identity.account_id>:user:<?not known>"
        ),
        "statement 3 allows memorydb:Connect on arn:aws:memorydb:<?var.key>:*:user/app",
        "statement 4 allows memorydb:Connect on arn:aws:memorydb:<?var.key>:*:user/web",
    ]
    assert isinstance(found[0].resources.names, Unknown)
    assert isinstance(found[1].exists, Unknown)
    assert isinstance(found[2].conditions, Unknown)
