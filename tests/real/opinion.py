"""A second opinion on a root: the instances and attribute values that tfparse finds, beside those found here.

tfparse says `null` for null and for most of what it does not know; a reference that leads nowhere becomes a dict that
holds `__attribute__`, an unknown part of a text keeps its `${...}`, and whatever AWS decides becomes a random UUID.
None of these counts as knowledge. It reads TF_VAR_* and can crash as a whole, so it runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from auditor.sources.partial.values import Lazy, Unk
from auditor.sources.terraform import source
from auditor.sources.terraform.modules.inputs import automatic_files
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.resources.inventory import build_inventory
from auditor.sources.terraform.resources.maker import Maker, Nested
from tests.real.survey import read_root

#: Types that both are asked about.
TYPES = re.compile(r"aws_elasticache_|aws_security_group|aws_vpc_security_group_")
#: What is no argument of the resource.
_META = frozenset(
    {"count", "for_each", "depends_on", "provider", "lifecycle", "timeouts", "provisioner", "id", "dynamic"}
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ASK = """
import json, sys, tfparse
found = tfparse.load_from_path(sys.argv[1], vars_paths=sys.argv[2:])
places = [block["__tfmeta"].get("path", "") for blocks in found.values() for block in blocks]
json.dump([places, found], sys.stdout)
"""


class NoAnswerError(Exception):
    """tfparse gave no answer: it hung, crashed or refused the root."""


class Unasked:
    """Stands for a value that one of the two does not know."""


@dataclass
class Instance:
    """One instance of a resource: whether it is there for certain, and each known argument by its path."""

    certain: bool
    values: dict[str, object] = field(default_factory=dict)


@dataclass
class Opinion:
    """What one of the two finds in a root: instances by address, and the calls of modules that it left aside."""

    instances: dict[str, Instance] = field(default_factory=dict)
    not_entered: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)


def theirs(root: Path, types: re.Pattern[str] = TYPES, seconds: float = 60) -> Opinion:
    """What tfparse finds in a root. Raises NoAnswerError where it does not answer."""
    files = [path.name for path in automatic_files(root)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_VAR_")}
    words = [sys.executable, "-c", _ASK, ".", *files]
    try:
        done = subprocess.run(words, cwd=root, env=clean, capture_output=True, timeout=seconds, check=True)
        places, answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, RecursionError) as error:
        raise NoAnswerError(str(error)) from error
    found = Opinion()
    for call in answer.pop("module", ()):
        path = call["__tfmeta"]["path"]
        if not any(place.startswith(f"{path}.") for place in places):
            found.not_entered.add(path)
        if call.get("count", 1) is None:
            found.guessed.add(path)
    for kind, blocks in answer.items():
        for block in blocks if types.match(kind) else ():
            meta = block["__tfmeta"]
            if meta["type"] == "resource":
                certain = block.get("count", 1) not in (None, 0)
                found.instances[meta["path"]] = Instance(certain, dict(_their_values(block, "")))
    return found


def _their_values(block: dict[str, object], path: str) -> Iterator[tuple[str, object]]:
    for name, value in block.items():
        if name in _META or name.startswith("__"):
            continue
        several = value if isinstance(value, list) else [value]
        if several and all(isinstance(one, dict) and "__tfmeta" in one for one in several):
            for number, one in enumerate(several):
                yield from _their_values(one, f"{path}{name}[{number}].")
        elif (known := _plain(value)) is not Unasked:
            yield f"{path}{name}", known


def ours(repository: Path, directory: Path, types: re.Pattern[str] = TYPES) -> Opinion:
    """What is found here in the same root."""
    with mock.patch.object(source, "build_inventory", side_effect=build_inventory) as built:
        read_root(repository, directory)
    root: Root = built.call_args[0][0]
    found = Opinion()
    for module in root.module.walk():
        for kind, name in module.definition.resources:
            for instance in module.resource(kind, name) if types.match(kind) else ():
                if instance.exists is not False:
                    values = dict(_our_values(Maker(instance)))
                    found.instances[instance.address] = Instance(instance.exists is True, values)
    return found


def _our_values(maker: Maker) -> Iterator[tuple[str, object]]:
    block = maker.instance.block
    for name in block.attributes.keys() - _META:
        if (known := _plain(maker.instance.stated(name))) is not Unasked:
            yield name, known
    for kind in {nested.labels[0] if nested.type == "dynamic" else nested.type for nested in block.blocks} - _META:
        for number, nested in enumerate(maker.blocks(kind)):
            assert isinstance(nested, Nested)
            for name in nested.block.attributes:
                if (known := _plain(nested.value(name))) is not Unasked:
                    yield f"{kind}[{number}].{name}", known


def _plain(value: object) -> object:
    """A value in the one form in which both are compared; `Unasked` stands for what is not known."""
    if value is None or isinstance(value, (Unk, Lazy)):
        return Unasked
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return Unasked if "${" in value or "%{" in value or _UUID.search(value) else str(value)
    if isinstance(value, dict):
        if "__attribute__" in value:
            return Unasked
        return {str(k): known for k, v in value.items() if (known := _plain(v)) is not Unasked}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return Unasked


def agree(one: object, other: object) -> bool:
    """Whether two values agree as far as both are known."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        if Unasked in one or Unasked in other:
            # How many elements stand behind one that is not known is not known either.
            return True
        return len(one) == len(other) and all(agree(a, b) for a, b in zip(one, other, strict=True))
    return one is Unasked or other is Unasked or one == other
