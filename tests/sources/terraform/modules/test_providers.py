"""Provider configurations: which one a resource uses, and what it says of region and tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Origin, Ref, Unknown, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.joined import members_of
from auditor.sources.partial.values import Unk
from tests.sources.terraform.helpers import UNKNOWN, cases, only, plain, read, replication_group, root_of, value_of

TWO = """
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
"""


def region(inventory: Inventory) -> object:
    """The region of the one replication group."""
    return plain(only(inventory, "replication_group").facts["region"])


def group(body: str) -> dict[str, str]:
    return {"main.tf": TWO + replication_group(body)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "us-east-1"),
        ("provider = aws.west", "us-west-2"),
        ('provider = "aws.west"', "us-west-2"),
        ("provider = aws", "us-east-1"),
        ("provider = aws.nowhere", UNKNOWN),
        ('region = "eu-west-1"', "eu-west-1"),
        ('provider = aws.west\nregion = "eu-west-1"', "eu-west-1"),
        ("region = null", "us-east-1"),
        ("provider = aws.west\nregion = null", "us-west-2"),
        ("region = data.aws_ssm_parameter.x.value", UNKNOWN),
    ],
)
def test_a_resource_names_its_provider_or_its_region(body: str, expected: str, tmp_path: Path) -> None:
    assert region(read(tmp_path, group(body))) == expected


def test_without_a_provider_block_the_environment_decides(tmp_path: Path) -> None:
    fact = only(read(tmp_path, replication_group())).facts["region"]
    assert isinstance(fact, Unknown)
    assert "configured where Terraform runs" in fact.reason
    assert region(read(tmp_path, 'provider "aws" {}\n' + replication_group())) == UNKNOWN


def test_the_region_of_a_provider_is_inherited_and_may_hang_on_inputs(tmp_path: Path) -> None:
    code = 'variable "env" {}\nprovider "aws" {\n  region = var.env == "prod" ? "eu-west-1" : null\n}\n'
    fact = only(read(tmp_path, code + replication_group())).facts["region"]
    assert cases(fact) == {'var.env == "prod"=true': "eu-west-1", 'var.env == "prod"=false': UNKNOWN}
    known = only(read(tmp_path, code + replication_group(), variables={"env": "prod"})).facts["region"]
    assert isinstance(known, Known)
    assert (known.value, known.origin) == ("eu-west-1", Origin.INHERITED)


PASSING = [
    # call, child, expected
    ("", "", "us-east-1"),
    ("providers = { aws = aws.west }", "", "us-west-2"),
    ("providers = { aws = aws }", "", "us-east-1"),
    ('providers = { "aws" = "aws.west" }', "", "us-west-2"),
    ("providers = { aws = aws.west }", 'provider "aws" {}', "us-west-2"),
    ("providers = { aws = aws.west }", 'provider "aws" {\n  region = "eu-west-1"\n}', "eu-west-1"),
    ("", 'provider "aws" {\n  region = "eu-west-1"\n}', "eu-west-1"),
    ("", 'provider "aws" {}', UNKNOWN),
    ("providers = { aws.other = aws.west }", "", "us-east-1"),
]


@pytest.mark.parametrize(("call", "child", "expected"), PASSING)
def test_modules_inherit_or_are_given_providers(call: str, child: str, expected: str, tmp_path: Path) -> None:
    files = {
        "main.tf": f'{TWO}module "m" {{\n  source = "./m"\n  {call}\n}}\n',
        "m/main.tf": f'{child}\nmodule "n" {{\n  source = "./n"\n}}\n',
        "m/n/main.tf": replication_group(),
    }
    assert region(read(tmp_path, files)) == expected


def test_an_alias_is_passed_on_but_never_inherited(tmp_path: Path) -> None:
    inner = (
        "terraform {\n  required_providers {\n    aws = {\n      configuration_aliases = [aws.inner]\n    }\n  }\n}\n"
    )
    call = 'module "m" {\n  source = "./m"\n  %s\n}\n'
    files = {
        "main.tf": TWO + call % "providers = { aws.outer = aws.west }",
        "m/main.tf": call % "providers = { aws.inner = aws.outer }",
        "m/m/main.tf": inner + replication_group("provider = aws.inner"),
    }
    assert region(read(tmp_path / "1", files)) == "us-west-2"
    files["m/m/main.tf"] = replication_group("provider = aws.west")
    assert region(read(tmp_path / "2", files)) == UNKNOWN


def test_override_files_replace_arguments_of_a_provider(tmp_path: Path) -> None:
    files = group("provider = aws.west") | {
        "x_override.tf": 'provider "aws" {\n  alias  = "west"\n  region = "eu-north-1"\n}\n'
    }
    assert region(read(tmp_path, files)) == "eu-north-1"


def test_a_provider_that_is_declared_twice_is_a_gap(tmp_path: Path) -> None:
    code = 'provider "aws" {\n  region = "us-east-1"\n}\nprovider "aws" {\n  region = "us-west-2"\n}\n'
    assert [gap.what for gap in read(tmp_path, code + replication_group()).gaps] == ["provider.aws"]


def test_providers_that_for_each_makes(tmp_path: Path) -> None:
    code = """
    provider "aws" {
      alias    = "all"
      for_each = { a = "eu-west-1", b = "us-west-2" }
      region   = each.value
    }
    resource "aws_elasticache_replication_group" "this" {
      for_each             = { a = 1, b = 2 }
      provider             = aws.all[each.key]
      replication_group_id = "x"
    }
    """
    found = read(tmp_path, code).resources.values()
    assert [plain(r.facts["region"]) for r in found] == ["eu-west-1", "us-west-2"]


class TestSameNames:
    """A name means something in one region only."""

    CODE = (
        TWO
        + """
    resource "aws_elasticache_user_group" "east" {
      engine        = "redis"
      user_group_id = "app"
    }
    resource "aws_elasticache_user_group" "west" {
      provider      = aws.west
      engine        = "redis"
      user_group_id = "app"
    }
    """
    )

    def members(self, folder: Path, body: str, code: str = CODE) -> tuple[object, ...]:
        inventory = read(folder, code + replication_group(f'user_group_ids = ["app"]\n{body}'))
        return members_of(only(inventory, "replication_group").relations["user_groups"])

    @pytest.mark.parametrize(
        ("body", "expected"), [("", "east"), ("provider = aws.west", "west"), ('region = "us-west-2"', "west")]
    )
    def test_the_one_of_the_same_region_is_meant(self, body: str, expected: str, tmp_path: Path) -> None:
        assert self.members(tmp_path, body) == (Ref(f"aws_elasticache_user_group.{expected}"),)

    def test_one_of_another_region_is_not(self, tmp_path: Path) -> None:
        assert self.members(tmp_path, 'region = "eu-west-1"') == (Unseen("app", "not in what was scanned"),)

    def test_which_one_is_not_known_where_the_region_is_not(self, tmp_path: Path) -> None:
        [member] = self.members(tmp_path, "region = var.r", self.CODE + 'variable "r" {}\n')
        assert isinstance(member, Unseen)

    def test_one_provider_is_one_region_whatever_that_is(self, tmp_path: Path) -> None:
        code = self.CODE.replace('"us-east-1"', "var.a").replace('"us-west-2"', "var.b")
        code += 'variable "a" {}\nvariable "b" {}\n'
        assert self.members(tmp_path, "provider = aws.west", code) == (Ref("aws_elasticache_user_group.west"),)

    def test_two_providers_in_one_region_may_be_two_accounts(self, tmp_path: Path) -> None:
        code = self.CODE.replace("us-west-2", "us-east-1")
        assert self.members(tmp_path / "1", "provider = aws.west", code) == (Ref("aws_elasticache_user_group.west"),)
        third = code + 'provider "aws" {\n  alias  = "third"\n  region = "us-east-1"\n}\n'
        [member] = self.members(tmp_path / "2", "provider = aws.third", third)
        assert isinstance(member, Unseen)

    def test_they_are_two_resources(self, tmp_path: Path) -> None:
        found = read(tmp_path, self.CODE).resources.values()
        assert [r.identity for r in found] == ["us-east-1/app", "us-west-2/app"]

    def test_a_global_datastore_is_found_from_any_region(self, tmp_path: Path) -> None:
        code = TWO + (
            'resource "aws_elasticache_global_replication_group" "g" {\n'
            '  global_replication_group_id_suffix = "g"\n  primary_replication_group_id = "p"\n}\n'
        )
        code += replication_group('provider = aws.west\nglobal_replication_group_id = "g"')
        found = plain(only(read(tmp_path, code), "replication_group").relations["global_datastore"])
        assert found == (Ref("aws_elasticache_global_replication_group.g"),)


class TestDefaultTags:
    CODE = """
    variable "x" {}
    provider "aws" {
      default_tags {
        tags = %s
      }
    }
    provider "aws" {
      alias = "plain"
    }
    """

    def resource(self, folder: Path, tags: str, body: str = "") -> Resource:
        return only(read(folder, self.CODE % tags + replication_group(body)))

    @pytest.mark.parametrize(
        ("tags", "body", "expected"),
        [
            ('{ a = "1" }', "", {"a": "1"}),
            ('{ a = "1" }', 'tags = { b = "2" }', {"a": "1", "b": "2"}),
            ('{ a = "1", b = 1 }', 'tags = { b = "2" }', {"a": "1", "b": "2"}),
            ('{ a = "1" }', 'provider = aws.plain\ntags = { b = "2" }', {"b": "2"}),
            ("null", 'tags = { b = "2" }', {"b": "2"}),
        ],
    )
    def test_its_own_tags_win(self, tags: str, body: str, expected: dict[str, str], tmp_path: Path) -> None:
        found = self.resource(tmp_path, tags, body)
        assert found.tags == expected
        assert plain(found.facts["tags"]) == tuple(f"{k}={v}" for k, v in expected.items())

    @pytest.mark.parametrize(
        ("tags", "body", "expected"),
        [
            ("var.x", 'tags = { b = "2" }', {"b": "2"}),
            ('{ a = "1", c = var.x }', 'tags = { b = "2" }', {"a": "1", "b": "2"}),
            ('{ a = "1", b = "1" }', "tags = { b = var.x }", {"a": "1"}),
            ('{ a = "1" }', "tags = var.x", {}),
        ],
    )
    def test_what_is_not_known_leaves_them_open(
        self, tags: str, body: str, expected: dict[str, str], tmp_path: Path
    ) -> None:
        found = self.resource(tmp_path, tags, body)
        assert found.tags == expected
        fact = found.facts["tags"]
        assert isinstance(fact, Unknown)
        assert fact.members == tuple(f"{k}={v}" for k, v in expected.items())

    def test_modules_get_those_of_the_provider_that_they_are_given(self, tmp_path: Path) -> None:
        files = {
            "main.tf": self.CODE % '{ a = "1" }' + 'module "m" {\n  source = "./m"\n}\n',
            "m/main.tf": replication_group(),
        }
        assert only(read(tmp_path, files)).tags == {"a": "1"}


class TestDataOfTheProvider:
    @pytest.mark.parametrize("name", ["name", "id", "region"])
    def test_the_region_is_that_of_the_provider(self, name: str, tmp_path: Path) -> None:
        setup = TWO + 'data "aws_region" "d" {}\ndata "aws_region" "w" {\n  provider = aws.west\n}\n'
        assert value_of(tmp_path, f"[data.aws_region.d.{name}, data.aws_region.w.{name}]", setup) == [
            "us-east-1",
            "us-west-2",
        ]

    def test_or_one_that_it_is_asked_for(self, tmp_path: Path) -> None:
        setup = TWO + 'data "aws_region" "n" {\n  name = "eu-west-1"\n}\ndata "aws_region" "e" {\n  endpoint = "x"\n}\n'
        assert value_of(tmp_path, "data.aws_region.n.name", setup) == "eu-west-1"
        assert isinstance(value_of(tmp_path, "data.aws_region.e.name", setup), Unk)

    @pytest.mark.parametrize(
        ("region_", "partition", "suffix"),
        [
            ("us-east-1", "aws", "amazonaws.com"),
            ("ap-southeast-2", "aws", "amazonaws.com"),
            ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
            ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
            ("us-iso-east-1", None, None),
        ],
    )
    def test_the_partition_follows_from_the_region(
        self, region_: str, partition: str | None, suffix: str | None, tmp_path: Path
    ) -> None:
        setup = f'provider "aws" {{\n  region = "{region_}"\n}}\ndata "aws_partition" "p" {{}}\n'
        for name, expected in (("partition", partition), ("id", partition), ("dns_suffix", suffix)):
            found = value_of(tmp_path, f"data.aws_partition.p.{name}", setup)
            assert found == expected if expected else isinstance(found, Unk)

    @pytest.mark.parametrize(
        ("type_", "name"),
        [
            ("aws_region", "name"),
            ("aws_caller_identity", "account_id"),
            ("aws_partition", "partition"),
            ("aws_availability_zones", "names"),
        ],
    )
    def test_one_provider_tells_all_modules_the_same(self, type_: str, name: str, tmp_path: Path) -> None:
        child = f'data "{type_}" "here" {{}}\noutput "it" {{\n  value = data.{type_}.here.{name}\n}}\n'
        files = {
            "main.tf": f'provider "aws" {{\n  alias = "b"\n}}\ndata "{type_}" "c" {{}}\n'
            + "".join(
                f'module "{call}" {{\n  source = "./m"\n  {rest}\n}}\n'
                for call, rest in (("x", ""), ("y", ""), ("z", "providers = { aws = aws.b }"))
            )
            + f'output "same" {{\n  value = [data.{type_}.c.{name}, module.x.it, module.y.it, module.z.it]\n}}\n',
            "m/main.tf": child,
        }
        found = root_of(tmp_path, files).module.output("same")
        assert isinstance(found, list)
        symbols = [v.symbol for v in found if isinstance(v, Unk)]
        assert len(symbols) == 4
        assert symbols[0] == symbols[1] == symbols[2] != symbols[3]

    def test_zones_that_are_asked_for_by_filter_are_a_thing_of_their_own(self, tmp_path: Path) -> None:
        setup = (
            'data "aws_availability_zones" "a" {\n  state = "available"\n}\n'
            'data "aws_availability_zones" "b" {\n  exclude_names = ["x"]\n}\n'
        )
        found = value_of(tmp_path, "[data.aws_availability_zones.a.names, data.aws_availability_zones.b.names]", setup)
        assert [v.symbol for v in found] == [  # type: ignore[attr-defined]  # a list of unknowns
            "data.aws_availability_zones.names",
            "data.aws_availability_zones.b.names",
        ]
