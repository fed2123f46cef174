"""Options that commands share; each can also be given as AUDITOR_<NAME> in the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option that is also read from the environment under its long name."""
    long = max(names, key=len).lstrip("-").partition("/")[0]
    return click.option(*names, envvar=f"AUDITOR_{long.upper().replace('-', '_')}", **settings)


def split_words(values: tuple[str, ...]) -> tuple[str, ...]:
    """`("a,b", "c")` as `("a", "b", "c")`."""
    return tuple(word for value in values for word in value.replace(",", " ").split())


def pairs(values: tuple[str, ...], name: str) -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` texts as pairs. Raises click's usage error for one without `=`."""
    result = []
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE", param_hint=f"'{name}'")
        result.append((key.strip(), text))
    return tuple(result)


def thresholds(values: tuple[str, ...]) -> Mapping[str, Mapping[str, object]]:
    """`RULE.PARAMETER=VALUE` texts by rule. Raises click's usage error."""
    result: dict[str, dict[str, object]] = {}
    for key, text in pairs(values, "--rule-param"):
        rule, dot, name = key.partition(".")
        if not dot:
            raise click.BadParameter(f"{key!r} is not RULE.PARAMETER", param_hint="'--rule-param'")
        result.setdefault(rule, {})[name] = int(text) if text.lstrip("-").isdigit() else text
    return result


def rule_options(function: F) -> F:
    """--select, --ignore, --rules and --rule-param."""
    for decorate in (
        option("--rule-param", multiple=True, metavar="RULE.NAME=VALUE", help="Set a threshold of a rule."),
        option(
            "--rules",
            "rule_dirs",
            multiple=True,
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="A directory of further rules.",
        ),
        option("--ignore", multiple=True, metavar="WORDS", help="Leave out rules; words as for --select."),
        option(
            "--select",
            multiple=True,
            metavar="WORDS",
            help="Run these only: rule ids, other tools' ids, themes, severities, frameworks, or all.",
        ),
    ):
        function = decorate(function)
    return function
