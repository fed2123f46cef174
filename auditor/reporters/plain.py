"""Text that anybody may have written, made safe to show: no control character, no invisible change of direction."""

from __future__ import annotations

import re

#: What takes the place of a character that may not be shown. It is visible: nobody shall take one name for another.
REPLACEMENT = "\ufffd"

# C0 and C1 controls (they drive terminals), marks that turn the direction of text or are invisible (they make one name
# look like another), line separators that only some programs see, and what is no character: half surrogates, U+FFFE.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """`text` with every unsafe character replaced; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return UNSAFE.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` cleaned, its line breaks and tabs turned into spaces: for what must not start a line of its own."""
    return clean(text).replace("\n", " ").replace("\t", " ")
