r"""Named sets of characters in regular expressions: \d, [:alpha:], \pL.

The first two are ASCII only, as in Go.
"""

from __future__ import annotations

import string
from collections.abc import Callable

from auditor.sources.partial.values import UndecidedError

Test = Callable[[str], bool]

ESCAPES = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORD = frozenset(string.ascii_letters + string.digits + "_")
_CATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "S": "mcko", "Z": "slp", "C": "cfo"}


def _inside(characters: str) -> Test:
    return frozenset(characters).__contains__


def _outside(characters: str) -> Test:
    inside = _inside(characters)
    return lambda c: not inside(c)


POSIX: dict[str, Test] = {
    "alnum": _inside(string.ascii_letters + string.digits),
    "alpha": _inside(string.ascii_letters),
    "ascii": str.isascii,
    "blank": _inside("\t "),
    "cntrl": _inside("".join(map(chr, range(32))) + "\x7f"),
    "digit": _inside(string.digits),
    "graph": _inside(string.ascii_letters + string.digits + string.punctuation),
    "lower": _inside(string.ascii_lowercase),
    "print": _inside(string.ascii_letters + string.digits + string.punctuation + " "),
    "punct": _inside(string.punctuation),
    "space": _inside("\t\n\v\f\r "),
    "upper": _inside(string.ascii_uppercase),
    "word": _WORD.__contains__,
    "xdigit": _inside(string.hexdigits),
}

PERL: dict[str, Test] = {
    "d": _inside(string.digits),
    "D": _outside(string.digits),
    "s": _inside("\t\n\f\r "),
    "S": _outside("\t\n\f\r "),
    "w": _WORD.__contains__,
    "W": lambda c: c not in _WORD,
}


def in_category(name: str) -> Test:
    """The test for a Unicode category; scripts are not supported."""
    if name == "Any":
        return lambda c: c != ""
    if name[:1] not in _CATEGORIES or len(name) > 2 or name[1:] not in _CATEGORIES[name[0]]:
        raise UndecidedError(f"character class {name!r} is not supported")
    import unicodedata

    return lambda c: unicodedata.category(c).startswith(name)


def is_word(character: str) -> bool:
    r"""Whether the character is one of \w; "" is not."""
    return character in _WORD
