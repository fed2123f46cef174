"""The functions of Terraform's language that depend on nothing but their arguments, as of Terraform 1.11.

Names of the `core::` namespace are not repeated here: `core::upper` is `upper`.
"""

from __future__ import annotations

from auditor.sources.terraform.language.functions import (
    collections,
    crypto,
    dates,
    encoding,
    formatting,
    json_text,
    maps,
    network,
    numeric,
    patterns,
    sequences,
    sets,
    strings,
    yaml_text,
)
from auditor.sources.terraform.language.functions.signature import Function, because_of

__all__ = ["FILE_FUNCTIONS", "FUNCTIONS", "IMPURE", "SPECIAL", "Function", "because_of"]

FUNCTIONS: dict[str, Function] = {
    name: function
    for module in (
        collections,
        sequences,
        maps,
        sets,
        numeric,
        strings,
        patterns,
        formatting,
        json_text,
        network,
        crypto,
        encoding,
        dates,
        yaml_text,
    )
    for name, function in module.TABLE.items()
}

IMPURE: dict[str, str] = {
    "base64gzip": "packs differently from one compressor to the next",
    "bcrypt": "is different each time",
    "issensitive": "asks for what is not tracked",
    "plantimestamp": "is different each time",
    "timestamp": "is different each time",
    "uuid": "is different each time",
}
"""Functions that are not evaluated, and why."""

FILE_FUNCTIONS: frozenset[str] = frozenset(
    {
        "abspath",
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "fileexists",
        "filemd5",
        "fileset",
        "filesha1",
        "filesha256",
        "filesha512",
        "templatefile",
    }
)
"""Functions of files and of the working directory."""

SPECIAL: frozenset[str] = frozenset({"can", "templatestring", "try", "type"})
"""Functions that take expressions, not values. `type` exists in the console only."""
