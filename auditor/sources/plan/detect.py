"""Which files say that they are a plan or a state: told from their bytes, since most JSON is something else."""

from __future__ import annotations

import re

#: The first bytes are enough for nearly all; only a plan whose keys were sorted says it further down.
HEAD = 4_096
#: A plan as Terraform saves it is an archive that begins with this; so do its entries' names a little later.
_ARCHIVE, _ENTRIES = b"PK\x03\x04", (b"tfplan", b"tfstate", b"tfconfig")
_TOKEN = re.compile(rb'"([a-z_]+)"\s*:|"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_BESIDE_FORMAT = frozenset(
    b"terraform_version planned_values values resource_changes prior_state configuration variables".split()
)
#: What a file that somebody names may say by itself.
_SAYS = re.compile(
    rb'"(?:format_version|terraform_version|lineage|planned_values)"\s*:|"@module"\s*:\s*"terraform\.ui"'
)
_SORTED = (b'"format_version"', b'"planned_values"')


def is_saved_plan(text: bytes) -> bool:
    """Whether a file is a plan as Terraform saves it, which only Terraform reads."""
    return text.startswith(_ARCHIVE) and any(name in text[:HEAD] for name in _ENTRIES)


def is_sorted_plan(text: bytes) -> bool:
    """Whether a whole text is a plan whose keys somebody sorted, so that it says so further down."""
    return text.startswith(b"{") and all(word in text for word in _SORTED)


def may_be_one(text: bytes) -> bool:
    """Whether a file that somebody names may be a plan or a state: what is wrong with it is told when it is read."""
    return is_saved_plan(text) or is_sorted_plan(text) or _SAYS.search(_plain_head(text)) is not None


def says_what_it_is(text: bytes) -> bool:
    """Whether a text, or the beginning of one, says that it is a plan or a state."""
    head = _plain_head(text)
    if b"format_version" not in head and b"lineage" not in head:
        return False
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{"):
        return False
    keys = _top(head)
    if b"format_version" in keys and keys & _BESIDE_FORMAT:
        return True
    return {b"version", b"lineage"} <= keys and bool(keys & {b"serial", b"terraform_version"})


def _plain_head(text: bytes) -> bytes:
    """The beginning of a text; of UTF-16 and UTF-32 what is left without zeros is ASCII."""
    return text[:HEAD].replace(b"\0", b"")


def _top(head: bytes) -> set[bytes]:
    """The keys of the outermost object, as far as they stand in the beginning of a text."""
    keys, depth = set(), 0
    for found in _TOKEN.finditer(head):
        if found[1]:
            if depth == 1:
                keys.add(found[1])
        elif found[0] in b"{[":
            depth += 1
        elif found[0] in b"}]":
            depth -= 1
    return keys
