"""Characters as people see them, which is how Terraform counts: a letter with its accents is one, as is an emoji."""

from __future__ import annotations

from auditor.sources.partial.values import UndecidedError

_MARKS = ("Mn", "Me")
_CONTROLS = ("Cc", "Zl", "Zp")
#: Characters that are joined with others by rules of their own: parts of Hangul syllables, flags and emoji, and scripts
#: in which letters stand before or after what they belong to.
_JOINED = (
    (0x0D4E, 0x0D4E),
    (0x0E33, 0x0E33),
    (0x0EB3, 0x0EB3),
    (0x1100, 0x11FF),
    (0x200C, 0x200D),
    (0xA960, 0xA97F),
    (0xD7B0, 0xD7FF),
    (0xFF9E, 0xFF9F),
    (0x11000, 0x11FFF),
    (0x1F1E6, 0x1F1FF),
    (0x1F3FB, 0x1F3FF),
    (0xE0000, 0xE0FFF),
)


def composed(text: str) -> str:
    """The text with each letter and its accents as one character where there is one: all text of Terraform is so."""
    if text.isascii():
        return text
    import unicodedata

    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def graphemes(text: str) -> list[str]:
    """The text character by character. Raises UndecidedError for what is joined in other ways than by accents."""
    if text.isascii():
        return list(text) if "\r\n" not in text else _by_marks(text)
    return _by_marks(composed(text))


def _by_marks(text: str) -> list[str]:
    import unicodedata

    found: list[str] = []
    open_end = False
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mc", "Cf", "Cn", "Cs", "Co") or any(low <= ord(character) <= high for low, high in _JOINED):
            raise UndecidedError("how many characters there are depends on how they are joined")
        if (open_end and category in _MARKS) or (character == "\n" and found and found[-1] == "\r"):
            found[-1] += character
        else:
            found.append(character)
            open_end = category not in _CONTROLS
    return found
