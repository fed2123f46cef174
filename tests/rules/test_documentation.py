"""The pages of the rules and the index in rules/README.md are what `make docs` makes of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.data import data_dir
from auditor.engine.documentation.files import documentation, stale
from auditor.engine.loader import RuleSet, load_strictly
from auditor.model.finding import Status
from auditor.snippets import judge_code

FOLDER = data_dir("rules")


@pytest.fixture(scope="module")
def catalogue() -> RuleSet:
    return load_strictly(None)[0]


@pytest.fixture(scope="module")
def pages(catalogue: RuleSet) -> dict[Path, str]:
    wanted = documentation(catalogue, list(catalogue.rules), FOLDER, judge_code)
    gone = [file for file, text in wanted.items() if text is None]
    assert gone == [], "pages of rules that are gone; `make docs` removes them"
    return {file: text for file, text in wanted.items() if text is not None}


def test_they_are_up_to_date(pages: dict[Path, str]):
    old = stale(dict(pages))
    assert [file.relative_to(FOLDER).as_posix() for file in old] == [], "`make docs` renews them"


def test_the_index_links_every_rule(catalogue: RuleSet):
    listed = re.findall(r"^\| \[([a-z0-9-]+)\]\(([^)]+)\) \| (\w+) \|", Path(FOLDER, "README.md").read_text(), re.M)
    wanted = [(r.id, f"{r.info.theme}/{r.id}.md", r.severity.word) for r in catalogue.rules.values()]
    assert sorted(listed) == sorted(wanted)


def cells(text: str) -> Iterator[int]:
    """How many cells each row of each table has, less those of its head."""
    head = 0
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if fenced or not line.startswith("|"):
            head = 0
            continue
        number = len(re.findall(r"(?<!\\)\|", line))
        head = head or number
        yield number - head


def test_their_tables_are_whole(pages: dict[Path, str]):
    broken = [file.name for file, text in pages.items() if any(cells(text))]
    assert broken == []


def test_nothing_of_the_rule_is_html(pages: dict[Path, str]):
    for file, text in pages.items():
        plain = re.sub(r"```.*?```|`[^`\n]*`|<https://[^>\s]+>|<br>|<!--.*?-->", "", text, flags=re.DOTALL)
        assert not re.findall(r"(?<!\\)<", plain), file.name


@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
def test_no_remedy_fails_its_own_rule(catalogue: RuleSet, language: str):
    passing = 0
    for rule in catalogue.rules.values():
        code = rule.info.remediation.get(language)
        # What a plan does and what is running does not show in code.
        if code and not rule.changes and not rule.observed:
            found = judge_code(rule, language, code)
            assert Status.FAIL not in found, rule.id
            passing += found == {Status.PASS}
    assert passing >= 30


def test_many_pages_show_code_before_and_after(pages: dict[Path, str]):
    """Both judged by the rule: the one fails and the other passes."""
    assert sum(text.count("Before, which fails:") for text in pages.values()) >= 70
