"""Whether what is shared is shared across environments, as tags of the resources say."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: Tags that say of which environment something is, in lower case.
_TAGS = frozenset({"environment", "env", "stage"})


def span(group: Resource, view: View) -> Fact:
    """Whether the caches that a user group is attached to are tagged as of more than one environment.

    A cache without such a tag says nothing, so it does not count.
    """
    caches = view.related(group, "caches")
    found: dict[str, str] = {}
    for cache in caches.certain:
        for name, value in sorted(cache.tags.items()):
            if name.lower() in _TAGS:
                found.setdefault(value.lower(), cache.address)
    if len(found) > 1:
        listed = ", ".join(f"{address} is {environment}" for environment, address in sorted(found.items()))
        return Known(True, Origin.DERIVED, group.location, because=listed)
    if caches.open or caches.possible:
        return Unknown(caches.open or f"whether {caches.possible[0].address} exists is not known", group.location)
    return Known(False, Origin.DERIVED, group.location, because="its caches are not tagged as of several environments")
