"""tree-sitter held to a size and a time, since what it does with text that is no HCL can take for ever.

Its recovery from errors is quadratic or worse in the length of the text: 20 KB of blank lines after an opening bracket
take 2 seconds. Sound text takes 0.5 seconds a megabyte, so that time that is up tells of unsound text as an error does.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

from auditor.sources.bounds import BLOCK_BYTES

if TYPE_CHECKING:
    from tree_sitter import Language
    from tree_sitter import Node as Tree

#: Text up to this size is done before any clock would say so.
_SMALL = 2_000
#: Seconds for any text, and more for each byte of it.
_SECONDS, _SECONDS_A_BYTE = 0.5, 3e-6
#: What is none of the punctuation that makes a text long in elements.
_OTHER = (
    bytes(range(0x30, 0x3A))
    + bytes(range(0x41, 0x5B))
    + bytes(range(0x61, 0x7B))
    + bytes(range(128, 256))
    + b"_ \t\r\n"
)


@cache
def _language() -> Language:
    # Imported here because a scan without Terraform files has no use for it.
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Language(tree_sitter_hcl.language())


def marks(text: bytes) -> int:
    """How many punctuation marks a text has: they tell how much memory its syntax takes, better than bytes do."""
    return len(text.translate(None, _OTHER))


def too_large(text: bytes) -> str:
    """Which bound the text of a block is beyond, in words; empty for one that can be parsed."""
    return str(BLOCK_BYTES) if len(text) > BLOCK_BYTES.value else ""


def parse_tree(text: bytes) -> Tree | None:
    """The tree of a text, errors and all; None for one that took longer than sound text does."""
    from tree_sitter import Parser

    parser = Parser(_language())
    if len(text) <= _SMALL:
        return parser.parse(text).root_node
    view = memoryview(text)
    deadline = time.thread_time() + _SECONDS + _SECONDS_A_BYTE * len(text)
    try:
        tree = parser.parse(lambda offset, _: view[offset:], progress_callback=lambda *_: time.thread_time() > deadline)
    except ValueError:  # how the parser says that it was stopped
        return None
    return tree.root_node
