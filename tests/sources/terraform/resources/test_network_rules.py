"""Ingress rules of security groups, in the three forms that the provider has."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unknown
from auditor.model.network import IngressRule, NamedRange
from auditor.model.resource import Inventory, Resource
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, plain, read, replication_group

GROUP = "aws_security_group.g"
SETUP = 'variable "a" {}\nvariable "cidrs" {}\nvariable "cidr" {}\nvariable "sg" {}\ndata "aws_security_group" "d" {}\n'


def group_in(inventory: Inventory, address: str = GROUP) -> Resource:
    return next(r for r in inventory.resources.values() if r.address == address)


def rules_of(resource: Resource) -> tuple[IngressRule, ...]:
    fact = resource.facts["ingress"]
    found = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    assert isinstance(found, tuple)
    return found


def inline(folder: Path, body: str, more: str = "") -> Resource:
    text = f'{SETUP}{more}resource "aws_security_group" "g" {{\n{body}\n}}\n' + replication_group()
    return group_in(read(folder, text))


def one(folder: Path, text: str) -> IngressRule:
    body = f'resource "aws_security_group" "g" {{}}\n{text}'
    (rule,) = rules_of(group_in(read(folder, SETUP + body + replication_group())))
    return rule


def short(rule: IngressRule) -> dict[str, object]:
    parts = ("protocol", "from_port", "to_port", "cidrs", "groups", "prefix_lists")
    return {name: plain(getattr(rule, name)) for name in parts}


EXPECTED = {
    "protocol": "tcp",
    "from_port": 6379,
    "to_port": 6380,
    "cidrs": ("10.0.0.0/8", "::/0"),
    "groups": (),
    "prefix_lists": (),
}

FORMS = {
    "block": 'ingress {\n  protocol = "tcp"\n  from_port = 6379\n  to_port = "6380"\n'
    '  cidr_blocks = ["10.0.0.0/8"]\n  ipv6_cidr_blocks = ["::/0"]\n}',
    "attribute": 'ingress = [{\n  protocol = "TCP"\n  from_port = 6379\n  to_port = 6380\n'
    '  cidr_blocks = ["10.0.0.0/8"]\n  ipv6_cidr_blocks = ["::/0"]\n  prefix_list_ids = []\n'
    '  security_groups = []\n  self = false\n  description = ""\n}]',
    "dynamic": 'dynamic "ingress" {\n  for_each = [6379]\n  iterator = it\n  content {\n    protocol = "tcp"\n'
    '    from_port = it.value\n    to_port = it.value + 1\n    cidr_blocks = ["10.0.0.0/8"]\n'
    '    ipv6_cidr_blocks = ["::/0"]\n  }\n}',
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_inline_rules(form: str, tmp_path: Path) -> None:
    (rule,) = rules_of(inline(tmp_path, FORMS[form]))
    assert short(rule) == EXPECTED
    assert plain(rule.exists) is True
    assert rule.place.file == "main.tf"


def test_a_rule_resource(tmp_path: Path) -> None:
    text = f"""
      resource "aws_security_group_rule" "r" {{
        type              = "ingress"
        security_group_id = {GROUP}.id
        protocol          = "tcp"
        from_port         = 6379
        to_port           = 6380
        cidr_blocks       = ["10.0.0.0/8"]
        ipv6_cidr_blocks  = ["::/0"]
      }}
    """
    assert short(one(tmp_path, text)) == EXPECTED


@pytest.mark.parametrize(
    ("source", "part", "expected"),
    [
        ('cidr_ipv4 = "10.0.0.0/8"', "cidrs", ("10.0.0.0/8",)),
        ('cidr_ipv6 = "::/0"', "cidrs", ("::/0",)),
        ('prefix_list_id = "pl-1"', "prefix_lists", ("pl-1",)),
        ('referenced_security_group_id = "sg-1"', "groups", ("sg-1",)),
        (f"referenced_security_group_id = {GROUP}.id", "groups", (GROUP,)),
        ("cidr_ipv4 = var.cidr", "cidrs", UNKNOWN),
        ("cidr_ipv4 = null", "cidrs", ()),
    ],
)
def test_a_rule_resource_of_the_newer_form(source: str, part: str, expected: object, tmp_path: Path) -> None:
    text = (
        f'resource "aws_vpc_security_group_ingress_rule" "r" {{\n  security_group_id = {GROUP}.id\n'
        f'  ip_protocol = "tcp"\n  from_port = 1\n  to_port = 2\n  {source}\n}}\n'
    )
    rule = one(tmp_path, text)
    assert short(rule)[part] == expected
    assert [short(rule)[n] for n in ("protocol", "from_port", "to_port")] == ["tcp", 1, 2]


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_security_group_rule" "r" {\n  type = "egress"\n  security_group_id = "sg-1"\n}\n',
        'resource "aws_vpc_security_group_egress_rule" "r" {\n  security_group_id = aws_security_group.g.id\n}\n',
    ],
)
def test_egress_is_ignored(text: str, tmp_path: Path) -> None:
    body = f'resource "aws_security_group" "g" {{\n  egress {{\n    protocol = "-1"\n  }}\n}}\n{text}'
    assert plain(group_in(read(tmp_path, SETUP + body + replication_group())).facts["ingress"]) == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [('"tcp"', "tcp"), ('"TCP"', "tcp"), ("6", "6"), ('"6"', "6"), ("-1", "-1"), ('"-1"', "-1"), ('"all"', "all")],
)
def test_spellings_of_protocols(written: str, expected: str, tmp_path: Path) -> None:
    (rule,) = rules_of(inline(tmp_path, f"ingress {{\n  protocol = {written}\n}}"))
    assert plain(rule.protocol) == expected
    assert (plain(rule.from_port), plain(rule.to_port)) == (ABSENT, ABSENT)


@pytest.mark.parametrize(
    ("written", "part", "expected"),
    [
        ("self = true", "groups", ("self",)),
        ("self = false", "groups", ()),
        ('self = "true"', "groups", ("self",)),
        ("self = null", "groups", ()),
        ("self = var.a", "groups", UNKNOWN),
        ('self = true\n  security_groups = ["sg-1"]', "groups", ("self", "sg-1")),
        ("security_groups = [data.aws_security_group.d.id]", "groups", ("data.aws_security_group.d",)),
        ("security_groups = [var.sg]", "groups", ("var.sg",)),
        ("security_groups = var.sg", "groups", UNKNOWN),
        ("security_groups = [null]", "groups", UNKNOWN),
        ("security_groups = [aws_security_group.g]", "groups", UNKNOWN),
        ("security_groups = [{}]", "groups", UNKNOWN),
        ("security_groups = aws_security_group.g[*].id", "groups", (GROUP,)),
        ('prefix_list_ids = ["pl-1", aws_ec2_managed_prefix_list.p.id]', "prefix_lists",
         ("pl-1",)),
        ("cidr_blocks = var.cidrs", "cidrs", UNKNOWN),
        ('cidr_blocks = concat(["10.0.0.0/8"], var.cidrs)', "cidrs", UNKNOWN),
        ('cidr_blocks = ["10.0.0.0/8", var.cidr]', "cidrs", UNKNOWN),
        ("cidr_blocks = [aws_vpc.v.cidr_block]", "cidrs", (NamedRange("aws_vpc.v.cidr_block", "vpc"),)),
        ("cidr_blocks = []", "cidrs", ()),
        ("cidr_blocks = null", "cidrs", ()),
        ("cidr_blocks = [1]", "cidrs", ("1",)),
        ("cidr_blocks = [{}]", "cidrs", UNKNOWN),
    ],
)  # fmt: skip
def test_whom_an_inline_rule_lets_in(written: str, part: str, expected: object, tmp_path: Path) -> None:
    more = 'resource "aws_ec2_managed_prefix_list" "p" {}\nresource "aws_vpc" "v" {}\n'
    (rule,) = rules_of(inline(tmp_path, f'ingress {{\n  protocol = "tcp"\n  {written}\n}}', more))
    assert short(rule)[part] == expected


def test_the_known_addresses_of_an_open_list_stay(tmp_path: Path) -> None:
    (rule,) = rules_of(inline(tmp_path, 'ingress {\n  cidr_blocks = ["0.0.0.0/0", var.cidr]\n}'))
    assert isinstance(rule.cidrs, Unknown)
    assert rule.cidrs.members == ("0.0.0.0/0",)


def test_addresses_that_depend_on_something(tmp_path: Path) -> None:
    (rule,) = rules_of(
        inline(tmp_path, 'ingress {\n  cidr_blocks = var.a ? ["0.0.0.0/0"] : []\n  self = var.a ? true : false\n}')
    )
    assert cases(rule.cidrs) == {"var.a=true": ("0.0.0.0/0",), "var.a=false": ()}
    text = (
        f'resource "aws_vpc_security_group_ingress_rule" "r" {{\n  security_group_id = {GROUP}.id\n'
        '  cidr_ipv4 = var.a ? "0.0.0.0/0" : "10.0.0.0/8"\n}\n'
    )
    assert cases(one(tmp_path / "2", text).cidrs) == {"var.a=true": ("0.0.0.0/0",), "var.a=false": ("10.0.0.0/8",)}


@pytest.mark.parametrize(
    ("written", "expected"),
    [("ingress = []", ()), ("ingress = null", ()), ("ingress = var.a", UNKNOWN), ("ingress = [var.a]", UNKNOWN),
     ("ingress = {}", UNKNOWN), ("ingress = 1", UNKNOWN), ("", ())],
)  # fmt: skip
def test_the_list_of_rules(written: str, expected: object, tmp_path: Path) -> None:
    assert plain(inline(tmp_path, written).facts["ingress"]) == expected


def test_dynamic_rules_over_maps_and_lists_of_objects(tmp_path: Path) -> None:
    body = """
      dynamic "ingress" {
        for_each = { b = { port = 2 }, a = { port = 1 } }
        content {
          from_port   = ingress.value.port
          cidr_blocks = [ingress.key == "a" ? "10.0.0.0/8" : "0.0.0.0/0"]
        }
      }
      dynamic "ingress" {
        for_each = [{ port = 3 }, { port = 4 }]
        content {
          from_port = ingress.value.port
        }
      }
    """
    rules = rules_of(inline(tmp_path, body))
    assert [plain(r.from_port) for r in rules] == [1, 2, 3, 4]
    assert [plain(r.cidrs) for r in rules[:2]] == [("10.0.0.0/8",), ("0.0.0.0/0",)]


def test_dynamic_rules_over_something_unknown_stand_for_all(tmp_path: Path) -> None:
    body = 'dynamic "ingress" {\n  for_each = var.cidrs\n  content {\n    cidr_blocks = [ingress.value]\n  }\n}'
    (rule,) = rules_of(inline(tmp_path, body))
    assert isinstance(rule.exists, Unknown)
    assert isinstance(rule.cidrs, Unknown)


def test_a_dynamic_block_may_be_named_like_anything(tmp_path: Path) -> None:
    body = 'dynamic "ingress" {\n  for_each = [1]\n  iterator = self\n  content {\n    from_port = self.value\n  }\n}'
    assert [plain(r.from_port) for r in rules_of(inline(tmp_path, body))] == [1]


RULE = 'resource "aws_security_group_rule" "r" {{\n  type = "ingress"\n  {}\n}}\n'


def test_rules_with_count_and_under_conditions(tmp_path: Path) -> None:
    text = SETUP + 'resource "aws_security_group" "g" {}\n' + replication_group()
    text += RULE.format(f"count = 2\n  from_port = count.index\n  security_group_id = {GROUP}.id")
    text += RULE.format(f"count = var.a ? 1 : 0\n  from_port = 9\n  security_group_id = {GROUP}.id").replace(
        '"r"', '"s"'
    )
    rules = rules_of(group_in(read(tmp_path, text)))
    assert [plain(r.from_port) for r in rules] == [0, 1, 9]
    assert cases(rules[2].exists) == {"var.a=true": True, "var.a=false": False}


@pytest.mark.parametrize(
    ("target", "used"),
    [
        ("data.aws_security_group.d.id", "data.aws_security_group.d.id"),
        ("var.sg", "var.sg"),
        ('"sg-1"', '"sg-1"'),
        ("module.m.id", "module.m.id"),
        ("module.m.id", "data.aws_security_group.d.id"),
    ],
)
def test_a_group_outside_the_code_is_known_by_its_rules(target: str, used: str, tmp_path: Path) -> None:
    files = {
        "main.tf": SETUP
        + replication_group(f"security_group_ids = [{used}]")
        + RULE.format(f"from_port = 1\n  security_group_id = {target}")
        + 'module "m" {\n  source = "./m"\n  sg = data.aws_security_group.d.id\n}\n',
        "m/main.tf": 'variable "sg" {}\noutput "id" {\n  value = var.sg\n}\n',
    }
    resources = read(tmp_path, files).resources
    members = plain(resources["aws_elasticache_replication_group.this"].relations["security_groups"])
    assert isinstance(members, tuple)
    (outside,) = (resources[m.key] for m in members if isinstance(m, Ref))
    assert not outside.judged
    assert plain(outside.facts["ingress"]) == UNKNOWN
    assert [plain(r.from_port) for r in rules_of(outside)] == [1]


def test_a_rule_for_one_of_two_groups(tmp_path: Path) -> None:
    text = SETUP + 'resource "aws_security_group" "g" {}\nresource "aws_security_group" "h" {}\n' + replication_group()
    text += RULE.format(f"security_group_id = var.a ? {GROUP}.id : aws_security_group.h.id")
    inventory = read(tmp_path, text)
    (ours,), (theirs,) = (rules_of(group_in(inventory, f"aws_security_group.{name}")) for name in "gh")
    assert cases(ours.exists) == {"var.a=true": True, "var.a=false": False}
    assert cases(theirs.exists) == {"var.a=true": False, "var.a=false": True}


def test_a_rule_for_a_group_that_is_not_known_may_be_in_any(tmp_path: Path) -> None:
    text = SETUP + 'resource "aws_security_group" "g" {}\nresource "aws_security_group" "h" {}\n' + replication_group()
    text += RULE.format(f"security_group_id = element(split(var.a, {GROUP}.id), 1)")
    inventory = read(tmp_path, text)
    for name in "gh":
        (rule,) = rules_of(group_in(inventory, f"aws_security_group.{name}"))
        assert isinstance(rule.exists, Unknown)


@pytest.mark.parametrize("kind", ["var.a", "null"])
def test_a_rule_of_an_unknown_direction_may_be_ingress(kind: str, tmp_path: Path) -> None:
    text = f'resource "aws_security_group_rule" "r" {{\n  type = {kind}\n  security_group_id = {GROUP}.id\n}}\n'
    body = 'resource "aws_security_group" "g" {}\n' + text
    found = rules_of(group_in(read(tmp_path, SETUP + body + replication_group())))
    assert all(isinstance(r.exists, Unknown) for r in found)
    assert len(found) == (1 if kind == "var.a" else len(found))


def test_two_groups_of_one_name_are_told_apart(tmp_path: Path) -> None:
    text = SETUP + "".join(f'resource "aws_security_group" "{n}" {{\n  name = "same"\n}}\n' for n in "gh")
    text += replication_group("security_group_ids = [var.a ? aws_security_group.g.name : aws_security_group.h.name]")
    found = cases(read(tmp_path, text).resources["aws_elasticache_replication_group.this"].relations["security_groups"])
    assert found == {"var.a=true": (Ref(GROUP),), "var.a=false": (Ref("aws_security_group.h"),)}


def test_the_default_group_of_a_vpc(tmp_path: Path) -> None:
    text = 'resource "aws_default_security_group" "d" {\n  ingress {\n    self = true\n    protocol = "-1"\n  }\n}\n'
    inventory = read(tmp_path, text + replication_group("security_group_ids = [aws_default_security_group.d.id]"))
    group = group_in(inventory, "aws_default_security_group.d")
    assert plain(group.facts["is_default"]) is True
    assert [plain(r.groups) for r in rules_of(group)] == [("self",)]


@pytest.mark.parametrize(
    "number",
    ['"x"', "1.5", "[]", "null", "var.a"],
)
def test_ports_that_are_no_numbers(number: str, tmp_path: Path) -> None:
    (rule,) = rules_of(inline(tmp_path, f"ingress {{\n  from_port = {number}\n}}"))
    assert plain(rule.from_port) == (ABSENT if number == "null" else UNKNOWN)
