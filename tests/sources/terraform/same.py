"""What two inventories have in common: everything but the places."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from auditor.model.location import Location
from auditor.model.resource import Inventory

#: Where something stands, in a name that was made from its text.
_PLACE = re.compile(r" ?\(?[\w./]+\.(?:tf|tofu)(?:\.json)?(?::\d+)?\)?")
#: How JSON writes what HCL writes without it.
_WRITTEN = re.compile(r'\\(?=")')


def content(inventory: Inventory) -> object:
    """Resources and what could not be read, without places."""
    return _plain(inventory.resources), sorted(str(_plain(gap.reason)) for gap in inventory.gaps)


def _plain(value: object) -> object:
    if isinstance(value, Location):
        return "a place" if value.file else ""
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(_plain(getattr(value, f.name)) for f in fields(value)))
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in sorted(value.items())}
    return _WRITTEN.sub("", _PLACE.sub("", value)) if isinstance(value, str) else value
