"""From the values of templates to values of facts, where CloudFormation takes other texts than others do."""

from __future__ import annotations

from auditor.sources.partial.values import EvalError


def boolean(value: object) -> bool:
    """A bool, which may be text. That 1 and 0 are taken for one, no documentation says."""
    text = value.lower() if isinstance(value, str) else ""
    if text not in ("true", "false"):
        raise EvalError("true or false is needed")
    return text == "true"
