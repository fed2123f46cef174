"""Functions of strings, but for patterns and `format`.

A string that comes out as it went in is returned as the same object: a `LinkedText` stays linked.
"""

from __future__ import annotations

import posixpath

from auditor.sources.partial.convert import limited_elements, limited_text, list_of, to_text
from auditor.sources.partial.type_of import STRING, list_of_type
from auditor.sources.partial.values import EvalError, Unk, has_unknown
from auditor.sources.terraform.language.functions.graphemes import graphemes
from auditor.sources.terraform.language.functions.signature import Function, Unknowns, because_of, define

_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def kept(before: str, after: str) -> str:
    """`after`, or `before` itself if nothing changed."""
    return before if before == after else after


def join(separator: str, *lists: object) -> object:
    """The strings of all lists with the separator between them.

    `join("", [x])` is how older modules write "the only element, if there is one": that element is passed on as it is.
    """
    if not lists:
        raise EvalError("at least one list is required")
    items = [item for part in lists for item in list_of(part)]
    if len(items) == 1:
        only = items[0]
        return only if isinstance(only, Unk) and only.kind in ("", "string") else _joined(separator, items)
    return _joined(separator, items)


def _joined(separator: str, items: list[object]) -> object:
    """The items, with the separator between them."""
    if has_unknown(items):
        return because_of(items)
    if None in items:
        raise EvalError("element is null; cannot concatenate null values")
    texts = [to_text(i) for i in items]
    limited_text(sum(map(len, texts)) + len(separator) * len(texts))
    return texts[0] if len(texts) == 1 else separator.join(texts)


def split(separator: str, text: str) -> object:
    """The parts of the text between separators; its characters if the separator is empty."""
    parts: list[object] = list(text.split(separator) if separator else text)
    limited_elements(len(parts))
    return list_of_type(parts, STRING)


def substr(text: str, offset: int, length: int) -> object:
    """Part of the text; a negative offset counts from the end, a negative length takes all that follows.

    After an offset from the end no length takes all, too: Terraform stops at a length that it has long passed.
    """
    characters = graphemes(text)
    start = max(0, offset + len(characters)) if offset < 0 else offset
    to_the_end = length < 0 or (offset < 0 and length == 0)
    return "".join(characters[start:] if to_the_end else characters[start : start + length])


def title(text: str) -> object:
    """The text with the first letter of each word in upper case; all of ASCII but `_` parts words, else only spaces."""
    result = []
    previous = " "
    for character in text:
        inside = previous.isalnum() or previous == "_" if previous.isascii() else previous not in _SPACE
        result.append(character if inside or len(character.title()) > 1 else character.title())
        previous = character
    return kept(text, "".join(result))


def _single_upper(character: str) -> str:
    """The capital of a letter if that is one letter: Go maps letter by letter and leaves ß alone."""
    capital = character.upper()
    return capital if len(capital) == 1 else character


def upper(text: str) -> object:
    """The text in capitals."""
    return kept(text, text.upper() if text.isascii() else "".join(map(_single_upper, text)))


def lower(text: str) -> object:
    """The text in small letters."""
    return kept(text, text.lower() if text.isascii() else "".join(c.lower()[:1] for c in text))


def trim(text: str, cutset: str) -> object:
    """The text without any of the characters at its ends."""
    return kept(text, text.strip(cutset)) if cutset else text


def trimprefix(text: str, prefix: str) -> object:
    """The text without the prefix."""
    return kept(text, text.removeprefix(prefix))


def trimsuffix(text: str, suffix: str) -> object:
    """The text without the suffix."""
    return kept(text, text.removesuffix(suffix))


def trimspace(text: str) -> object:
    """The text without white space at its ends."""
    return kept(text, text.strip(_SPACE))


def chomp(text: str) -> object:
    """The text without line ends at its end."""
    return kept(text, text.rstrip("\r\n"))


def indent(spaces: int, text: str) -> object:
    """The text with spaces in front of all lines but the first."""
    if spaces < 0:
        raise EvalError("the number of spaces must not be negative")
    limited_text(len(text) + spaces * text.count("\n"))
    # Spaces that are put nowhere are not made: there is no bound for their number.
    return kept(text, text.replace("\n", "\n" + " " * spaces) if "\n" in text else text)


def strrev(text: str) -> object:
    """The text backwards."""
    return "".join(reversed(graphemes(text)))


def basename(path: str) -> object:
    """The last part of the path."""
    if not path:
        return "."
    return posixpath.basename(path.rstrip("/")) or "/"


def dirname(path: str) -> object:
    """The path without its last part, without detours."""
    folder = posixpath.normpath(path[: path.rfind("/") + 1] or ".")
    return "/" + folder.lstrip("/") if folder.startswith("/") else folder


def pathexpand(path: str) -> object:
    """The path with `~` replaced, which depends on who runs Terraform."""
    return Unk("the home directory depends on who runs Terraform") if path.startswith("~") else path


TABLE: dict[str, Function] = {
    "join": define("sQ*", join, Unknowns.NESTED),
    "split": define("ss", split),
    "substr": define("sii", substr),
    "title": define("s", title),
    "upper": define("s", upper),
    "lower": define("s", lower),
    "trim": define("ss", trim),
    "trimprefix": define("ss", trimprefix),
    "trimsuffix": define("ss", trimsuffix),
    "trimspace": define("s", trimspace),
    "chomp": define("s", chomp),
    "indent": define("is", indent),
    "strrev": define("s", strrev),
    "startswith": define("ss", str.startswith),
    "endswith": define("ss", str.endswith),
    "strcontains": define("ss", str.__contains__),
    "basename": define("s", basename),
    "dirname": define("s", dirname),
    "pathexpand": define("s", pathexpand),
}
