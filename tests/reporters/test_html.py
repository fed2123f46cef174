from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest

from auditor.data import data_dir
from auditor.reporters import html
from tests.reporters.builders import ListedFindings, empty_report, large_report, report
from tests.reporters.builders_inventory import HOSTILE_NAME

#: Elements that have no end tag, and those whose end tag HTML lets one leave out.
VOID = {"meta", "link", "input", "br", "img"}
OPTIONAL_END = {"tr", "td", "th"}


def page(given=None) -> str:
    return "".join(html.render(given or report()))


class Outline(HTMLParser):
    """Every element with its attributes, and the text in style and script."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inlined: dict[str, list[str]] = {"style": [], "script": []}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID | OPTIONAL_END:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in OPTIONAL_END:
            assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if self.open and self.open[-1] in self.inlined:
            self.inlined[self.open[-1]].append(data)


def test_the_whole_page(snapshot: Callable[[str, str], None]):
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1>...</\1>", page())
    snapshot(re.sub(r"sha256-[\w+/=]+", "sha256-...", text), "report.html")


def test_the_page_of_nothing(snapshot: Callable[[str, str], None]):
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1>...</\1>", page(empty_report()))
    snapshot(re.sub(r"sha256-[\w+/=]+", "sha256-...", text), "report-empty.html")


@pytest.mark.parametrize("given", [report(), empty_report(), large_report(4000)], ids=["some", "none", "many"])
def test_elements_are_closed_and_ids_are_unique(given):
    outline = Outline(page(given))
    assert outline.open == []
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for t, a in outline.elements if t == "a"] + [
        a["aria-labelledby"] for _, a in outline.elements if "aria-labelledby" in a
    ]
    assert set(targets) <= set(ids)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else():
    outline = Outline(page())
    policy = next(a["content"] for _, a in outline.elements if a.get("http-equiv") == "Content-Security-Policy")
    hashes = {
        kind: base64.b64encode(hashlib.sha256("".join(texts).encode()).digest()).decode()
        for kind, texts in outline.inlined.items()
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{hashes['style']}'",
        f"script-src 'sha256-{hashes['script']}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert [len(texts) for texts in outline.inlined.values()] == [1, 1]


def test_the_page_loads_nothing_and_needs_no_inline_permission():
    outline = Outline(page())
    links = [a[name] for _, a in outline.elements for name in ("src", "href", "srcset", "action", "data") if name in a]
    assert [link for link in links if not link.startswith("#") and link != "data:,"] == []
    assert [a for _, a in outline.elements if "style" in a or any(name.startswith("on") for name in a)] == []
    assert "url(" not in outline.inlined["style"][0]
    assert "@import" not in outline.inlined["style"][0]


def test_scanned_text_stays_text():
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} \x1b[31m [red] \u202egnp"
    every = [
        dataclasses.replace(f, message=hostile, address=hostile, because=(hostile,), fails_when=(hostile,))
        for f in report().findings
    ]
    lines: tuple[str, ...] = (hostile,) * 80
    sources = dict.fromkeys(report().excerpts, lines)
    text = page(dataclasses.replace(report(), findings=ListedFindings(every), excerpts=sources, workload=hostile))
    tags = [tag for tag, _ in Outline(text).elements]
    assert tags.count("script") == 1
    assert "img" not in tags
    assert "{{ 7*7 }} {% raw %}" in text
    assert [c for c in text if c != "\n" and not c.isprintable()] == []


def test_of_many_things_that_were_scanned_the_first_are_told():
    few, many = (dataclasses.replace(report(), sources=tuple(f"{n}.yaml" for n in range(end))) for end in (8, 1208))
    assert '<details class="sources">' not in page(few)
    assert "6.yaml, 7.yaml<details" in page(many)
    assert "<summary>and 1,200 more</summary>8.yaml, 9.yaml, " in page(many)


def test_hostile_names_are_shown():
    assert HOSTILE_NAME.splitlines()[0].partition("\x1b")[0] in unescape(page())


def test_gaps_are_announced_before_anything_else():
    text = page()
    assert "This report is incomplete: 2 parts could not be read" in text
    assert text.index("This report is incomplete") < text.index("<main>")
    assert "incomplete" not in page(empty_report())


def test_every_failure_and_every_unknown_is_on_the_page():
    for given in (report(), large_report(4000)):
        by_status = given.summary.by_status
        shown = [a["data-status"] for _, a in Outline(page(given)).elements if "data-status" in a]
        assert (shown.count("fail"), shown.count("unknown")) == (by_status["fail"], by_status["unknown"])


def test_a_page_of_thousands_says_what_a_rule_means_once():
    why = "Anybody who can connect to a cache can try to log in."
    assert page().count(why) == 2
    assert page(large_report(4000)).count(why) == 1


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_of_text_have_enough_contrast(theme):
    """WCAG 2.1 AA asks for 4.5 between text and ground."""
    style = (data_dir("templates") / "report" / "report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[theme]))
    texts = ["text", "soft", "link", "critical", "high", "medium", "low", "info", "unknown", "pass"]
    pairs = [(text, ground) for text in texts for ground in ("ground", "raised")]
    pairs += [("text", ground) for ground in ("mark", "hit", "warn")]
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5] == []


def contrast(one: str, other: str) -> float:
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_of_a_file_in_one_line_only_a_part_is_shown():
    lines: dict[str, tuple[str, ...]] = dict.fromkeys(report().excerpts, ("x" * 1000000,) * 100)
    text = page(dataclasses.replace(report(), excerpts=lines))
    assert "xxx" in text
    assert "x" * 1_001 not in text
    assert len(text) < 1_000_000
