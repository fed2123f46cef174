"""`auditor demo`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from auditor.cli.errors import Refusal
from auditor.cli.options import option
from auditor.cli.reporting import Judging

if TYPE_CHECKING:
    from auditor.model.resource import Inventory

_FORMATS = ("html", "json", "sarif")
_CODE = Path(__file__).resolve().parent.parent / "demo" / "larkspur-infrastructure"
#: An access key of the stand-in says by its last digits whose it is. It is no secret, and known to no AWS.
_KEY = "AKIA0000{account}"


@click.command()
@option(
    "-o",
    "--output-dir",
    "folder",
    default="auditor-demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the reports are written.",
)
@option("--limit", type=click.IntRange(min=0), default=3, show_default=True, help="Findings shown; 0 for all.")
@option("--quiet", "-q", is_flag=True, help="Print no report on standard output; files are still written.")
@option("--no-color", is_flag=True, help="No colours, as with the environment variable NO_COLOR.")
def demo(folder: Path, **shown: Any) -> None:
    """Judge a made-up company: two accounts of AWS in three regions, and its infrastructure code.

    The accounts are answered for by a server on this machine. No credentials are used, no network, and nothing that
    is configured for AWS. Reports as HTML, JSON and SARIF are written to a directory.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} cannot be made: {error.strerror}") from error
    reports = [folder / f"report.{name}" for name in _FORMATS]
    judging = Judging.of(
        outputs=tuple(map(str, reports)), format_="console", select=(), ignore=(), rule_dirs=(), rule_param=(),
        workload="", config_file=None, fail_on="never", allow_gaps=False, allow_unknown=True,
        save_inventory="", **shown,
    )  # fmt: skip
    _finished(judging, reports)


def _finished(judging: Judging, reports: list[Path]) -> NoReturn:
    """Scan, write and print, say where the reports are, and end."""
    try:
        judging.finish(_collected(judging))
    except SystemExit:
        click.echo("\nReports:", err=True)
        for path in reports:
            click.echo(f"  {path}", err=True)
        raise


def _collected(judging: Judging) -> Inventory:
    """What the company runs, with what its code declares."""
    from auditor.demo.company.telling import company
    from auditor.demo.server import StandIn
    from auditor.live import collect_apart
    from auditor.scan import ScanOptions, collect

    inventory = collect((_CODE,), ScanOptions(base=_CODE.parent))
    estate = company(date.fromisoformat(judging.started_at[:10]))
    keys = [_KEY.format(account=account) for account in estate.accounts]
    with StandIn(estate) as aws:
        inventory.merge(collect_apart(aws.url, keys, judging.asked, judging.started_at))
    return inventory
