"""What unread modules may do to a security group, and what their addresses may not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Unknown
from auditor.sources.partial.values import Unk
from auditor.sources.secrecy.secrets import without_credentials
from auditor.sources.terraform.language.functions import FUNCTIONS
from auditor.sources.terraform.source import read_terraform

GROUPS = (
    'resource "aws_security_group" "mine" {\n  name = "mine"\n}\n'
    'resource "aws_security_group" "other" {\n  name = "other"\n}\n'
)


@pytest.mark.parametrize("source", ["terraform-aws-modules/security-group/aws", "git::https://example.com/rules.git"])
@pytest.mark.parametrize(
    "argument",
    [
        "security_group_id = aws_security_group.mine.id",
        "groups = [{ id = aws_security_group.mine.id }]",
        "group = aws_security_group.mine",
        "id = var.on ? aws_security_group.mine.id : null",
        "name = aws_security_group.mine.name",
    ],
)
def test_a_group_given_to_an_unread_module_is_open(tmp_path: Path, source: str, argument: str):
    call = f'variable "on" {{}}\nmodule "rules" {{\n  source = "{source}"\n  {argument}\n}}\n'
    (tmp_path / "main.tf").write_text(GROUPS + call)
    resources = read_terraform((tmp_path,), tmp_path).resources
    assert isinstance(resources["aws_security_group.mine"].facts["ingress"], Unknown)
    assert isinstance(resources["aws_security_group.other"].facts["ingress"], Known)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("git::https://me:secret@host/x.git?ref=v1", "git::https://***@host/x.git?ref=v1"),
        ("https://host/x.zip?token=secret&archive=zip", "https://host/x.zip?token=***&archive=zip"),
        ("s3::https://host/x?X-Amz-Signature=secret", "s3::https://host/x?X-Amz-Signature=***"),
        ("git@github.com:acme/x.git?ref=v1", "git@github.com:acme/x.git?ref=v1"),
        ("acme/x/aws", "acme/x/aws"),
    ],
)
def test_an_address_is_shown_without_credentials(source: str, shown: str):
    assert without_credentials(source) == shown


def test_a_password_in_an_access_string_is_not_kept(tmp_path: Path):
    text = 'resource "aws_elasticache_user" "u" {\n  access_string = "on >hunter2hunter2 ~* #0123abcd +@all"\n}\n'
    (tmp_path / "main.tf").write_text(text)
    [user] = read_terraform((tmp_path,), tmp_path).resources.values()
    fact = user.facts["access_string"]
    assert isinstance(fact, Known)
    assert "hunter2" not in str(fact.value)
    assert "hunter2" not in str(read_terraform((tmp_path,), tmp_path).excerpts)
    assert "0123abcd" not in str(fact.value)


def test_an_id_is_never_empty_but_a_name_may_be():
    identifier, name = Unk("decided by AWS", ref=("aws_vpc.a", "id"), kind="string"), Unk("no value", ref=("var.x", ""))
    assert FUNCTIONS["compact"].call([identifier, "", None, "a"]) == [identifier, "a"]
    assert isinstance(FUNCTIONS["compact"].call([name, "a"]), Unk)
