"""The text under the tree of tree-sitter: its words, its places, and what of it Terraform refuses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.sources.bounds import NESTING
from auditor.sources.terraform.syntax.nodes import Span

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

#: Nesting of blocks, expressions and traversals that is read; deeper values are Broken.
MAX_DEPTH = NESTING.value

_GOES_ON = re.compile(rb"[\w\x80-\xff-]")
_FRACTION = re.compile(rb"\.[0-9]")


class UnreadableError(Exception):
    """Text that tree-sitter accepts and Terraform does not."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class TooDeepError(Exception):
    """Nesting beyond MAX_DEPTH."""

    message = str(NESTING)


@dataclass(slots=True)
class Source:
    """The text under the tree, and the row of the file on which it starts."""

    text: bytes
    row: int = 0

    def span(self, node: Tree) -> Span:
        """The span of a tree node in the file."""
        start_row, start_column = node.start_point
        end_row, end_column = node.end_point
        return (start_row + self.row, start_column, end_row + self.row, end_column)

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """The span from one point of the tree to another."""
        return (start[0] + self.row, start[1], end[0] + self.row, end[1])

    def word(self, node: Tree) -> str:
        """The text of a node."""
        return decode(self.text[node.start_byte : node.end_byte])


def composed(text: str) -> str:
    """Text as Terraform holds it: composed (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def decode(raw: bytes) -> str:
    """The bytes of a file as Terraform holds them: UTF-8, composed."""
    return composed(raw.decode("utf-8", "replace"))


def ends_here(source: Source, node: Tree, *keywords: str) -> None:
    """Refuse keywords among the parts of a node that go on: tree-sitter reads `ifx` as `if x`, Terraform as a word."""
    for child in node.children:
        if child.type in keywords and _GOES_ON.match(source.text, child.end_byte):
            raise UnreadableError(f"no space after {child.type}", source.span(child))


def end_of_number(source: Source, node: Tree) -> None:
    """Refuse a number with a dot and another number right behind it: Terraform takes the two for one."""
    if _FRACTION.match(source.text, node.end_byte):
        raise UnreadableError("a number with two dots", source.span(node))
