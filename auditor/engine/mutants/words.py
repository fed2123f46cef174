"""Parts of a rule as its author writes them: YAML on one line."""

from __future__ import annotations

import json


def flow(value: object) -> str:
    """A value as YAML on one line, without braces around an outermost mapping of one key."""
    return _pairs(value) if isinstance(value, dict) and len(value) == 1 else braced(value)


def _pairs(value: dict[str, object]) -> str:
    return ", ".join(f"{key}: {braced(one)}" for key, one in value.items())


def braced(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{_pairs(value)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(braced, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return _word(value)
    return str(value)


def _word(text: str) -> str:
    """A text, in quotes where YAML would read it as something else."""
    import yaml

    try:
        plain = yaml.safe_load(f"[{text}]") == [text]
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)
