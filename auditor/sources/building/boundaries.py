"""Policies that bound what a role or user may do: whatever they allow, they grant nothing.

Source: the IAM user guide, "Permissions boundaries for IAM entities".
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.facts import Known, Origin
from auditor.sources.building.entry import Entry
from auditor.sources.building.links import Directory
from auditor.sources.building.vocabulary import Vocabulary
from auditor.sources.partial.values import LinkedText, Unk


def note_boundaries(entries: Sequence[Entry], words: Vocabulary, directory: Directory) -> None:
    """Tell the policies that roles and users name as their boundary."""
    for entry in entries:
        name = words.boundaries.get(entry.type, "")
        if not name or entry.written.exists is False or not entry.written.has(name):
            continue
        value = entry.written.value(name)
        cases = [case for _, case in value.choices] if isinstance(value, Unk) and value.choices else [value]
        for case in cases:
            ref = case.ref if isinstance(case, (LinkedText, Unk)) else None
            policy = directory.at(ref[0]) if ref is not None else None
            if policy is not None and policy.kind == "iam_policy":
                place = entry.written.place_of(name)
                because = f"it is the permissions boundary of {entry.address}"
                policy.facts["policy_type"] = Known("boundary", Origin.DERIVED, place, because=because)
