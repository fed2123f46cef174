"""How long ago something was: days between a date and the day of the scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View


def of_token(resource: Resource, view: View) -> Fact:
    """Days since the AUTH token was last set."""
    return days_since(view.fact(resource, "auth_token_changed"), view, "the AUTH token was last set on")


#: The date that is waited for, by kind, and what happens then.
_AHEAD = {"service_update": ("apply_by", "AWS recommends to apply it by"), "reserved_node": ("ends", "it ends on")}


def age(resource: Resource, view: View) -> Fact:
    """Days since a snapshot was taken or a cache was made."""
    return days_since(view.fact(resource, "created"), view, "it was made on")


def left(resource: Resource, view: View) -> Fact:
    """Days until an update should be applied or a reservation ends, negative after that."""
    name, what = _AHEAD[resource.kind]
    since = days_since(view.fact(resource, name), view, what)
    return replace(since, value=-int(str(since.value))) if isinstance(since, Known) else since


def days_since(fact: Fact, view: View, what: str) -> Fact:
    """Whole days from the date in `fact` to the day of the scan, negative for one to come; `what` happened then."""
    if not isinstance(fact, Known):
        return fact
    today = view.context.today
    if today is None:
        return Unknown("the day of the scan is not known", fact.place)
    try:
        then = date.fromisoformat(str(fact.value)[:10])
    except ValueError:
        return Unknown(f"{fact.value!r} is no date", fact.place)
    return Known((today - then).days, Origin.DERIVED, fact.place, because=f"{what} {then.isoformat()}")
