"""The rules that the options --rules, --rule-param, --select and --ignore ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.errors import Refusal, misused
from auditor.cli.options import pairs, split_words
from auditor.engine.errors import RuleError

if TYPE_CHECKING:
    from auditor.cli.config import Config
    from auditor.engine.loader import RuleSet


@contextmanager
def rule_errors() -> Iterator[None]:
    """Turn what is wrong with a rule, which names file and line, into a message to the user."""
    try:
        yield
    except RuleError as error:
        raise Refusal(str(error)) from error


def loaded(rule_dirs: tuple[Path, ...], rule_param: tuple[str, ...], config: Config | None = None) -> RuleSet:
    """The built-in rules and those of `rule_dirs`, with the thresholds given: by options, else by configuration."""
    from auditor.engine.loader import load_rules

    with rule_errors():
        rules = load_rules(rule_dirs)
        thresholds = config.thresholds(rules) if config is not None else {}
        for rule, params in _thresholds(rule_param, rules).items():
            thresholds.setdefault(rule, {}).update(params)
        return load_rules(rule_dirs, thresholds) if thresholds else rules


def chosen(
    rule_dirs: tuple[Path, ...],
    rule_param: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Config | None = None,
) -> RuleSet:
    """Those of them that are run: at least one. What an option says replaces what the configuration says of it."""
    with rule_errors():
        rules = loaded(rule_dirs, rule_param, config)
        if config is not None:
            from auditor.engine.severities import with_severities

            severities, _ = config.severities(rules)
            rules = with_severities(rules, severities, config.file, trusted=config.trusted)
            select, ignore = select or config.select, ignore or config.ignore
        rules = rules.select(split_words(select), split_words(ignore))
    if not rules.rules:
        raise misused("--ignore", "no rule is left to run")
    return rules


def _thresholds(values: tuple[str, ...], rules: RuleSet) -> dict[str, dict[str, object]]:
    """`RULE.PARAMETER=VALUE` texts by rule, each value of the type that it replaces."""
    form = "RULE.PARAMETER=VALUE"
    result: dict[str, dict[str, object]] = {}
    for key, text in pairs(values, "--rule-param", form):
        word, dot, parameter = key.rpartition(".")
        if not dot:
            raise misused("--rule-param", f"{key!r} is not RULE.PARAMETER")
        # Another tool's id may stand for several rules: those that have such a parameter are meant.
        named = _named(word, rules)
        for rule in [r for r in named if parameter in rules.rules[r].params] or named[:1] or [word]:
            old = rules.rules[rule].params.get(parameter) if named else None
            result.setdefault(rule, {})[parameter] = _like(old, text)
    return result


def _named(word: str, rules: RuleSet) -> list[str]:
    """The rules that an id, or another tool's id, stands for."""
    return [r.id for r in rules.rules.values() if r.is_called(word)]


def _like(old: object, text: str) -> object:
    """`text` as a value of the type of `old`; as text where it cannot be one, which the rule then refuses."""
    if isinstance(old, bool):
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    try:
        return type(old)(text) if isinstance(old, (int, float)) else text
    except ValueError:
        return text
