"""From the bytes of one Terraform file to its syntax, whatever the bytes are."""

from __future__ import annotations

from auditor.sources.terraform.syntax import body as parse_body
from auditor.sources.terraform.syntax.json_body import read_configuration, read_variables
from auditor.sources.terraform.syntax.nodes import File, Problem, Span
from auditor.sources.terraform.syntax.recover import recover

_BOM = b"\xef\xbb\xbf"
_START = (0, 0, 0, 0)
#: So many mistakes in one file of JSON are told one by one.
_MOST_PROBLEMS = 100
#: A file longer than this is read block by block.
_LARGE = 500_000
#: Endings of configuration in JSON; all other JSON is a file of values for variables.
_CONFIGURATION = (".tf.json", ".tofu.json")


def parse(text: bytes, path: str) -> File:
    """The syntax of a file; what cannot be read is a Problem or a Broken value and never an exception."""
    marked = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    if b"\0" in text:
        return File(path, {}, (), (Problem("not a text file", _START),), text)
    if path.endswith(".json"):
        return _parse_json(text, path, marked)
    # tree-sitter-hcl wants a line end after the marker of a heredoc.
    complete = text if text.endswith(b"\n") else text + b"\n"
    if len(complete) > _LARGE:
        # In pieces, of which one after the other takes memory for its tree.
        body = recover(complete)
    else:
        body = parse_body.read(complete)
        if body.error is not None:
            body = recover(complete, None if body.stopped else body.error, body.why)
    problems = body.problems
    if place := _undecodable(text):
        problems = [Problem("not valid UTF-8", place), *problems]
    return File(path, body.attributes, tuple(body.blocks), tuple(problems), text)


def _parse_json(text: bytes, path: str, marked: bool) -> File:
    body = read_configuration(text) if path.endswith(_CONFIGURATION) else read_variables(text)
    problems = body.problems
    if marked:
        problems.insert(0, Problem("a byte order mark, which Terraform refuses in JSON", _START))
    if len(problems) > _MOST_PROBLEMS:
        rest = Problem(f"it has {len(problems) - _MOST_PROBLEMS:,} more mistakes", problems[_MOST_PROBLEMS].span)
        problems = [*problems[:_MOST_PROBLEMS], rest]
    return File(path, body.attributes, tuple(body.blocks), tuple(problems), text)


def _undecodable(text: bytes) -> Span | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        row = text.count(b"\n", 0, error.start)
        column = error.start - (text.rfind(b"\n", 0, error.start) + 1)
        return (row, column, row, column + error.end - error.start)
    return None
