"""Which calls the selected rules need."""

from __future__ import annotations

from auditor.engine.loader import RuleSet
from auditor.sources.aws import calls as table
from auditor.sources.aws.calls import Call


def needed(rules: RuleSet) -> frozenset[str]:
    """The names of the calls that the rules need."""
    return frozenset(one.name for one in vars(table).values() if isinstance(one, Call))
