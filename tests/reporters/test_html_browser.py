"""The page in a real browser: its script runs under its own policy, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.reporters import html
from tests.reporters.builders import report
from tests.reporters.html_browser import CHROMIUM, Browser, browser

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

VISIBLE = "[...document.querySelectorAll('details.finding')].filter((f) => f.checkVisibility()).length"


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Browser]:
    page = tmp_path / "report.html"
    page.write_text("".join(html.render(report())), "utf-8")
    with browser(tmp_path / "profile") as one:
        one.open(page)
        yield one


def test_the_page_in_a_browser(shown: Browser, tmp_path: Path):
    assert shown.run(VISIBLE) == 6
    assert shown.run("document.getElementById('filters').checkVisibility()") is True
    assert shown.run("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"

    shown.run("document.querySelector('input[value=fail]').click()")
    assert shown.run(VISIBLE) == 1
    assert shown.run("document.getElementById('shown').textContent") == "1 of 6 findings"
    shown.run("document.querySelector('input[value=fail]').click()")
    shown.run("document.querySelector('input[value=high]').click()")
    assert shown.run(VISIBLE) == 3
    shown.run("document.querySelector('input[value=high]').click()")

    shown.run("document.getElementById('text').value = 'sessions TLS'")
    shown.run("document.getElementById('filters').dispatchEvent(new Event('change'))")
    assert 0 < shown.run(VISIBLE) < 6
    shown.run("document.getElementById('text').value = 'no such text'")
    shown.run("document.getElementById('filters').dispatchEvent(new Event('change'))")
    assert shown.run(VISIBLE) == 0
    shown.run("document.getElementById('reset').click()")
    assert shown.run(VISIBLE) == 6

    shown.run("document.getElementById('collapse').click()")
    assert shown.run("document.querySelectorAll('details.finding[open]').length") == 0
    shown.run("document.querySelector('.more a').click()")
    shown.run("document.getElementById('expand').click()")
    assert shown.run("document.querySelectorAll('details.finding[open]').length") == 6

    assert shown.complaints == []
    assert [url for url in shown.requests if not url.startswith((tmp_path.as_uri(), "data:"))] == []

    shown.run(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.pwned = 1'}))"
    )
    shown.run("document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.invalid/x'}))")
    assert shown.run("window.pwned") is None
    assert "Content Security Policy" in " ".join(shown.complaints)
