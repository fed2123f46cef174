"""Made-up configurations over variables that nobody gave a value, for the properties of evaluation."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

#: Every value that the variables take, as Terraform writes it.
VALUES = {
    "a": ("true", "false"),
    "b": ("true", "false"),
    "e": ('"x"', '"y"', '"z"'),
    "l": ("[]", '["p"]', '["q", "p"]'),
    "o": ("{}", "{ on = true }", "{ on = false, port = 7000 }"),
}
_ALL = [dict(zip(VALUES, values, strict=True)) for values in itertools.product(*VALUES.values())]
#: All values of the first three, with changing ones of the others.
ASSIGNMENTS = [_ALL[i * 9 + (i * 5) % 9] for i in range(12)]

VARIABLES = """
variable "a" { type = bool }
variable "b" { type = bool }
variable "e" { type = string }
variable "l" { type = list(string) }
variable "o" { type = object({ on = optional(bool), port = optional(number) }) }
locals {
  la = var.a
  lb = !var.b
  le = "${var.e}-${var.a ? "on" : "off"}"
  lm = { x = true, y = var.b }
  ll = [for w in ["x", "y"] : w if var.a]
}
"""

_LEAVES = (
    "var.a",
    "var.b",
    "local.la",
    "local.lb",
    "true",
    "false",
    'var.e == "x"',
    'var.e != "y"',
    '"z" == var.e',
    'contains(["x", "y"], var.e)',
    "lookup(local.lm, var.e, false)",
    "try(local.lm[var.e], true)",
    "can(local.lm[var.e])",
    "length(local.ll) > 0",
    'local.le == "x-on"',
    'startswith(local.le, "y")',
    "one(aws_security_group.maybe[*].name) != null",
    "length(aws_security_group.maybe) == 1",
    "length(var.l) > 0",
    'contains(var.l, "p")',
    'contains([for x in var.l : upper(x)], "Q")',
    "var.o.on != null",
    "try(var.o.on, true) == true",
    "coalesce(var.o.on, false)",
    "var.o.on == var.a",
    "can(var.l[0])",
    'try(var.l[1], "none") == "none"',
)


def _bools(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda x: f"!({x})"),
        st.builds(lambda x, y: f"({x}) && ({y})", inner, inner),
        st.builds(lambda x, y: f"({x}) || ({y})", inner, inner),
        st.builds(lambda x, y: f"({x}) == ({y})", inner, inner),
        st.builds(lambda x, y: f"({x}) != ({y})", inner, inner),
        st.builds(lambda c, x, y: f"(({c}) ? ({x}) : ({y}))", inner, inner, inner),
        st.builds(lambda c, x: f'tobool(({c}) ? tostring({x}) : "false")', inner, inner),
        st.builds(lambda x, y: f"alltrue([{x}, {y}])", inner, inner),
        st.builds(lambda x, y: f"coalesce(({x}) ? null : true, {y})", inner, inner),
        st.builds(lambda x, y: f"[{x}, {y}][({x}) ? 0 : 1]", inner, inner),
        st.builds(lambda x, y: f"{{ x = {x}, y = {y}, z = {y} }}[var.e]", inner, inner),
        st.builds(lambda x, y: f"lookup({{ x = {x} }}, var.e, {y})", inner, inner),
        st.builds(lambda c, x, y: f"concat([for v in [{x}, {y}] : v if v || {c}], [false])[0]", inner, inner, inner),
        st.builds(lambda c, x: f'"%{{ if {c} }}true%{{ else }}${{{x}}}%{{ endif }}" == "true"', inner, inner),
        st.builds(lambda c, x, y: f'merge({{ k = {x} }}, ({c}) ? {{ k = {y} }} : {{}})["k"]', inner, inner, inner),
    )


bools = st.recursive(st.sampled_from(_LEAVES), _bools, max_leaves=4)


def one_of(*values: str) -> st.SearchStrategy[str]:
    """One of some values, or a choice between two of them."""
    plain = st.sampled_from(values)
    chosen = st.builds(lambda c, x, y: f"({c}) ? {x} : {y}", bools, plain, plain)
    nested = st.builds(lambda c, d, x, y, z: f"({c}) ? {x} : ({d}) ? {y} : {z}", bools, bools, plain, plain, plain)
    looked_up = st.builds(lambda x, y, z: f"{{ x = {x}, y = {y}, z = {z} }}[var.e]", plain, plain, plain)
    tried = st.builds(lambda x, y: f"try({{ x = {x} }}[var.e], {y})", plain, plain)
    return st.one_of(plain, chosen, nested, looked_up, tried)


_GROUP = "aws_security_group.here.id"
_GROUPS = (
    "[]",
    f"[{_GROUP}]",
    '["sg-1"]',
    "aws_security_group.maybe[*].id",
    'compact(["sg-1", ""])',
    "concat(var.l, [aws_security_group.here.id])",
)

ATTRIBUTES: dict[str, st.SearchStrategy[str]] = {
    "engine": one_of('"redis"', '"valkey"', "null"),
    "engine_version": one_of('"7.1"', '"8.0"', "null"),
    "transit_encryption_enabled": st.one_of(bools, one_of("true", "false", "null")),
    "transit_encryption_mode": one_of('"required"', '"preferred"', "null"),
    "at_rest_encryption_enabled": one_of("true", "false", "null", '"true"', '""'),
    "kms_key_id": one_of('"arn:k"', "null", '""', "aws_kms_key.k.arn"),
    "automatic_failover_enabled": bools,
    "multi_az_enabled": one_of("true", "false", "null"),
    "snapshot_retention_limit": one_of("0", "7", "null", '"3"'),
    "num_cache_clusters": one_of("1", "3", "null"),
    "replicas_per_node_group": one_of("0", "2", "null"),
    "num_node_groups": one_of("1", "2", "null"),
    "port": one_of("6379", "7000", "null", "var.o.port", "try(var.o.port, 1)"),
    "auth_token": one_of('"0123456789abcdef"', "null", "random_password.p.result"),
    "security_group_ids": one_of(*_GROUPS, "null"),
    "user_group_ids": one_of("[]", '["g-1"]', "[aws_elasticache_user_group.g.user_group_id]", "null"),
    "subnet_group_name": one_of('"sn"', "null"),
    "global_replication_group_id": one_of("null", "aws_elasticache_global_replication_group.ds.id"),
}

_MODULE_INPUTS = {name: f"v_{name}" for name in ("engine", "transit_encryption_enabled", "auth_token", "port")}


@st.composite
def caches(draw: st.DrawFn) -> dict[str, str]:
    """A tree of one cache with what belongs to it, in the root or in a module."""
    names = draw(st.lists(st.sampled_from(sorted(ATTRIBUTES)), unique=True, max_size=6))
    attributes = {name: draw(ATTRIBUTES[name]) for name in names}
    body = "".join(f"  {name} = {value}\n" for name, value in attributes.items())
    body += draw(st.sampled_from(("", _logs(draw(bools)), _legacy(draw(bools)))))
    repeat = draw(st.sampled_from(("", "count", "for_each", "length", "list")))
    meta = _repeat(repeat, draw(bools), draw(bools))
    files = {"main.tf": VARIABLES + _surroundings(draw)}
    if draw(st.booleans()):
        files["main.tf"] += _cache(body, meta)
        return files
    inputs = {name: value for name, value in attributes.items() if name in _MODULE_INPUTS}
    kept = "".join(f"  {name} = var.v_{name}\n" for name in inputs)
    files["m/main.tf"] = "".join(f'variable "v_{name}" {{\n  default = null\n}}\n' for name in inputs) + _cache(
        kept, ""
    )
    call = "".join(f"  v_{name} = {value}\n" for name, value in inputs.items())
    files["main.tf"] += f'module "m" {{\n  source = "./m"\n{meta}{call}}}\n'
    return files


def _cache(body: str, meta: str) -> str:
    return f'resource "aws_elasticache_replication_group" "r" {{\n{meta}  replication_group_id = "r"\n{body}}}\n'


def _repeat(kind: str, first: str, second: str) -> str:
    if kind == "count":
        return f"  count = ({first}) ? 1 : ({second}) ? 2 : 0\n"
    if kind == "length":
        return "  count = length(var.l)\n"
    if kind == "list":
        return "  for_each = toset(var.l)\n"
    if kind == "for_each":
        return f'  for_each = ({first}) ? toset(["p", "q"]) : ({second}) ? toset(["q"]) : toset([])\n'
    return ""


def _logs(condition: str) -> str:
    return (
        f'  dynamic "log_delivery_configuration" {{\n    for_each = ({condition}) ? ["slow-log"] : []\n'
        "    content {\n      log_type = log_delivery_configuration.value\n    }\n  }\n"
    )


def _legacy(condition: str) -> str:
    return (
        f'  dynamic "cluster_mode" {{\n    for_each = ({condition}) ? [1] : []\n'
        "    content {\n      num_node_groups = 3\n      replicas_per_node_group = 2\n    }\n  }\n"
    )


def _surroundings(draw: st.DrawFn) -> str:
    """Security groups, a rule, a user group and its members, a global datastore."""
    cidrs = draw(one_of('["0.0.0.0/0"]', '["10.0.0.0/8"]', "[]", "null"))
    port = draw(one_of("6379", "0", "22"))
    count, member = draw(bools), draw(bools)
    dynamic = draw(one_of('["10.1.0.0/16"]', "[]", "var.l", "[for x in var.l : x]"))
    target = draw(one_of("aws_security_group.here.id", '"sg-1"', "data.aws_security_group.d.id"))
    users = draw(one_of('["default"]', "[aws_elasticache_user.u.user_id]", "null"))
    return f"""
data "aws_security_group" "d" {{}}
resource "aws_security_group" "here" {{
  ingress {{
    from_port   = {port}
    to_port     = 6400
    protocol    = "tcp"
    cidr_blocks = {cidrs}
  }}
  dynamic "ingress" {{
    for_each = {dynamic}
    content {{
      from_port   = 1
      to_port     = 2
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }}
  }}
}}
resource "aws_security_group" "maybe" {{
  count = ({draw(st.sampled_from(("var.a", 'var.e == "x"', "true", "!var.b")))}) ? 1 : 0
  name  = "maybe"
}}
resource "aws_security_group_rule" "rule" {{
  count             = ({count}) ? 1 : 0
  type              = {draw(one_of('"ingress"', '"egress"'))}
  from_port         = 6379
  to_port           = 6379
  protocol          = "tcp"
  cidr_blocks       = ["1.2.3.4/32"]
  security_group_id = {target}
}}
resource "aws_elasticache_user" "u" {{
  user_id       = "u"
  user_name     = "default"
  access_string = {draw(one_of('"on ~* +@all"', '"off -@all"'))}
  engine        = "redis"
  no_password_required = {draw(one_of("true", "false", "null"))}
}}
resource "aws_elasticache_user_group" "g" {{
  user_group_id = "g"
  engine        = "redis"
  user_ids      = {users}
}}
resource "aws_elasticache_user_group_association" "m" {{
  count         = ({member}) ? 1 : 0
  user_group_id = {draw(one_of("aws_elasticache_user_group.g.user_group_id", '"elsewhere"'))}
  user_id       = "other"
}}
resource "aws_elasticache_global_replication_group" "ds" {{
  global_replication_group_id_suffix = "ds"
  primary_replication_group_id       = "elsewhere"
}}
resource "aws_kms_key" "k" {{}}
resource "random_password" "p" {{
  length = 20
}}
"""
