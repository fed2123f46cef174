"""Relations between resources: by address, by name, across modules, and to what code only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Ref, Unknown, Unseen
from auditor.sources.building.joined import members_of
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read, replication_group

SETUP = """
variable "a" {}
variable "id" {}
variable "ids" { type = list(string) }
data "aws_security_group" "d" {}
data "aws_security_groups" "all" {}
resource "aws_security_group" "g" { name = "g" }
resource "aws_elasticache_subnet_group" "s" { name = "Subnets" }
resource "aws_elasticache_parameter_group" "p" {
  name   = "params-${var.id}"
  family = "redis7"
}
resource "aws_elasticache_user_group" "u" { user_group_id = "users" }
"""


def relation(folder: Path, name: str, body: str) -> object:
    resources = read(folder, SETUP + replication_group(body)).resources
    return plain(resources["aws_elasticache_replication_group.this"].relations[name])


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("security_groups", "security_group_ids = [aws_security_group.g.id]", (Ref("aws_security_group.g"),)),
        ("security_groups", "security_group_ids = toset([aws_security_group.g.id])", (Ref("aws_security_group.g"),)),
        ("security_groups", "security_group_ids = aws_security_group.g[*].id", (Ref("aws_security_group.g"),)),
        ("security_groups", 'security_group_ids = ["sg-1", "", null]', (Unseen("sg-1", "not in what was scanned"),)),
        ("security_groups", "security_group_ids = []", ()),
        ("security_groups", "security_group_ids = var.ids", UNKNOWN),
        ("security_groups", "security_group_ids = concat(var.ids, [aws_security_group.g.id])", UNKNOWN),
        ("security_groups", "", ABSENT),
        ("security_groups", "security_group_ids = null", ABSENT),
        ("subnet_group", "subnet_group_name = aws_elasticache_subnet_group.s.name",
         (Ref("aws_elasticache_subnet_group.s"),)),
        ("subnet_group", "subnet_group_name = aws_elasticache_subnet_group.s.id",
         (Ref("aws_elasticache_subnet_group.s"),)),
        ("subnet_group", 'subnet_group_name = "SUBNETS"', (Ref("aws_elasticache_subnet_group.s"),)),
        ("subnet_group", 'subnet_group_name = "other"', (Unseen("other", "not in what was scanned"),)),
        ("subnet_group", 'subnet_group_name = ""', ()),
        ("subnet_group", "subnet_group_name = var.id", UNKNOWN),
        ("parameter_group", "parameter_group_name = aws_elasticache_parameter_group.p.name",
         (Ref("aws_elasticache_parameter_group.p"),)),
        ("user_groups", "user_group_ids = [aws_elasticache_user_group.u.user_group_id]",
         (Ref("aws_elasticache_user_group.u"),)),
        ("user_groups", "user_group_ids = aws_elasticache_user_group.u.*.id", (Ref("aws_elasticache_user_group.u"),)),
    ],
)  # fmt: skip
def test_members_of_relations(name: str, body: str, expected: object, tmp_path: Path) -> None:
    assert relation(tmp_path, name, body) == expected


@pytest.mark.parametrize("key", ["each.key", "each.value", '"a"'])
def test_an_instance_of_an_unknown_number_is_any_of_them(key: str, tmp_path: Path) -> None:
    code = """
variable "caches" {}
resource "aws_security_group" "g" {
  for_each = var.caches
}
resource "aws_elasticache_replication_group" "r" {
  for_each             = var.caches
  replication_group_id = each.key
  description          = "d"
  security_group_ids   = [aws_security_group.g[KEY].id]
}
""".replace("KEY", key)
    resources = read(tmp_path, code).resources
    found = plain(resources["aws_elasticache_replication_group.r[*]"].relations["security_groups"])
    assert found == (Ref("aws_security_group.g[*]"),)


def test_a_data_source_is_there_though_it_was_not_read(tmp_path: Path) -> None:
    members = relation(tmp_path, "security_groups", "security_group_ids = [data.aws_security_group.d.id]")
    assert isinstance(members, tuple)
    assert [m.name for m in members if isinstance(m, Unseen)] == ["data.aws_security_group.d.id"]


def test_a_serverless_cache_without_groups_has_the_default_one(tmp_path: Path) -> None:
    text = 'resource "aws_elasticache_serverless_cache" "s" {\n  name = "s"\n  engine = "valkey"\n}\n'
    inventory = read(tmp_path, text)
    fact = only(inventory).relations["security_groups"]
    assert isinstance(fact, Known)
    assert (fact.value, fact.origin) == ((Ref("aws:security_group/default"),), Origin.DEFAULT)
    assert plain(inventory.resources["aws:security_group/default"].facts["is_default"]) is True


def test_the_default_group_is_not_made_up_where_nothing_uses_it(tmp_path: Path) -> None:
    text = 'resource "aws_elasticache_serverless_cache" "s" {\n  security_group_ids = ["sg-1"]\n}\n'
    assert len(read(tmp_path, text).resources) == 1


USERS = """
resource "aws_elasticache_user" "one" {
  user_id   = "One"
  user_name = "one"
}
resource "aws_elasticache_user_group" "u" {
  user_group_id = "users"
  user_ids      = %s
  lifecycle { ignore_changes = [user_ids] }
}
"""
ONE = Ref("aws_elasticache_user.one")
BUILT_IN = Ref("aws:user/default")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[aws_elasticache_user.one.user_id]", (ONE,)),
        ('["one"]', (ONE,)),
        ('["default", aws_elasticache_user.one.id]', (BUILT_IN, ONE)),
        ('["default", "default"]', (BUILT_IN,)),
        ('["other"]', (Unseen("other", "not in what was scanned"),)),
        ("[]", ()),
        ("null", ABSENT),
    ],
)
def test_members_of_a_user_group(written: str, expected: object, tmp_path: Path) -> None:
    inventory = read(tmp_path, USERS % written)
    assert plain(inventory.resources["aws_elasticache_user_group.u"].relations["users"]) == expected
    if BUILT_IN.key in inventory.resources:
        assert not inventory.resources[BUILT_IN.key].judged


ASSOCIATION = """
resource "aws_elasticache_user_group_association" "more" {
  %s
  user_group_id = %s
  user_id       = aws_elasticache_user.one.user_id
}
"""


@pytest.mark.parametrize(
    "group", ['"users"', "aws_elasticache_user_group.u.user_group_id", "aws_elasticache_user_group.u.id"]
)
@pytest.mark.parametrize("held", ['["default"]', "null", "[]"])
def test_an_association_adds_a_user(held: str, group: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, USERS % held + ASSOCIATION % ("", group))
    users = plain(inventory.resources["aws_elasticache_user_group.u"].relations["users"])
    assert users == ((BUILT_IN, ONE) if "default" in held else (ONE,))


def test_an_association_under_a_condition(tmp_path: Path) -> None:
    text = 'variable "a" {}\n' + USERS % '["default"]'
    text += ASSOCIATION % ("count = var.a ? 1 : 0", "aws_elasticache_user_group.u.id")
    fact = read(tmp_path, text).resources["aws_elasticache_user_group.u"].relations["users"]
    assert cases(fact) == {"var.a=true": (BUILT_IN, ONE), "var.a=false": (BUILT_IN,)}


@pytest.mark.parametrize(
    "target", ["element(split(var.a, aws_elasticache_user_group.u.id), 1)", "jsondecode(var.a).group"]
)
def test_an_association_with_a_group_that_is_not_known_may_be_with_any(target: str, tmp_path: Path) -> None:
    text = 'variable "a" {}\n' + USERS % '["default"]' + ASSOCIATION % ("", target)
    fact = read(tmp_path, text).resources["aws_elasticache_user_group.u"].relations["users"]
    assert isinstance(fact, Unknown)
    assert fact.members == (BUILT_IN,)


def test_many_associations_under_conditions_are_bounded(tmp_path: Path) -> None:
    text = USERS % "[]"
    for i in range(30):
        text += f'variable "v{i}" {{}}\n' + (
            ASSOCIATION % (f"count = var.v{i} ? 1 : 0", "aws_elasticache_user_group.u.id")
        ).replace('"more"', f'"more{i}"')
    fact = read(tmp_path, text).resources["aws_elasticache_user_group.u"].relations["users"]
    assert isinstance(fact, Unknown)


SECONDARY = """
resource "aws_elasticache_global_replication_group" "ds" {
  global_replication_group_id_suffix = "ds"
  primary_replication_group_id       = %s
}
resource "aws_elasticache_replication_group" "second" {
  replication_group_id        = "second"
  global_replication_group_id = %s
  num_cache_clusters          = 2
}
"""
PRIMARY = replication_group(
    'engine = "valkey"\nengine_version = "8.0"\ntransit_encryption_enabled = true\nnode_type = "cache.r7g.large"\n'
    'auth_token = "0123456789abcdef"',
    "first",
)
INHERITED = {
    "engine": "valkey",
    "engine_version": "8.0",
    "tls": True,
    "tls_mode": "required",
    "at_rest": True,
    "node_type": "cache.r7g.large",
    "shards": 1,
}


@pytest.mark.parametrize(
    "primary",
    ["aws_elasticache_replication_group.first.id", "aws_elasticache_replication_group.first.replication_group_id"],
)
def test_a_secondary_takes_over_from_its_primary(primary: str, tmp_path: Path) -> None:
    ds = "aws_elasticache_global_replication_group.ds.global_replication_group_id"
    second = read(tmp_path, PRIMARY + SECONDARY % (primary, ds)).resources["aws_elasticache_replication_group.second"]
    assert {name: plain(second.facts[name]) for name in INHERITED} == INHERITED
    tls = second.facts["tls"]
    assert isinstance(tls, Known)
    assert tls.origin is Origin.INHERITED
    assert "aws_elasticache_replication_group.first" in tls.because
    # What is its own stays its own.
    assert plain(second.facts["replicas_per_shard"]) == 1
    assert plain(second.facts["multi_az"]) is False


def test_a_primary_in_another_module(tmp_path: Path) -> None:
    files = {
        "main.tf": (
            'module "first" {\n  source = "./first"\n}\n'
            'module "second" {\n  source = "./second"\n  ds = module.first.ds\n}\n'
        ),
        "first/main.tf": PRIMARY
        + 'resource "aws_elasticache_global_replication_group" "ds" {\n'
        + "  primary_replication_group_id = aws_elasticache_replication_group.first.id\n}\n"
        + 'output "ds" {\n  value = aws_elasticache_global_replication_group.ds.global_replication_group_id\n}\n',
        "second/main.tf": 'variable "ds" {}\n' + replication_group("global_replication_group_id = var.ds", "second"),
    }
    second = read(tmp_path, files).resources["module.second.aws_elasticache_replication_group.second"]
    assert {name: plain(second.facts[name]) for name in INHERITED} == INHERITED


@pytest.mark.parametrize("ds", ['"ldgnf-ds"', "var.ds", "aws_elasticache_global_replication_group.ds.id"])
def test_a_primary_that_is_not_in_scope_leaves_it_unknown(ds: str, tmp_path: Path) -> None:
    text = 'variable "ds" {}\n' + SECONDARY % ('"elsewhere"', ds)
    second = read(tmp_path, text).resources["aws_elasticache_replication_group.second"]
    assert {plain(second.facts[name]) for name in INHERITED} == {UNKNOWN}
    assert plain(second.facts["auth_token"]) == UNKNOWN
    assert plain(second.facts["backup_days"]) == 0


def test_a_group_that_may_be_a_secondary(tmp_path: Path) -> None:
    ds = "var.a ? aws_elasticache_global_replication_group.ds.id : null"
    text = 'variable "a" {}\n' + PRIMARY + SECONDARY % ("aws_elasticache_replication_group.first.id", ds)
    second = read(tmp_path, text).resources["aws_elasticache_replication_group.second"]
    for name, otherwise in (("tls", False), ("engine", "redis")):
        assert cases(second.facts[name]) == {"var.a=true": UNKNOWN, "var.a=false": otherwise} or cases(
            second.facts[name]
        ) == {"var.a=true": INHERITED[name], "var.a=false": otherwise}


class TestOneName:
    """Things that are called by the same value, though nobody knows it."""

    CODE = """
    variable "id" {}
    variable "other" {}
    resource "aws_elasticache_user" "u" {
      user_id       = "u"
      user_name     = "u"
      engine        = "redis"
      access_string = "on ~* +@all"
    }
    resource "aws_elasticache_user_group" "g" {
      engine        = "redis"
      user_group_id = "${var.id}-users"
    }
    resource "aws_elasticache_user_group_association" "a" {
      user_group_id = "%s-users"
      user_id       = "u"
    }
    """

    def test_an_association_finds_its_group(self, tmp_path: Path) -> None:
        inventory = read(tmp_path, self.CODE % "${var.id}")
        assert plain(only(inventory, "user_group").relations["users"]) == (Ref("aws_elasticache_user.u"),)

    def test_another_value_may_be_the_same(self, tmp_path: Path) -> None:
        inventory = read(tmp_path, self.CODE % "${var.other}")
        assert plain(only(inventory, "user_group").relations["users"]) == UNKNOWN

    def test_a_cache_finds_its_group(self, tmp_path: Path) -> None:
        code = self.CODE % "${var.id}" + replication_group('user_group_ids = ["${var.id}-users"]')
        found = plain(only(read(tmp_path, code), "replication_group").relations["user_groups"])
        assert found == (Ref("aws_elasticache_user_group.g"),)

    def test_an_id_of_a_security_group_is_not_its_name(self, tmp_path: Path) -> None:
        code = 'variable "id" {}\nresource "aws_security_group" "g" {\n  name = var.id\n}\n'
        code += replication_group("security_group_ids = [var.id]")
        [member] = members_of(only(read(tmp_path, code), "replication_group").relations["security_groups"])
        assert isinstance(member, Unseen)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("vpc_id = aws_vpc.v.id", "aws_default_security_group.d"),
        ("vpc_id = aws_vpc.w.id", "aws:security_group/default"),
        ("", "aws:security_group/default"),
        ("vpc_id = aws_vpc.v.id\n  count = var.n", "aws:security_group/default"),
    ],
)
def test_the_default_group_of_a_vpc_that_code_adopts(group: str, expected: str, tmp_path: Path) -> None:
    code = (
        'variable "n" {}\nresource "aws_vpc" "v" {}\nresource "aws_vpc" "w" {}\n'
        f'resource "aws_default_security_group" "d" {{\n  {group}\n}}\n'
    ) + replication_group("security_group_ids = [aws_vpc.v.default_security_group_id]")
    found = plain(only(read(tmp_path, code), "replication_group").relations["security_groups"])
    assert found == (Ref(expected),)
