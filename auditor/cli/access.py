"""What `auditor aws --check-access` tells: what is not allowed, which rules that disables, and what to add."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.engine.loader import RuleSet
    from auditor.sources.aws.check import Tried

_WIDTH = 100


def told(account: str, region: str, tried: Sequence[Tried], rules: RuleSet) -> Iterator[str]:
    """The lines of the answer."""
    from auditor.sources.aws.check import disabled_by
    from auditor.sources.aws.policy import statements

    missing = [one for one in tried if one.missing]
    unclear = [one for one in tried if one.unclear]
    idle = [one.action for one in tried if one.idle]
    allowed = len(tried) - len(missing) - len(unclear) - len(idle)
    yield f"{allowed} of {len(tried)} actions are allowed, in {region} of {account}"
    disabled = disabled_by((one.action for one in missing), rules)
    for one in missing:
        yield ""
        yield f"{one.action} is not allowed ({one.missing})"
        yield from _rules(disabled[one.action])
    if unclear:
        yield ""
        yield "Not known of these:"
        yield from (f"  {one.action}: {one.unclear}" for one in unclear)
    if idle:
        yield ""
        yield from _wrapped(f"{region} has nothing to try these on: {', '.join(idle)}")
    if missing:
        yield ""
        yield "Add to the policy:"
        made = [one.document for one in statements(one.action for one in missing)]
        yield from textwrap.indent(",\n".join(json.dumps(each, indent=2) for each in made), "  ").splitlines()


def _rules(names: Sequence[str]) -> Iterator[str]:
    """The rules that an action disables, on as many lines as they take."""
    if not names:
        yield "  no rule hangs on it alone: it says which regions there are, or what caches are for"
        return
    words = (
        f"without it {len(names)} {'rule stays' if len(names) == 1 else 'rules stay'} open, on some or all resources: "
    )
    yield from _wrapped(words + ", ".join(names), "  ")


def _wrapped(words: str, indent: str = "") -> list[str]:
    """On as many lines as it takes, names kept whole."""
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
