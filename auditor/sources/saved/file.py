"""A saved inventory as a file: written in one place, read in the same, so that the two cannot part."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from auditor.model.location import NOWHERE
from auditor.model.resource import Asked, Gap, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.bounds import NESTING, PLAN_BYTES, SAVED_BYTES, SAVED_RESOURCES, Bound
from auditor.sources.inputs import InputError
from auditor.sources.saved import excerpts
from auditor.sources.saved.codec import Reader, Writer
from auditor.sources.saved.detect import FORMAT
from auditor.sources.saved.malformed import MalformedError, inside, unknown_word
from auditor.sources.saved.schema import check, check_links
from auditor.sources.whereabouts import name_of

#: Of the form that is described in `forms`. What an older program does not know it refuses by this.
SCHEMA_VERSION = "1"
_MEMBERS = (
    "format",
    "schema_version",
    "tool",
    "sources",
    "coverage",
    "unlisted",
    "resources",
    "gaps",
    "asked",
    "excerpts",
)

_T = TypeVar("_T")
# Letters beyond ASCII are written as escapes: a terminal that shows the file obeys none of them.
_encode = json.JSONEncoder(allow_nan=False).encode


def write(inventory: Inventory, version: str) -> Iterator[str]:
    """The text of a saved inventory, in chunks; `version` is that of this program."""
    writer = Writer()
    head = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "auditor", "version": version},
        "sources": inventory.sources,
        "coverage": dict(sorted(inventory.coverage.items())),
        "unlisted": dict(sorted(inventory.unlisted.items())),
    }
    yield "{\n" + ",\n".join(f'"{name}": {_encode(value)}' for name, value in head.items())
    yield ',\n"resources": ['
    yield from _lines(_resource(each, writer) for each in inventory.resources.values())
    writer.places.here = NOWHERE
    yield '\n],\n"gaps": ['
    yield from _lines(writer.write(gap) for gap in inventory.gaps)
    yield '\n],\n"asked": ['
    yield from _lines(writer.write(one) for one in inventory.asked)
    yield f'\n],\n"excerpts": {_encode(excerpts.written(inventory.excerpts, writer.places.files))}\n}}\n'


def _lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{_encode(item)}"


def _resource(resource: Resource, writer: Writer) -> dict[str, Any]:
    """A resource; what stands where it does itself says so in short."""
    writer.places.here = NOWHERE
    own = writer.places.write(resource.location)
    writer.places.here = resource.location
    written = writer.write(resource)
    return written | {"at": own} if "at" in written else written


def read_saved(files: Iterable[Path], base: Path, held: Mapping[Path, bytes], taken: Collection[str] = ()) -> Inventory:
    """What the files hold; those `held` were read before. Raises InputError, which names the file and the place.

    Keys that are `taken` are those of what is judged beside it.
    """
    inventory = Inventory()
    for file in files:
        name = name_of(file, base)
        one = _read(file, name, held.get(file))
        clash = one.resources.keys() & {*taken, *inventory.resources}
        if clash:
            key = min(clash)
            raise InputError(f"{name}: {key!r:.200} is a resource of something else that is scanned: scan it by itself")
        inventory.merge(one)
    return inventory


def _read(file: Path, name: str, text: bytes | None) -> Inventory:
    try:
        return _inventory(_parsed(text, PLAN_BYTES) if text is not None else _parsed(_bytes(file), SAVED_BYTES))
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}:{error.colno}: is no JSON: {error.msg}") from error
    except MalformedError as error:
        raise InputError(f"{name}: is no sound saved inventory: {error}") from error
    except RecursionError as error:
        raise InputError(f"{name}: is no sound saved inventory: {NESTING}") from error
    except ValueError as error:
        raise InputError(f"{name}: is no JSON in UTF-8 with numbers of a usual size") from error


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(SAVED_BYTES.value + 1)


def _parsed(text: bytes, most: Bound) -> object:
    if len(text) > most.value:
        raise MalformedError(str(most))
    parsed: object = json.loads(text, parse_constant=_no_number)
    return parsed


def _no_number(word: str) -> object:
    raise MalformedError(f"holds {word}, which is no number")


def _inventory(raw: object) -> Inventory:
    if type(raw) is not dict or raw.get("format") != FORMAT:
        raise MalformedError(f"format is not {FORMAT!r}")
    if raw.get("schema_version") != SCHEMA_VERSION:
        raise MalformedError(f"schema_version is not {SCHEMA_VERSION!r}: another version of auditor wrote it")
    for word in raw:
        if word not in _MEMBERS:
            raise unknown_word(word, "member of a saved inventory", _MEMBERS)
    missing = next((word for word in _MEMBERS if word not in raw), "")
    if missing:
        raise MalformedError(f"has no {missing}")
    reader = Reader()
    for kind in raw["unlisted"] if isinstance(raw["unlisted"], dict) else ():
        if kind not in KINDS:
            raise unknown_word(kind, "kind of resource", KINDS)
    with inside(".excerpts"):
        lines = excerpts.read(raw["excerpts"])
    return Inventory(
        resources=_resources(raw["resources"], reader),
        gaps=_list(raw["gaps"], "gaps", lambda one: reader.part(one, Gap)),
        sources=_list(raw["sources"], "sources", _text),
        excerpts=lines,
        asked=_list(raw["asked"], "asked", lambda one: reader.part(one, Asked)),
        coverage=_table(raw["coverage"], "coverage", _count),
        unlisted=_table(raw["unlisted"], "unlisted", _text),
    )


def _resources(raw: object, reader: Reader) -> dict[str, Resource]:
    def read(one: object) -> Resource:
        reader.places.here = NOWHERE
        if isinstance(one, dict) and "at" in one:
            with inside(".at"):
                reader.places.here = reader.places.read(one["at"])
        resource: Resource = reader.part(one, Resource)
        check(resource)
        return resource

    if isinstance(raw, list) and len(raw) > SAVED_RESOURCES.value:
        raise MalformedError(str(SAVED_RESOURCES))
    every = _list(raw, "resources", read)
    reader.places.here = NOWHERE
    found: dict[str, Resource] = {}
    for number, resource in enumerate(every):
        if found.setdefault(resource.key, resource) is not resource:
            raise MalformedError(f"resources[{number}] has the key of another one")
    for number, resource in enumerate(every):
        with inside(f".resources[{number}]"):
            check_links(resource, found)
    return found


def _list(raw: object, name: str, read: Callable[[Any], _T]) -> list[_T]:
    if type(raw) is not list:
        raise MalformedError(f"{name} is no list")
    made = []
    for number, one in enumerate(raw):
        try:
            made.append(read(one))
        except MalformedError as error:
            error.path.append(f".{name}[{number}]")
            raise
    return made


def _table(raw: object, name: str, read: Callable[[Any], _T]) -> dict[str, _T]:
    if type(raw) is not dict:
        raise MalformedError(f"{name} is no object")
    made = {}
    for number, (word, value) in enumerate(raw.items()):
        with inside(f".{name}[{number}]"):
            made[word] = read(value)
    return made


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise MalformedError("is no text")
    return raw


def _count(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise MalformedError("is no number of things")
    return raw
