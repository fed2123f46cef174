"""Framework files: what they may say, and by which names their rules are selected."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.frameworks import Control, Framework, read_framework
from auditor.engine.loader import RuleSet
from auditor.engine.marks import Marks, read_yaml
from auditor.model.schema import KINDS
from tests.engine.builders import rule

SOUND = """
id: ours
title: Ours
version: "2.0"
url: https://example.com/ours
aliases: [ours-v2]
controls:
  "1.1": Encrypt
  "1.2": {title: Users log in, kinds: [user, user_group], lacks: alarms}
"""


def read(text: str, known: dict[str, Framework] | None = None) -> Framework:
    return read_framework(*read_yaml(textwrap.dedent(text).lstrip(), "ours.yaml"), known or {})


def test_all_that_a_framework_says():
    controls = {"1.1": Control("Encrypt"), "1.2": Control("Users log in", frozenset({"user", "user_group"}), "alarms")}
    made = read(SOUND)
    assert made == Framework("ours", "Ours", "2.0", "https://example.com/ours", ("ours-v2",), controls)
    assert made.name == "Ours 2.0"


def test_one_without_a_version_is_called_by_its_title():
    assert read("id: ours\ntitle: Ours\ncontrols: {A: Encrypt}").name == "Ours"


def test_one_given_again_adds_to_what_is_known():
    more = "id: ours\ntitle: Ours and more\naliases: [we]\ncontrols: {'1.1': Encrypt all, '1.3': Log}"
    made = read(more, {"ours": read(SOUND)})
    assert (made.title, made.version, made.aliases) == ("Ours and more", "2.0", ("ours-v2", "we"))
    assert {name: one.title for name, one in made.controls.items()} == {
        "1.1": "Encrypt all", "1.2": "Users log in", "1.3": "Log",
    }  # fmt: skip


WITHOUT_MEMORYDB = {kind for kind in KINDS if not kind.startswith("memorydb_")}


@pytest.mark.parametrize(
    ("of_all", "of_one", "kinds"),
    [
        ({}, {}, set()),
        ({}, {"kinds": ["user"]}, {"user"}),
        ({}, {"kinds": ["memorydb_u*", "user"]}, {"memorydb_user", "user"}),
        ({}, {"kinds": ["user*"], "except": ["user"]}, {"user_group"}),
        ({"kinds": ["user"]}, {}, {"user"}),
        ({"kinds": ["user"]}, {"kinds": ["user_group"]}, {"user_group"}),
        ({"kinds": ["user"]}, {"except": ["memorydb_*"]}, WITHOUT_MEMORYDB),
        ({"except": ["memorydb_*"]}, {}, WITHOUT_MEMORYDB),
    ],
)
def test_the_kinds_that_a_control_is_about(of_all: dict[str, Any], of_one: dict[str, Any], kinds: set[str]):
    written = {"id": "ours", "title": "Ours", **of_all, "controls": {"1": {"title": "One", **of_one}}}
    assert read_framework(written, Marks("ours.yaml"), {}).controls["1"].kinds == kinds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just words", "ours.yaml:1: a framework file has id, title and controls"),
        ("id: ours\ncontrols: {}", "ours.yaml:1: a framework file has id, title and controls"),
        ("id: ours\ntitle: Ours\ncontrols: [A]", "ours.yaml:1: a framework file has id, title and controls"),
        ("id: ours\ntitle: Ours\nlink: x\ncontrols: {}", "ours.yaml:3: unknown key 'link'."),
        ("id: ours\ntitle: Ours\nurls: x\ncontrols: {}", "ours.yaml:3: unknown key 'urls'. Did you mean 'url'?"),
        ("id: ours\ntitle: Ours\naliases: we\ncontrols: {}", "ours.yaml:3: aliases is a list of names"),
        ("id: ours\ntitle: O\ncontrols:\n  A: 7", "ours.yaml:4: the control 'A' is a title, or has one"),
        ("id: ours\ntitle: O\ncontrols:\n  A: {kinds: [user]}", "ours.yaml:4: the control 'A' is a title, or has one"),
        (
            "id: ours\ntitle: O\ncontrols:\n  A:\n    title: x\n    kinds: [users]",
            "ours.yaml:6: no kind 'users'. Did you mean 'user'?",
        ),
        ("id: ours\ntitle: O\nexcept: [elasti*]\ncontrols: {}", "ours.yaml:3: no kind 'elasti*'."),
        ("id: ours\ntitle: O\nexcept: user\ncontrols: {}", "ours.yaml:3: except is a list of kinds"),
        (
            "id: ours\ntitle: O\ncontrols:\n  A:\n    title: x\n    kinds: [user]\n    except: [user]",
            "ours.yaml:4: no kind is left that this is about",
        ),
        (
            "id: ours\ntitle: O\ncontrols:\n  A:\n    title: x\n    kind: [user]",
            "ours.yaml:6: unknown key 'kind'. Did you mean 'kinds'?",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str):
    with pytest.raises(RuleError) as raised:
        read(text)
    assert str(raised.value) == message


SET = RuleSet(
    {name: rule(name, controls=controls) for name, controls in {"a": ["ours/1.1"], "b": ["ours/1.2"], "c": []}.items()},
    {"ours": read(SOUND), "empty": Framework("empty", "Empty", controls={"1": Control("Nothing")})},
)


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("ours", ["a", "b"]),
        ("OURS", ["a", "b"]),
        ("ours-v2", ["a", "b"]),
        ("ours/1.2", ["b"]),
        ("Ours-V2/1.1", ["a"]),
    ],
)
def test_rules_are_selected_by_any_name_of_a_framework(word: str, named: list[str]):
    assert SET.resolve(word) == named
    chosen = SET.select((word,))
    assert (list(chosen.rules), chosen.asked) == (named, frozenset({"ours"}))
    assert set(chosen.left_out) == {"a", "b", "c"} - set(named)


def test_selecting_rules_asks_for_no_framework():
    assert SET.select(("a",)).asked == frozenset()


@pytest.mark.parametrize("word", ["empty", "empty/1"])
def test_a_framework_that_no_rule_answers_cannot_be_selected(word: str):
    with pytest.raises(RuleError, match=f"^no rule answers '{word}'$"):
        SET.select((word,))


def test_a_name_that_is_nearly_right():
    with pytest.raises(RuleError, match="Did you mean 'ours'"):
        SET.resolve("our")
    with pytest.raises(RuleError, match="no rule, alias, theme, severity or framework 'ours/9'"):
        SET.resolve("ours/9")
