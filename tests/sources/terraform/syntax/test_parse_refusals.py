"""Which code is taken and which refused, next to what `terraform fmt` says; its answers are kept in snippets.jsonl."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditor.sources.terraform.syntax.parse import parse
from tests.sources.terraform.real import needs_terraform, run

SNIPPETS: list[tuple[str, bool]] = [
    tuple(json.loads(line)) for line in Path(__file__).with_name("snippets.jsonl").read_text("utf-8").splitlines()
]

#: What is taken here and refused by Terraform: a file that ends with a heredoc is whole in all but its last line end;
#: the rest nobody writes, and evaluates to nothing wrong.
TAKEN_HERE = {
    "a = <<E\nx\nE",
    "a = <<-E\nx\n  E",
    "a = <<E\nx\n E",
    "a = <<E\n${x}\nE",
    "a = <<E\nE",
    "a = << E\nx\nE",
    "\x0ba = 1",
    "a = x\x0c",
}


def test_there_are_many() -> None:
    assert len(SNIPPETS) > 300
    assert {text for text, taken in SNIPPETS if not taken} > TAKEN_HERE


@pytest.mark.parametrize(("text", "taken"), SNIPPETS)
def test_code_is_taken_or_refused(text: str, taken: bool) -> None:
    assert bool(parse(text.encode(), "main.tf").problems) is not (taken or text in TAKEN_HERE)


@needs_terraform
def test_the_answers_are_those_of_terraform(tmp_path: Path) -> None:
    for number, (text, _) in enumerate(SNIPPETS):
        (tmp_path / f"s{number}.tf").write_text(text, encoding="utf-8", newline="")
    done = run(tmp_path, "fmt", "-check", "-no-color")
    refused = {int(number) for number in re.findall(r"on s(\d+)\.tf", done.stdout + done.stderr)}
    assert refused == {number for number, (_, taken) in enumerate(SNIPPETS) if not taken}
