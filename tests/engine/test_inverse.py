"""Relations the other way round: who names a resource, in which world, and whether that is all."""

from __future__ import annotations

import pytest

from auditor.engine.worlds import WorldView
from auditor.model.facts import Known, Ref, Unknown
from auditor.model.resource import Change, Inventory, Resource
from auditor.model.view import Related
from tests.analysis.builders import FALSE, SWITCH, TRUE, link, resource


def groups_of(inventory: Inventory, world: object = ()) -> Related:
    return WorldView(inventory, {}, world).related(inventory.resources["user"], "groups")  # type: ignore[arg-type]


def system(observed: bool = True) -> tuple[Inventory, Resource, Resource, Resource]:
    user, one, other = resource("user", "user"), resource("user_group", "one"), resource("user_group", "other")
    link(one, "users", user)
    link(other, "users")
    for each in (user, one, other):
        each.observed = observed
    return Inventory({r.key: r for r in (user, one, other)}), user, one, other


def test_of_what_is_running_all_that_names_it_is_known():
    scanned, _, one, _ = system()
    assert groups_of(scanned) == Related((one,))


def test_of_code_something_else_may_name_it():
    scanned, _, one, _ = system(observed=False)
    assert groups_of(scanned) == Related((one,), open="what was not scanned may name it")


def test_a_kind_that_could_not_be_listed_leaves_it_open():
    scanned, *_ = system()
    scanned.unlisted["user_group"] = "AccessDenied: elasticache:DescribeUserGroups"
    assert groups_of(scanned).open == "AccessDenied: elasticache:DescribeUserGroups"


def test_one_whose_members_are_not_known_leaves_it_open():
    scanned, _, one, other = system()
    other.relations["users"] = Unknown("AccessDenied", members=())
    assert groups_of(scanned) == Related((one,), open="users of other: AccessDenied")


@pytest.mark.parametrize(("world", "there"), [(TRUE, True), (FALSE, False)])
def test_it_hangs_on_the_world(world: object, there: bool):
    scanned, user, one, _ = system()
    members = {True: Known((Ref(user.key),)), False: Known(())}
    one.relations["users"] = Unknown(
        "var.on", choices=tuple((((SWITCH, str(w).lower()),), members[w]) for w in (True, False))
    )
    assert groups_of(scanned, world).certain == ((one,) if there else ())


@pytest.mark.parametrize(("exists", "certain", "possible"), [(Known(False), 0, 0), (Unknown("count"), 0, 1)])
def test_what_names_it_has_to_exist(exists: Known | Unknown, certain: int, possible: int):
    scanned, _, one, _ = system()
    one.exists = exists
    found = groups_of(scanned)
    assert (len(found.certain), len(found.possible)) == (certain, possible)


def test_what_a_plan_destroys_names_nothing_any_more():
    scanned, _, one, _ = system()
    one.change = Change("delete")
    assert groups_of(scanned).certain == ()


def test_before_and_after_a_plan_are_kept_apart():
    scanned, _, one, _ = system()
    one.former = True
    assert groups_of(scanned).certain == ()


def test_an_example_may_state_it():
    scanned, user, _, other = system()
    user.relations["groups"] = Known((Ref(other.key),))
    assert groups_of(scanned).certain == (other,)


def test_several_relations_are_one():
    user_group, cache, serverless = (resource(k, k) for k in ("user_group", "replication_group", "serverless_cache"))
    link(cache, "user_groups", user_group)
    link(serverless, "user_groups", user_group)
    scanned = Inventory({r.key: r for r in (user_group, cache, serverless)})
    found = WorldView(scanned, {}).related(user_group, "caches")
    assert found.certain == (cache, serverless)
