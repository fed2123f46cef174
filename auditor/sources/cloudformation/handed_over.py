"""What a template gives to a nested stack whose template was not read: it may do more with it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.building.handed_over import addresses_in
from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.syntax.nodes import Member
from auditor.sources.partial.texts import Together


def handed_over(stack: Stack, logical: str, member: Member) -> Iterator[tuple[str, str]]:
    """The addresses of the resources that a nested stack is given as parameters, each with the address of that."""
    written = member_of(member.value, "Properties", "Parameters")
    if written is None or stack.resource_exists(member) is False:
        return
    values = known_or_unknown(written.value, stack)
    for value in values.values() if isinstance(values, dict) else [values]:
        for address in addresses_in(list(value.parts) if isinstance(value, Together) else value):
            yield address, f"{stack.prefix}{logical}"
