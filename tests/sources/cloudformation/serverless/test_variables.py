"""What variables come to: known, in worlds by stage, or not known."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import member_of
from auditor.sources.partial.values import Unk
from tests.sources.cloudformation.language.stacks import ERROR, UNKNOWN
from tests.sources.cloudformation.serverless.services import HEAD, evaluated, stack_of


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'${self:service}-x'", "shop-x"),
        ("'${self:custom.a}'", "1"),
        ("'${self:custom.deep.b}'", ["x", "y"]),
        ("'${self:custom.deep.b.1}'", "y"),
        ("'${self:custom.through}'", "1"),
        ("'${self:custom.none, self:custom.a}'", "1"),
        ("'${self:custom.none, true}'", "true"),
        ("'${self:custom.none, \"q\"}'", "q"),
        ("'${self:custom.empty, 5}'", "5"),
        ("'${self:custom.none}'", UNKNOWN),
        ("'${self:provider.stage}'", "dev"),
        ("'${opt:stage}'", "dev"),
        ("'${sls:stage}'", "dev"),
        ("'${self:provider.region}'", "us-east-1"),
        ("'${aws:region}'", "us-east-1"),
        ("'cache-${opt:stage, self:provider.stage}'", "cache-dev"),
        ("'${opt:size, \"small\"}'", "small"),
        ("'${opt:size}'", UNKNOWN),
        ("'${env:TOKEN}'", UNKNOWN),
        ("'${env:SIZE, \"small\"}'", "small"),
        ("'${ssm:/redis/token}'", UNKNOWN),
        ("'${cf:net.Group, \"x\"}'", UNKNOWN),
        ("'${strToBool(${self:custom.a})}'", "true"),
        ("'${self:custom.circle}'", UNKNOWN),
        ("'a-${self:custom.deep}'", UNKNOWN),
        ("!Sub '${Function}${self:custom.a}'", UNKNOWN),
        ("!Sub '${self:service}-${!x}'", "shop-${x}"),
        ("!Sub '${opt:stage}-x'", "dev-x"),
        ("!Join ['-', ['${self:custom.a}', b]]", "1-b"),
        ("!Sub ['${self:service}-${B}', {B: '${self:custom.a}'}]", "shop-1"),
        ("'${AWS::Region}'", "${AWS::Region}"),
    ],
)
def test_values(expression: str, value: object, tmp_path: Path) -> None:
    custom = "{a: 1, deep: {b: [x, y]}, through: '${self:custom.a}', empty: null, circle: '${self:custom.circle2}'"
    assert evaluated(tmp_path, expression, custom + ", circle2: '${self:custom.circle}'}") == value


@pytest.mark.parametrize(
    "expression",
    ["'${self:custom.tls.${opt:stage}}'", "'${self:custom.tls.${self:custom.stage}}'", "'${self:custom.of.tls}'"],
)
def test_another_stage_is_a_world_of_its_own(expression: str, tmp_path: Path) -> None:
    custom = (
        "{stage: '${sls:stage}', tls: {dev: false, prod: true}, of: '${self:custom.by.${sls:stage}}',"
        " by: {dev: {tls: false}, prod: {tls: true}}}"
    )
    found = evaluated(tmp_path, expression, custom)
    assert found == {"opt:stage=dev": "false", "opt:stage=prod": "true", "opt:stage=(another value)": ERROR}


def test_what_a_stage_does_not_have_is_taken_from_elsewhere(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "'${self:custom.n.${sls:stage}, self:custom.n.default}'", "{n: {prod: 3, default: 1}}")
    assert found == {
        "opt:stage=dev": "1",
        "opt:stage=default": "1",
        "opt:stage=prod": "3",
        "opt:stage=(another value)": "1",
    }


def test_parameters_of_a_stage(tmp_path: Path) -> None:
    head = HEAD + "params: {default: {n: 1}, prod: {n: 3}}\n"
    found = evaluated(tmp_path, "'${param:n}'", head=head)
    assert found == {"opt:stage=dev": "1", "opt:stage=prod": "3", "opt:stage=(another value)": "1"}


def test_a_stage_that_is_stated_is_the_default(tmp_path: Path) -> None:
    head = "service: shop\nprovider: {name: aws, stage: prod}\n"
    assert evaluated(tmp_path, "'${opt:stage, self:provider.stage}-${sls:stage}'", head=head) == "prod-prod"


def test_two_defaults_of_one_option_leave_it_open(tmp_path: Path) -> None:
    assert evaluated(tmp_path, "['${opt:a, 1}', '${opt:a, 2}']") == ["1", UNKNOWN]


def test_files(tmp_path: Path) -> None:
    beside = {"sizes": "node: {type: cache.t3.micro}\nmore: ${self:custom.b}\n"}
    assert evaluated(tmp_path, "'${file(sizes.yml):node.type}'", **beside) == "cache.t3.micro"
    assert evaluated(tmp_path, "'${file(./sizes.yml):more}'", "{b: 7}", **beside) == "7"
    assert evaluated(tmp_path, "'${file(none.yml):a, 8}'") == "8"
    assert (
        evaluated(tmp_path, "'${self:custom.c.b}'", "'${file(all.yml)}'", all="c: {b: '${self:custom.d}'}\nd: 9") == "9"
    )


def test_a_file_for_each_stage(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "'${file(of-${opt:stage}.yml):n}'", **{"of-dev": "n: 1", "of-prod": "n: 3"})
    assert found == {"opt:stage=dev": "1", "opt:stage=prod": "3", "opt:stage=(another value)": ERROR}


@pytest.mark.parametrize(
    "name", ["../secret.yml", "/etc/hostname", "../../../../../../etc/passwd", "~/x.yml", "link.yml"]
)
def test_no_file_outside_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.yml").symlink_to(tmp_path / "secret.yml")
    assert evaluated(tmp_path / "in", f"'${{file({name}):a}}'") == UNKNOWN


def test_no_code_is_run(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("module.exports = {a: 1}", encoding="utf-8")
    assert evaluated(tmp_path, "'${file(a.js):a}'") == UNKNOWN


def test_a_secret_from_elsewhere_is_there(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, HEAD + "resources: {Resources: {A: {Type: X, Properties: {p: '${ssm:/a}'}}}}\n")
    member = member_of(stack.template.section("Resources")["A"].value, "Properties", "p")
    assert member is not None
    value = known_or_unknown(member.value, stack)
    assert isinstance(value, Unk)
    assert value.nullable is False
    assert value.reason == "ssm:/a is read from the parameter store when the stack is made"


def test_pseudo_parameters_of_the_plugin(tmp_path: Path) -> None:
    head = HEAD + "plugins: [serverless-pseudo-parameters]\n"
    assert evaluated(tmp_path, "'a-#{Function}'", head=head) == UNKNOWN
    assert evaluated(tmp_path, "'#{One}'", head=head) == UNKNOWN
    assert evaluated(tmp_path, "'a-#{Function}'") == "a-#{Function}"


@pytest.mark.parametrize(
    "custom",
    [
        "{"
        + ", ".join(f"a{n}: ['${{self:custom.a{n + 1}}}', '${{self:custom.a{n + 1}}}']" for n in range(40))
        + ", a40: x}",
        "{"
        + ", ".join(f"a{n}: '${{self:custom.a{n + 1}}}${{self:custom.a{n + 1}}}'" for n in range(40))
        + ", a40: xxxx}",
        "{" + ", ".join(f"a{n}: '${{self:custom.a{n + 1}}}'" for n in range(5000)) + ", a5000: x}",
        "{a0: {b: '${self:custom.a0}'}}",
        "{a0: '${self:}'}",
    ],
)
def test_bombs(custom: str, tmp_path: Path) -> None:
    started = time.process_time()
    evaluated(tmp_path, "'${self:custom.a0}'", custom)
    assert time.process_time() - started < 20
