"""Templates that are damaged, or made to hurt: each is told with file and line, and the rest is scanned."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import TLS, auditor, scan, write_to

GOOD = """\
Resources:
  Good:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupId: good
      TransitEncryptionEnabled: true
"""
CACHE = "  {0}:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      ReplicationGroupId: {0}\n"
ON = "      TransitEncryptionEnabled: true\n"
NESTED = "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {}}}\n"


def bomb(levels: int) -> str:
    """Lists of ten, each of which repeats the one before it ten times."""
    lines = ["a0: &a0 [" + ", ".join("x" * 10) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, levels)]
    return "Metadata:\n" + "".join(f"  {line}\n" for line in lines)


@dataclass(frozen=True)
class Bad:
    """A bad template, the gaps that it makes, and the verdicts on what could be read of it."""

    text: str
    gaps: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, str], ...] = ()


A_ON = (("a", "pass"),)
UNKNOWN = (("a", "unknown"),)
CASES = {
    "truncated": Bad(
        "Resources:\n" + CACHE.format("a") + ON + CACHE.format("b") + '      EngineVersion: "7',
        ("bad.yaml:11: syntax error near line 11: found unexpected end of stream",),
        (("a", "pass"), ("b", "unknown")),
    ),
    "truncated in a key": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryp",
        ("bad.yaml:7: syntax error near line 7: could not find expected ':'",),
        UNKNOWN,
    ),
    "truncated JSON": Bad(
        '{"Resources": {"A": {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {\n"ReplicationGroupId": "a"',
        ("bad.yaml:2: syntax error near line 2",),
        (("A", "unknown"),),
    ),
    "tabs": Bad(
        "Resources:\n" + CACHE.format("a") + ON + "  B:\n\tType: AWS::ElastiCache::CacheCluster\n",
        ("bad.yaml:8: syntax error near line 8: found character that cannot start any token",),
        UNKNOWN,
    ),
    "duplicate key": Bad(
        "Resources:\n" + CACHE.format("a") + ON + ON.replace("true", "false"),
        ("bad.yaml:7: the key TransitEncryptionEnabled occurs twice, first on line 6",),
        UNKNOWN,
    ),
    "duplicate resource": Bad(
        "Resources:\n" + CACHE.format("a") + ON + "  a:\n    Type: AWS::SNS::Topic\n",
        ("bad.yaml:7: the key a occurs twice, first on line 2",),
    ),
    "alias bomb": Bad(
        "AWSTemplateFormatVersion: x\n" + bomb(9) + "Resources:\n" + CACHE.format("a"),
        ("it holds more than 1,000,000 values, what aliases repeat included",),
    ),
    "alias of itself": Bad(
        "Resources:\n" + CACHE.format("a") + ON + "      Tags: &t [*t]\n",
        ("bad.yaml:7: t contains itself",),
        A_ON,
    ),
    "alias of nothing": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: *on\n",
        ("bad.yaml:6: ",),
        UNKNOWN,
    ),
    "circular Ref": Bad(
        "Conditions:\n  X: !Not [!Condition Y]\n  Y: !Not [!Condition X]\nResources:\n"
        + CACHE.format("a")
        + "      TransitEncryptionEnabled: !If [X, true, false]\n",
        (),
        UNKNOWN,
    ),
    "a resource that refers to itself": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: !Ref a\n", (), UNKNOWN
    ),
    "circular nested stack": Bad(
        NESTED.format("./bad.yaml") + CACHE.format("a") + ON,
        ("bad.yaml:2: its template is nested in itself",),
        A_ON,
    ),
    "nested stack that is missing": Bad(
        NESTED.format("missing.yaml"), ("bad.yaml:2: its template is not in what was scanned",)
    ),
    "unknown intrinsic": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: !Frobnicate x\n", (), UNKNOWN
    ),
    "unknown long intrinsic": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: {'Fn::Frobnicate': x}\n", (), UNKNOWN
    ),
    "intrinsic with too few arguments": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: !If [x, true]\n", (), UNKNOWN
    ),
    "object constructed": Bad(
        "Resources:\n" + CACHE.format("a") + "      TransitEncryptionEnabled: !!python/object:os.system {}\n",
        (),
        UNKNOWN,
    ),
    "nested deeply": Bad(
        "Resources:\n" + CACHE.format("a") + ON + "      Tags: " + "[" * 5_000 + "\n",
        ("bad.yaml:7: nested deeper than 200 levels",),
        A_ON,
    ),
    "no mapping": Bad("AWSTemplateFormatVersion: x\nResources: [a, b]\n", ("bad.yaml:1: it is no mapping",)),
    "a resource without type": Bad("Resources:\n  a: {Properties: {}}\n" + CACHE.format("a2") + ON,
                                   ("bad.yaml:2: it has no type",), (("a2", "pass"),)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_and_the_rest_is_scanned(case: str):
    bad = CASES[case]
    write_to("x/bad.yaml", bad.text)
    write_to("x/good.yaml", GOOD)
    os.chdir("x")
    run = scan(".", *TLS)
    assert run.verdicts() == {"good": "pass", **dict(bad.verdicts)}
    for told in bad.gaps:
        assert any(told in gap and gap.startswith("bad.yaml:") for gap in run.gaps), run.gaps
    assert len(run.gaps) >= len(bad.gaps)
    # An unknown verdict at or above --fail-on and a gap both leave it open.
    assert run.status == 3
    alone = auditor("scan", "bad.yaml", *TLS, "--fail-on", "never")
    assert alone.status == (3 if bad.gaps else 0)


def test_a_template_of_50_megabytes_is_a_gap_and_costs_little():
    write_to("x/good.yaml", GOOD)
    for name in ("big.yaml", "big.json"):
        write_to(f"x/{name}", GOOD if name.endswith("yaml") else '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}},\n')
        os.truncate(f"x/{name}", 50_000_000)
    started = time.process_time()
    run = scan("x", *TLS)
    assert time.process_time() - started < 5
    assert run.status == 3
    assert sorted(run.gaps) == [f"x/big.{e}:1: it is larger than 10,000,000 bytes" for e in ("json", "yaml")]
    assert run.verdicts() == {"good": "pass"}
    assert scan("x/big.yaml", *TLS).gaps == ["x/big.yaml:1: it is larger than 10,000,000 bytes"]


@pytest.mark.parametrize("name", ["bad.yaml", "bad.json", "bad.template"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings(name: str, encoding: str):
    write_to(name, GOOD.replace("Good", "Gööd" if encoding == "latin-1" else "Good").encode(encoding))
    run = scan(name, *TLS)
    if encoding in ("utf-8-sig", "utf-16"):
        assert (run.status, run.verdicts()) == (0, {"good": "pass"})
    else:  # CloudFormation takes UTF-8; what is no text is never silently passed over
        assert run.status in (2, 3)


def test_names_that_hurt(here: Path):
    for name in ("--fail-on", "-o", "a b.yaml", "ünïcode.yaml", "new\nline.yaml", "<b>.yaml"):
        write_to(f"x/{name}" if name.endswith(".yaml") else f"x/{name}/t.yaml", GOOD)
    run = scan("x", *TLS)
    assert (run.status, len(run.report["resources"])) == (0, 6)
    os.chdir("x/--fail-on")
    assert scan("t.yaml", *TLS).status == 0
    os.chdir("..")
    assert auditor("scan", *TLS, "--", "--fail-on", "-o").status == 0
