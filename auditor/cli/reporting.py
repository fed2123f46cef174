"""What every command that judges does with its report: where it goes, how it looks, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from auditor.cli.config import Config, config_of, used_of
from auditor.cli.errors import Refusal, misused
from auditor.cli.exits import exit_code
from auditor.cli.options import option
from auditor.cli.output import put
from auditor.cli.ruleset import chosen, loaded, rule_errors

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet
    from auditor.engine.workloads.resolve import Chosen
    from auditor.model.report import ConfigUse, Report
    from auditor.model.resource import Inventory

F = TypeVar("F", bound=Callable[..., Any])
_SEVERITIES = ("critical", "high", "medium", "low", "info")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_OPTIONS = (
    option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        metavar="FILE",
        help="Write a report; its ending names the format: .html .json .sarif .txt. Repeatable.",
    ),
    option(
        "--format",
        "format_",
        default="console",
        show_default=True,
        metavar="NAME",
        help="Format on standard output: console, html, json or sarif.",
    ),
    option(
        "--fail-on",
        type=click.Choice([*_SEVERITIES, "never"]),
        default="medium",
        show_default=True,
        help="The least severity of a failure that makes the exit status 1.",
    ),
    option(
        "--save-inventory",
        default="",
        metavar="FILE",
        help="Write what was collected, without secrets, for `auditor scan FILE` and `auditor drift` anywhere.",
    ),
    option("--allow-gaps", is_flag=True, help="Do not exit with 3 for what could not be read."),
    option("--allow-unknown", is_flag=True, help="Do not exit with 3 for verdicts that could not be established."),
    option(
        "--limit",
        type=click.IntRange(min=0),
        default=50,
        show_default=True,
        help="Findings shown in full on a terminal; 0 for all.",
    ),
    option(
        "--workload", default="", metavar="NAME", help="What the caches are for; `auditor rules workloads` lists them."
    ),
    option(
        "--config",
        "config_file",
        type=_FILE,
        help="A configuration file. Without it .auditor.yaml of the working directory is used as far as it is "
        "stricter.",
    ),
    option("--quiet", "-q", is_flag=True, help="Print no report on standard output; files are still written."),
    option("--no-color", is_flag=True, help="No colours, as with the environment variable NO_COLOR."),
)


def report_choice(command: F) -> F:
    """The options that say what becomes of a report."""
    for one in reversed(_OPTIONS):
        command = one(command)
    return command


def now() -> str:
    """The time of the scan; SOURCE_DATE_EPOCH fixes it for outputs that must not change. Raises Refusal."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal(f"SOURCE_DATE_EPOCH: {epoch!r} is no time in seconds") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Judging:
    """How one command judges: by which rules, what the caches are for, and what becomes of the report."""

    rules: RuleSet
    formats: list[tuple[str, str]]
    started_at: str
    uses: Chosen
    used: ConfigUse | None
    settings: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        *,
        outputs: tuple[str, ...],
        format_: str,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        rule_dirs: tuple[Path, ...],
        rule_param: tuple[str, ...],
        workload: str,
        config_file: Path | None,
        **settings: Any,
    ) -> Judging:
        """From the options of a command, checked before anything is read. Raises Refusal and usage errors."""
        formats, started_at = _formats_of(outputs, format_), now()
        if settings["save_inventory"]:
            _check_writable("--save-inventory", settings["save_inventory"])
        config = config_of(config_file)
        rules = chosen(rule_dirs, rule_param, select, ignore, config)
        uses, used = _purposes(config, workload, rules), used_of(config, rules)
        settings |= {"format_": format_, "rule_dirs": rule_dirs}
        return cls(rules, formats, started_at, uses, used, settings)

    @property
    def asked(self) -> RuleSet:
        """The rules that are collected for: all there are where what is collected is saved, to be judged by others."""
        return loaded(self.settings["rule_dirs"], ()) if self.settings["save_inventory"] else self.rules

    def finish(self, inventory: Inventory) -> NoReturn:
        """Judge what was collected, write and print the report, and end with its exit status."""
        from auditor.scan import evaluate

        settings = self.settings
        if settings["save_inventory"]:
            from auditor import __version__
            from auditor.sources.saved.file import write

            _write(settings["save_inventory"], write(inventory, __version__))
        report = evaluate(inventory, self.rules, self.started_at, self.uses, self.used)
        for path, name in self.formats:
            _write(path, _rendered(report, name, settings["limit"]))
        if not settings["quiet"]:
            colour = not settings["no_color"] and _takes_colour()
            _show(report, settings["format_"], settings["limit"], color=colour)
        allowed = {name: settings[name] for name in ("allow_gaps", "allow_unknown")}
        sys.exit(exit_code(report, settings["fail_on"], **allowed))


def _purposes(config: Config, workload: str, rules: RuleSet) -> Chosen:
    """What is said of workloads. Raises Refusal for one that there is not."""
    if workload and rules.workloads.find(workload) is None:
        raise misused("--workload", rules.workloads.unknown(workload))
    uses = config.chosen(workload)
    with rule_errors():
        config.check(rules)
    return uses


def _formats_of(outputs: tuple[str, ...], format_: str) -> list[tuple[str, str]]:
    """(file, format) of each output, checked before anything is scanned."""
    from auditor.reporters import FORMATS, format_of

    if format_ not in FORMATS:
        raise misused("--format", f"{format_!r} is none of {', '.join(FORMATS)}")
    try:
        named = [(path, format_of(path)) for path in outputs]
    except ValueError as error:
        raise misused("-o", str(error)) from error
    for path, _ in named:
        _check_writable("-o", path)
    return named


def _check_writable(option_: str, path: str) -> None:
    """Raise a usage error for a path at which no file can be written."""
    if not Path(path).absolute().parent.is_dir():
        raise misused(option_, f"no directory {Path(path).parent}")
    if Path(path).is_dir():
        raise misused(option_, f"{path} is a directory")


def _rendered(report: Report, name: str, limit: int, *, width: int = 100, color: bool = False) -> Iterator[str]:
    if name == "console":
        from auditor.reporters.console import render

        return render(report, width=width, color=color, limit=limit)
    from auditor.reporters import load

    return load(name)(report)


def _write(path: str, chunks: Iterator[str]) -> None:
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(chunks)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}") from error


def _takes_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show(report: Report, name: str, limit: int, *, color: bool) -> None:
    import shutil

    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    put(_rendered(report, name, limit, width=width, color=color), for_people=name == "console")
