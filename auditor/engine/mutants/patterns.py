"""Regular expressions with an alternative left out: `a|b` as `a` and as `b`, wherever the bar stands."""

from __future__ import annotations

from collections.abc import Iterator


def without_an_alternative(pattern: str) -> Iterator[str]:
    """The pattern without each of its alternatives in turn; nothing where it has none."""
    for alternatives in _groups(pattern):
        if len(alternatives) > 1:
            for number, (start, end) in enumerate(alternatives):
                # The bar goes with it: the one after the first alternative, the one before any other.
                yield pattern[:start] + pattern[end + 1 :] if number == 0 else pattern[: start - 1] + pattern[end:]


def _groups(pattern: str) -> list[list[tuple[int, int]]]:
    """For the whole and for each group: where its alternatives start and end."""
    whole: list[tuple[int, int]] = []
    groups, open_, start, at = [whole], [(whole, 0)], 0, 0
    while at < len(pattern):
        mark = pattern[at]
        if mark == "\\":
            at += 1
        elif mark == "[":
            at = _end_of_class(pattern, at)
        elif mark == "(":
            start = at + 1
            if pattern.startswith("?", start):
                # `(?:`, `(?i:`, `(?=`, `(?!`, `(?P<name>`: what says of which sort it is belongs to no alternative.
                start = next((i + 1 for i in range(start, len(pattern)) if pattern[i] in ":=!>)"), start)
            groups.append([])
            open_.append((groups[-1], start))
        elif mark in "|)" and (mark == "|" or len(open_) > 1):
            group, start = open_.pop()
            group.append((start, at))
            if mark == "|":
                open_.append((group, at + 1))
        at += 1
    group, start = open_.pop()
    group.append((start, at))
    return groups


def _end_of_class(pattern: str, at: int) -> int:
    """Where the set of characters ends that starts at `at`."""
    at += 2 if pattern.startswith("^", at + 1) else 1
    # A bracket right at the start is a member.
    at += 1 if pattern.startswith("]", at) else 0
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at
