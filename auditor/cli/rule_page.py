"""What `auditor rules show` tells of a rule."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.engine.documentation.content import Content
    from auditor.engine.rule import Rule

_WIDTH = 100


def rule_page(content: Content) -> str:
    """The page of one rule for a terminal."""
    rule, info = content.rule, content.rule.info
    lines = [f"{rule.id}  ({info.severity.word}, {info.theme})", info.title, "", _wrapped(info.why, ""), ""]
    lines += [_wrapped(" ".join(content.judges), ""), textwrap.indent(content.condition_text.rstrip(), "  ")]
    if rule.not_applicable:
        lines += [_wrapped(f"Where it does not apply: {rule.not_applicable.strip()}.")]
    lines += [f"File: {rule.file}"]
    if info.tailored:
        lines += [_wrapped(f"Overridden: {', '.join(info.tailored.keys)} {changed_by(rule)}")]
    lines += _list("Parameters", (f"{k}={v}" for k, v in rule.params.items()))
    lines += _list("Controls", info.controls)
    lines += _list("Also known as", info.aliases)
    lines += [*_fails(content), *_remedy(content), *_workloads(content)]
    if info.sources:
        lines += ["", "Rests on:", *(_item(f"{url}: {says}") for url, says in info.sources)]
    lines += ["", "Examples:", *_examples(content)]
    return "\n".join(lines) + "\n"


def changed_by(rule: Rule) -> str:
    """Which file of the user's changes a rule, and for what reason."""
    told = rule.info.tailored
    assert told is not None
    return f"by {told.file}: {' '.join(told.reason.split())}"


def _wrapped(text: str, hanging: str = "  ") -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _item(text: str) -> str:
    return textwrap.indent(_wrapped(" ".join(text.split())), "  ")


def _list(title: str, words: Iterable[str]) -> Iterator[str]:
    every = list(words)
    if every:
        yield _wrapped(f"{title}: {', '.join(every)}")


def _fails(content: Content) -> Iterator[str]:
    if content.failures:
        yield from ("", "Fails like this:")
    for one in content.failures:
        yield _item(one.message)
        yield from (f"    {fact}: {value}, wanted {wanted}" for fact, value, wanted in one.found)


def _remedy(content: Content) -> Iterator[str]:
    from auditor.engine.documentation.content import EFFECTS

    info = content.rule.info
    yield from ("", "Remediation" + (f" ({info.effect}: {EFFECTS[info.effect]})" if info.effect else "") + ":")
    for channel, text in info.remediation.items():
        body = _wrapped(text, "") if channel == "text" else f"{channel}:\n{textwrap.indent(text.rstrip(), '  ')}"
        yield textwrap.indent(body, "  ")


def _workloads(content: Content) -> Iterator[str]:
    if content.workloads:
        yield from ("", "By workload:")
    for one in content.workloads:
        yield _item(f"{one.workload}: {one.changes}. {one.reason}")


def _examples(content: Content) -> Iterator[str]:
    from auditor.engine.documentation.content import VERDICTS

    for one in content.situations:
        told = one.note or (one.lines[0] if len(one.lines) == 1 else "")
        yield _item(f"{VERDICTS[one.verdict]}: {told}")
        if told not in one.lines:
            yield from (textwrap.indent(_item(line), "  ") for line in one.lines)
