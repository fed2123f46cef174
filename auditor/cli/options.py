"""Options that commands share; each can also be given as AUDITOR_<NAME> in the environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from auditor.cli.errors import misused

F = TypeVar("F", bound=Callable[..., Any])


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option that is also read from the environment under its long name."""
    long = next(name for name in names if name.startswith("--"))
    return click.option(*names, envvar=f"AUDITOR_{long[2:].upper().replace('-', '_')}", **settings)


def split_words(values: tuple[str, ...]) -> tuple[str, ...]:
    """`("a,b", "c")` as `("a", "b", "c")`."""
    return tuple(word for value in values for word in value.replace(",", " ").split())


def pairs(values: tuple[str, ...], name: str, form: str = "NAME=VALUE") -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` texts as pairs. Raises click's usage error for one without `=`."""
    result = []
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            raise misused(name, f"{_shown(value, name)} is not {form}")
        result.append((key.strip(), text))
    return tuple(result)


def _shown(value: str, name: str) -> str:
    """A value as an error may quote it. What the environment holds is split at spaces: its parts may be of a secret."""
    context = click.get_current_context()
    option_ = next(one for one in context.command.params if name in one.opts)
    if option_.name and context.get_parameter_source(option_.name) is ParameterSource.ENVIRONMENT:
        return f"a word of {option_.envvar}"
    return repr(value)


class Ordered(click.Command):
    """A command that remembers the order in which its options were given, by their names."""

    #: The key of that order in the meta dictionary of the context.
    ORDER = "auditor.cli.options.order"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words, and note whose turn it was each time."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[self.ORDER] = [parameter.name for parameter in order]
        return super().parse_args(ctx, args)


def interleaved(ctx: click.Context, **values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of several options in the order of the command line; before them those from the environment."""
    left = {name: list(several) for name, several in values.items()}
    order = [name for name in ctx.meta[Ordered.ORDER] if name in left]
    given = [left[name].pop(0) for name in order]
    return (*(value for several in left.values() for value in several), *given)


def rule_files(function: F) -> F:
    """--rules and --rule-param: which rules there are."""
    return option(
        "--rules",
        "rule_dirs",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A directory of further rules.",
    )(
        option(
            "--rule-param",
            multiple=True,
            metavar="RULE.NAME=VALUE",
            help="Set a threshold of a rule; `auditor rules show` names them.",
        )(function)
    )


def rule_choice(function: F) -> F:
    """--select and --ignore, besides --rules and --rule-param: which rules are run."""
    return option(
        "--select",
        multiple=True,
        metavar="WORDS",
        help="Run these only: rule ids, other tools' ids, themes, severities, frameworks, or all.",
    )(
        option("--ignore", multiple=True, metavar="WORDS", help="Leave out rules; words as for --select.")(
            rule_files(function)
        )
    )
