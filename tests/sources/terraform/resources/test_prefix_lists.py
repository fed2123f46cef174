"""Rules that name a managed prefix list of the same code let in what its entries say."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Unknown
from auditor.model.network import IngressRule
from auditor.sources.building.joined import members_of
from tests.sources.terraform.helpers import cases, only, plain, read

GROUP = """
resource "aws_elasticache_subnet_group" "s" {}
resource "aws_security_group" "g" {
  ingress {
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    cidr_blocks     = ["10.0.0.0/8"]
    prefix_list_ids = [%s]
  }
}
variable "x" {}
"""
MINE = "aws_ec2_managed_prefix_list.p.id"


def prefix_list(body: str) -> str:
    return f'resource "aws_ec2_managed_prefix_list" "p" {{\n{body}\n}}\n'


def entry(cidr: str) -> str:
    return f"entry {{\n  cidr = {cidr}\n}}"


def rule(folder: Path, code: str | dict[str, str], names: str = MINE) -> IngressRule:
    files = code if isinstance(code, dict) else {"main.tf": code}
    [found] = members_of(only(read(folder, files | {"g.tf": GROUP % names}), "security_group").facts["ingress"])
    assert isinstance(found, IngressRule)
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (prefix_list(""), ()),
        (prefix_list(entry('"0.0.0.0/0"')), ("0.0.0.0/0",)),
        (prefix_list(entry('"10.1.0.0/16"') + "\n" + entry('"::/0"')), ("10.1.0.0/16", "::/0")),
        (prefix_list('entry = [{ cidr = "1.2.3.4/32", description = "d" }]'), ("1.2.3.4/32",)),
        (
            prefix_list(
                'dynamic "entry" {\n  for_each = ["1.1.1.1/32", "2.2.2.2/32"]\n'
                "  content {\n    cidr = entry.value\n  }\n}"
            ),
            ("1.1.1.1/32", "2.2.2.2/32"),
        ),
        (
            prefix_list("")
            + 'resource "aws_ec2_managed_prefix_list_entry" "e" {\n  for_each = toset(["3.3.3.0/24", "4.4.4.0/24"])\n'
            "  cidr = each.value\n  prefix_list_id = aws_ec2_managed_prefix_list.p.id\n}\n",
            ("3.3.3.0/24", "4.4.4.0/24"),
        ),
    ],
)
def test_entries_take_the_place_of_the_name(code: str, expected: tuple[str, ...], tmp_path: Path) -> None:
    found = rule(tmp_path, code)
    assert plain(found.cidrs) == ("10.0.0.0/8", *expected)
    assert plain(found.prefix_lists) == ()


def test_a_list_that_is_not_in_code_stays(tmp_path: Path) -> None:
    found = rule(tmp_path, prefix_list(entry('"1.1.1.1/32"')), f'"pl-1", {MINE}')
    assert plain(found.cidrs) == ("10.0.0.0/8", "1.1.1.1/32")
    assert plain(found.prefix_lists) == ("pl-1",)


def test_a_list_of_another_module(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": prefix_list(entry('"9.9.9.9/32"')) + f'output "id" {{\n  value = {MINE}\n}}\n',
    }
    assert plain(rule(tmp_path, files, "module.m.id").cidrs) == ("10.0.0.0/8", "9.9.9.9/32")


@pytest.mark.parametrize(
    "code",
    [
        prefix_list(entry("var.x")),
        prefix_list("entry = var.x"),
        prefix_list('dynamic "entry" {\n  for_each = var.x\n  content {\n    cidr = entry.value\n  }\n}'),
        prefix_list("")
        + 'resource "aws_ec2_managed_prefix_list_entry" "e" {\n  cidr = "0.0.0.0/0"\n  prefix_list_id = var.x\n}\n',
        prefix_list("")
        + f'resource "aws_ec2_managed_prefix_list_entry" "e" {{\n  cidr = var.x\n  prefix_list_id = {MINE}\n}}\n',
        prefix_list("") + f'module "other" {{\n  source = "x/y/z"\n  list = {MINE}\n}}\n',
    ],
)
def test_a_list_that_is_not_known_in_full_lets_in_whom_it_may(code: str, tmp_path: Path) -> None:
    found = rule(tmp_path, code)
    assert isinstance(found.cidrs, Unknown)
    assert "10.0.0.0/8" in (found.cidrs.members or ())


def test_entries_that_hang_on_something_keep_their_guards(tmp_path: Path) -> None:
    code = prefix_list(entry('var.x == "prod" ? "10.0.0.0/24" : "0.0.0.0/0"'))
    found = cases(rule(tmp_path, code).cidrs)
    assert found == {
        'var.x == "prod"=true': ("10.0.0.0/8", "10.0.0.0/24"),
        'var.x == "prod"=false': ("10.0.0.0/8", "0.0.0.0/0"),
    }


def test_rules_of_every_form_are_resolved(tmp_path: Path) -> None:
    code = prefix_list(entry('"0.0.0.0/0"')) + (
        'resource "aws_security_group" "g" {}\n# aws_elasticache_\n'
        'resource "aws_vpc_security_group_ingress_rule" "r" {\n  security_group_id = aws_security_group.g.id\n'
        f'  ip_protocol = "-1"\n  prefix_list_id = {MINE}\n}}\n'
        'resource "aws_security_group_rule" "s" {\n  security_group_id = aws_security_group.g.id\n  type = "ingress"\n'
        f'  protocol = "-1"\n  from_port = 0\n  to_port = 0\n  prefix_list_ids = [{MINE}]\n}}\n'
    )
    fact = only(read(tmp_path, code), "security_group").facts["ingress"]
    assert isinstance(fact, Known)
    assert [plain(r.cidrs) for r in fact.value] == [("0.0.0.0/0",)] * 2  # type: ignore[attr-defined]  # rules
