"""Variables and outputs that hold secrets, by what their blocks say."""

from __future__ import annotations

from auditor.sources.secrecy.secrets import is_secret_name
from auditor.sources.terraform.syntax import nodes as s


def is_flagged(block: s.Block) -> bool:
    """Whether a variable or output says that it is sensitive, or is to be kept nowhere."""
    flags = (block.attributes.get(name) for name in ("sensitive", "ephemeral"))
    return any(f is not None and isinstance(f.value, s.Literal) and f.value.value in (True, "true") for f in flags)


def is_secret_variable(variable: s.Block) -> bool:
    """Whether the value of a variable is a secret, by its flag or its name."""
    return is_flagged(variable) or any(is_secret_name(label) for label in variable.labels[:1])
