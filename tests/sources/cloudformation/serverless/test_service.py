"""Services of the Serverless Framework: which resources they have, where these stand, and what is not known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.resource import Inventory
from auditor.sources.cloudformation.source import read_templates
from tests.sources.cloudformation.inventories import plain
from tests.sources.cloudformation.serverless.services import HEAD

GROUP = "Type: AWS::ElastiCache::ReplicationGroup\n"


def read(folder: Path, **files: str) -> Inventory:
    """The inventory of a directory with files by their names without the ending; two underscores begin a directory."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = sorted(folder.rglob("*.yml"))
    named = [one for one in found if b"Resources" in one.read_bytes() or one.name == "serverless.yml"]
    return read_templates(named, folder, roots=dict.fromkeys(named, folder))


def test_resources_in_the_service(tmp_path: Path) -> None:
    text = HEAD + "custom: {tls: true}\nresources:\n  Resources:\n    Cache:\n      " + GROUP
    text += "      Properties: {TransitEncryptionEnabled: '${self:custom.tls}', ReplicationGroupId: 'c-${sls:stage}'}\n"
    found = read(tmp_path, serverless=text)
    assert found.gaps == []
    cache = found.resources["Cache"]
    assert (cache.location.file, cache.location.line) == ("serverless.yml", 6)
    assert (plain(cache.facts["tls"]), plain(cache.facts["identifier"])) == (True, "c-dev")
    assert found.coverage == {"Serverless Framework services": 1}


FRAGMENT = "Resources:\n  {}:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties: {{Port: 7000}}\n"


@pytest.mark.parametrize(
    "resources",
    [
        "resources: ${file(infra/cache.yml)}",
        "resources: [ '${file(./infra/cache.yml)}' ]",
        "resources:\n  Resources: ${file(infra/cache.yml):Resources}",
        "resources:\n  Resources:\n    Cache: ${file(infra/cache.yml):Resources.Cache}",
        "resources: ${self:custom.made}\ncustom: {made: '${file(infra/cache.yml)}'}",
    ],
)
def test_resources_in_a_file_beside_it_are_there_once(resources: str, tmp_path: Path) -> None:
    found = read(tmp_path, serverless=f"{HEAD}{resources}\n", infra__cache=FRAGMENT.format("Cache"))
    assert found.gaps == []
    assert list(found.resources) == ["Cache"]
    place = found.resources["Cache"].facts["port"].place
    assert (place.file, place.line, place.column) == ("infra/cache.yml", 4, 18)
    assert "infra/cache.yml" in found.sources
    lines = found.excerpts["infra/cache.yml"]
    assert isinstance(lines, tuple)
    assert lines[3] == "    Properties: {Port: 7000}"


def test_fragments_are_merged(tmp_path: Path) -> None:
    text = HEAD + "resources:\n  - ${file(a.yml)}\n  - ${file(b.yml)}\n"
    text += "  - extensions: {Cache: {Properties: {TransitEncryptionEnabled: true}}}\n"
    more = "Resources: {Cache: {Properties: {MultiAZEnabled: true}}, Other: {Type: AWS::ElastiCache::CacheCluster}}"
    found = read(tmp_path, serverless=text, a=FRAGMENT.format("Cache"), b=more)
    assert sorted(found.resources) == ["Cache", "Other"]
    facts = found.resources["Cache"].facts
    assert [plain(facts[name]) for name in ("port", "multi_az", "tls")] == [7000, True, True]


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ("resources: ${file(a.js)}", "a.js is neither YAML nor JSON, and no code is run"),
        ("resources: [ '${file(none.yml)}' ]", "there is no file none.yml"),
        ("resources: {Resources: '${file(../outside.yml)}'}", "outside.yml is not in what was scanned"),
        ("resources: ${file(of-${sls:stage}.yml)}", "it hangs on what Fn::If gives"),
        ("resources: {Resources: {A: '${opt:a}'}}", "it hangs on what Ref gives"),
    ],
)
def test_what_cannot_be_read_is_a_gap(resources: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "outside.yml").write_text("Resources: {}", encoding="utf-8")
    found = read(tmp_path / "in", serverless=f"{HEAD}{resources}\n", **{"of-dev": "Resources: {}"})
    [gap] = [gap for gap in found.gaps if gap.what == "serverless.yml"]
    assert reason in gap.reason
    assert gap.location.line == 3


def test_what_is_not_deployed_to_aws_has_no_caches(tmp_path: Path) -> None:
    text = "service: x\nprovider: {name: google}\nresources: {Resources: {A: {Type: AWS::ElastiCache::CacheCluster}}}\n"
    found = read(tmp_path, serverless=text)
    assert (dict(found.resources), found.gaps) == ({}, [])


def test_what_the_framework_makes_is_no_error(tmp_path: Path) -> None:
    text = HEAD + "resources:\n  Resources:\n    Cache:\n      " + GROUP
    text += "      Properties: {SecurityGroupIds: [!GetAtt HelloLambdaFunction.Group]}\n"
    relation = read(tmp_path, serverless=text).resources["Cache"].relations["security_groups"]
    assert "Serverless Framework" in repr(relation)


def test_a_fragment_of_no_service_is_judged_by_itself(tmp_path: Path) -> None:
    found = read(tmp_path, cache=FRAGMENT.format("Cache").replace("7000", "'${self:custom.port}'"))
    assert plain(found.resources["Cache"].facts["port"]) == "(unknown)"


def test_secrets_stay_where_they_are(tmp_path: Path) -> None:
    text = HEAD + "custom:\n  redisPassword: hunter2hunter2\nresources: ${file(infra/cache.yml)}\n"
    fragment = FRAGMENT.format("Cache").replace("Port: 7000", "AuthToken: '${self:custom.redisPassword}'")
    found = read(tmp_path, serverless=text, infra__cache=fragment)
    assert "hunter2" not in repr(found)
    token = found.resources["Cache"].facts["auth_token"]
    assert "literal=True" in repr(token)


def test_damage_is_told_in_its_own_file(tmp_path: Path) -> None:
    found = read(tmp_path, serverless=HEAD + "resources: ${file(a.yml)}\n", a="Resources:\n  B: {\n")
    assert ("a.yml", 3) in [(gap.location.file, gap.location.line) for gap in found.gaps]


def test_a_service_may_take_in_files_of_the_whole_directory_that_is_scanned(tmp_path: Path) -> None:
    text = HEAD + "resources: ${file(../shared/cache.yml)}\n"
    found = read(tmp_path, api__serverless=text, shared__cache=FRAGMENT.format("Cache"))
    assert list(found.resources) == ["Cache"]
    alone = read_templates([tmp_path / "api" / "serverless.yml"], tmp_path)
    assert [gap.location.file for gap in alone.gaps] == ["api/serverless.yml"]


def test_a_template_of_which_a_service_reads_a_value_is_deployed_by_itself(tmp_path: Path) -> None:
    text = HEAD + "resources:\n  Resources:\n    Mine:\n      " + GROUP
    text += "      Properties: {Port: '${file(stack.yml):Resources.Cache.Properties.Port}'}\n"
    found = read(tmp_path, serverless=text, stack=FRAGMENT.format("Cache"))
    assert sorted(found.resources) == ["serverless.yml:Mine", "stack.yml:Cache"]
    assert plain(found.resources["serverless.yml:Mine"].facts["port"]) == 7000


def test_variables_of_scripts_make_no_fragment(tmp_path: Path) -> None:
    found = read(tmp_path, stack=FRAGMENT.format("Cache") + "    Metadata: {script: '${env:PATH} ${ssm:x}'}\n")
    assert found.coverage == {"CloudFormation templates": 1}


def test_a_condition_on_the_stage_says_where_a_cache_exists(tmp_path: Path) -> None:
    text = HEAD + "resources:\n  Conditions: {IsProd: !Equals ['${self:provider.stage}', prod]}\n"
    text += "  Resources:\n    Cache: {Condition: IsProd, Type: AWS::ElastiCache::ReplicationGroup}\n"
    exists = plain(read(tmp_path, serverless=text).resources["Cache"].exists)
    assert exists == {"opt:stage=dev": False, "opt:stage=prod": True, "opt:stage=(another value)": False}


ALLOWED = '{Effect: Allow, Action: "elasticache:*", Resource: "*"}'
PROVIDER = "service: shop\nprovider:\n  name: aws\n"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"  iam: {{role: {{statements: [{ALLOWED}]}}}}", ["IamRoleLambdaExecution"]),
        (f"  iamRoleStatements: [{ALLOWED}]", ["IamRoleLambdaExecution"]),
        ("  iamRoleStatements: '${file(more.yml):all}'", ["IamRoleLambdaExecution"]),
        (f"functions: {{get: {{iamRoleStatements: [{ALLOWED}]}}}}", ["GetIamRoleLambdaExecution"]),
        ("  iam: {role: 'arn:aws:iam::1:role/statements'}", []),
    ],
)
def test_roles_are_made_of_statements(said: str, expected: list[str], tmp_path: Path) -> None:
    for rest in ("", "resources: {Resources: {T: {Type: 'AWS::SNS::Topic'}}}\n"):
        found = read(tmp_path, serverless=f"{PROVIDER}{said}\n{rest}", more=f"all: [{ALLOWED}]\n")
        roles = {key: one for key, one in found.resources.items() if one.kind == "iam_policy"}
        assert list(roles) == expected
        assert all(one.location.line in (4, 5) for one in roles.values())
        assert all("elasticache:*" in str(plain(one.facts["statements"])) for one in roles.values())
        assert found.gaps == []
