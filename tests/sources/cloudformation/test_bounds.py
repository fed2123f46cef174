"""Templates of a few lines that ask for work without end: each ends soon, and says where something was cut off."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.model.facts import Unknown
from auditor.model.resource import Inventory
from auditor.sources import bounds
from auditor.sources.cloudformation.language import work
from auditor.sources.cloudformation.serverless.code import may_declare_caches
from tests.sources.cloudformation.inventories import read

#: More than enough, on any machine, for what ends; without the bounds most of these would go on for years.
SECONDS = 10
CACHE = "  Cache:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      Engine: redis\n"
STACK = "  {}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {}}}\n"
TEXT, STEPS = str(bounds.TEXT), str(bounds.TEMPLATE_STEPS)


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    started = time.thread_time()
    yield
    assert time.thread_time() - started < SECONDS


def nested(levels: int, around: Callable[[str], str], inmost: str) -> str:
    for _ in range(levels):
        inmost = around(inmost)
    return inmost


def named(text: str, setup: str = "") -> str:
    """A template of a cache whose name is what a function comes to."""
    return f"{setup}Resources:\n{CACHE}      ReplicationGroupId: {text}\n"


DOUBLED = '{"Fn::Sub": ["${x}${x}", {"x": %s}]}'
BIG = "Mappings: {M: {A: {b: &big '" + "x" * 90_000 + "'}}}\n"
LONG = {
    "texts doubled": (nested(40, DOUBLED.__mod__, '"ab"'), "", (STEPS, TEXT)),
    "empty texts doubled": (nested(40, DOUBLED.__mod__, '""'), "", (STEPS,)),
    "one text repeated": ("!Join ['', [" + ", ".join(["*big"] * 50_000) + "]]", BIG, (STEPS, TEXT)),
    "a long separator": ("!Join [" + "x" * 90_000 + ", !Split [',', '" + "," * 90_000 + "']]", "", (TEXT,)),
    "a default repeated": (
        "!Sub '" + "${P}" * 90_000 + "'",
        "Parameters: {P: {Type: String, Default: " + "x" * 90_000 + "}}\n",
        (TEXT,),
    ),
    "texts of JSON": (nested(30, '{"Fn::ToJsonString": [%s]}'.__mod__, '"\\""'), "", (TEXT, "a part of its JSON")),
    "texts of JSON in one": (nested(16, '{"Fn::ToJsonString": [%s]}'.__mod__, '"\\""'), "", (TEXT,)),
    "coded texts": (nested(60, '{"Fn::Base64": %s}'.__mod__, '"abc"'), "", (TEXT,)),
    "an empty separator": ("!Join [x, !Split ['', abc]]", "", ("what Fn::Split makes of a text without a separator",)),
    "a number of sixties": ("1" + ":59" * 400_000, "", ()),
    "an address of questions": ("a://" + "?" * 400_000, "", ()),
    "variables without end": ("'" + "${" * 400_000 + "'", "", ()),
    "variables without end in Fn::Sub": ("!Sub '" + "${" * 400_000 + "'", "", ()),
}


@pytest.mark.parametrize("case", LONG)
def test_text_does_not_grow_without_end(tmp_path: Path, case: str) -> None:
    text, setup, reasons = LONG[case]
    fact = read(tmp_path, named(text, setup)).resources["Cache"].facts["identifier"]
    if reasons:
        assert isinstance(fact, Unknown)
        assert any(reason in fact.reason for reason in reasons), fact.reason[:200]


def test_a_text_may_be_long(tmp_path: Path) -> None:
    fact = read(tmp_path, named("!Join [" + "x" * 1_000 + ", [" + "a, " * 90 + "b]]")).resources["Cache"].facts
    assert len(getattr(fact["identifier"], "value", "")) == 90 + 1 + 90 * 1_000


def test_what_comes_after_too_many_steps_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TEMPLATE_STEPS", bounds.Bound(50, "steps", "more than {} steps"))
    other = CACHE.replace("  Cache:", "  Other:") + "      TransitEncryptionEnabled: !Not [!Equals [a, b]]\n"
    found = read(tmp_path, named(nested(10, DOUBLED.__mod__, '"a"')) + other).resources["Other"].facts
    assert getattr(found["tls"], "reason", "") == "more than 50 steps"


def chain(folder: Path, levels: int, times: int) -> Inventory:
    """Templates, each of which nests the next one several times."""
    for level in range(levels):
        stacks = "".join(STACK.format(f"N{number}", f"t{level + 1}.yaml") for number in range(times))
        (folder / f"t{level}.yaml").write_text(f"Resources:\n{CACHE}{stacks}", encoding="utf-8")
    return read(folder, f"Resources:\n{CACHE}", f"t{levels}.yaml")


def test_stacks_do_not_multiply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.cloudformation.stacks.STACKS", bounds.Bound(20, "stacks", "more than {}"))
    found = chain(tmp_path, 12, 2)
    assert len(found.resources) < 40
    assert "more than 20" in {gap.reason for gap in found.gaps}
    assert len([gap for gap in found.gaps if gap.reason == "more than 20"]) <= 13


def test_resources_of_one_deployment_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.cloudformation.source.DEPLOYED", bounds.Bound(5, "resources", "more than {}"))
    found = chain(tmp_path, 3, 3)
    assert len(found.resources) == 5
    assert [(gap.what, gap.reason) for gap in found.gaps] == [("t0.yaml", "more than 5")]


def test_objects_in_a_list_end(tmp_path: Path) -> None:
    rule = "{IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: 10.0.0.0/8}"
    group = "  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      SecurityGroupIngress:\n"
    found = read(tmp_path, f"Resources:\n{group}" + f"        - {rule}\n" * (bounds.BLOCK_INSTANCES.value + 1))
    assert str(bounds.BLOCK_INSTANCES) in repr(found.resources["G"].facts["ingress"])[-2_000:]


def loop(values: list[str], body: object) -> str:
    member = {"Fn::ForEach::L": ["I", values, body]}
    return json.dumps({"Transform": "AWS::LanguageExtensions", "Resources": member})


def test_loops_fill_in_no_text_without_end(tmp_path: Path) -> None:
    cache = {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {"ReplicationGroupId": "${I}" * 9_000}}
    found = read(tmp_path, loop([f"{'x' * 90_000}{n}" for n in range(9)], {"C${I}": cache}), "t.json")
    facts = [one.facts["identifier"] for one in found.resources.values()]
    assert facts
    assert all(isinstance(fact, Unknown) and fact.reason == TEXT for fact in facts)
    found = read(tmp_path, loop(["x" * 90_000], {"${I}" * 9: cache}), "t.json")
    assert TEXT in {gap.reason for gap in found.gaps}


def test_loops_without_a_body_end(tmp_path: Path) -> None:
    body: object = {}
    for level in range(4):
        body = {f"Fn::ForEach::L{level}": [f"I{level}", [f"v{n}" for n in range(200)], body]}
    found = read(tmp_path, loop(["a", "b"], body), "t.json")
    assert str(bounds.LOOP_VALUES) in {gap.reason for gap in found.gaps}


def test_a_long_list_is_gone_through_once(tmp_path: Path) -> None:
    found = read(tmp_path, loop([f"v{n}" for n in range(30_000)], {"T${I}": {"Type": "AWS::SNS::Topic"}}), "t.json")
    assert found.gaps == []


@pytest.mark.parametrize("url", ["a\0b.yaml", "loop.yaml", "x/" * 300_000 + "t.yaml", "\ud800.yaml", "a/" * 300_000])
@pytest.mark.parametrize("holder", ["TemplateURL", "asset", "module", "set"])
def test_no_name_of_a_file_is_too_strange(tmp_path: Path, url: str, holder: str) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    member: dict[str, object] = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    if holder == "asset":
        member = {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": url}, "Properties": {}}
        member["Properties"] = {"TemplateURL": {"Fn::Sub": "https://x/${AWS::Region}"}}
    if holder == "set":
        member["Type"] = "AWS::CloudFormation::StackSet"
    whole: dict[str, object] = {"Resources": {"N": member}}
    if holder == "module":
        whole = {"AWSTemplateFormatVersion": "2010-09-09", "Modules": {"N": {"Source": url}}}
    text = tmp_path / "t.json"
    text.write_text(json.dumps(whole), encoding="utf-8")
    from auditor.sources.cloudformation.source import read_templates

    assert [gap.what for gap in read_templates([text], tmp_path).gaps] == ["N"]


def test_a_program_is_looked_through_once(tmp_path: Path) -> None:
    program = tmp_path / "serverless.js"
    program.write_text("file(" * 400_000, encoding="utf-8")
    assert not may_declare_caches(program, tmp_path)
    with program.open("ab") as file:
        file.truncate(50_000_000_000)
    assert may_declare_caches(program, tmp_path)
