"""Of which environment a cache is, and whether what is shared is shared across several, as tags say."""

from __future__ import annotations

from auditor.model.facts import ABSENT, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: Tags that say of which environment something is, in lower case.
_TAGS = frozenset({"environment", "env", "stage"})


def of_cache(cache: Resource, view: View) -> Fact:
    """The environment that a tag says a cache is of, in lower case; absent where no tag says so."""
    tags = view.fact(cache, "tags")
    for text in _listed(tags):
        name, _, value = text.partition("=")
        if name.lower() in _TAGS and value:
            return Known(value.lower(), Origin.DERIVED, tags.place, because=f"its tag {name} says {value}")
    if isinstance(tags, Unknown):
        return Unknown(tags.reason, tags.place, via=tags.via)
    return ABSENT


def tag_keys(cache: Resource, view: View) -> Fact:
    """The keys of its tags."""
    tags = view.fact(cache, "tags")
    keys = tuple(sorted({text.partition("=")[0] for text in _listed(tags)}))
    if isinstance(tags, Unknown):
        return Unknown(tags.reason, tags.place, members=keys if tags.members is not None else None, via=tags.via)
    return Known(keys, Origin.DERIVED, tags.place) if isinstance(tags, Known) else ABSENT


def _listed(tags: Fact) -> list[str]:
    held = tags.value if isinstance(tags, Known) else tags.members if isinstance(tags, Unknown) else ()
    return [str(one) for one in held or ()]  # type: ignore[attr-defined] # the value of a list is a tuple


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
