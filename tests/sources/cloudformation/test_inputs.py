"""Values given to parameters: what they make known, who said so, what is refused, and that no secret is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.model.facts import Fact, Known, Redacted, Unknown
from auditor.model.resource import Inventory
from auditor.sources.cloudformation.source import read_templates
from auditor.sources.inputs import InputError
from tests.sources.cloudformation.inventories import ABSENT, UNKNOWN, plain

Given = Sequence[tuple[str, str] | str]

HEAD = """
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Tls: {Type: String, Default: 'false'}
  Count: {Type: Number, Default: 1}
  Token: {Type: String, NoEcho: true, Default: ''}
  Version: {Type: 'AWS::SSM::Parameter::Value<String>'}
  Zones: {Type: CommaDelimitedList}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  HasToken: !Not [!Equals [!Ref Token, '']]
Resources:
"""


def read(folder: Path, text: str, given: Given = (), **more: str) -> Inventory:
    """The inventory of a template with values for its parameters; a text is the content of a file of values."""
    inputs: list[tuple[str, str] | Path] = []
    for number, one in enumerate(given):
        if isinstance(one, str):
            (folder / f"p{number}.txt").write_text(one, encoding="utf-8")
        inputs.append(folder / f"p{number}.txt" if isinstance(one, str) else one)
    for name, content in {"t": text, **more}.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return read_templates(sorted(folder.glob("*.yaml")), folder, inputs)


def fact(folder: Path, name: str, properties: str, *given: tuple[str, str] | str) -> Fact:
    """A fact of the one cache of a template with these properties."""
    body = f"  C:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties: {{{properties}}}\n"
    return read(folder, HEAD + body, given).resources["C"].facts[name]


TLS = "TransitEncryptionEnabled: !Ref Tls"


def test_a_given_value_is_stated_and_says_by_whom(tmp_path: Path):
    default = fact(tmp_path, "tls", TLS)
    assert isinstance(default, Known)
    assert (default.value, default.origin.value, default.via[0].label) == (False, "default", "Tls")
    given = fact(tmp_path, "tls", TLS, ("Tls", "true"))
    assert isinstance(given, Known)
    assert (given.value, given.origin.value) == (True, "stated")
    assert [(step.label, str(step.location)) for step in given.via] == [("Tls from --param Tls", "")]
    filed = fact(tmp_path, "tls", TLS, "# prod\nTls: true\n")
    assert isinstance(filed, Known)
    assert [(step.label, str(step.location)) for step in filed.via] == [("Tls from p0.txt", "p0.txt:2")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("Tls", "true"), "Tls: false"], False),
        (["Tls: false", ("Tls", "true")], True),
        (["Tls: false", "Tls: true"], True),
        ([("Tls", "true"), ("Tls", "false")], False),
    ],
)
def test_the_later_one_holds(given: Given, expected: bool, tmp_path: Path):
    assert plain(fact(tmp_path, "tls", TLS, *given)) is expected


def test_a_condition_is_decided_and_the_evidence_names_what_decides_it(tmp_path: Path):
    text = "TransitEncryptionEnabled: !If [IsProd, true, false]"
    assert plain(fact(tmp_path, "tls", text)) == {"Env=dev": False, "Env=prod": True}
    given = fact(tmp_path, "tls", text, ("Env", "prod"))
    assert isinstance(given, Known)
    assert (given.value, [step.label for step in given.via]) == (True, ["Env from --param Env"])


def test_what_a_text_is_put_together_from_is_named_too(tmp_path: Path):
    given = fact(tmp_path, "identifier", "ReplicationGroupId: !Sub 'c-${Env}'", ("Env", "prod"))
    assert isinstance(given, Known)
    assert (given.value, [step.label for step in given.via]) == ("c-prod", ["Env from --param Env"])


def test_the_previous_value_is_any_that_is_allowed(tmp_path: Path):
    previous = '[{"ParameterKey": "Env", "UsePreviousValue": true}, {"ParameterKey": "Tls", "UsePreviousValue": true}]'
    text = "TransitEncryptionEnabled: !If [IsProd, true, false]"
    assert plain(fact(tmp_path, "tls", text, previous)) == {"Env=dev": False, "Env=prod": True}
    unknown = fact(tmp_path, "tls", TLS, previous)
    assert isinstance(unknown, Unknown)
    assert unknown.reason == "Tls keeps the value that it has in the stack, says p0.txt"
    assert plain(fact(tmp_path, "tls", TLS, previous, ("Tls", "true"))) is True


def test_a_parameter_of_the_parameter_store_is_given_a_name_only(tmp_path: Path):
    text = "EngineVersion: !Ref Version"
    unknown = fact(tmp_path, "engine_version", text, ("Version", "/redis/7.1"))
    assert isinstance(unknown, Unknown)
    assert "read from the parameter store" in unknown.reason


def test_a_list_is_separated_by_commas(tmp_path: Path):
    text = HEAD + "  G:\n    Type: AWS::ElastiCache::SubnetGroup\n    Properties: {SubnetIds: !Ref Zones}\n"
    for given in (("Zones", "subnet-1, subnet-2"), "Zones: [subnet-1, subnet-2]"):
        subnets = read(tmp_path, text, [given]).resources["G"].relation("subnets")
        assert isinstance(subnets, Known)
        assert isinstance(subnets.value, tuple)
        assert [one.name for one in subnets.value] == ["subnet-1", "subnet-2"]


def test_numbers_and_texts_of_numbers_are_the_same(tmp_path: Path):
    for given in (("Count", "3"), '{"Count": 3}', '{"Count": "3"}'):
        known = fact(tmp_path, "replicas_per_shard", "NumCacheClusters: !Ref Count", given)
        assert plain(known) == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([("Env", "prd")], "--param Env: CloudFormation would refuse the value of Env in t.yaml: it is none of its "),
        (["\nEnv: prd"], "p0.txt:2: CloudFormation would refuse the value of Env in t.yaml: it is none of its"),
        ([("Count", "three")], "it is no number"),
        ([("Enf", "dev")], "--param Enf: no template that is deployed by itself declares this parameter; did you mean"),
        (["Enf: dev"], "p0.txt: no template that is deployed by itself declares any of its parameters"),
        ([("AWS::Region", "moon")], "--param AWS::Region: its value does not look like one"),
        ([("AWS::AccountId", "12")], "--param AWS::AccountId: its value does not look like one"),
        ([("AWS::NoValue", "")], "--param AWS::NoValue: of what the service decides only AWS::Region, "),
    ],
)
def test_what_cannot_be_given_is_refused(given: Given, message: str, tmp_path: Path):
    with pytest.raises(InputError) as error:
        fact(tmp_path, "tls", TLS, *given)
    assert message in str(error.value)
    assert not any(word in str(error.value) for word in ("prd", "three", "moon"))


def test_values_of_a_file_for_other_templates_are_counted(tmp_path: Path):
    inventory = read(tmp_path, f"{HEAD}  C: {{Type: 'Some::Thing'}}\n", ["Env: prod\nOther: x\nMore: y\n"])
    assert inventory.coverage["unused parameter values"] == 2


def test_one_template_that_declares_it_is_enough(tmp_path: Path):
    cache = "  C:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties: {%s}\n"
    other = "Parameters:\n  X: {Type: String}\nResources:\n" + cache % "TransitEncryptionEnabled: !Ref X"
    found = read(tmp_path, HEAD + cache % TLS, [("X", "true"), ("Tls", "true")], other=other).resources
    assert {key: plain(one.facts["tls"]) for key, one in found.items()} == {"t.yaml:C": True, "other.yaml:C": True}


def test_a_template_whose_parameters_could_not_be_read_may_declare_it(tmp_path: Path):
    assert read(tmp_path, "AWSTemplateFormatVersion: x\nParameters:\n  A: {\n", [("Env", "prod")]).gaps


NESTED = """
Parameters:
  Tls: {Type: String, Default: 'false'}
  Hidden: {Type: 'AWS::SSM::Parameter::Value<String>', Default: x}
Resources:
  C:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {TransitEncryptionEnabled: !Ref Tls, ReplicationGroupId: !Ref AWS::Region, EngineVersion: !Ref Hidden}
"""
AROUND = (
    HEAD
    + """
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Tls: !Ref Tls, Hidden: '7.1'}}
"""
)


def test_a_nested_stack_is_given_what_the_one_around_it_hands_on(tmp_path: Path):
    given = [("Tls", "true"), ("AWS::Region", "eu-west-1")]
    facts = read(tmp_path, AROUND, given, child=NESTED).resources["N.C"].facts
    tls = facts["tls"]
    assert isinstance(tls, Known)
    assert [(s.label, str(s.location)) for s in tls.via] == [("Tls from --param Tls", ""), ("N.Tls", "t.yaml:16")]
    assert (plain(facts["identifier"]), plain(facts["engine_version"])) == ("eu-west-1", UNKNOWN)


def test_parameters_of_a_nested_template_are_not_given_from_outside(tmp_path: Path):
    with pytest.raises(InputError, match="Inner: no template that is deployed by itself"):
        read(tmp_path, AROUND, [("Inner", "x")], child=NESTED.replace("Tls:", "Inner: {Type: String}\n  Tls:", 1))


@pytest.mark.parametrize(
    ("region", "suffix"),
    [("eu-west-1", "aws.amazonaws.com"), ("cn-north-1", "aws-cn.amazonaws.com.cn"), ("xx-iso-east-1", UNKNOWN)],
)
def test_the_region_tells_of_its_partition(region: str, suffix: str, tmp_path: Path):
    text = "ReplicationGroupId: !Sub '${AWS::Partition}.${AWS::URLSuffix}'"
    assert plain(fact(tmp_path, "identifier", text, ("AWS::Region", region))) == suffix
    if "region" in (facts := read(tmp_path, HEAD + "  C: {Type: AWS::ElastiCache::ReplicationGroup}\n",
                                  [("AWS::Region", region)]).resources["C"].facts):  # fmt: skip
        assert plain(facts["region"]) == region


SECRET = "hunter2hunter2"
EVERYWHERE = (
    HEAD.replace("  Env:", "  MyPassword: {Type: String}\n  Plain: {Type: String}\n  Env:")
    + """
  C:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupId: !Sub "c-${Token}-${MyPassword}"
      ReplicationGroupDescription: !Ref Token
      AuthToken: !Sub "${Plain}x"
      Tags: [{Key: !Ref Token, Value: !Ref MyPassword}]
"""
)


@pytest.mark.parametrize("how", ["options", "file"])
def test_secrets_that_are_given_stand_nowhere(how: str, tmp_path: Path):
    values = {name: f"{SECRET}{name}" for name in ("Token", "MyPassword", "Plain")}
    file = "\n".join(f"{name}: {value}" for name, value in values.items())
    inventory = read(tmp_path, EVERYWHERE, list(values.items()) if how == "options" else [file])
    assert SECRET not in repr(inventory)
    assert inventory.resources


def test_what_a_hidden_parameter_of_a_nested_stack_is_given_is_a_secret(tmp_path: Path):
    child = NESTED.replace("Hidden: {Type: 'AWS::SSM::Parameter::Value<String>', Default: x}", "Own: {NoEcho: true}")
    child = child.replace("!Ref Hidden", "!Ref Own, ReplicationGroupDescription: !Ref Own, Tags: [{Key: !Ref Own}]")
    around = AROUND.replace("Hidden: '7.1'", "Own: !Ref Count")
    inventory = read(tmp_path, around.replace("Number, ", "String, "), [("Count", SECRET)], child=child)
    assert SECRET not in repr(inventory)
    assert SECRET not in repr(read(tmp_path, AROUND.replace("Hidden: '7.1'", f"Own: {SECRET}"), child=child))


def test_the_name_of_a_resolved_secret_is_given(tmp_path: Path):
    given = ("Token", "{{resolve:secretsmanager:shop}}")
    token = fact(tmp_path, "auth_token", "AuthToken: !Ref Token", given)
    assert plain(token) == Redacted(literal=False)
    assert isinstance(token, Known)


def test_a_secret_that_is_given_is_not_spelled_out(tmp_path: Path):
    optional = "AuthToken: !If [HasToken, %s, !Ref AWS::NoValue]"
    for text in (
        "AuthToken: !Ref Token",
        "AuthToken: !Sub '${Token}'",
        "AuthToken: !Sub 'x${Token}'",
        "AuthToken: !Join ['', [x, !Ref Token]]",
        "AuthToken: !Select [0, !Split ['2', !Ref Token]]",
        optional % "!Ref Token",
    ):
        token = fact(tmp_path, "auth_token", text, ("Token", SECRET))
        assert isinstance(token, Known)
        assert token.value == Redacted(literal=False)
    spelled = fact(tmp_path, "auth_token", "AuthToken: !Sub 'hunter2${Token}'", ("Token", ""))
    assert plain(spelled) == Redacted(literal=True)
    assert plain(fact(tmp_path, "auth_token", optional % "x", ("Token", ""))) == ABSENT


def test_a_hidden_value_too_short_to_be_masked_is_not_known(tmp_path: Path):
    inventory = read(tmp_path, EVERYWHERE, [("Token", "s3cr"), ("MyPassword", "x"), ("Plain", "y")])
    assert "s3cr" not in repr(inventory)


@pytest.mark.parametrize("name", ["Token", "MyPassword"])
def test_a_refusal_does_not_tell_a_secret(name: str, tmp_path: Path):
    declared = "AllowedPattern: 'x+', AllowedValues: [hunter2hunter3]"
    text = EVERYWHERE.replace(f"  {name}: {{Type: String", f"  {name}: {{{declared}, Type: String")
    with pytest.raises(InputError, match=f"the value of {name} in t.yaml: it is none of its AllowedValues$") as error:
        read(tmp_path, text, [(name, SECRET)])
    assert "hunter" not in str(error.value)


def test_what_a_resolved_secret_is_called_with_is_no_secret(tmp_path: Path):
    text = "AuthToken: !Sub '{{resolve:secretsmanager:${Env}-cache}}', ReplicationGroupId: !Sub 'c-${Env}'"
    assert plain(fact(tmp_path, "identifier", text, ("Env", "prod"))) == "c-prod"


def test_a_default_that_the_service_resolves_is_not_spelled_out(tmp_path: Path):
    text = HEAD.replace("Default: 'false'", "Default: '{{resolve:secretsmanager:x}}'") + (
        "  C:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties: {AuthToken: !Ref Tls}\n"
    )
    assert plain(read(tmp_path, text).resources["C"].facts["auth_token"]) == Redacted(literal=False)


def test_of_names_that_are_far_none_is_proposed(tmp_path: Path):
    with pytest.raises(InputError, match=r"declares this parameter$"):
        fact(tmp_path, "tls", TLS, ("Xyzzy", "1"))
