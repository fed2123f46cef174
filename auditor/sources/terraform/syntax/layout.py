"""Line ends inside of expressions: Terraform takes them in brackets only, tree-sitter anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

#: What may hold line ends anywhere: it stands in brackets, or is a text.
_FREE = frozenset(("tuple", "for_expr", "new_index", "template_expr", "literal_value", "comment"))


def broken_line(node: Tree) -> Tree | None:
    """The part of an expression that starts on a line on which nothing may follow; None where there is none."""
    todo = [node]
    while todo:
        one = todo.pop()
        if one.start_point[0] == one.end_point[0] or one.type in _FREE:
            continue
        if one.type == "legacy_index":
            return one
        parts = one.children
        if one.type == "object":
            todo += parts
            continue
        inner, row = False, one.start_point[0]
        for part in parts:
            # What stands between parentheses may stand on several lines.
            if not inner and part.start_point[0] != row:
                return part
            inner, row = part.type != ")" and (inner or part.type == "("), part.end_point[0]
            if not inner:
                todo.append(part)
    return None
