"""A resource as it was before a plan."""

from __future__ import annotations

from auditor.model.resource import Resource
from auditor.model.view import View


def former_of(resource: Resource, view: View) -> Resource | None:
    """The same resource before the plan; None where it was not there, and outside of plans."""
    found = view.related(resource, "before").certain
    return found[0] if found else None
