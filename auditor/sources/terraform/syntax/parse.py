"""From the bytes of one Terraform file to its syntax, whatever the bytes are."""

from __future__ import annotations

from auditor.sources.terraform.syntax import body as parse_body
from auditor.sources.terraform.syntax.nodes import File, Problem, Span
from auditor.sources.terraform.syntax.recover import recover

_BOM = b"\xef\xbb\xbf"


def parse(text: bytes, path: str) -> File:
    """The syntax of a file; what cannot be read is a Problem or a Broken value and never an exception."""
    text = text.removeprefix(_BOM)
    if b"\0" in text:
        return File(path, {}, (), (Problem("not a text file", (0, 0, 0, 0)),), text)
    # tree-sitter-hcl wants a line end after the marker of a heredoc.
    complete = text if text.endswith(b"\n") else text + b"\n"
    body = parse_body.read(complete)
    if body.error is not None:
        body = recover(complete, body.error)
    problems = body.problems
    if place := _undecodable(text):
        problems = [Problem("not valid UTF-8", place), *problems]
    return File(path, body.attributes, tuple(body.blocks), tuple(problems), text)


def _undecodable(text: bytes) -> Span | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        row = text.count(b"\n", 0, error.start)
        column = error.start - (text.rfind(b"\n", 0, error.start) + 1)
        return (row, column, row, column + error.end - error.start)
    return None
