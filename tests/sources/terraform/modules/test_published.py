"""The group of a published module that is not installed is none that a VPC came with; what it lets in is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules
from tests.sources.terraform.helpers import read, replication_group

GROUP = "terraform-aws-modules/security-group/aws"


def judged(folder: Path, source: str, groups: str, more: str = "", code: str = "") -> dict[str, str]:
    call = f'module "sg" {{\n  source = "{source}"\n  {more}\n}}\nvariable "on" {{}}\n{code}'
    inventory = read(folder, call + replication_group(f"security_group_ids = {groups}"))
    wanted = {"security-group-not-default": "default", "security-group-internet-exposure": "exposure"}
    return {wanted[v.rule]: v.status.value for v in judge_all(load_rules(), inventory, {}).verdicts if v.rule in wanted}


@pytest.mark.parametrize(
    ("source", "groups", "more", "default"),
    [
        (GROUP, "[module.sg.security_group_id]", "", "pass"),
        (GROUP, "[module.sg.this_security_group_id]", "", "pass"),
        (f"registry.terraform.io/{GROUP}//modules/redis", '[module.sg["security_group_id"]]', "", "pass"),
        (GROUP, "concat([module.sg.security_group_id], [])", 'vpc_id = "vpc-1"', "pass"),
        (GROUP, "[module.sg[0].security_group_id]", "count = 1", "pass"),
        (GROUP, "module.sg[*].security_group_id", "count = 2", "pass"),
        (GROUP, '[try(module.sg.security_group_id, "sg-1")]', "", "pass"),
        # What may be empty, or another group, is not known.
        (GROUP, "[module.sg.security_group_id]", "create = var.on", "unknown"),
        (GROUP, "[module.sg.security_group_id]", "create_sg = false\n  security_group_id = var.on", "unknown"),
        (GROUP, "[module.sg.another_id]", "", "unknown"),
        (GROUP, "[module.sg.security_group_id, var.on]", "", "unknown"),
        ("acme/security-group/aws", "[module.sg.security_group_id]", "", "unknown"),
        (f"{GROUP}x", "[module.sg.security_group_id]", "", "unknown"),
        ("cloudposse/security-group/aws", "[module.sg.id]", "", "unknown"),
        ("terraform-aws-modules/vpc/aws", "[module.sg.default_security_group_id]", "", "unknown"),
    ],
)
def test_it_is_no_default_group(source: str, groups: str, more: str, default: str, tmp_path: Path) -> None:
    assert judged(tmp_path, source, groups, more) == {"default": default, "exposure": "unknown"}


def test_a_rule_that_code_adds_to_it_counts(tmp_path: Path) -> None:
    rule = """
      resource "aws_security_group_rule" "open" {
        type              = "ingress"
        security_group_id = module.sg.security_group_id
        protocol          = "-1"
        from_port         = 0
        to_port           = 0
        cidr_blocks       = ["0.0.0.0/0"]
      }
    """
    found = judged(tmp_path, GROUP, "[module.sg.security_group_id]", code=rule)
    assert found == {"default": "pass", "exposure": "fail"}
