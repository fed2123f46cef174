from __future__ import annotations

import pytest

from auditor.reporters.plain import clean, one_line
from tests.reporters.builders_inventory import HOSTILE_NAME


@pytest.mark.parametrize("text", ["", "plain", "płatności キャッシュ 🙂", "two\nlines", "a\ttab", "“quoted” – dashed"])
def test_what_people_write_stays(text: str):
    assert clean(text) == text


@pytest.mark.parametrize(
    "code", [0, 7, 8, 0x1B, 0x7F, 0x85, 0x9B, 0x200F, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xD800, 0xE0041]
)
def test_what_drives_a_terminal_or_hides_is_replaced_visibly(code: int):
    assert clean(f"a{chr(code)}b") == "a\ufffdb"


def test_line_endings_become_one_kind_and_a_return_cannot_overwrite_the_line():
    assert clean("a\r\nb\rc") == "a\nb\ufffdc"


def test_one_line_is_one_line():
    assert one_line(HOSTILE_NAME).splitlines() == [one_line(HOSTILE_NAME)]
