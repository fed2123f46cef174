"""Blocks of made-up modules as JSON writes them, where every text is a template and types are texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from tests.sources.terraform.modules.tree_parts import Block

#: Arguments that JSON says without a template around them.
_PLAIN = ("type", "source")


def can_be_json(block: Block) -> bool:
    """Whether all of a block has a form in JSON here."""
    return not block.rest


def json_text(blocks: Iterable[Block]) -> str:
    """A file of blocks."""
    file: dict[str, Any] = {}
    for block in blocks:
        kind, *labels = re.findall(r'[^\s"]+', block.header)
        inner: Any = body(block)
        if kind in ("locals", "moved", "removed"):
            file.setdefault(kind, []).append(inner)
            continue
        place = file.setdefault(kind, {})
        for label in labels[:-1]:
            place = place.setdefault(label, {})
        place[labels[-1]] = inner
    return json.dumps(file, indent=1, ensure_ascii=False)


def without_defaults(text: str, names: set[str]) -> str:
    """A file in which the variables of these names have no defaults."""
    file = json.loads(text)
    for name, inner in file.get("variable", {}).items():
        if name in names:
            inner.pop("default", None)
    return json.dumps(file, indent=1, ensure_ascii=False)


def body(block: Block) -> dict[str, object]:
    """What stands in a block."""
    return {name: _argument(block, name, text) for name, text in block.arguments.items()}


def _argument(block: Block, name: str, text: str) -> object:
    if name in block.literals:
        return block.literals[name]
    if name in _PLAIN:
        return text.strip('"')
    if name in ("depends_on", "from", "to"):
        inner = text.strip("[]")
        return [inner] if text.startswith("[") else inner
    if name in ("nullable", "sensitive"):
        return text == "true"
    if name == "input" and block.fields:
        return {field: f"${{{one}}}" for field, one in block.fields.items()}
    return f"${{{text}}}"


__all__ = ["can_be_json", "json_text", "without_defaults"]
