"""Files of values for parameters, in YAML or JSON, in each of the forms that tools of AWS take.

- a list of `{ParameterKey, ParameterValue, UsePreviousValue}`, as `aws cloudformation create-stack --parameters` does;
- a list of texts `Name=value`, and `{"Parameters": {Name: value}}` with `Tags` and `StackPolicy` beside it, the
  template configuration of CodePipeline, as `aws cloudformation deploy` and rain do;
- `{"Parameters": [...]}` with anything beside it, as `--cli-input-json` and `--cli-input-yaml` do;
- `{template-file-path, parameters: {Name: value}, tags}`, the stack deployment file of Git sync;
- `{Name: value}`, as many scripts and `sam deploy` do.

Source: the reference of the AWS CLI, "deploy"; the user guide, "Template configuration file", "Git sync".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from auditor.model.facts import Step
from auditor.model.location import Location
from auditor.sources.bounds import FILE_BYTES
from auditor.sources.cloudformation.language.constraints import text_of
from auditor.sources.cloudformation.syntax.encoding import as_utf8
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.nodes import Document, Mapping, Node, Scalar, Sequence, Span
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.inputs import InputError
from auditor.sources.whereabouts import name_of

_ENTRY = frozenset({"ParameterKey", "ParameterValue", "UsePreviousValue", "ResolvedValue"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A value for one parameter, and where it is given. None is the value that the stack has already."""

    name: str
    value: str | None
    step: Step


def read_settings(path: Path, base: Path) -> list[Setting]:
    """The settings in a file, in their order. Raises InputError."""
    if path.name.endswith(".toml"):
        raise InputError(
            f"{path}: a configuration of the SAM command holds values of several environments and commands: "
            "give those that are meant with --param, or in a file of YAML or JSON"
        )
    try:
        with path.open("rb") as file:
            text = file.read(FILE_BYTES.value + 1)
    except OSError as error:
        raise InputError(f"--parameter-file {path}: {error.strerror}") from error
    return _File(path, base).settings(_document(text, path))


def _document(text: bytes, path: Path) -> Document:
    if as_utf8(text).lstrip()[:1] not in (b"[", b"{"):
        return read_yaml(text)
    found = read_json_nodes(text)
    return read_yaml(text) if found.problems and path.suffix in (".yaml", ".yml") else found


class _File:
    """One file: its forms told apart, and what is wrong with it said with the line."""

    def __init__(self, path: Path, base: Path) -> None:
        self._path = path
        self._name = name_of(path, base)

    def settings(self, document: Document) -> list[Setting]:
        """All settings, each name once."""
        if document.problems:
            problem = document.problems[0]
            self._refuse(problem.message, problem.span)
        if document.root is None:
            self._refuse("it holds nothing", (0, 0, 0, 0))
        made: dict[str, Setting] = {}
        for name, value, span in self._pairs(document.root):
            if not name.isalnum():
                self._refuse("a parameter is called by letters and digits only", span)
            if name in made:
                self._refuse(f"{name} is given twice, first on line {made[name].step.location.line}", span)
            row, column, end_row, end_column = span
            place = Location(self._name, row + 1, column + 1, end_row + 1, end_column + 1)
            made[name] = Setting(name, value, Step(self._name, place))
        return list(made.values())

    def _pairs(self, root: Node) -> Iterator[tuple[str, str | None, Span]]:
        held = root
        if isinstance(root, Mapping):
            if "Resources" in root.members or "AWSTemplateFormatVersion" in root.members:
                self._refuse("it is a template, not a file of values for parameters", root.span)
            inner = root.members.get("Parameters") or (
                root.members.get("parameters") if "template-file-path" in root.members else None
            )
            if inner is not None:
                held = inner.value
        if isinstance(held, Scalar) and held.value is None:
            return
        if isinstance(held, Sequence):
            for item in held.items:
                yield self._entry(item)
        elif isinstance(held, Mapping):
            for name, member in held.members.items():
                yield name, self._text(name, member.value), member.key
        else:
            self._refuse("it is neither a list nor a mapping of parameters", held.span)

    def _entry(self, item: Node) -> tuple[str, str | None, Span]:
        """One element of a list."""
        if isinstance(item, Scalar):
            name, equals, text = item.text.partition("=")
            if not equals:
                self._refuse("an element of the list is not Name=value", item.span)
            return name.strip(), text, item.span
        if not isinstance(item, Mapping) or "ParameterKey" not in item.members:
            self._refuse("an element of the list has no ParameterKey", item.span)
        if other := sorted(item.members.keys() - _ENTRY):
            self._refuse(f"there is no {other[0]} beside ParameterKey", item.members[other[0]].key)
        name = text_of(item.members["ParameterKey"].value)
        previous, member = item.members.get("UsePreviousValue"), item.members.get("ParameterValue")
        keeps = text_of(previous.value).lower() if previous else "false"
        if keeps not in ("true", "false"):
            self._refuse(f"UsePreviousValue of {name} is neither true nor false", item.span)
        if keeps == "true":
            if member is not None and self._text(name, member.value):
                self._refuse(f"{name} has a value and UsePreviousValue", item.span)
            return name, None, item.members["ParameterKey"].key
        if member is None:
            self._refuse(f"{name} has no ParameterValue", item.span)
        return name, self._text(name, member.value), member.key

    def _text(self, name: str, node: Node) -> str:
        """A value as the text that CloudFormation takes; a list is separated by commas."""
        if isinstance(node, Sequence):
            return ",".join(self._text(name, item) for item in node.items)
        if not isinstance(node, Scalar) or node.value is None:
            self._refuse(f"the value of {name} is no text", node.span)
        return text_of(node)

    def _refuse(self, message: str, span: Span) -> NoReturn:
        raise InputError(f"{self._path}:{span[0] + 1}: {message}")
