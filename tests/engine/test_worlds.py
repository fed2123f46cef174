"""An inventory as seen through one world: what hangs on a switch is settled there, or pending."""

from __future__ import annotations

from auditor.analysis import table
from auditor.engine.world_texts import world_text, worlds_text, worlds_texts
from auditor.engine.worlds import WorldView, extend, is_default
from auditor.model.facts import ABSENT, Absent, Known, Ref, Switch, Unknown, Unseen
from auditor.model.finding import World
from auditor.model.location import Location
from tests.engine.builders import inventory, related, resource, view, when

A, B = Switch("var.a"), Switch("var.b")
ENV = Switch("Env", ("dev", "prod"), default="dev")
TRUE: World = ((A, "true"),)
FALSE: World = ((A, "false"),)


def test_a_fact_that_hangs_on_nothing_is_as_it_is():
    cache = resource(tls=True, at_rest=Absent(), multi_az=Unknown("why"))
    seen = view(cache)
    assert [seen.fact(cache, name) for name in ("tls", "at_rest", "multi_az")] == list(cache.facts.values())
    assert not seen.pending


def test_a_fact_is_settled_by_its_world():
    cache = resource(tls=when(A, true=True, false=Absent()))
    assert view(cache, world=TRUE).fact(cache, "tls") == Known(True)
    assert view(cache, world=FALSE).fact(cache, "tls") == Absent()


def test_an_open_switch_is_pending_and_the_fact_unknown():
    place = Location("main.tf", 3)
    cache = resource(tls=Unknown("var.a has no value", place, when(A, true=True, false=False).choices, because="b"))
    seen = view(cache, world=((B, "true"),))
    assert seen.fact(cache, "tls") == Unknown("var.a has no value", place, because="b")
    assert seen.pending == [A]
    seen.fact(cache, "tls")
    assert seen.pending == [A]


def test_choices_inside_choices():
    cache = resource(tls=when(A, true=when(ENV, dev=False, prod=True), false=Unknown("really not known")))
    assert view(cache, world=(*TRUE, (ENV, "prod"))).fact(cache, "tls") == Known(True)
    assert view(cache, world=FALSE).fact(cache, "tls") == Unknown("really not known")
    seen = view(cache, world=TRUE)
    assert isinstance(seen.fact(cache, "tls"), Unknown)
    assert seen.pending == [ENV]


def test_a_guard_of_several_switches():
    both = ((A, "true"), (B, "true"))
    choices = ((both, Known(True)), (((A, "false"),), Known(False)), (((A, "true"), (B, "false")), Known(False)))
    cache = resource(tls=Unknown("why", choices=choices))
    assert view(cache, world=both).fact(cache, "tls") == Known(True)
    assert view(cache, world=FALSE).fact(cache, "tls") == Known(False)
    seen = view(cache, world=((B, "false"),))
    assert isinstance(seen.fact(cache, "tls"), Unknown)
    assert seen.pending == [A]


def test_a_case_that_nobody_thought_of_is_unknown():
    cache = resource(tls=when(A, true=True))
    seen = view(cache, world=FALSE)
    assert seen.fact(cache, "tls") == Unknown("var.a has no value")
    assert not seen.pending


def test_what_excludes_each_other_is_settled_together():
    dev, prod = (Switch(f'var.env == "{name}"', subject="var.env") for name in ("dev", "prod"))
    cache = resource(tls=when(dev, true=True, false=False), multi_az=when(prod, true=True, false=False))
    seen = view(cache, world=((prod, "true"),))
    assert (seen.fact(cache, "tls"), seen.fact(cache, "multi_az")) == (Known(False), Known(True))
    assert not seen.pending
    seen = view(cache, world=((prod, "false"),))
    assert isinstance(seen.fact(cache, "tls"), Unknown)
    assert seen.pending == [dev]
    assert world_text(((dev, "false"), (prod, "true"))) == 'var.env == "prod"'


def test_a_world_in_which_the_source_is_refused():
    stops = Unknown("no element for var.a", refused=True)
    cache = resource(tls=Unknown("why", choices=((TRUE, Known(True)), (FALSE, stops))), at_rest=True)
    for world, refused in ((TRUE, False), (FALSE, True), ((), False)):
        seen = view(cache, world=world)
        seen.fact(cache, "at_rest")
        assert not seen.refused
        seen.fact(cache, "tls")
        assert seen.refused is refused
        seen.forget()
        assert not seen.refused


def test_a_fact_that_the_source_does_not_say_is_unknown():
    cache = resource()
    assert view(cache).fact(cache, "tls") == Unknown("tls is not said by this source", cache.location)


def test_members_are_sorted_by_whether_they_are_there():
    hangs = when(A, true=Known(True), false=Known(False))
    sure, gone, maybe = resource("sure", "user"), resource("gone", "user"), resource("maybe", "user", exists=hangs)
    gone.exists = Known(False)
    unread = Unseen("u-9", "denied")
    group = related(resource("group", "user_group"), "users", sure, gone, maybe, unread, "nowhere")
    seen = view(group, sure, gone, maybe)
    found = seen.related(group, "users")
    assert (found.certain, found.possible, found.open, found.absent) == ((sure,), (maybe,), "", False)
    assert found.unseen == (unread, Unseen("nowhere", "not in what was scanned"))
    assert seen.pending == [A]
    assert view(group, sure, gone, maybe, world=TRUE).related(group, "users").certain == (sure, maybe)
    assert view(group, sure, gone, maybe, world=FALSE).related(group, "users").certain == (sure,)


def test_a_relation_can_hang_on_a_switch_and_be_open():
    one = resource("one", "user")
    group = resource("group", "user_group")
    group.relations["users"] = when(A, true=Known((Ref("one"),)), false=Unknown("", members=(Ref("one"),)))
    assert view(group, one, world=TRUE).related(group, "users").open == ""
    part = view(group, one, world=FALSE).related(group, "users")
    assert (part.certain, part.open) == ((one,), "not known")
    assert view(group, one).related(group, "users").open == "var.a has no value"
    group.relations["users"] = ABSENT
    assert view(group, one).related(group, "users").absent


def derived_twice(*worlds: World) -> list[WorldView]:
    """Views that share the cache of derived facts, on a user whose access string hangs on a switch."""
    user = resource("u", "user", access_string=when(A, true="on ~* +@all", false="off -@all"))
    steady = resource("s", "user", access_string="on ~* +@all")
    shared = inventory(user, steady)
    cache: dict[tuple[str, str], object] = {}
    views = [WorldView(shared, cache, world) for world in worlds]  # type: ignore[arg-type]
    for one in views:
        for each in shared.resources.values():
            one.fact(each, "acl.enabled")
    return views


def test_a_derived_fact_is_shared_unless_a_switch_had_a_part_in_it():
    on, off, neither = derived_twice(TRUE, FALSE, ())
    facts = [v.fact(v.inventory.resources["u"], "acl.enabled") for v in (on, off, neither)]
    assert [f.value if isinstance(f, Known) else None for f in facts] == [True, False, None]
    assert list(on._derived) == [("s", "acl.enabled")]
    steady = [v.fact(v.inventory.resources["s"], "acl.enabled") for v in (on, off, neither)]
    assert steady[0] is steady[1] is steady[2]


def test_what_is_derived_from_something_derived_from_a_switch_is_not_shared():
    user = resource(
        "u",
        "user",
        user_name="app",
        authentication="no-password",
        access_string=when(A, true="on ~* +@all", false="off -@all"),
    )
    group = related(resource("g", "user_group", engine="valkey"), "users", user)
    cache = related(resource(), "user_groups", group)
    shared = WorldView(inventory(user, group, cache), {})
    for name in ("acl.enabled", "auth.method"):
        shared.fact(user if name.startswith("acl") else cache, name)
    assert shared._derived == {}
    assert shared.pending == [A]


def test_to_forget_is_to_notice_again():
    (seen,) = derived_twice(())
    user = seen.inventory.resources["u"]
    assert seen.pending == [A]
    seen.forget()
    assert seen.pending == []
    seen.fact(user, "acl.enabled")
    assert seen.pending == [A]


def test_every_function_of_the_table_can_be_imported():
    assert all(callable(table._function(kind, name)) for name, (kinds, _) in table.DERIVED.items() for kind in kinds)


def test_a_world_splits_into_one_for_each_outcome():
    assert extend(TRUE, ENV) == [((A, "true"), (ENV, "dev")), ((A, "true"), (ENV, "prod"))]


def test_the_default_world():
    off = Switch("var.off", default="false")
    assert is_default(())
    assert is_default(((ENV, "dev"), (off, "false")))
    assert not is_default(((ENV, "dev"), (off, "true")))
    # Nothing speaks for any outcome of a switch without default.
    assert is_default((*TRUE, (ENV, "dev")))
    assert is_default((*FALSE, (ENV, "dev")))


def test_a_world_in_words():
    words = Switch('var.env == "prod"')
    assert world_text(()) == ""
    assert world_text(TRUE) == "var.a"
    assert world_text(FALSE) == "not var.a"
    assert world_text(((words, "false"),)) == 'not (var.env == "prod")'
    assert worlds_text([TRUE]) == "var.a"
    assert worlds_text([FALSE, ((ENV, "prod"), (A, "true"))]) == "(Env=prod and var.a) or not var.a"
    one, two = (Switch(f'var.x == "{name}"', subject="var.x") for name in ("one", "two"))
    alike = [((A, "true"), (two, "true")), ((one, "true"), (two, "false"), (A, "true"))]
    assert worlds_texts(alike) == ('var.a and var.x is one of "one", "two"',)
    assert worlds_texts([*alike, FALSE, ((one, "true"),)]) == (
        "not var.a",
        'var.a and var.x is one of "one", "two"',
        'var.x == "one"',
    )
    assert worlds_texts([((one, "true"),), ((two, "true"),)]) == ('var.x is one of "one", "two"',)
    assert worlds_texts([]) == ()
    assert worlds_text([((ENV, "prod"), (A, "true"))]) == "Env=prod and var.a"
    assert world_text(((A, "true"), (ENV, "prod"))) == world_text(((ENV, "prod"), (A, "true"))) == "Env=prod and var.a"


def test_an_empty_value_can_be_seen():
    assert world_text(((Switch("Token", ("", "(another value)")), ""),)) == 'Token=""'


def test_worlds_that_differ_in_the_value_of_one_thing_are_told_as_one():
    size, nodes = Switch("Size", ("small", "big", "huge")), Switch("Nodes", ("1", "2", ""))
    boxes = [((size, s), (nodes, n)) for s in ("big", "small") for n in ("1", "")]
    assert worlds_texts(boxes) == ('Nodes is one of 1, "" and Size is one of small, big',)
    # What Nodes is does not matter where Size is big.
    assert worlds_texts([*boxes, ((size, "big"), (nodes, "2"))]) == ("Size=big", 'Size=small and Nodes is one of 1, ""')
    assert worlds_texts([((size, s), *TRUE) for s in size.outcomes]) == ("var.a",)
    assert worlds_texts([((size, s),) for s in size.outcomes]) == ("Size is one of small, big, huge",)
    assert worlds_texts([((size, "big"), *TRUE), ((size, "small"), *FALSE)]) == (
        "Size=big and var.a",
        "Size=small and not var.a",
    )
