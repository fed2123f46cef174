"""The report as one HTML file: no network, no inline permission, readable without script and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.data import data_dir
from auditor.model.report import Report
from auditor.reporters.calls import answered, call_table, refused
from auditor.reporters.compliance import CONTROL_WORDS, framework_rows, not_run, why_open
from auditor.reporters.html.page import page_of
from auditor.reporters.html.policy import content_security_policy
from auditor.reporters.outline import SEVERITIES, chain, coverage, found, gap_rows, place, planned, said_by
from auditor.reporters.plain import clean
from auditor.reporters.purpose import adjusted, configuration, purposes, sources_of
from auditor.reporters.tailoring import tailored_rules

if TYPE_CHECKING:
    from jinja2 import Environment

_CHUNK = 200


def render(report: Report) -> Iterator[str]:
    """Yield the page in chunks."""
    from markupsafe import Markup

    folder = data_dir("templates") / "report"
    style, script = ((folder / name).read_text("utf-8") for name in ("report.css", "report.js"))
    template = _environment().get_template("report.html.j2")
    stream = template.stream(
        page=page_of(report),
        report=report,
        severities=[severity.word for severity in SEVERITIES],
        control_words=CONTROL_WORDS,
        policy=content_security_policy(style, script),
        # The package's own files, the same for every report; all else in the page is escaped.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
    )
    # Jinja yields a chunk per expression; writing a million of those is slower than making them.
    stream.enable_buffering(_CHUNK)
    yield from stream


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(data_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        place=place, chain=chain, coverage=coverage, gap_rows=gap_rows, found=found, said_by=said_by, planned=planned
    )
    environment.filters.update(framework_rows=framework_rows, why_open=why_open, not_run=not_run)
    environment.filters.update(adjusted=adjusted, sources_of=sources_of, purposes=purposes, configuration=configuration)
    environment.filters.update(answered=answered, refused=refused, call_table=call_table)
    environment.filters["tailored"] = tailored_rules
    environment.filters["thousands"] = "{:,}".format
    return environment


def _cleaned(value: object) -> object:
    """Control characters never reach the page, whichever expression they come through."""
    return clean(value) if type(value) is str else value
