"""A configuration in JSON is what it is in HCL: the same resources, facts and relations."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.hcl_to_json import to_json
from tests.sources.terraform.helpers import read
from tests.sources.terraform.modules.json_pairs import PAIRS
from tests.sources.terraform.same import content

SAMPLES = sorted(Path(__file__).resolve().parents[4].glob("samples/*/terraform"))


def test_there_are_many_pairs() -> None:
    assert len(PAIRS) >= 60
    assert len(SAMPLES) >= 3


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_says_the_same(name: str, tmp_path: Path) -> None:
    hcl, other = PAIRS[name]
    json.loads(other)
    first = read(tmp_path / "hcl", {"main.tf": hcl})
    second = read(tmp_path / "json", {"main.tf.json": other})
    assert first.resources or name == "enabled"
    assert content(first) == content(second)


@pytest.mark.parametrize("name", PAIRS)
def test_hcl_turned_into_json_says_the_same(name: str, tmp_path: Path) -> None:
    hcl, _ = PAIRS[name]
    first = read(tmp_path / "hcl", {"main.tf": hcl})
    if any("twice" in gap.reason for gap in first.gaps):
        pytest.skip("what is twice in HCL needs JSON that no program writes")
    assert content(first) == content(read(tmp_path / "json", {"main.tf.json": to_json(hcl)}))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_sample_in_json_says_the_same(sample: Path, indent: int | None, tmp_path: Path) -> None:
    first = read_terraform((sample,), sample)
    other = tmp_path / "code"
    shutil.copytree(sample, other)
    for path in list(other.rglob("*.tf")):
        path.with_suffix(".tf.json").write_text(to_json(path.read_text("utf-8"), indent), "utf-8")
        path.unlink()
    second = read_terraform((other,), other)
    assert len(first.resources) > 5
    assert content(first) == content(second)
