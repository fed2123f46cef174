"""What depends on something undecided: guards, cases, and the idioms of conditional resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Redacted, Unknown
from auditor.sources.partial.choices import MAX_CHOICES
from auditor.sources.partial.values import Unk
from tests.sources.terraform.helpers import ABSENT, UNKNOWN, cases, only, plain, read, replication_group, value_of

OPEN = """
variable "a" { type = bool }
variable "b" { type = bool }
variable "env" {}
variable "list" { type = list(string) }
"""


def tls(folder: Path, expression: str, setup: str = OPEN) -> object:
    """The cases of `transit_encryption_enabled`."""
    text = setup + replication_group(f"transit_encryption_enabled = {expression}")
    return cases(only(read(folder, text)).facts["tls"])


def test_a_variable_without_value_says_so(tmp_path: Path) -> None:
    fact = only(read(tmp_path, OPEN + replication_group("transit_encryption_enabled = var.a"))).facts["tls"]
    assert isinstance(fact, Unknown)
    assert fact.reason == "var.a has no value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("data.aws_ssm_parameter.tls.value", "data.aws_ssm_parameter.tls is read when Terraform runs"),
        ("aws_kms_key.k.enabled", "aws_kms_key.k.enabled is decided by AWS"),
        ('timestamp() == "x"', "timestamp() is different each time"),
        ("provider::aws::f()", "provider::aws::f() belongs to a provider"),
        ('terraform.workspace == "prod"', "the workspace is chosen when Terraform runs"),
    ],
)
def test_what_only_terraform_or_aws_knows_is_unknown(expression: str, reason: str, tmp_path: Path) -> None:
    setup = 'data "aws_ssm_parameter" "tls" {}\nresource "aws_kms_key" "k" {}\n'
    fact = only(read(tmp_path, setup + replication_group(f"transit_encryption_enabled = {expression}"))).facts["tls"]
    assert isinstance(fact, Unknown)
    assert fact.reason == reason


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.a ? true : false", {"var.a=true": True, "var.a=false": False}),
        ("!var.a ? true : false", {"var.a=false": True, "var.a=true": False}),
        ("!!var.a ? true : false", {"var.a=true": True, "var.a=false": False}),
        ('var.env == "prod" ? true : false', {'var.env == "prod"=true': True, 'var.env == "prod"=false': False}),
        ('var.env != "prod" ? true : false', {'var.env == "prod"=false': True, 'var.env == "prod"=true': False}),
        ('!(var.env != "prod") ? true : false', {'var.env == "prod"=true': True, 'var.env == "prod"=false': False}),
        ("var.a ? true : var.b ? true : false", {
            "var.a=true": True, "var.a=false var.b=true": True, "var.a=false var.b=false": False,
        }),
        ("var.a ? (var.a ? true : false) : false", {"var.a=true": True, "var.a=false": False}),
        ("(var.a ? true : false) && (var.a ? false : true)", False),
        ("(var.a ? 1 : 2) == (var.a ? 1 : 2)", True),
        ("var.a ? true : true", True),
        ("var.a ? true : null", {"var.a=true": True, "var.a=false": False}),
        ("var.a || true", True),
        ("var.a && false", False),
        ("var.a && var.b ? true : false", {
            "var.a=true var.b=true": True, "var.a=true var.b=false": False, "var.a=false": False,
        }),
        ("!var.a && var.b ? true : false", {
            "var.a=true": False, "var.a=false var.b=true": True, "var.a=false var.b=false": False,
        }),
        ("!(var.a && var.b) ? true : false", {
            "var.a=true var.b=true": False, "var.a=true var.b=false": True, "var.a=false": True,
        }),
        ("(var.a || var.b) && !var.a ? true : false", {
            "var.a=true": False, "var.a=false var.b=true": True, "var.a=false var.b=false": False,
        }),
        ("!var.a && !(var.a == true) ? true : false", {"var.a=true": False, "var.a=false": True}),
        ('var.env == "x" ? true : var.env == "y" ? true : false', {
            'var.env == "x"=true': True,
            'var.env == "y"=true': True,
            'var.env == "x"=false var.env == "y"=false': False,
        }),
        ('var.env == "x" && var.env == "y" ? true : false', False),
        ('var.env == "x" ? var.env != "y" : false', {
            'var.env == "x"=true': True, 'var.env == "x"=false': False,
        }),
        ("length(var.list) > 0 ? 1 == 1 : 1 == 2", {
            "length(var.list) > 0=true": True, "length(var.list) > 0=false": False,
        }),
        ('contains(["x"], var.env) ? true : false', {'var.env == "x"=true': True, 'var.env == "x"=false': False}),
        ('contains(["x", "y"], var.env) ? true : null', {
            'var.env == "x"=true': True,
            'var.env == "y"=true': True,
            'var.env == "x"=false var.env == "y"=false': False,
        }),
        ('lookup({ x = true, y = false }, var.env, true)', {
            'var.env == "x"=true': True,
            'var.env == "y"=true': False,
            'var.env == "x"=false var.env == "y"=false': True,
        }),
        ('{ x = true, y = false }[var.env]', {
            'var.env == "x"=true': True, 'var.env == "y"=true': False,
            'var.env == "x"=false var.env == "y"=false': UNKNOWN,
        }),
        ('[true, false][var.env]', {
            "var.env == 0=true": True, "var.env == 1=true": False, "var.env == 0=false var.env == 1=false": UNKNOWN,
        }),
        ('"${var.a ? "tr" : "fals"}ue" == "true"', {"var.a=true": True, "var.a=false": False}),
        ('[for x in ["t", "u"] : x == "u" if x == "u" || var.a][0]', {"var.a=true": False, "var.a=false": True}),
        ('{ for k in ["t", "u"] : k => true if k == "t" && (var.env == "x" || var.a) }["t"]', {
            'var.env == "x"=true': True,
            'var.env == "x"=false var.a=true': True,
            'var.env == "x"=false var.a=false': UNKNOWN,
        }),
        ('"%{ if var.a }tru%{ else }fals%{ endif }e" == "true"', {"var.a=true": True, "var.a=false": False}),
        ('"%{ if var.env == "x" && var.a }false%{ else }true%{ endif }"', {
            'var.env == "x"=true var.a=true': False,
            'var.env == "x"=true var.a=false': True,
            'var.env == "x"=false': True,
        }),
    ],
)  # fmt: skip
def test_cases_and_their_guards(expression: str, expected: object, tmp_path: Path) -> None:
    found = tls(tmp_path, expression)
    if expected == UNKNOWN:
        assert found == UNKNOWN or isinstance(found, dict)
    else:
        assert found == expected


def test_conditions_that_only_look_alike_are_told_apart(tmp_path: Path) -> None:
    found = {
        str(tls(tmp_path / str(i), f"{condition} ? true : false"))
        for i, condition in enumerate(
            [
                "var.a && var.b",
                "!(var.a) && var.b",
                "var.a && !var.b",
                "var.a || var.b",
                "(var.a == var.b)",
                "var.b == var.a",
            ]
        )
    }
    assert len(found) == 6


def test_the_same_variable_through_module_inputs_is_the_same_switch(tmp_path: Path) -> None:
    call = 'module "{name}" {{\n  source = "./m"\n  on = {value}\n}}\n'
    files = {
        "main.tf": OPEN + call.format(name="one", value="var.a") + call.format(name="two", value="!var.a"),
        "m/main.tf": 'variable "on" { type = bool }\n'
        + replication_group("transit_encryption_enabled = var.on ? true : false"),
    }
    inventory = read(tmp_path, files)
    one, two = (inventory.resources[f"module.{m}.aws_elasticache_replication_group.this"] for m in ("one", "two"))
    assert cases(one.facts["tls"]) == {"var.a=true": True, "var.a=false": False}
    assert cases(two.facts["tls"]) == {"var.a=false": True, "var.a=true": False}


def test_conditions_without_a_name_are_not_tied_together(tmp_path: Path) -> None:
    setup = 'data "aws_ssm_parameter" "p" {\n  count = 2\n}\n'
    call = "  count = 2\n  on = jsondecode(data.aws_ssm_parameter.p[count.index].value).x\n"
    files = {
        "main.tf": setup + f'module "m" {{\n  source = "./m"\n{call}}}\n',
        "m/main.tf": 'variable "on" {}\n'
        + replication_group("transit_encryption_enabled = anytrue([var.on]) ? true : false"),
    }
    resources = read(tmp_path, files).resources
    guards = [next(iter(cases(r.facts["tls"]))) for r in resources.values()]  # type: ignore[call-overload]
    assert len(set(guards)) == 2


def test_instances_of_a_data_source_are_different_things(tmp_path: Path) -> None:
    setup = 'data "aws_vpc" "v" {\n  count = 2\n}\n'
    first = value_of(tmp_path, "data.aws_vpc.v[0].id", setup)
    second = value_of(tmp_path, "data.aws_vpc.v[1].id", setup)
    assert isinstance(first, Unk)
    assert isinstance(second, Unk)
    assert first.symbol != second.symbol


def test_key_and_value_of_an_unknown_element_are_different_things(tmp_path: Path) -> None:
    setup = 'variable "m" { type = map(string) }\n'
    body = (
        'resource "aws_elasticache_replication_group" "r" {\n  for_each = var.m\n  replication_group_id = "x"\n'
        '  transit_encryption_enabled = each.key == "x" ? true : false\n'
        '  multi_az_enabled = each.value == "x" ? true : false\n}\n'
    )
    facts = only(read(tmp_path, setup + body)).facts
    assert cases(facts["tls"]) != cases(facts["multi_az"])


def test_cases_beyond_the_bound_are_just_unknown(tmp_path: Path) -> None:
    variables = "".join(f'variable "v{i}" {{ type = bool }}\n' for i in range(30))
    expression = "0"
    for i in range(30):
        expression = f"var.v{i} ? {i + 1} : ({expression})"
    found = cases(only(read(tmp_path, variables + replication_group(f"backup = {expression}"))).facts["backup_days"])
    assert found == 0
    fact = only(read(tmp_path / "2", variables + replication_group(f"port = {expression}"))).facts["port"]
    assert isinstance(fact, Unknown)
    assert len(fact.choices) <= MAX_CHOICES


CONDITIONAL = OPEN + (
    'resource "aws_elasticache_user_group" "g" {\n  count = var.a ? 1 : 0\n  user_group_id = "g"\n}\n'
)


@pytest.mark.parametrize(
    "expression",
    [
        "var.a ? [aws_elasticache_user_group.g[0].id] : []",
        "aws_elasticache_user_group.g[*].id",
        "aws_elasticache_user_group.g.*.user_group_id",
        "[one(aws_elasticache_user_group.g[*].id)]",
        "compact([join(\"\", aws_elasticache_user_group.g.*.user_group_id)])",
        "[join(\"\", aws_elasticache_user_group.g.*.user_group_id)]",
        "[try(aws_elasticache_user_group.g[0].id, null)]",
        "try([aws_elasticache_user_group.g[0].id], [])",
        "[for g in aws_elasticache_user_group.g : g.id]",
        "concat(aws_elasticache_user_group.g[*].id, [])",
        "flatten([aws_elasticache_user_group.g[*].id])",
        "length(aws_elasticache_user_group.g) > 0 ? [aws_elasticache_user_group.g[0].id] : null",
    ],
)  # fmt: skip
def test_idioms_of_a_conditional_resource(expression: str, tmp_path: Path) -> None:
    resource = only(
        read(tmp_path, CONDITIONAL + replication_group(f"user_group_ids = {expression}")), "replication_group"
    )
    found = resource.relations["user_groups"]
    assert isinstance(found, Unknown)
    by_guard = {guard[0][1]: plain(fact) for guard, fact in found.choices}
    assert [str(m) for m in by_guard["true"]] == ["Ref(key='aws_elasticache_user_group.g[0]')"]  # type: ignore[attr-defined]
    assert by_guard["false"] in ((), ABSENT)


def test_count_over_a_choice_guards_each_instance(tmp_path: Path) -> None:
    text = OPEN + replication_group("count = var.a ? 2 : var.b ? 1 : 0")
    resources = read(tmp_path, text).resources
    assert [cases(r.exists) for r in resources.values()] == [
        {"var.a=true": True, "var.a=false var.b=true": True, "var.a=false var.b=false": False},
        {"var.a=true": True, "var.a=false var.b=true": False, "var.a=false var.b=false": False},
    ]


def test_for_each_over_a_choice_has_the_values_of_where_it_is(tmp_path: Path) -> None:
    text = OPEN + replication_group(
        'for_each = var.a ? { x = 1, y = 2 } : { y = 3 }\nsnapshot_retention_limit = each.value'
    )  # fmt: skip
    resources = read(tmp_path, text).resources
    x, y = (resources[f'aws_elasticache_replication_group.this["{key}"]'] for key in "xy")
    assert cases(x.exists) == {"var.a=true": True, "var.a=false": False}
    assert plain(x.facts["backup_days"]) == 1
    assert plain(y.exists) is True
    assert cases(y.facts["backup_days"]) == {"var.a=true": 2, "var.a=false": 3}


@pytest.mark.parametrize("repeat", ["for_each = toset(var.list)", "count = length(var.list)", "for_each = var.unknown"])
def test_an_unknown_number_leaves_one_that_stands_for_all(repeat: str, tmp_path: Path) -> None:
    text = OPEN + 'variable "unknown" {}\n' + replication_group(f"{repeat}\ntransit_encryption_enabled = true")
    resource = only(read(tmp_path, text))
    assert resource.address == "aws_elasticache_replication_group.this[*]"
    assert isinstance(resource.exists, Unknown)
    assert plain(resource.facts["tls"]) is True


def test_a_set_with_an_unknown_element_keeps_the_known_ones(tmp_path: Path) -> None:
    text = OPEN + replication_group('for_each = toset(["x", var.env])')
    resources = read(tmp_path, text).resources
    assert sorted(resources) == [
        'aws_elasticache_replication_group.this["x"]',
        "aws_elasticache_replication_group.this[*]",
    ]
    assert plain(resources['aws_elasticache_replication_group.this["x"]'].exists) is True


def test_an_unknown_key_in_one_case_loses_no_instance(tmp_path: Path) -> None:
    text = OPEN + replication_group('for_each = var.a ? toset(["x", var.env]) : toset([])')
    assert list(read(tmp_path, text).resources) == ["aws_elasticache_replication_group.this[*]"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('var.a ? "0123456789abcdef" : null', {"var.a=true": Redacted(literal=True), "var.a=false": ABSENT}),
        ("var.a ? random_password.p.result : null", {"var.a=true": Redacted(literal=False), "var.a=false": ABSENT}),
        ("var.env", Redacted(literal=False)),
        ("random_password.p.result", Redacted(literal=False)),
        ("try(var.object.token, null)", UNKNOWN),
        ("var.object.token", UNKNOWN),
        ("random_password.many[0].result", UNKNOWN),
    ],
)
def test_cases_of_a_secret(expression: str, expected: object, tmp_path: Path) -> None:
    setup = OPEN + 'variable "object" {}\nresource "random_password" "p" {}\n'
    setup += 'resource "random_password" "many" {\n  count = var.object\n}\n'
    fact = only(read(tmp_path, setup + replication_group(f"auth_token = {expression}"))).facts["auth_token"]
    assert cases(fact) == expected


def test_try_keeps_open_what_might_fail(tmp_path: Path) -> None:
    setup = 'variable "o" {}\nresource "aws_kms_key" "k" {}\n'
    for number, (expression, certain) in enumerate([("var.o", True), ("aws_kms_key.k.arn", True), ("var.o.x", False)]):
        value = value_of(tmp_path / str(number), f'try({expression}, "else")', setup)
        assert isinstance(value, Unk)
        assert (value.ref is not None) is certain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_kms_key.k.id == null", False),
        ("aws_kms_key.k.arn != null", True),
        ("data.aws_vpc.v.id == null", False),
        ("var.o.id == null", None),
        ("var.o.name != null", None),
        ("aws_kms_key.k.policy == null", None),
        ("data.aws_vpcs.v[0].id == null", None),
    ],
)
def test_what_is_never_null(expression: str, expected: bool | None, tmp_path: Path) -> None:
    setup = 'variable "o" {}\nvariable "n" {}\nresource "aws_kms_key" "k" {}\ndata "aws_vpc" "v" {}\n'
    setup += 'data "aws_vpcs" "v" {\n  count = var.n\n}\n'
    value = value_of(tmp_path, expression, setup)
    assert isinstance(value, Unk) if expected is None else value is expected


def test_a_condition_that_is_an_error_in_one_case_leaves_the_other_one(tmp_path: Path) -> None:
    value = value_of(tmp_path, '(var.a ? "true" : "x") ? 1 : 2', OPEN)
    assert isinstance(value, Unk)
    assert value.choices[0][1] == 1
    assert isinstance(value.choices[1][1], Unk)


def test_two_tries_with_other_fallbacks_are_different_things(tmp_path: Path) -> None:
    setup = 'variable "o" {}\n'
    values = [value_of(tmp_path / str(i), f"try(var.o.x, {i})", setup) for i in range(2)]
    assert len({v.symbol for v in values if isinstance(v, Unk)}) == 2


@pytest.mark.parametrize(
    "expression",
    ['file("not-there.txt")', 'file("../outside")', "no_such_function(1)", "var.undeclared", "local.undeclared",
     "aws_kms_key.undeclared.arn", "data.aws_vpc.undeclared.id", "module.undeclared.x"],
)  # fmt: skip
def test_try_does_not_catch_what_may_be_no_error(expression: str, tmp_path: Path) -> None:
    value = value_of(tmp_path, f'try({expression}, "else")')
    assert isinstance(value, Unk)
    assert not value.error


def test_an_error_in_one_case_leaves_the_other_one(tmp_path: Path) -> None:
    assert value_of(tmp_path / "1", 'try((var.a ? ["x"] : [])[0], "none")', OPEN) is not None
    value = value_of(tmp_path / "2", 'try((var.a ? ["x"] : [])[0], "none")', OPEN)
    assert isinstance(value, Unk)
    assert [v for _, v in value.choices] == ["x", "none"]
    looped = value_of(tmp_path / "3", "try([for x in (var.a ? [1] : null) : x], [])", OPEN)
    assert isinstance(looped, Unk)
    assert [v for _, v in looped.choices] == [[1], []]


def test_null_in_one_case_takes_the_default_of_a_variable_that_is_not_nullable(tmp_path: Path) -> None:
    files = {
        "main.tf": OPEN + 'module "m" {\n  source = "./m"\n  on = var.a ? true : null\n}\n',
        "m/main.tf": 'variable "on" {\n  type = bool\n  nullable = false\n  default = true\n}\n'
        + replication_group("transit_encryption_enabled = var.on"),
    }
    assert plain(only(read(tmp_path, files)).facts["tls"]) is True


def test_an_attribute_that_is_null_in_one_case_is_decided_by_aws_there(tmp_path: Path) -> None:
    setup = OPEN + 'resource "aws_kms_key" "k" {\n  policy = var.a ? "p" : null\n}\n'
    value = value_of(tmp_path, "aws_kms_key.k.policy", setup)
    assert isinstance(value, Unk)
    assert value.choices[0][1] == "p"
    other = value.choices[1][1]
    assert isinstance(other, Unk)
    assert other.reason == "aws_kms_key.k.policy is decided by AWS"


def test_comparing_lists_with_something_unknown_inside_is_undecided(tmp_path: Path) -> None:
    value = value_of(tmp_path, '(var.a ? [var.env] : ["x", "y"]) == tolist(["x"])', OPEN)
    assert isinstance(value, Unk)
    assert isinstance(value.choices[0][1], Unk)
    assert value.choices[1][1] is False


def test_a_dynamic_block_that_may_not_be_there(tmp_path: Path) -> None:
    body = """
      dynamic "log_delivery_configuration" {
        for_each = var.a ? ["slow-log"] : []
        content {
          log_type = log_delivery_configuration.value
        }
      }
      log_delivery_configuration {
        log_type = "engine-log"
      }
    """
    fact = only(read(tmp_path / "1", OPEN + replication_group(body))).facts["log_types"]
    assert cases(fact) == {"var.a=true": ("engine-log", "slow-log"), "var.a=false": ("engine-log",)}
    unsure = only(read(tmp_path / "2", OPEN + replication_group(body.replace('var.a ? ["slow-log"] : []', "var.list"))))
    fact = unsure.facts["log_types"]
    assert isinstance(fact, Unknown)
    assert fact.members == ("engine-log",)


def test_a_legacy_block_that_may_not_be_there(tmp_path: Path) -> None:
    body = """
      number_cache_clusters = null
      dynamic "cluster_mode" {
        for_each = var.a ? [1] : []
        content {
          num_node_groups = 3
          replicas_per_node_group = 2
        }
      }
    """
    facts = only(read(tmp_path, OPEN + replication_group(body))).facts
    assert cases(facts["shards"]) == {"var.a=true": 3, "var.a=false": 1}
    assert cases(facts["replicas_per_shard"]) == {"var.a=true": 2, "var.a=false": 0}


def test_facts_of_a_resource_under_a_guard_are_still_known(tmp_path: Path) -> None:
    resource = only(
        read(tmp_path, OPEN + replication_group("count = var.a ? 1 : 0\ntransit_encryption_enabled = true"))
    )
    assert isinstance(resource.facts["tls"], Known)


def _engines(count: int) -> str:
    entries = "".join(f'    e{i} = {{ name = "{"valkey" if i else "memcached"}" }}\n' for i in range(count))
    return (
        f'variable "kind" {{}}\nlocals {{\n  engines = {{\n{entries}  }}\n  name = local.engines[var.kind].name\n}}\n'
    )


def test_a_map_is_looked_up_by_a_key_that_is_not_known(tmp_path: Path) -> None:
    body = 'resource "aws_elasticache_cluster" "m" {\n  cluster_id = "c"\n  engine = local.name\n}\n'
    few = cases(only(read(tmp_path / "few", _engines(20) + body)).facts["engine"])
    assert isinstance(few, dict)
    assert list(few.values()) == ["memcached", *["valkey"] * 19, UNKNOWN]
    many = only(read(tmp_path / "many", _engines(MAX_CHOICES) + body)).facts["engine"]
    assert isinstance(many, Unknown)
    assert many.reason == f"var.kind has no value; more than {MAX_CHOICES} cases are not told apart"
    assert not many.choices


def test_the_case_in_which_terraform_stops_is_refused(tmp_path: Path) -> None:
    fact = only(read(tmp_path, OPEN + replication_group("port = { x = 1, y = 2 }[var.env]"))).facts["port"]
    assert isinstance(fact, Unknown)
    assert [isinstance(case, Unknown) and case.refused for _, case in fact.choices] == [False, False, True]


def test_where_a_resource_exists_tells_what_its_inputs_are(tmp_path: Path) -> None:
    text = OPEN + (
        'resource "aws_elasticache_cluster" "m" {\n  count = var.env == "memcached" ? 1 : 0\n'
        '  cluster_id = "c"\n  engine = var.env\n}\n'
    )
    assert cases(only(read(tmp_path, text)).facts["engine"]) == {
        'var.env == "memcached"=true': "memcached",
        'var.env == "memcached"=false': UNKNOWN,
    }


def test_a_condition_tells_what_is_in_its_branches(tmp_path: Path) -> None:
    text = OPEN + replication_group('engine = var.env == "valkey" || var.env == "redis" ? var.env : "redis"')
    assert cases(only(read(tmp_path, text)).facts["engine"]) == {
        'var.env == "valkey"=true': "valkey",
        'var.env == "redis"=true': "redis",
        'var.env == "valkey"=false var.env == "redis"=false': "redis",
    }
