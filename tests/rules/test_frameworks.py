"""The compliance frameworks of the catalogue: what their files say, and that they say it of what rules answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.data import data_dir
from auditor.engine.frameworks import Framework
from auditor.engine.loader import RuleSet, load_strictly

FOLDER = Path(data_dir("rules"), "frameworks")
CATALOGUE: RuleSet = load_strictly(None)[0]
FRAMEWORKS = list(CATALOGUE.frameworks.values())


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)
class TestFramework:
    def test_it_has_the_name_of_its_file(self, framework: Framework):
        assert Path(FOLDER, f"{framework.id}.yaml").is_file()

    def test_it_says_where_it_is_published(self, framework: Framework):
        assert framework.url.startswith("https://")

    def test_its_version_is_part_of_its_name(self, framework: Framework):
        """So that the next version can stand beside it."""
        version = re.search(r"(\d+\.)+\d+$", framework.id)
        assert version is None or version.group() == framework.version

    def test_titles_are_short_and_ones_own(self, framework: Framework):
        for name, control in framework.controls.items():
            assert 4 <= len(control.title) <= 80, name
            assert not control.title.endswith("."), name

    def test_something_of_it_is_covered(self, framework: Framework):
        assert CATALOGUE.resolve(framework.id)

    def test_a_control_about_some_kinds_is_answered_by_rules_for_these(self, framework: Framework):
        """A rule for other kinds alone that names it would never speak for it."""
        for name, control in framework.controls.items():
            for rule in CATALOGUE.rules.values():
                if f"{framework.id}/{name}" in rule.info.controls and control.kinds:
                    assert not control.kinds.isdisjoint(rule.check), (rule.id, name)


def test_a_name_is_no_rule_theme_or_severity():
    """A word that selects a framework selects nothing else."""
    taken = {*CATALOGUE.rules, "all", "critical", "high", "medium", "low", "info"}
    taken |= {rule.info.theme for rule in CATALOGUE.rules.values()}
    taken |= {alias.lower() for rule in CATALOGUE.rules.values() for alias in rule.info.aliases}
    assert not taken & {name.lower() for one in FRAMEWORKS for name in (one.id, *one.aliases)}


def test_an_alias_of_several_is_that_of_their_versions():
    named: dict[str, list[str]] = {}
    for framework in FRAMEWORKS:
        for alias in framework.aliases:
            named.setdefault(alias, []).append(framework.id)
    for alias, ids in named.items():
        assert alias not in CATALOGUE.frameworks
        assert len(ids) == 1 or all(name.startswith(f"{alias}-") for name in ids), alias


def test_the_readme_lists_all_of_them():
    text = Path(FOLDER, "README.md").read_text(encoding="utf-8").partition("## How a control")[0]
    listed = re.findall(r"^\| ([a-z0-9.-]+) \| (.+) \|$", text, re.M)
    assert sorted(listed) == sorted((framework.id, framework.name) for framework in FRAMEWORKS)
