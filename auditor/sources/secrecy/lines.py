"""Source lines for excerpts, with every secret masked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.sources.secrecy.secrets import (
    Secrets,
    Span,
    is_secret_name,
    may_name_secret,
    without_credentials,
    without_passwords,
)

#: A name with something after it, wherever it stands: in code that could not be read, in comments.
_NAMED = re.compile(r"(?<![\w-])([A-Za-z][\w-]*+)\"?\s*+(?:=>?|:)\s*+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_ACCESS_STRING = re.compile(r"access_?string", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:#|//|/?\*)")
_LONGEST = 12


def masked_lines(lines: list[bytes], spans: Iterable[Span], secrets: Secrets) -> tuple[str, ...]:
    """The lines as text, with the spans, every known secret, and what looks like one masked."""
    masked = list(lines)
    for row, column, end_row, end_column in sorted(_apart(spans), reverse=True):
        for line in range(row, min(end_row + 1, len(masked))):
            start = column if line == row else 0
            stop = end_column if line == end_row else len(masked[line])
            masked[line] = masked[line][:start] + b"*" * max(0, min(stop - start, _LONGEST)) + masked[line][stop:]
    return tuple(secrets.scrub(_told(line.decode(errors="replace").rstrip("\r"))) for line in masked)


def _told(line: str) -> str:
    """The line without what looks like a secret."""
    line = _credentials(line) if "://" in line or _ACCESS_STRING.search(line) else line
    return _by_name(line) if may_name_secret(line) else line


def _credentials(line: str) -> str:
    """The line without the credentials of an address, and without passwords in an access string."""
    if "://" in line:
        line = without_credentials(line)
    return without_passwords(line) if _ACCESS_STRING.search(line) else line


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that lie in others, and overlapping ones as one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span[:2] < apart[-1][2:]:
            apart[-1] = (*apart[-1][:2], *max(apart[-1][2:], span[2:]))
        else:
            apart.append(span)
    return apart


def _by_name(line: str) -> str:
    """The line with what stands after a secret's name masked: texts in quotes, in a comment everything."""
    for match in _NAMED.finditer(line):
        if is_secret_name(match.group(1)):
            head, rest = line[: match.end()], line[match.end() :]
            if _COMMENT.match(line):
                return head + "*" * min(len(rest), _LONGEST)
            return head + _QUOTED.sub(lambda m: "*" * min(len(m.group()), _LONGEST), rest)
    return line
