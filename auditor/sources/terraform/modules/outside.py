"""What whoever runs Terraform says: the environment, variable files, `--var`, `--var-file`, the workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import Location
from auditor.sources.inputs import InputError
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.modules.inputs import automatic_files, from_file, from_text
from auditor.sources.terraform.modules.instance import Given
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.syntax.source_file import Source

_PREFIX = "TF_VAR_"


@dataclass(frozen=True, slots=True)
class Outside:
    """What is said outside of the code.

    Attributes:
        inputs: `--var` as (name, text) and `--var-file` as a path, in their order: the later one wins.
        environment: TF_VAR_<name> and TF_WORKSPACE; empty unless somebody asked for it.
        workspace: the name of the workspace; empty where it is not known.
    """

    inputs: tuple[tuple[str, str] | Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    workspace: str = ""

    @property
    def chosen_workspace(self) -> str:
        """The workspace that was named, else that of the environment."""
        return self.workspace or self.environment.get("TF_WORKSPACE", "")

    @property
    def flags(self) -> set[str]:
        """The names of the variables that `--var` sets."""
        return {one[0] for one in self.inputs if isinstance(one, tuple)}


class VariableFileError(Exception):
    """A variable file that is not readable, and the line where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def give(root: Root, outside: Outside) -> None:
    """Give the variables of a root their values, in Terraform's order: what comes later overrules."""
    root.workspace = outside.chosen_workspace
    given = root.module.given
    given.update(_from_environment(root, outside.environment))
    for values in _from_automatic_files(root):
        given.update(values)
        # Terraform warns of them: a misspelled name leaves the variable as it was.
        root.count("unused tfvars values", len(values.keys() - root.module.definition.variables.keys()))
    for one in outside.inputs:
        if isinstance(one, Path):
            given.update(_from_named_file(root, one))
        elif one[0] in root.module.definition.variables:
            given[one[0]] = from_text(*one, f"--var {one[0]}", root.module)


def _from_environment(root: Root, environment: Mapping[str, str]) -> dict[str, Given]:
    """Values of TF_VAR_<name>; names that no variable has are not looked at, as Terraform does."""
    return {
        name: from_text(name, environment[_PREFIX + name], _PREFIX + name, root.module)
        for name in root.module.definition.variables
        if _PREFIX + name in environment
    }


def _from_automatic_files(root: Root) -> Iterator[dict[str, Given]]:
    for path in automatic_files(root.directory):
        name = root.tree.name_of(path)
        try:
            yield _from_variable_file(root, name, root.tree.code(path))
        except OSError as error:
            yield _lost(root, name, f"cannot be read: {error.strerror}", Location(name, 1))
        except VariableFileError as error:
            yield _lost(root, name, str(error), Location(name, error.line))


def _lost(root: Root, name: str, why: str, place: Location) -> dict[str, Given]:
    """What a file gives that is not read: it may set any variable, so that no default counts."""
    root.gap_once(f"file:{name}", name, why, place)
    unknown = Unk(f"{name} could not be read and may set it", place=place)
    return {variable: Given(lambda: unknown, Step(name, place)) for variable in root.module.definition.variables}


def _from_named_file(root: Root, path: Path) -> dict[str, Given]:
    try:
        return _from_variable_file(root, root.tree.name_of(path.absolute()), path.read_bytes())
    except OSError as error:
        raise InputError(f"--var-file {path}: {error.strerror}") from error
    except VariableFileError as error:
        raise InputError(f"{path}:{error.line}: {error}") from error


def _from_variable_file(root: Root, name: str, text: bytes) -> dict[str, Given]:
    from auditor.sources.terraform.syntax.parse import parse

    source = Source(parse(text, name))
    if source.file.problems:
        problem = source.file.problems[0]
        raise VariableFileError(problem.message, problem.span[0] + 1)
    return from_file(source, root.module)
