"""The command `auditor` and its table of subcommands, each imported only when it is used."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from auditor import __version__

#: subcommand -> ("module:command", one line of help)
_COMMANDS = {
    "scan": ("auditor.cli.scan:scan", "Judge the caches that infrastructure code declares."),
    "aws": ("auditor.cli.aws:aws", "Judge the caches that run in an account of AWS."),
    "iam-policy": ("auditor.cli.iam_policy:iam_policy", "Print the policy that reading an account takes."),
    "drift": ("auditor.cli.drift:drift", "Tell where what runs is not what code declares."),
    "demo": ("auditor.cli.demo:demo", "Judge a made-up company, to see what a report is like."),
    "rules": ("auditor.cli.rules:rules", "List, show and test rules, and print their schema."),
}

#: What a shell reports of a program that was interrupted: 1 would say that a cache failed.
_INTERRUPTED = 130
#: Exit status of an error that is nobody's fault but this program's.
_INTERNAL_ERROR = 2


class _Lazy(click.Group):
    """A group whose commands are imported when they are called: `--help` and `--version` stay fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            from auditor.engine.errors import suggestion

            ctx.fail(f"no command {cmd_name!r}.{suggestion(cmd_name, _COMMANDS)}")
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="auditor", message="%(prog)s %(version)s")
def cli() -> None:
    """Judges caches on AWS: ElastiCache for Redis OSS, Valkey and Memcached, node-based and serverless.

    Exit status of a scan: 0 complete, nothing at or above --fail-on; 1 a failure at or above it; 2 a usage, rule or
    configuration error, or nothing to scan; 3 not established: something could not be read or known.
    """


def main() -> None:
    """Run the command line."""
    # One command, and the process ends: what it leaves behind is not worth the collector's walks, at the end neither.
    gc.disable()
    atexit.register(gc.freeze)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: the exit status is all that is wanted
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    try:
        status = cli.main(prog_name="auditor", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        click.echo("auditor: interrupted", err=True)
        status = _INTERRUPTED
    except Exception as error:  # the last resort: a traceback could quote a secret of the scanned code
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        click.echo(f"auditor: internal error ({_where(error)}); AUDITOR_DEBUG=1 shows more", err=True)
        status = _INTERNAL_ERROR
    sys.exit(status)


def _where(error: Exception) -> str:
    """The kind of an error and where it was raised, without its message."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f" in {frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{place}"
