"""Whether a user group is shared across environments."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Unknown
from tests.analysis.builders import link, resource, view


def span(*tags: dict[str, str], observed: bool = True) -> Fact:
    group = resource("user_group", "group")
    group.observed = observed
    caches = []
    for n, each in enumerate(tags):
        cache = resource("replication_group", f"cache{n}")
        cache.tags = each
        link(cache, "user_groups", group)
        caches.append(cache)
    return view(group, *caches).fact(group, "caches.span_environments")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], False),
        ([{"env": "prod"}], False),
        ([{"env": "prod"}, {"Environment": "PROD"}, {"stage": "prod"}], False),
        ([{"env": "prod"}, {"team": "web"}], False),
        ([{"env": "prod"}, {"env": "dev"}], True),
    ],
)
def test_tags_of_its_caches_tell(tags: list[dict[str, str]], expected: bool):
    found = span(*tags)
    assert isinstance(found, Known)
    assert found.value is expected


def test_each_environment_is_named():
    found = span({"env": "prod"}, {"env": "dev"})
    assert isinstance(found, Known)
    assert found.because == "cache1 is dev, cache0 is prod"


def test_caches_that_were_not_seen_may_be_of_another():
    assert isinstance(span({"env": "prod"}, observed=False), Unknown)
    assert isinstance(span({"env": "prod"}, {"env": "dev"}, observed=False), Known)
