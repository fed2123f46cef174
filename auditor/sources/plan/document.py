"""The JSON of a plan or a state: told from any other by what it says of itself, read within bounds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum

from auditor.sources.bounds import NESTING, PLAN_BYTES
from auditor.sources.partial.number_text import parse_number
from auditor.sources.partial.values import EvalError
from auditor.sources.plan.places import Places

#: The formats that are read, by their first number; a new one may be read another way.
_FORMATS = ("0", "1")

Json = dict[str, object]


class Kind(Enum):
    """What a document is."""

    PLAN = "plan"
    STATE = "state"
    STATE_FILE = "state file"


class UnreadableError(Exception):
    """What keeps a document from being read, and where: most plans are one long line."""

    def __init__(self, message: str, line: int = 1, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


@dataclass(slots=True)
class Document:
    """A plan or state: what kind, its members, and where the resources stand in its text."""

    kind: Kind
    data: Json
    places: Places
    problems: list[str] = field(default_factory=list)

    def members(self, value: object, what: str) -> Json:
        """An object that may be left out; anything else is a problem."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self._note(f"{what} is no object")
        return {}

    def items(self, value: object, what: str) -> list[Json]:
        """A list of objects that may be left out; anything else is a problem."""
        listed = value if isinstance(value, list) else []
        if value is not None and listed is not value:
            self._note(f"{what} is no list")
        objects = [item for item in listed if isinstance(item, dict)]
        if len(objects) < len(listed):
            self._note(f"{what} holds what is no object")
        return objects

    def _note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def member(value: object, *names: str) -> object:
    """What stands in a JSON value under a name, and under another one in that; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def read_document(text: bytes, name: str) -> Document:
    """The plan or state in `text`, which is that of the file `name`. Raises UnreadableError."""
    if len(text) > PLAN_BYTES.value:
        raise UnreadableError(str(PLAN_BYTES))
    if text.startswith(b"PK\x03\x04"):
        raise UnreadableError("it is a plan as Terraform saves it: give what `terraform show -json` prints of it")
    try:
        known = text.decode(json.detect_encoding(text))
        data = json.loads(known, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as error:
        if known.startswith('{"@level"'):
            reason = "it is a log of Terraform: give what `terraform show -json` prints of a plan"
            raise UnreadableError(reason) from error
        near = f"syntax error near line {error.lineno}, column {error.colno}: {error.msg}"
        raise UnreadableError(near, error.lineno, error.colno) from error
    except RecursionError as error:
        raise UnreadableError(str(NESTING)) from error
    except (ValueError, EvalError) as error:
        raise UnreadableError(f"it is no JSON: {error}"[:200]) from error
    if not isinstance(data, dict):
        raise UnreadableError("it is neither a plan nor a state: it holds no object")
    return Document(_kind_of(data), data, Places(known, name))


def _kind_of(data: Json) -> Kind:
    version = data.get("format_version")
    if isinstance(version, str):
        if version.partition(".")[0] not in _FORMATS:
            raise UnreadableError(f"format_version {version!r:.40} is not known: only those up to 1.x are read")
        if "planned_values" in data or "resource_changes" in data:
            return Kind.PLAN
        if "values" in data or not data.keys() - {"format_version", "terraform_version"}:
            return Kind.STATE
    if "lineage" in data and "version" in data:
        if data["version"] != 4:
            raise UnreadableError(f"a state of version {data['version']!r:.40}: only version 4 is read")
        return Kind.STATE_FILE
    raise UnreadableError("it is neither a plan nor a state of Terraform, as far as it says")


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number")


def _number(text: str) -> object:
    return parse_number(text)
