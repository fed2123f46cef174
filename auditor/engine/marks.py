"""YAML with places: plain values as `yaml.safe_load` gives them, and the line of each key, for errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.engine.errors import RuleError

if TYPE_CHECKING:
    from yaml.nodes import Node

#: The way from the root of a document to a value: keys and list indexes.
Path = tuple[str | int, ...]

_MAX_DEPTH = 40


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
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        return (_build(node, (), marks, loader) if node is not None else None), marks
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RuleError(f"not readable as YAML: {error.problem}", file, line) from error
    except yaml.YAMLError as error:
        raise RuleError(f"not readable as YAML: {error}", file) from error
    finally:
        loader.dispose()


def _build(node: Node, path: Path, marks: Marks, loader: object) -> object:
    import yaml

    marks.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _MAX_DEPTH:
        raise RuleError(f"nested deeper than {_MAX_DEPTH} levels", marks.file, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[object, object] = {}
        for key_node, value_node in node.value:
            key = _build(key_node, path, marks, loader)
            line = key_node.start_mark.line + 1
            if key in result:
                raise RuleError(f"{key!r} is given twice", marks.file, line)
            if not isinstance(key, str):
                # `on:` is a boolean in YAML 1.1; every key of ours is a word.
                key = key_node.value
            marks.lines[(*path, key)] = line
            result[key] = _build(value_node, (*path, key), marks, loader)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), marks, loader) for i, item in enumerate(node.value)]
    return loader.construct_object(node)  # type: ignore[attr-defined]
