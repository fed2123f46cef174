"""How long a service update may still wait.

Domain source: the ElastiCache API reference, UpdateAction (ServiceUpdateRecommendedApplyByDate).
"""

from __future__ import annotations

from dataclasses import replace

from auditor.analysis.ages import days_since
from auditor.model.facts import Fact, Known
from auditor.model.resource import Resource
from auditor.model.view import View


def days_left(update: Resource, view: View) -> Fact:
    """Days until the day by which AWS recommends to have applied it."""
    since = days_since(view.fact(update, "apply_by"), view, "AWS recommends to apply it by")
    return replace(since, value=-int(str(since.value))) if isinstance(since, Known) else since
