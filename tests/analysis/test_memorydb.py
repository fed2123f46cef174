"""Whether the ACL of a MemoryDB cluster is the one that lets everybody in."""

from __future__ import annotations

import pytest

from auditor.analysis.memorydb import has_open_acl
from auditor.model.facts import ABSENT, Known, Unknown, Unseen
from tests.analysis.builders import BLURRED, link, resource, view

ELSEWHERE = Unseen("app", "not in what was scanned")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("open-access", True), ("Open-Access", True), ("app", False), (BLURRED, None), (ABSENT, None)],
)
def test_by_the_name_of_an_acl_that_was_not_read(name: object, expected: bool | None):
    cluster = resource("memorydb_cluster", "cluster", acl_name=name)
    link(cluster, "user_groups", ELSEWHERE)
    found = has_open_acl(cluster, view(cluster))
    assert (found.value if isinstance(found, Known) else None) == expected
    assert isinstance(found, Known | Unknown)


@pytest.mark.parametrize(("identifier", "expected"), [("open-access", True), ("app", False), (BLURRED, False)])
def test_by_the_acl_itself_whatever_is_known_of_its_name(identifier: object, expected: bool):
    cluster = resource("memorydb_cluster", "cluster", acl_name=BLURRED)
    acl = resource("memorydb_acl", "acl", identifier=identifier)
    link(cluster, "user_groups", acl)
    found = has_open_acl(cluster, view(cluster, acl))
    assert isinstance(found, Known)
    assert (found.value, found.because) == (expected, "its ACL is acl")
