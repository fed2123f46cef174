"""Parts of Terraform addresses."""

from __future__ import annotations

import re

from auditor.sources.building.place import ANY

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def index_text(key: int | str | None) -> str:
    """`[0]`, `["a"]`, `[*]` or nothing, as Terraform writes it in addresses."""
    if key is None:
        return ""
    if isinstance(key, int) or key == ANY:
        return f"[{key}]"
    text = re.sub(r"([$%])(?={)", r"\1\1", key)
    return '["' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _escaped(c)) for c in text) + '"]'


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
