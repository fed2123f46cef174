"""The forms of a configuration file, by name: which files of a directory are its module, and which are overrides.

Terraform reads `.tf` and `.tf.json`. OpenTofu reads `.tofu` and `.tofu.json` as well, and these in place of a `.tf` or
`.tf.json` of the same name. A directory that holds any file of OpenTofu's own is meant for OpenTofu, and is read as
OpenTofu reads it; what that leaves aside is not forgotten (`left_aside`).
"""

from __future__ import annotations

from collections.abc import Iterable

#: Endings of configuration files, longer ones first.
ENDINGS = (".tofu.json", ".tf.json", ".tofu", ".tf")
_FOR_OPENTOFU = {".tf": ".tofu", ".tf.json": ".tofu.json"}


def ending(name: str) -> str:
    """The ending that makes a file one of configuration; nothing for any other file."""
    return next((one for one in ENDINGS if name.endswith(one)), "")


def is_override(name: str) -> bool:
    """Whether a file overrides blocks of others instead of adding its own."""
    stem = name.removesuffix(ending(name))
    return stem == "override" or stem.endswith("_override")


def left_aside(names: Iterable[str]) -> list[str]:
    """Those of the files of a directory that OpenTofu leaves aside for one of the same name that is its own."""
    there = set(names)
    return sorted(name for name in there if _instead(name) in there)


def _instead(name: str) -> str | None:
    """What OpenTofu would read in place of a file."""
    form = ending(name)
    own = _FOR_OPENTOFU.get(form)
    return name.removesuffix(form) + own if own else None
