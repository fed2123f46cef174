"""YAML with places: plain values as `yaml.safe_load` gives them, and the line of each key, for errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auditor.engine.errors import RuleError

if TYPE_CHECKING:
    from yaml.nodes import Node

#: The way from the root of a document to a value: keys and list indexes.
Path = tuple[str | int, ...]

_MAX_DEPTH = 40
#: Aliases multiply: a small file can stand for a document without end.
_MAX_NODES = 100_000
_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(slots=True)
class Marks:
    """The lines of one document; a path without a line of its own has that of its nearest parent."""

    file: str
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """One-based line of `path`; 0 where no line is known at all."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 0)


def read_yaml(text: str, file: str) -> tuple[object, Marks]:
    """The one document in `text`, with the places of its keys. Raises RuleError, also for a key given twice."""
    import yaml

    marks = Marks(file)
    kind = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = kind(text)
    try:
        _check_depth(text, kind, file)
        node = loader.get_single_node()
        return (_build(node, (), marks, loader) if node is not None else None), marks
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RuleError(f"not readable as YAML: {error.problem}", file, line) from error
    except yaml.YAMLError as error:
        raise RuleError(f"not readable as YAML: {error}", file) from error
    finally:
        loader.dispose()


def _check_depth(text: str, loader: Any, file: str) -> None:
    """Raise RuleError for a document so deep that the parser, which recurses in C, would take the process down."""
    import yaml

    depth = 0
    for event in yaml.parse(text, loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH + 1:
                assert event.start_mark is not None
                raise _too_deep(file, event.start_mark.line + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(file: str, line: int) -> RuleError:
    return RuleError(f"nested deeper than {_MAX_DEPTH} levels", file, line)


def _build(node: Node, path: Path, marks: Marks, loader: Any) -> object:
    import yaml

    marks.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _MAX_DEPTH:
        raise _too_deep(marks.file, node.start_mark.line + 1)
    if len(marks.lines) > _MAX_NODES:
        raise RuleError(f"more than {_MAX_NODES} values", marks.file, node.start_mark.line + 1)
    if isinstance(node, yaml.CollectionNode) and node.tag not in _COLLECTIONS:
        raise RuleError(f"not readable as YAML: unknown tag {node.tag}", marks.file, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[object, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise RuleError("a key is a word", marks.file, line)
            key = _scalar(key_node, marks, loader)
            if not isinstance(key, str):
                # `on:` is a boolean in YAML 1.1; every key of ours is a word.
                key = key_node.value
            if key in result:
                raise RuleError(f"{key!r} is given twice", marks.file, line)
            marks.lines[(*path, key)] = line
            result[key] = _build(value_node, (*path, key), marks, loader)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), marks, loader) for i, item in enumerate(node.value)]
    return _scalar(node, marks, loader)


def _scalar(node: Node, marks: Marks, loader: Any) -> object:
    try:
        value: object = loader.construct_object(node)
    except ValueError as error:
        # A date such as 2024-02-30, a number that is none.
        raise RuleError(f"not readable as YAML: {error}", marks.file, node.start_mark.line + 1) from error
    return value
