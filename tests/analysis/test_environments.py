"""Whether a user group is shared across environments."""

from __future__ import annotations

import pytest

from auditor.model.facts import Fact, Known, Origin, Unknown
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


def told(name: str, tags: Fact | list[str]) -> Fact:
    cache = resource("replication_group", "cache", tags=Known(tuple(tags)) if isinstance(tags, list) else tags)
    return view(cache).fact(cache, name)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["Environment=Prod"], "prod"), (["Name=x", "stage=dev"], "dev"), (["env="], None), (["Environments=prod"], None)],
)
def test_the_environment_of_a_cache(tags: list[str], expected: str | None):
    found = told("environment", tags)
    assert (found.value if isinstance(found, Known) else None) == expected


def test_tags_that_are_not_all_known_may_tell_more():
    some = Unknown("var.tags", members=("Owner=web", "env=prod"))
    assert told("environment", some) == Known("prod", Origin.DERIVED, because="its tag env says prod")
    assert told("tag_keys", some) == Unknown("var.tags", members=("Owner", "env"))
    assert isinstance(told("environment", Unknown("var.tags", members=("Owner=web",))), Unknown)


def test_the_keys_of_tags():
    found = told("tag_keys", ["b=1", "a=2=3"])
    assert isinstance(found, Known)
    assert found.value == ("a", "b")
