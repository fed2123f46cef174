"""What can be wrong with a rule, a rule directory or a selection of rules."""

from __future__ import annotations


class RuleError(Exception):
    """A rule file, parameter or selection that cannot be used; the message starts with `file:line:` if it has one."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(place + message)


def suggestion(word: str, known: object) -> str:
    """` Did you mean 'x'?` for the nearest of the `known` words, or nothing."""
    import difflib

    near = difflib.get_close_matches(word, [str(k) for k in known], n=1)  # type: ignore[attr-defined]
    return f" Did you mean {near[0]!r}?" if near else ""
