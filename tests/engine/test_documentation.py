"""What is made of a rule for people: its page, and the files of a rule directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.engine.documentation.content import content_of
from auditor.engine.documentation.files import BEGIN, END, documentation, stale, write
from auditor.engine.documentation.markdown import page
from auditor.engine.errors import RuleError
from auditor.engine.loader import load_strictly
from tests.engine.builders import rule, rule_text, rules, to_yaml


def page_of(**changes: Any) -> str:
    chosen = rule(**changes)
    return page(content_of(chosen, rules(chosen)))


EXAMPLES = {
    "pass": [{"facts": {"tls": True}}],
    "fail": [{"note": "as | it was", "facts": {"tls": False}}, {"facts": {"tls": False, "port": 1}}],
    "unknown": [{"unknown": ["tls"]}],
}


def test_a_whole_page():
    text = page_of(
        examples=EXAMPLES,
        check={"tls": True},
        remediation={"text": "Turn it on.", "terraform": "tls = true\n", "effect": "restart"},
        aliases=["CKV_1", "CKV_2"],
        sources=[{"url": "https://docs.aws.amazon.com/x", "says": "TLS *can* be chosen"}],
    )
    assert (
        text
        == r"""<!-- Made by `auditor rules docs` from sample.yaml: edit that. -->

# A sample

`sample` · high · custom · [the rule](sample.yaml)

It is needed by a test.

## What it asks

Judges replication groups.

```yaml
applies_to:
  kinds: [replication_group]
check: {tls: true}
```

## How it fails

> TLS is false

| Fact | Found | Wanted |
|---|---|---|
| `tls` | `false` | `true` |

## What to do

Turn it on.

Applying it, at worst: restart; nodes restart, and clients are cut off meanwhile.

### Terraform

```hcl
tls = true
```

## Examples

| Verdict | Situation | Note |
|---|---|---|
| passes | `tls: true` |  |
| fails | `tls: false` | as \| it was |
| fails | `tls: false, port: 1` |  |
| unknown | `tls not known` |  |

## What it rests on

- <https://docs.aws.amazon.com/x>: TLS \*can\* be chosen

## Also known as

- `CKV_1`, `CKV_2`
"""
    )


def test_what_it_judges_in_words():
    text = page_of(
        applies_to={"kinds": ["replication_group", "cache_cluster"], "changes": ["update", "replace"]},
        default="off",
        not_applicable="Not now",
        examples={"fail": [{"planned": "update", "facts": {"tls": False}, "before": {"tls": True}}]},
    )
    judged = "Judges replication groups and cache clusters. Judges only what a plan does to them: update or replace. "
    assert f"{judged}Off unless it is selected.\n" in text
    assert "Where it does not apply: Not now.\n" in text
    assert "| fails | `replication group, planned: update, tls: false, before: tls: true` |  |" in text


def test_several_resources_each_on_a_line():
    one = {
        "subject": "app",
        "resources": {
            "app": {"kind": "user_group", "relations": {"users": ["api"]}},
            "api": {"kind": "user", "facts": {"authentication": "no-password"}},
        },
    }
    check = {"every": "users", "that": {"authentication": "iam"}}
    text = page_of(applies_to={"kinds": ["user_group"]}, check=check, message="Bad", examples={"fail": [one]})
    assert "| `app, user group, users: [api]`<br>`api, user, authentication: no-password` |" in text


def test_one_failure_for_each_way_to_fail():
    examples = {"fail": [{"facts": {"tls": False}}, {"facts": {}}, {"facts": {"tls": True, "at_rest": False}}]}
    text = page_of(check={"all": [{"tls": True}, {"at_rest": True}]}, message="Bad", examples=examples)
    shown = text.partition("## How it fails")[2].partition("## What to do")[0]
    assert shown.count("> Bad") == 2
    assert "| `at_rest` | `false` | `true` |" in shown


def test_thresholds_and_markup():
    text = page_of(
        title="A <b> & `c` | _d_",
        check={"backup_days": {"ge": "$days"}},
        params={"days": 7},
        message="{backup_days}",
        remediation={"text": "x", "cli": "echo ```", "effect": "in place"},
        examples={"fail": [{"facts": {"backup_days": 1}}]},
    )
    assert "# A \\<b\\> & \\`c\\` \\| \\_d\\_\n" in text
    assert "| `days` | `7` |" in text
    assert "````sh\necho ```\n````" in text


class TestFiles:
    def directory(self, tmp_path: Path, **changes: Any) -> Path:
        (tmp_path / "tls").mkdir(exist_ok=True)
        (tmp_path / "tls/own-rule.yaml").write_text(to_yaml(rule_text("own-rule", **changes)))
        return tmp_path

    def wanted(self, directory: Path) -> dict[str, str | None]:
        known, names = load_strictly(directory)
        found = documentation(known, names, directory)
        return {file.relative_to(directory).as_posix(): text for file, text in found.items()}

    def renew(self, directory: Path) -> list[str]:
        known, names = load_strictly(directory)
        return sorted(file.relative_to(directory).as_posix() for file in write(documentation(known, names, directory)))

    def test_a_page_and_an_index(self, tmp_path: Path):
        directory = self.directory(tmp_path)
        assert self.renew(directory) == ["README.md", "tls/own-rule.md"]
        assert self.renew(directory) == []
        assert "| [own-rule](tls/own-rule.md) | high | A sample | replication group |" in (
            (directory / "README.md").read_text()
        )
        assert self.renew(self.directory(tmp_path, title="Another")) == ["README.md", "tls/own-rule.md"]

    def test_what_is_around_the_index_stays(self, tmp_path: Path):
        directory = self.directory(tmp_path)
        (directory / "README.md").write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
        self.renew(directory)
        text = (directory / "README.md").read_text()
        assert text.startswith(f"before\n{BEGIN}\n\n### tls\n")
        assert text.endswith(f"\n{END}\nafter\n")
        assert "old" not in text

    def test_a_readme_without_a_place_for_it_is_left_alone(self, tmp_path: Path):
        directory = self.directory(tmp_path)
        (directory / "README.md").write_text("mine")
        assert self.renew(directory) == ["tls/own-rule.md"]
        assert (directory / "README.md").read_text() == "mine"

    def test_pages_of_rules_that_are_gone_go_and_others_stay(self, tmp_path: Path):
        directory = self.directory(tmp_path)
        self.renew(directory)
        (directory / "tls/own-rule.md").rename(directory / "tls/gone.md")
        text = (directory / "tls/gone.md").read_text()
        (directory / "tls/gone.md").write_text(text.replace("own-rule.yaml", "gone.yaml"))
        (directory / "tls/notes.md").write_text("mine")
        assert self.wanted(directory)["tls/gone.md"] is None
        assert self.renew(directory) == ["tls/gone.md", "tls/own-rule.md"]
        assert sorted(file.name for file in (directory / "tls").glob("*.md")) == ["notes.md", "own-rule.md"]

    def test_what_is_stale(self, tmp_path: Path):
        directory = self.directory(tmp_path)
        known, names = load_strictly(directory)
        files = documentation(known, names, directory)
        assert sorted(stale(files)) == [directory / "README.md", directory / "tls/own-rule.md"]
        write(files)
        assert stale(files) == []

    def test_an_override_has_a_page_of_its_own(self, tmp_path: Path):
        text = "id: multi-az\noverrides: {reason: x}\nseverity: low\n"
        (tmp_path / "multi-az.yaml").write_text(text)
        (tmp_path / "replica-count.yaml").write_text("id: replica-count\ndisabled: {reason: x}\n")
        assert self.renew(tmp_path) == ["README.md", "multi-az.md"]
        assert "`multi-az` · low · availability" in (tmp_path / "multi-az.md").read_text()


def test_a_page_that_somebody_wrote_is_left_alone(tmp_path: Path):
    (tmp_path / "sample.yaml").write_text(to_yaml(rule_text()))
    (tmp_path / "sample.md").write_text("# Our notes\n")
    known, names = load_strictly(tmp_path)
    with pytest.raises(RuleError, match=r"sample\.md: it was not made from a rule"):
        documentation(known, names, tmp_path)
    assert (tmp_path / "sample.md").read_text() == "# Our notes\n"
