"""Calls of modules that are not installed: one gap for each module, with the place of each call."""

from __future__ import annotations

from pathlib import Path

from tests.sources.terraform.helpers import read

CALL = 'module "{name}" {{\n  source = "{source}"\n}}\n'
CACHE = 'resource "aws_elasticache_cluster" "c" {\n  cluster_id = "c"\n  engine = "redis"\n}\n'


def calls(*names: str, source: str = "acme/cache/aws") -> str:
    return "".join(CALL.format(name=name, source=source) for name in names)


def test_one_call_is_told_by_its_address(tmp_path: Path) -> None:
    (gap,) = read(tmp_path, CACHE + calls("a")).gaps
    assert (gap.what, gap.reason) == ("module.a", "acme/cache/aws is not installed: run `terraform init`")
    assert (str(gap.location), gap.places) == ("main.tf:5", ())


def test_several_calls_are_one_gap_that_holds_each_place(tmp_path: Path) -> None:
    gaps = read(tmp_path, CACHE + calls("b", "a") + calls("other", source="git::https://me:pass@host/x.git?ref=1")).gaps
    told = {gap.what: gap for gap in gaps}
    assert told.keys() == {"acme/cache/aws", "module.other"}
    joined = told["acme/cache/aws"]
    assert joined.reason == "it is not installed: run `terraform init`; it is called in 2 places"
    assert [(step.label, step.location.line) for step in joined.places] == [("module.b", 5), ("module.a", 8)]
    assert joined.location == joined.places[0].location
    assert "pass@" not in str(gaps)


def test_a_call_in_a_module_that_is_called_twice_is_one(tmp_path: Path) -> None:
    both = 'module "x" {\n  source = "./m"\n}\nmodule "y" {\n  source = "./m"\n}\n'
    (gap,) = read(tmp_path, {"main.tf": CACHE + both, "m/main.tf": calls("b")}).gaps
    assert (gap.what, gap.reason) == ("module.x.module.b", "acme/cache/aws is not installed: run `terraform init`")
    assert [step.label for step in gap.places] == ["module.x.module.b", "module.y.module.b"]


def test_roots_share_a_gap(tmp_path: Path) -> None:
    files = {"x/main.tf": CACHE + calls("a"), "y/main.tf": CACHE + calls("a"), "y/m/main.tf": calls("b")}
    files["y/main.tf"] += 'module "m" {\n  source = "./m"\n}\n'
    (gap,) = read(tmp_path, files).gaps
    assert [step.label for step in gap.places] == ["x:module.a", "y:module.m.module.b", "y:module.a"]
