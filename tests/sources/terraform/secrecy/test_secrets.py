"""Secrets stop at the source: no report, excerpt, message or guard repeats one, wherever the code spells it out."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.facts import Redacted, Unknown
from auditor.model.finding import Status
from auditor.model.resource import Inventory
from auditor.reporters import console, html, json, sarif
from auditor.scan import evaluate
from auditor.sources.inputs import InputError
from auditor.sources.secrecy.lines import masked_lines
from auditor.sources.secrecy.secrets import MASK, Secrets, is_secret_name, may_name_secret
from tests.sources.terraform.helpers import plain, read, replication_group

MARKER = "Marker-5ecret-Value!"
#: Stands for it in the texts below.
SIGN = "@@"
RULES = load_rules()


def everything(inventory: Inventory) -> dict[str, str]:
    """All that leaves a scan, by format."""
    report = evaluate(inventory, RULES, "2026-01-01T00:00:00Z")
    return {
        "pickle": pickle.dumps(inventory).decode("latin-1"),
        "repr": repr(inventory),
        "findings": repr(list(report.findings)),
        "json": "".join(json.render(report)),
        "sarif": "".join(sarif.render(report)),
        "html": "".join(html.render(report)),
        "console": "".join(console.render(report, limit=0, show=frozenset(Status))),
    }


def leaks(inventory: Inventory, marker: str = MARKER) -> list[str]:
    return [name for name, text in everything(inventory).items() if marker in text]


LITERAL = replication_group('auth_token = "@@"')

PLANTED = {
    "literal": LITERAL,
    "variable that is sensitive": 'variable "x" {\n  sensitive = true\n  default = "@@"\n}\n'
    + replication_group("description = var.x\ntags = { a = var.x }\nnotification_topic_arn = var.x"),
    "sensitive variable that nothing uses": '# @@\nvariable "x" {\n  sensitive = true\n  default = "@@"\n}\n'
    + replication_group(),
    "variable of a telling name": 'variable "token" { default = "@@" }\n'
    + replication_group("tags = { a = var.token }"),
    "variable that is neither": 'variable "x" { default = "@@" }\n' + replication_group("auth_token = var.x"),
    "local": 'locals {\n  x = "@@"\n}\n' + replication_group('auth_token = local.x\ntags = { a = "-${local.x}-" }'),
    "local with an escape": 'locals {\n  x = "\\u0041@@"\n}\n' + replication_group("auth_token = local.x"),
    "local behind keys": 'locals {\n  c = { e = "redis", t = { v = "\\u0041@@" } }\n}\n'
    + replication_group('auth_token = local.c.t["v"]'),
    "heredoc": replication_group("auth_token = <<EOT\n@@\nsecond-line-of-it\nEOT\n"),
    "branches": 'variable "a" {}\n' + replication_group('auth_token = var.a ? "@@" : "other-@@"'),
    "branch not taken": "locals {\n  x = 1 == 2 ? \"\\u0041@@\" : \"0123456789abcdef\"\n}\n"
    + replication_group("auth_token = local.x"),
    "tags": replication_group('auth_token = "@@"\ntags = { note = "is @@", password = "@@" }'),
    "tag of a telling name": replication_group('tags = { db_password = "@@" }'),
    "description": replication_group('auth_token = "@@"\nnotification_topic_arn = "arn:@@"'),
    "identifier": 'resource "aws_elasticache_replication_group" "r" {\n  replication_group_id = "x-@@"\n'
    '  auth_token = "@@"\n}\n',
    "for_each key": 'resource "aws_elasticache_replication_group" "r" {\n  for_each = toset(["@@", "x@@"])\n'
    "  replication_group_id = each.key\n  auth_token = each.key\n}\n",
    "for_each value": 'resource "aws_elasticache_user" "u" {\n  for_each = { a = "@@" }\n'
    "  passwords = [each.value]\n}\n",
    "passwords": 'resource "aws_elasticache_user" "u" {\n  passwords = ["@@", "other-@@"]\n  user_name = "@@"\n}\n',
    "passwords in a mode": 'variable "a" {}\nresource "aws_elasticache_user" "u" {\n  authentication_mode {\n'
    '    type = "password"\n    passwords = [var.a ? "@@" : "x"]\n  }\n}\n',
    "password of something else": 'resource "aws_db_instance" "d" {\n  password = "@@"\n}\n'
    + replication_group('tags = { a = "@@" }'),
    "compared with a secret": 'variable "token" {}\n'
    + replication_group('transit_encryption_enabled = var.token == "@@" ? true : false'),
    "compared with a sensitive variable": 'variable "x" { sensitive = true }\n'
    + replication_group('count = var.x != "@@" ? 1 : 0\nport = startswith(var.x, "@@") ? 1 : 2'),
    "compared inside a condition of count": 'variable "token" {}\n'
    + replication_group('count = contains(["@@"], var.token) ? 1 : 0'),
    "key of a map": 'variable "token" {}\nlocals {\n  m = { secret = "@@" }\n}\n'
    + replication_group("port = local.m[local.m.secret]\ntags = { a = local.m.secret }"),
    "error of a conversion": 'variable "password" {\n  type = number\n  default = "@@"\n}\n'
    + replication_group("port = var.password"),
    "two elements of one key": replication_group(
        'auth_token = "@@"\nport = { for x in ["@@", "@@"] : x => x }["a"]'
    ),
    "a missing key": replication_group('auth_token = "@@"\nport = { a = 1 }["@@"]'),
    "a file that is not there": replication_group('auth_token = "@@"\nport = file("@@")'),
    "a security group": replication_group('auth_token = "@@"\nsecurity_group_ids = ["@@"]'),
    "an ingress rule": 'resource "aws_security_group" "g" {\n  ingress {\n    cidr_blocks = ["@@"]\n'
    '    security_groups = ["@@"]\n  }\n}\n'
    + LITERAL.replace("}\n", "  security_group_ids = [aws_security_group.g.id]\n}\n"),
    "a module": LITERAL + 'module "m" {\n  source = "./@@"\n}\n',
    "a comment": "# auth_token = @@\n# password: @@\n// the token => @@\n" + replication_group(),
    "damaged code": replication_group('port = 1\nauth_token = "@@" ]]\n'),
    "an unclosed string": replication_group() + 'resource "x" "y" {\n  password = "@@\n}\n',
    "an address": replication_group('tags = { url = "redis://user:@@@host:6379" }'),
    "sensitive()": replication_group('tags = { a = sensitive("@@") }'),
    "an output": 'output "x" {\n  sensitive = true\n  value = "@@"\n}\n' + replication_group('tags = { a = "@@" }'),
    "a parameter": 'resource "aws_ssm_parameter" "p" {\n  value = "@@"\n}\n'
    + replication_group('tags = { a = "@@" }'),
    "a write-only parameter": 'resource "aws_ssm_parameter" "p" {\n  value_wo = "@@"\n}\n'
    + replication_group('tags = { a = "@@" }'),
    "a secret of Kubernetes": 'resource "kubernetes_secret" "p" {\n  data = { a = "@@" }\n}\n'
    + replication_group('tags = { a = "@@" }'),
    "a file": 'resource "local_sensitive_file" "p" {\n  content = "@@"\n}\n' + replication_group('tags = { a = "@@" }'),
    "an ephemeral variable": 'variable "x" {\n  ephemeral = true\n  default = "@@"\n}\n'
    + replication_group('tags = { a = "@@" }'),
    "a parameter group": 'resource "aws_elasticache_parameter_group" "p" {\n  parameter {\n    name = "requirepass"\n'
    '    value = "@@"\n  }\n}\n' + LITERAL,
    "a user of MemoryDB": 'resource "aws_memorydb_user" "u" {\n  user_name = "x-@@"\n  access_string = "on >@@ ~*"\n'
    '  authentication_mode {\n    type = "password"\n    passwords = ["@@"]\n  }\n}\n',
    "an endpoint of DMS": 'resource "aws_dms_endpoint" "e" {\n  engine_name = "redis"\n  redis_settings {\n'
    '    server_name = "@@"\n    auth_password = "@@"\n  }\n}\n',
    "an endpoint of something else": 'resource "aws_dms_endpoint" "e" {\n  engine_name = "mysql"\n  password = "@@"\n'
    '  extra_connection_attributes = "a=@@"\n}\n' + replication_group('tags = { a = "@@" }'),
    "access string": 'resource "aws_elasticache_user" "u" {\n  access_string = "on >@@ ~* +@all"\n}\n' + LITERAL,
}  # fmt: skip


@pytest.mark.parametrize("place", PLANTED)
def test_no_output_repeats_a_secret(place: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, PLANTED[place].replace(SIGN, MARKER))
    assert inventory.resources or inventory.gaps
    assert leaks(inventory) == []


def test_what_is_no_secret_is_shown_in_every_format(tmp_path: Path) -> None:
    inventory = read(tmp_path, f'resource "aws_elasticache_replication_group" "{MARKER[:-1]}" {{}}\n')
    assert leaks(inventory, MARKER[:-1]) == [*everything(inventory)]


def test_values_of_variable_files_and_flags_are_not_repeated(tmp_path: Path) -> None:
    text = 'variable "x" {}\nvariable "y" {}\nvariable "z" {}\n' + replication_group(
        "auth_token = var.x\ntags = { a = var.x, b = var.y, c = var.z }\nkms_key_id = sensitive(var.y)"
    )
    files = {"main.tf": text, "terraform.tfvars": f'x = "{MARKER}"\n', "a.auto.tfvars.json": f'{{"z": "{MARKER}"}}'}
    assert leaks(read(tmp_path, files, variables={"y": MARKER})) == []


def test_a_secret_of_one_root_is_not_repeated_by_another(tmp_path: Path) -> None:
    files = {
        "one/main.tf": 'module "m" {\n  source = "../m"\n  x = "@@"\n}\n',
        "two/main.tf": 'module "m" {\n  source = "../m"\n  x = null\n}\n# @@\n',
        "m/main.tf": 'variable "x" {}\n# like @@\n' + replication_group("auth_token = var.x"),
    }
    assert leaks(read(tmp_path, {name: text.replace(SIGN, MARKER) for name, text in files.items()})) == []


def test_resources_that_differ_in_a_secret_only_are_all_kept(tmp_path: Path) -> None:
    inventory = read(tmp_path, PLANTED["for_each key"].replace(SIGN, MARKER))
    assert len(inventory.resources) == 2
    assert all(key == resource.key for key, resource in inventory.resources.items())
    assert {plain(r.facts["auth_token"]) for r in inventory.resources.values()} == {Redacted(literal=True)}


def test_relations_follow_keys_that_were_changed(tmp_path: Path) -> None:
    text = (
        'resource "aws_security_group" "g" {\n  for_each = toset(["@@"])\n}\n'
        + LITERAL.replace("}\n", '  security_group_ids = [aws_security_group.g["@@"].id]\n}\n')
    )  # fmt: skip
    inventory = read(tmp_path, text.replace(SIGN, MARKER))
    assert leaks(inventory) == []
    group = inventory.resources["aws_elasticache_replication_group.this"]
    (member,) = plain(group.relations["security_groups"])  # type: ignore[misc]
    assert member.key in inventory.resources  # type: ignore[has-type]


def test_guards_stay_the_same_for_all_facts(tmp_path: Path) -> None:
    text = 'variable "token" {}\n' + replication_group(
        f'port = var.token == "{MARKER}" ? 1 : 2\nmulti_az_enabled = var.token != "{MARKER}" ? true : false'
    )
    facts = read(tmp_path, text).resources["aws_elasticache_replication_group.this"].facts
    names = {switch.name for n in ("port", "multi_az") for g, _ in facts[n].choices for switch, _ in g}  # type: ignore[union-attr]
    assert len(names) == 1


def test_a_flag_that_cannot_be_used_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, 'variable "x" { type = list(string) }\n' + LITERAL, variables={"x": f"[{MARKER}"})
    assert MARKER not in str(error.value)


def test_a_damaged_variable_file_is_not_repeated(tmp_path: Path) -> None:
    for number, (name, text) in enumerate(
        [("terraform.tfvars", f'x = "{MARKER}'), ("a.auto.tfvars.json", f'{{"x": "{MARKER}')]
    ):
        inventory = read(tmp_path / str(number), {"main.tf": 'variable "x" {}\n' + replication_group(), name: text})
        assert leaks(inventory) == []
        assert [g.what for g in inventory.gaps] == [name]


def test_ordinary_words_are_not_taken_for_secrets(tmp_path: Path) -> None:
    text = 'variable "env" { default = "production" }\nlocals {\n  token = "production"\n}\n' + replication_group(
        'auth_token = var.env == "production" ? data.aws_x.y.z : local.token\ntags = { env = var.env }'
    )
    inventory = read(tmp_path, text)
    assert inventory.resources["aws_elasticache_replication_group.this"].tags == {"env": "production"}


def test_excerpts_keep_what_is_no_secret(tmp_path: Path) -> None:
    inventory = read(
        tmp_path, replication_group(f'engine = "valkey"\nauth_token = "{MARKER}"\nauth_token_version = "1"')
    )
    lines = inventory.excerpts["main.tf"]
    assert isinstance(lines, tuple)
    assert '  engine = "valkey"' in [f"  {line.strip()}" for line in lines]
    assert any("auth_token = ****" in line for line in lines)
    assert any('auth_token_version = "1"' in line for line in lines)


def test_spans_that_overlap_or_share_a_line_hide_all_of_both() -> None:
    line = b'x = "abcdefgh" + "ijklmnop" + tail'
    for spans in ([(0, 4, 0, 14), (0, 5, 0, 13)], [(0, 5, 0, 13), (0, 4, 0, 14)], [(0, 4, 0, 10), (0, 8, 0, 14)]):
        (text,) = masked_lines([line], [*spans, (0, 17, 0, 27)], Secrets())
        assert "tail" in text
        assert not set("abcdefghjkmnop") & set(text.replace("tail", "").replace("x = ", ""))


@pytest.mark.parametrize(
    "name", ["AuthToken", "DB_PASSWORD", "passPhrase", "a-secret", "ApiKey", "api_key", "\u017fecret", "to\u212aen"]
)
def test_the_quick_look_misses_no_name_of_a_secret(name: str) -> None:
    assert is_secret_name(name)
    assert may_name_secret(f"  {name}: x")


@pytest.mark.parametrize("name", ["PrivateKey", "AccessKey", "TokenIdentity", "MasterUserPassword", "SecretString"])
def test_names_of_templates_are_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["NoPasswordRequired", "AuthTokenEnabled", "SecretArn", "secret_name", "PasswordLength"]
)
def test_flags_and_names_are_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


def test_every_line_of_a_text_is_scrubbed() -> None:
    secrets = Secrets()
    secrets.learn(["first-of-it-1\n  second-of-it-2", {"a": "in-a-map-3"}])
    assert secrets.scrub("a second-of-it-2 b in-a-map-3 c") == f"a {MASK} b {MASK} c"


@pytest.mark.parametrize("number", [1, 30, 31, 5000])
def test_many_secrets_are_found_like_few(number: int) -> None:
    secrets = Secrets()
    secrets.learn([f"secret-{i}-of-many" for i in range(number)] + ["secret-0", "secret-0-of-many-more"])
    text = "secret-0-of-many-more, xsecret-0-of-manyx secret-0 secret-99999-of-few"
    assert secrets.scrub(text) == f"{MASK}, x{MASK}x {MASK} secret-99999-of-few"
    assert secrets.scrub("") == ""


def test_many_secrets_and_long_lines_take_no_long_time() -> None:
    secrets = Secrets()
    secrets.learn([f"secret-{i}-of-many" for i in range(5000)])
    lines = [b"a" * 200_000, b"secret-" * 10_000, b" " * 200_000, b'token = "' + b"\\" * 100_000, b"://a:" * 20_000]
    started = time.process_time()
    masked_lines(lines, [], secrets)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("key", ["redis_user_name", "user-name", "username", "name", "secret_arn", "ARN"])
def test_what_only_says_whose_a_secret_is_is_none(key: str):
    secrets = Secrets()
    secrets.learn([{key: "app-dev-redis", "password": MARKER}])
    assert secrets.scrub(f"app-dev-redis {MARKER}") == f"app-dev-redis {MASK}"


@pytest.mark.parametrize("key", ["secret_id", "names", "rename", "app-dev-redis", "value"])
def test_what_may_be_the_secret_itself_is_one(key: str):
    secrets = Secrets()
    secrets.learn({key: MARKER, "name": {"password": MARKER.lower()}})
    assert secrets.scrub(f"{MARKER} {MARKER.lower()}") == f"{MASK} {MASK}"


def test_what_is_kept_secret_is_not_known_to_a_rule(tmp_path: Path) -> None:
    text = 'variable "spec" {\n  sensitive = true\n  default = "SYMMETRIC_DEFAULT"\n}\n'
    text += 'resource "aws_kms_key" "k" {\n  customer_master_key_spec = var.spec\n}\n'
    text += replication_group("kms_key_id = aws_kms_key.k.arn")
    spec = next(r for r in read(tmp_path, text).resources.values() if r.kind == "kms_key").facts["spec"]
    assert isinstance(spec, Unknown)
    assert "secret" in spec.reason
