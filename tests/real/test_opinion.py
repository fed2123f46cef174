"""A second opinion: where tfparse and this program both know a value they agree; other differences are explained."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.real.differences import (
    CONDITIONAL,
    GUESSED,
    LEFT_OUT,
    NOT_ENTERED,
    UNEXPLAINED,
    Difference,
    compared,
    differences,
)
from tests.real.opinion import Instance, NoAnswerError, Opinion, Unasked, agree, ours, theirs
from tests.real.repositories import needs_repositories, repositories
from tests.real.survey import roots_of

SAMPLES = Path(__file__).parents[2] / "samples"
DATA = re.compile("terraform_data$")

needs_tfparse = pytest.mark.skipif(
    importlib.util.find_spec("tfparse") is None, reason="tfparse is not installed: pip install -e '.[tfparse]'"
)
needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform")


@needs_tfparse
@pytest.mark.parametrize("story", sorted(p.parent.name for p in SAMPLES.glob("*/terraform")))
def test_on_the_samples_both_find_the_same(story: str):
    root = SAMPLES / story / "terraform"
    here, there = ours(root, root), theirs(root)
    assert list(differences(here, there)) == []
    assert compared(here, there)[1] > 20


@needs_tfparse
@needs_repositories
def test_on_real_repositories_every_difference_is_explained():
    instances = values = 0
    unexplained = []
    for repository, root in roots_of(repositories()):
        here = ours(repository, root)
        try:
            there = theirs(root) if here.instances else Opinion()
        except NoAnswerError:
            continue  # It crashed or hung: no opinion. That happens in three of two hundred roots.
        found = compared(here, there)
        instances, values = instances + found[0], values + found[1]
        unexplained += [(str(root), d) for d in differences(here, there) if d.group == UNEXPLAINED]
    assert unexplained == []
    assert values > instances > 0


def planned(root: Path) -> set[str]:
    """The addresses that Terraform itself plans in a root without providers to download, in another workspace."""
    settings = {**os.environ, "TF_IN_AUTOMATION": "1"}

    def terraform(*words: str) -> str:
        words = ("terraform", *words)
        return subprocess.run(words, cwd=root, env=settings, capture_output=True, check=True, text=True).stdout

    terraform("init", "-input=false")
    terraform("workspace", "new", "production")
    terraform("plan", "-input=false", "-refresh=false", "-out=plan")
    changes = json.loads(terraform("show", "-json", "plan")).get("resource_changes", ())
    return {change["address"] for change in changes}


LEAF = 'resource "terraform_data" "it" {\n  input = var.name\n}\nvariable "name" {}\n'
CASES = {
    NOT_ENTERED: "".join(f'module "m{i}" {{\n  source = "./leaf"\n  name   = "m{i}"\n}}\n' for i in range(33)),
    GUESSED: """
variable "accounts" {
  type = map(object({ second = bool }))
}
locals {
  account = var.accounts[terraform.workspace]
}
module "second" {
  source = "./leaf"
  count  = local.account.second ? 1 : 0
  name   = "second"
}
""",
}


@needs_tfparse
@needs_terraform
@pytest.mark.parametrize("group", CASES)
def test_terraform_says_who_is_right(group: str, tmp_path: Path):
    (tmp_path / "leaf").mkdir()
    (tmp_path / "leaf/main.tf").write_text(LEAF)
    (tmp_path / "terraform.tfvars").write_text("accounts = { production = { second = false } }")
    (tmp_path / "main.tf").write_text(f"# A root without this word is not read: aws_elasticache_\n{CASES[group]}")
    here, there = ours(tmp_path, tmp_path, DATA), theirs(tmp_path, DATA)
    assert here.instances.keys() == planned(tmp_path)
    assert {d.group for d in differences(here, there)} == {group}


def only(group: str, words: str = "only here", address: str = "a.b") -> list[Difference]:
    return [Difference(group, address, words)]


def test_values_that_differ_are_not_explained():
    here, there = Opinion({"a.b": Instance(True, {"port": "1"})}), Opinion({"a.b": Instance(True, {"port": "2"})})
    assert list(differences(here, there)) == only(UNEXPLAINED, 'port: "1" here, "2" there')
    assert compared(here, there) == (1, 1)


def test_instances_that_only_one_finds_are_explained_by_what_the_other_says():
    certain, maybe = Instance(True), Instance(False)
    for address, here, there, group in (
        ("a.b", Opinion({"a.b": certain}), Opinion(), UNEXPLAINED),
        ("a.b", Opinion({"a.b": maybe}), Opinion(), CONDITIONAL),
        ('a.b["x"]', Opinion({'a.b["x"]': certain}), Opinion(), LEFT_OUT),
        ('a.b["x"]', Opinion({'a.b["x"]': certain, 'a.b["y"]': certain}), Opinion({'a.b["y"]': certain}), UNEXPLAINED),
        ("module.m.a.b", Opinion({"module.m.a.b": certain}), Opinion({}, {"module.m"}), NOT_ENTERED),
    ):
        assert list(differences(here, there))[:1] == only(group, address=address)
    for address, here, there, group in (
        ("a.b", Opinion(), Opinion({"a.b": certain}), UNEXPLAINED),
        ("a.b[0]", Opinion(), Opinion({"a.b[0]": maybe}), GUESSED),
        ("module.m[0].a.b", Opinion(), Opinion({"module.m[0].a.b": certain}, set(), {"module.m[0]"}), GUESSED),
    ):
        assert list(differences(here, there)) == only(group, "only there", address)


def test_what_is_not_known_agrees_with_anything():
    assert agree({"a": "1"}, {"b": "2"})
    assert agree(["1", Unasked], ["1", "2", "3"])
    assert agree(["1"], ["1"])
    assert not agree(["1"], ["2"])
    assert not agree(["1"], ["1", "2"])
    assert not agree({"a": "1"}, {"a": "2"})
    assert not agree("1", ["1"])
