"""What ends a command early: a message on standard error, safe to show, and exit status 2."""

from __future__ import annotations

import click

from auditor.reporters.plain import clean


class Refusal(click.ClickException):
    """Something that was given, such as a rule file, cannot be used; how the command is called is not the matter."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(clean(message))


def misused(option: str, message: str) -> click.BadParameter:
    """The error of an option whose value makes no sense."""
    return click.BadParameter(clean(message), param_hint=f"'{option}'")
