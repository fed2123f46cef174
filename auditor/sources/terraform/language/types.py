"""Variables as their type constraint wants them: with `optional()` defaults, converted as Terraform converts."""

from __future__ import annotations

from auditor.sources.partial.choices import one_of
from auditor.sources.partial.type_of import PRIMITIVES, STRING
from auditor.sources.partial.values import EvalError, Unk, unknown_for
from auditor.sources.terraform.language.constraints import constraint_of, with_defaults
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.language.functions.conversion import converted
from auditor.sources.terraform.syntax import nodes as s


def convert(value: object, constraint: s.Node, env: Env) -> object:
    """`value` as the type `constraint`. Raises EvalError where Terraform would refuse it."""
    if isinstance(constraint, s.Name) and (value is None or constraint.name == "any"):
        return value
    if isinstance(constraint, s.Name) and constraint.name in PRIMITIVES:
        # Most variables are text: this is the short way.
        wanted = PRIMITIVES[constraint.name]
        return value if wanted == STRING and isinstance(value, str) else converted(value, wanted)
    if isinstance(value, Unk) and value.choices:
        return one_of([(g, _case(v, constraint, env)) for g, v in value.choices], value.reason, value.symbol)
    found = constraint_of(constraint, env)
    if found is None:
        return value
    # Attributes that the type does not name are dropped; a missing optional one gets its default, or null.
    return converted(with_defaults(value, found[1]), found[0])


def _case(value: object, constraint: s.Node, env: Env) -> object:
    """One case of a value: what Terraform would refuse is unknown in that case alone."""
    try:
        return convert(value, constraint, env)
    except EvalError as error:
        return unknown_for(error)
