"""Patterns of IAM policies: what `*` and `?` in actions and ARNs match, as far as the texts are known.

Domain source: the IAM user guide, "IAM JSON policy elements: Action" (names are compared without case) and "Resource"
(a wildcard at the end of a part of an ARN goes beyond its colon).
In a pattern `<name>` stands for a text that is not known and holds no wildcard, `<?name>` for one that may be anything,
and `${name}` for what a request says.
"""

from __future__ import annotations

import re
from functools import lru_cache

Truth = bool | None

#: AWS takes no longer name than this; of a longer text nothing is said.
_LONGEST = 2_048
_MANY, _ONE, _PLAIN, _OPEN, _FREE, _WHATEVER = "*", "?", "<>", "<?>", "free", "whatever"
#: One character of a run that holds a star, too: `?*`.
_FIRST = "?*"
_TOKEN = re.compile(r"\$\{([^{}]*)\}|<(\??)[^<>]*>|\?*\*[?*]*|.", re.DOTALL)
_ESCAPED = frozenset("*?$")

#: In a subject: any text without a colon that will do; the name of something, whatever it is.
FREE, WHATEVER = "\0free", "\0whatever"


@lru_cache(maxsize=8_192)
def names_action(pattern: str, action: str) -> Truth:
    """Whether a pattern such as `elasticache:Describe*` is about an action; case does not count."""
    if len(pattern) > _LONGEST:
        return None
    subject = tuple(action.lower())
    tokens = _tokens(pattern.lower())
    return _both(tokens, subject)


@lru_cache(maxsize=8_192)
def covers(pattern: str, subject: tuple[str, ...]) -> Truth:
    """Whether a pattern of resources is about something whose ARN the parts of `subject` make.

    `FREE` among them is whatever makes it so, a region for one; `WHATEVER` any name at all, so that only a wildcard
    covers it.
    """
    if pattern == _MANY:
        return True
    if len(pattern) > _LONGEST:
        return None
    parts: list[str] = []
    for part in subject:
        parts += [_FREE] if part == FREE else [_WHATEVER] if part == WHATEVER else list(part)
    return _both(_tokens(pattern), tuple(parts))


def _both(tokens: tuple[str, ...], subject: tuple[str, ...]) -> Truth:
    """True where it matches whatever is not known, False where nothing of that makes it match."""
    if _matches(tokens, subject, possibly=False):
        return True
    gaps = _PLAIN in tokens or _OPEN in tokens
    return None if gaps and _matches(tokens, subject, possibly=True) else False


def _tokens(pattern: str) -> tuple[str, ...]:
    tokens = []
    for found in _TOKEN.finditer(pattern):
        text = found[0]
        if text.startswith("${") and len(text) > 1:
            tokens.append("literal " + found[1] if found[1] in _ESCAPED else _PLAIN)
        elif text.startswith("<") and len(text) > 1:
            tokens.append(_OPEN if found[2] else _PLAIN)
        else:
            tokens += [*[_FIRST] * text.count(_ONE), _MANY] if _MANY in text else [text]
    return tuple(tokens)


def _matches(tokens: tuple[str, ...], subject: tuple[str, ...], *, possibly: bool) -> bool:
    """Whether the tokens of a pattern match a subject.

    What is not known in the pattern fits what is free in the subject; with `possibly`, anything that it may be.
    """
    seen: set[tuple[int, int]] = set()
    todo = [(0, 0)]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        at, where = state
        token = tokens[at] if at < len(tokens) else ""
        part = subject[where] if where < len(subject) else ""
        if not token and not part:
            return True
        todo += _steps(token, part, at, where, possibly)
    return False


def _steps(token: str, part: str, at: int, where: int, possibly: bool) -> list[tuple[int, int]]:
    """Where one may go on from a token of the pattern and a part of the subject, either of which may be at its end."""
    steps: list[tuple[int, int]] = []
    open_ended = token == _MANY or (possibly and token == _OPEN)
    if open_ended or (possibly and token == _PLAIN):
        steps.append((at + 1, where))
        if part and (open_ended or part != _WHATEVER):
            steps.append((at, where + 1))
    if part == _FREE:
        steps.append((at, where + 1))
        if token not in ("", ":"):
            steps.append((at + 1, where))
    elif part == _WHATEVER:
        # Names are longer than a few characters.
        steps += [(at + 1, where)] if token == _FIRST else []
    elif token and part and (token in (_ONE, _FIRST, part) or token == f"literal {part}"):
        steps.append((at + 1, where + 1))
    return steps
