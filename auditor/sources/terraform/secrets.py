"""Secrets stop here: what must not be repeated, and how source lines and texts are masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.sources.terraform import syntax as s

#: Names of attributes, object keys and variables whose literal values are never shown.
SECRET_NAME = re.compile(r"(passw|secret|token|credential|private_key|api_?key|access_key)", re.IGNORECASE)
#: Names that only look like it: what stands there is a name, a flag or a place, no secret.
_HARMLESS = re.compile(r"(_arn|_id|_ids|_name|_version|_strategy|_required|_enabled|_length|_type)$", re.IGNORECASE)

MASK = "*" * 8


def is_secret_name(name: str) -> bool:
    """Whether a thing of this name is likely to be a secret."""
    return bool(SECRET_NAME.search(name)) and not _HARMLESS.search(name)


class Secrets:
    """The secret texts that a root was seen to hold, so that no other text repeats them."""

    #: Shorter texts are words like `redis`, which would be masked everywhere.
    SHORTEST = 6

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def learn(self, value: object) -> None:
        """Every text in `value` is a secret from now on."""
        if isinstance(value, str):
            if len(value) >= self.SHORTEST:
                self._texts.add(str(value))
        elif isinstance(value, dict):
            for item in value.values():
                self.learn(item)
        elif isinstance(value, list):
            for item in value:
                self.learn(item)

    def scrub(self, text: str) -> str:
        """`text` with every known secret replaced."""
        for secret in sorted(self._texts, key=len, reverse=True):
            if secret in text:
                text = text.replace(secret, MASK)
        return text

    def __bool__(self) -> bool:
        return bool(self._texts)


def secret_spans(blocks: tuple[s.Block, ...]) -> Iterator[s.Span]:
    """The spans of values that must not be shown: by the name of the attribute, key or variable that holds them."""
    for block in blocks:
        variable = block.type == "variable" and is_secret_variable(block)
        for attribute in block.attributes.values():
            if is_secret_name(attribute.name) or (variable and attribute.name == "default"):
                yield from _texts(attribute.value)
            else:
                yield from _secret_entries(attribute.value)
        yield from secret_spans(block.blocks)


def is_secret_variable(variable: s.Block) -> bool:
    """Whether the value of a variable is a secret, by its flag or its name."""
    flag = variable.attributes.get("sensitive")
    stated = flag is not None and isinstance(flag.value, s.Literal) and flag.value.value in (True, "true")
    return stated or any(is_secret_name(label) for label in variable.labels[:1])


def _children(node: s.Node) -> Iterator[s.Node]:
    for name in getattr(node, "__dataclass_fields__", ()):
        value = getattr(node, name)
        if hasattr(value, "span"):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if hasattr(item, "span"):
                    yield item
                elif isinstance(item, tuple):
                    yield from (part for part in item if hasattr(part, "span"))


def _texts(node: s.Node) -> Iterator[s.Span]:
    """Spans of literal texts below `node`; a word that only names something (`var.token`) is none."""
    if isinstance(node, s.Literal):
        if isinstance(node.value, (str, int, float)) and not isinstance(node.value, bool):
            yield node.span
    elif isinstance(node, s.Template) and any(isinstance(p, s.Literal) for p in node.parts):
        yield node.span
    elif isinstance(node, s.ObjectCons):
        for _, value in node.entries:
            yield from _texts(value)
    else:
        for child in _children(node):
            yield from _texts(child)


def _secret_entries(node: s.Node) -> Iterator[s.Span]:
    if isinstance(node, s.ObjectCons):
        for key, value in node.entries:
            secret = isinstance(key, s.Literal) and isinstance(key.value, str) and is_secret_name(key.value)
            yield from _texts(value) if secret else _secret_entries(value)
    elif not isinstance(node, s.Literal):
        for child in _children(node):
            yield from _secret_entries(child)


def masked_lines(lines: list[bytes], spans: list[s.Span], secrets: Secrets) -> tuple[str, ...]:
    """The lines as text, with the spans and every known secret masked. Columns of what is left of them stay."""
    masked = list(lines)
    for row, column, end_row, end_column in sorted(spans, reverse=True):
        for line in range(row, min(end_row + 1, len(masked))):
            start = column if line == row else 0
            stop = end_column if line == end_row else len(masked[line])
            masked[line] = masked[line][:start] + b"*" * max(0, min(stop - start, 12)) + masked[line][stop:]
    texts = (line.decode(errors="replace").rstrip("\r") for line in masked)
    return tuple(secrets.scrub(t) for t in texts) if secrets else tuple(texts)
