"""The same configuration in both syntaxes, by hand: what JSON writes in another way than HCL, case by case."""

from __future__ import annotations

GROUP = "aws_elasticache_replication_group"


def cache(body: str, before: str = "") -> str:
    """A replication group in HCL."""
    return f'{before}\nresource "{GROUP}" "a" {{\n{body}\n}}\n'


def cache_json(body: str, before: str = "") -> str:
    """The same in JSON; `before` are members that stand before `resource`."""
    return f'{{{before + "," if before else ""}"resource": {{"{GROUP}": {{"a": {body}}}}}}}'


def _group(hcl: str, json: str) -> tuple[str, str]:
    """A security group, and a cache, without which nothing would be looked at."""
    return (
        cache("") + f'resource "aws_security_group" "g" {{\n{hcl}\n}}\n',
        f'{{"resource": {{"{GROUP}": {{"a": {{}}}}, "aws_security_group": {{"g": {json}}}}}}}',
    )


_DAYS, _DAYS_JSON = 'variable "d" {\n default = 3\n}', '"variable": {"d": {"default": 3}}'
_RULE = 'ingress {\n protocol = "tcp"\n from_port = 1\n to_port = 2\n cidr_blocks = ["10.0.0.0/8"]\n}'
_RULE_JSON = '{"protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_blocks": ["10.0.0.0/8"]}'
_LOG = 'log_delivery_configuration {\n log_type = "slow-log"\n}'
_LOG_JSON = '{"log_type": "slow-log"}'
_DYNAMIC = 'dynamic "log_delivery_configuration" {\n for_each = ["slow-log", "engine-log"]\n'

PAIRS: dict[str, tuple[str, str]] = {
    # values
    "text": (cache('engine = "valkey"'), cache_json('{"engine": "valkey"}')),
    "number": (cache("port = 7000"), cache_json('{"port": 7000}')),
    "number with exponent": (cache("port = 7e3"), cache_json('{"port": 7e3}')),
    "number as text": (cache('port = "7000"'), cache_json('{"port": "7000"}')),
    "bool": (cache("multi_az_enabled = true"), cache_json('{"multi_az_enabled": true}')),
    "bool as text": (cache('multi_az_enabled = "true"'), cache_json('{"multi_az_enabled": "true"}')),
    "null": (cache("port = null"), cache_json('{"port": null}')),
    "empty text": (cache('kms_key_id = ""'), cache_json('{"kms_key_id": ""}')),
    "list": (cache('security_group_ids = ["sg-1"]'), cache_json('{"security_group_ids": ["sg-1"]}')),
    "map": (cache('tags = { a = "b" }'), cache_json('{"tags": {"a": "b"}}')),
    "key with a template": (cache('tags = { "x${1}" = "b" }'), cache_json('{"tags": {"x${1}": "b"}}')),
    "key that is an expression": (cache('tags = { (1 + 1) = "b" }'), cache_json('{"tags": {"${1 + 1}": "b"}}')),
    "comment key in a map": (cache('tags = { "//" = "b" }'), cache_json('{"tags": {"//": "b"}}')),
    "escaped letters": (cache('engine = "valk\\u0065y"'), cache_json('{"engine": "valk\\u0065y"}')),
    "surrogate pair": (cache('description = "\\U0001F600"'), cache_json('{"description": "\\ud83d\\ude00"}')),
    "escaped name": (cache("port = 1"), cache_json('{"\\u0070ort": 1}')),
    # templates
    "reference": (cache("port = var.d", _DAYS), cache_json('{"port": "${var.d}"}', _DAYS_JSON)),
    "reference without a value": (
        cache("port = var.d", 'variable "d" {\n}'),
        cache_json('{"port": "${var.d}"}', '"variable": {"d": {}}'),
    ),
    "text around": (cache('engine = "${"val"}key"'), cache_json('{"engine": "${\\"val\\"}key"}')),
    "arithmetic": (cache("port = var.d * 2", _DAYS), cache_json('{"port": "${var.d * 2}"}', _DAYS_JSON)),
    "conditional": (
        cache("port = var.d ? 1 : 2", 'variable "d" {\n}'),
        cache_json('{"port": "${var.d ? 1 : 2}"}', '"variable": {"d": {}}'),
    ),
    "escape of a template": (cache('description = "$${x} %%{y}"'), cache_json('{"description": "$${x} %%{y}"}')),
    "directive": (
        cache('engine = "%{ if true }redis%{ endif }"'),
        cache_json('{"engine": "%{ if true }redis%{ endif }"}'),
    ),
    "loop": (
        cache('engine = "%{ for x in ["r"] }${x}%{ endfor }"'),
        cache_json('{"engine": "%{ for x in [\\"r\\"] }${x}%{ endfor }"}'),
    ),
    "stripping": (cache('engine = " ${~ "redis" ~} "'), cache_json('{"engine": " ${~ \\"redis\\" ~} "}')),
    "call": (cache('engine = lower("REDIS")'), cache_json('{"engine": "${lower(\\"REDIS\\")}"}')),
    "expression that Terraform refuses": (cache('port = 1 + "x"'), cache_json('{"port": "${1 + \\"x\\"}"}')),
    "template in a list": (
        cache('security_group_ids = ["${"sg-1"}"]'),
        cache_json('{"security_group_ids": ["${\\"sg-1\\"}"]}'),
    ),
    "list from an expression": (
        cache("security_group_ids = concat([], [])"),
        cache_json('{"security_group_ids": "${concat([], [])}"}'),
    ),
    # blocks of the language
    "array of files' contents": (cache("port = 1"), "[{}, " + cache_json('{"port": 1}') + "]"),
    "comments": (cache("port = 1"), cache_json('{"//": {"x": 1}, "port": 1}', '"//": "hello"')),
    "labels in arrays": (cache("port = 1"), f'{{"resource": [{{"{GROUP}": [{{"a": [{{"port": 1}}]}}]}}]}}'),
    "blocks under one name twice": (
        cache("port = var.d", _DAYS),
        cache_json('{"port": "${var.d}"}', f'"resource": {{"x_y": {{"b": {{}}}}}}, {_DAYS_JSON}'),
    ),
    "locals": (
        cache("port = local.p", "locals {\n p = 1\n}"),
        cache_json('{"port": "${local.p}"}', '"locals": {"p": 1}'),
    ),
    "locals in an array": (
        cache("port = local.p", "locals {\n p = local.q\n q = 5\n}"),
        cache_json('{"port": "${local.p}"}', '"locals": [{"p": "${local.q}"}, {"q": 5}]'),
    ),
    "count": (cache("count = 2\nport = count.index + 1"), cache_json('{"count": 2, "port": "${count.index + 1}"}')),
    "count in a template": (cache("count = var.d", _DAYS), cache_json('{"count": "${var.d}"}', _DAYS_JSON)),
    "for_each over an object": (
        cache("for_each = { x = 1, y = 2 }\nport = each.value"),
        cache_json('{"for_each": {"x": 1, "y": 2}, "port": "${each.value}"}'),
    ),
    "for_each over a set": (
        cache('for_each = toset(["x"])\nengine = each.key'),
        cache_json('{"for_each": "${toset([\\"x\\"])}", "engine": "${each.key}"}'),
    ),
    "lifecycle": (
        cache("lifecycle {\n ignore_changes = [port]\n prevent_destroy = true\n}"),
        cache_json('{"lifecycle": {"ignore_changes": ["port"], "prevent_destroy": true}}'),
    ),
    "ignore all": (
        cache("lifecycle {\n ignore_changes = all\n}"),
        cache_json('{"lifecycle": [{"ignore_changes": "all"}]}'),
    ),
    "enabled": (cache("lifecycle {\n enabled = false\n}"), cache_json('{"lifecycle": {"enabled": false}}')),
    "enabled by a variable": (
        cache("lifecycle {\n enabled = var.on\n}", 'variable "on" {\n}'),
        cache_json('{"lifecycle": {"enabled": "${var.on}"}}', '"variable": {"on": {}}'),
    ),
    "provider": (
        cache("provider = aws.west", 'provider "aws" {\n alias = "west"\n region = "us-west-2"\n}'),
        cache_json('{"provider": "aws.west"}', '"provider": {"aws": {"alias": "west", "region": "us-west-2"}}'),
    ),
    "several providers": (
        cache("", 'provider "aws" {\n region = "us-east-1"\n}\nprovider "aws" {\n alias = "west"\n}'),
        cache_json("{}", '"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west"}]}'),
    ),
    "default tags": (
        cache("", 'provider "aws" {\n default_tags {\n tags = {\n a = "b"\n }\n }\n}'),
        cache_json("{}", '"provider": {"aws": {"default_tags": {"tags": {"a": "b"}}}}'),
    ),
    "moved": (
        cache("", f"moved {{\n from = {GROUP}.old\n to = {GROUP}.a\n}}"),
        cache_json("{}", f'"moved": [{{"from": "{GROUP}.old", "to": "{GROUP}.a"}}]'),
    ),
    "moved with an index": (
        cache("for_each = { x = 1 }", f'moved {{\n from = {GROUP}.a["y"]\n to = {GROUP}.a["x"]\n}}'),
        cache_json('{"for_each": {"x": 1}}', f'"moved": {{"from": "{GROUP}.a[\\"y\\"]", "to": "{GROUP}.a[\\"x\\"]"}}'),
    ),
    "other blocks": (
        cache(
            "",
            'terraform {\n required_version = ">= 1"\n}\n'
            'check "x" {\n assert {\n condition = true\n error_message = "x"\n }\n}',
        ),
        cache_json(
            "{}",
            '"terraform": {"required_version": ">= 1"},'
            '"check": {"x": {"assert": {"condition": true, "error_message": "x"}}}',
        ),
    ),
    # variables
    "type": (
        cache("port = var.d", 'variable "d" {\n type = number\n default = "3"\n}'),
        cache_json('{"port": "${var.d}"}', '"variable": {"d": {"type": "number", "default": "3"}}'),
    ),
    "type with optional attributes": (
        cache("port = var.o.p", 'variable "o" {\n type = object({ p = optional(number, 9) })\n default = {}\n}'),
        cache_json(
            '{"port": "${var.o.p}"}',
            '"variable": {"o": {"type": "object({ p = optional(number, 9) })", "default": {}}}',
        ),
    ),
    "default that looks like a template": (
        cache("description = var.x", 'variable "x" {\n default = "$${y}"\n}'),
        cache_json('{"description": "${var.x}"}', '"variable": {"x": {"default": "${y}"}}'),
    ),
    "nullable": (
        cache("port = var.d", 'variable "d" {\n default = 3\n nullable = false\n}'),
        cache_json('{"port": "${var.d}"}', '"variable": {"d": {"default": 3, "nullable": "false"}}'),
    ),
    "sensitive": (
        cache("auth_token = var.t", 'variable "t" {\n sensitive = true\n default = "abcdefghijklmnop"\n}'),
        cache_json(
            '{"auth_token": "${var.t}"}', '"variable": {"t": {"sensitive": true, "default": "abcdefghijklmnop"}}'
        ),
    ),
    "secret in code": (cache('auth_token = "abcdefghijklmnop"'), cache_json('{"auth_token": "abcdefghijklmnop"}')),
    "secret by reference": (
        cache("auth_token = var.t", 'variable "t" {\n}'),
        cache_json('{"auth_token": "${var.t}"}', '"variable": {"t": {}}'),
    ),
    "null by reference": (
        cache("auth_token = var.t", 'variable "t" {\n default = null\n}'),
        cache_json('{"auth_token": "${var.t}"}', '"variable": {"t": {"default": null}}'),
    ),
    # nested blocks
    "one block": (cache(_LOG), cache_json(f'{{"log_delivery_configuration": {_LOG_JSON}}}')),
    "blocks in an array": (
        cache(f"{_LOG}\n{_LOG}"),
        cache_json(f'{{"log_delivery_configuration": [{_LOG_JSON}, {_LOG_JSON}]}}'),
    ),
    "block under one name twice": (
        cache(f"{_LOG}\n{_LOG}"),
        cache_json(f'{{"log_delivery_configuration": {_LOG_JSON}, "log_delivery_configuration": [{_LOG_JSON}]}}'),
    ),
    "no blocks": (cache(""), cache_json('{"log_delivery_configuration": [], "node_group_configuration": null}')),
    "comment in a block": (
        cache(_LOG),
        cache_json('{"log_delivery_configuration": {"//": "x", "log_type": "slow-log"}}'),
    ),
    "template in a block": (
        cache("cluster_mode {\n num_node_groups = var.d\n}", _DAYS),
        cache_json('{"cluster_mode": [{"num_node_groups": "${var.d}"}]}', _DAYS_JSON),
    ),
    "dynamic": (
        cache(f"{_DYNAMIC} content {{\n log_type = log_delivery_configuration.value\n }}\n}}"),
        cache_json(
            '{"dynamic": {"log_delivery_configuration": {"for_each": ["slow-log", "engine-log"],'
            ' "content": {"log_type": "${log_delivery_configuration.value}"}}}}'
        ),
    ),
    "dynamic with an iterator": (
        cache(f"{_DYNAMIC} iterator = it\n content {{\n log_type = it.value\n }}\n}}"),
        cache_json(
            '{"dynamic": [{"log_delivery_configuration": [{"for_each": ["slow-log", "engine-log"],'
            ' "iterator": "it", "content": [{"log_type": "${it.value}"}]}]}]}'
        ),
    ),
    "dynamic over the unknown": (
        cache(
            'dynamic "log_delivery_configuration" {\n for_each = var.logs\n content {\n log_type = "x"\n }\n}',
            'variable "logs" {\n}',
        ),
        cache_json(
            '{"dynamic": {"log_delivery_configuration": {"for_each": "${var.logs}", "content": {"log_type": "x"}}}}',
            '"variable": {"logs": {}}',
        ),
    ),
    "rule": _group(_RULE, f'{{"ingress": {_RULE_JSON}}}'),
    "rules": _group(f"{_RULE}\n{_RULE}", f'{{"ingress": [{_RULE_JSON}, {_RULE_JSON}]}}'),
    "rules from an expression": _group(
        'ingress = concat([], [{ protocol = "tcp", from_port = 1, to_port = 2, cidr_blocks = ["0.0.0.0/0"] }])',
        '{"ingress": "${concat([], [{ protocol = \\"tcp\\", from_port = 1, to_port = 2,'
        ' cidr_blocks = [\\"0.0.0.0/0\\"] }])}"}',
    ),
    "rules of which one is not known": _group(
        'ingress = [{ protocol = "tcp", from_port = 1, to_port = 2, cidr_blocks = ["10.0.0.0/8"] }, data.x_y.z.r]\n}\n'
        'data "x_y" "z" {',
        f'{{"ingress": [{_RULE_JSON}, "${{data.x_y.z.r}}"]}}}}}}, "data": {{"x_y": {{"z": {{}}',
    ),
    "timeouts are no cache's affair": (
        cache('timeouts {\n create = "1h"\n}'),
        cache_json('{"timeouts": {"create": "1h"}}'),
    ),
    # several resources
    "relations": (
        cache("security_group_ids = [aws_security_group.g.id]") + 'resource "aws_security_group" "g" {\n}\n',
        cache_json(
            '{"security_group_ids": ["${aws_security_group.g.id}"]}', '"resource": {"aws_security_group": {"g": {}}}'
        ),
    ),
    "data": (
        cache("kms_key_id = data.aws_kms_key.k.arn", 'data "aws_kms_key" "k" {\n key_id = "x"\n}'),
        cache_json('{"kms_key_id": "${data.aws_kms_key.k.arn}"}', '"data": {"aws_kms_key": {"k": {"key_id": "x"}}}'),
    ),
    "data that repeats": (
        cache(
            'description = data.null_data_source.n.outputs["x"]',
            'data "null_data_source" "n" {\n inputs = {\n x = "y"\n }\n}',
        ),
        cache_json(
            '{"description": "${data.null_data_source.n.outputs[\\"x\\"]}"}',
            '"data": {"null_data_source": {"n": {"inputs": {"x": "y"}}}}',
        ),
    ),
    # what Terraform refuses
    "attribute twice": (cache("port = 1\nport = 2"), cache_json('{"port": 1, "port": 2}')),
    "resource twice": (
        cache("port = 1") + cache("port = 2"),
        f'{{"resource": {{"{GROUP}": {{"a": [{{"port": 1}}, {{"port": 2}}]}}}}}}',
    ),
    "local twice": (
        cache("port = local.p", "locals {\n p = 1\n}\nlocals {\n p = 2\n}"),
        cache_json('{"port": "${local.p}"}', '"locals": [{"p": 1}, {"p": 2}]'),
    ),
}
