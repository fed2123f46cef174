"""From a known value of Terraform to the value of a fact. All raise EvalError for what is no such value."""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.partial.convert import to_bool, to_text, whole_number
from auditor.sources.partial.values import EvalError

Convert = Callable[[object], object]


def boolean(value: object) -> bool:
    """A bool, also as text: nullable bools of the provider are strings."""
    return to_bool(value.lower() if isinstance(value, str) else value)


def whole(value: object) -> int:
    """A whole number."""
    return whole_number(value)


def positive(value: object) -> int | None:
    """A whole number; the provider does not send 0, so that it is as good as unset."""
    return whole(value) or None


def text(value: object) -> str:
    """Text that is not empty."""
    return str(to_text(value))


def lower(value: object) -> str:
    """Text in lower case: the service lower-cases identifiers and engine names."""
    return text(value).lower()


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise EvalError("a list is needed")
    return tuple(text(v) for v in value)


def words(value: object) -> tuple[str, ...]:
    """A list of texts whose order does not count."""
    return tuple(sorted(texts(value)))


def settings(value: object) -> tuple[str, ...]:
    """The same of name=value, without those that are null: they are not set."""
    return words([one for one in value if one is not None] if isinstance(value, list) else value)
