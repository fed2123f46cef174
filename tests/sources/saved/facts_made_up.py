"""Strategies of Hypothesis for everything that an inventory can hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from auditor.model.facts import Absent, Fact, Known, Origin, Redacted, Ref, Step, Switch, Unknown, Unseen
from auditor.model.location import NOWHERE, Location
from auditor.model.network import IngressRule, NamedRange
from auditor.model.policy import Condition, Named, Statement
from auditor.model.resource import ACTIONS, Asked, Change, Gap, Inventory, Resource
from auditor.model.schema import KINDS, FactType

TEXTS = st.text(max_size=12)
NUMBERS = st.integers(0, 10**6)
ARNS = st.builds("arn:aws:{}:{}:{}:{}".format, TEXTS, TEXTS, TEXTS, TEXTS)
PLACES = st.one_of(
    st.just(NOWHERE),
    st.builds(Location, TEXTS, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.builds(Location, arn=ARNS, account=TEXTS, region=TEXTS),
    ARNS.map(lambda arn: Location(arn=arn, account=arn.split(":")[4], region=arn.split(":")[3])),
    st.builds(Location, TEXTS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, TEXTS, TEXTS, TEXTS),
)
STEPS = st.lists(st.builds(Step, TEXTS, PLACES), max_size=2).map(tuple)
SWITCHES = st.lists(TEXTS, min_size=1, max_size=3, unique=True).flatmap(
    lambda outcomes: st.builds(
        Switch, TEXTS, st.just(tuple(outcomes)), st.one_of(st.none(), st.sampled_from(outcomes)), TEXTS
    )
)
CASES = SWITCHES.flatmap(lambda switch: st.tuples(st.just(switch), st.sampled_from(switch.outcomes)))
GUARDS = st.lists(CASES, max_size=2).map(tuple)


def facts(values: st.SearchStrategy[Any], members: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Fact]:
    """Facts over values; over tuples of members where it is a list."""
    held = values if members is None else st.lists(members, max_size=3).map(tuple)
    known = st.builds(Known, held, st.sampled_from(Origin), PLACES, STEPS, TEXTS)
    leaves: st.SearchStrategy[Fact] = st.one_of(known, st.builds(Absent, PLACES))
    bound = st.none() if members is not None else st.one_of(st.none(), held)

    def unknown(choices: st.SearchStrategy[Fact]) -> st.SearchStrategy[Fact]:
        return st.builds(
            Unknown,
            TEXTS,
            PLACES,
            st.lists(st.tuples(GUARDS, choices), max_size=2).map(tuple),
            st.none() if members is None else st.one_of(st.none(), held),
            bound,
            bound,
            STEPS,
            TEXTS,
            st.booleans(),
            st.booleans(),
        )

    return st.recursive(leaves, unknown, max_leaves=4)


FLAGS, WORDS, PORTS = facts(st.booleans()), facts(TEXTS), facts(st.integers(0, 65535))
LISTS = facts(TEXTS, TEXTS)
RANGES = st.one_of(TEXTS, st.builds(NamedRange, TEXTS, TEXTS))
RULES = st.builds(
    IngressRule, WORDS, PORTS, PORTS, facts(RANGES, RANGES), LISTS, LISTS, PLACES, FLAGS, WORDS, st.booleans()
)
NAMED = st.builds(Named, LISTS, st.booleans())
TESTS = st.builds(Condition, TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple))
STATEMENTS = st.builds(Statement, TEXTS, st.booleans(), NAMED, NAMED, NAMED, facts(TESTS, TESTS), PLACES, FLAGS)
OF_TYPE: dict[FactType, st.SearchStrategy[Fact]] = {
    FactType.BOOL: FLAGS,
    FactType.INT: facts(st.integers() | st.floats(allow_nan=False, allow_infinity=False)),
    FactType.TEXT: WORDS,
    FactType.VERSION: WORDS,
    FactType.ENUM: WORDS,
    FactType.LIST: LISTS,
    FactType.SECRET: facts(st.builds(Redacted, st.booleans())),
    FactType.RULES: facts(RULES, RULES),
    FactType.STATEMENTS: facts(STATEMENTS, STATEMENTS),
    FactType.DATE: facts(st.dates(date(1970, 1, 1))),
}
#: Facts of every type, by the name of one of each: (kind, fact).
ONE_OF_EACH = {
    spec.type: (kind.name, spec.name) for kind in KINDS.values() for spec in kind.facts.values() if not spec.derived
}
LINKS = facts(TEXTS, st.one_of(st.builds(Ref, TEXTS), st.builds(Unseen, TEXTS, TEXTS, st.booleans())))
_TABLES = st.dictionaries(TEXTS, TEXTS, max_size=2)


@st.composite
def resources(draw: st.DrawFn, kind: str, fact: str) -> Resource:
    """A resource with one fact, or with one relation where it has any."""
    spec = KINDS[kind]
    drawn = draw(st.builds(
        Resource, TEXTS, TEXTS, st.just(kind), TEXTS, PLACES, TEXTS, st.just({}), st.just({}), FLAGS, _TABLES, _TABLES,
        st.booleans(), st.one_of(st.none(), st.builds(Change, st.sampled_from(ACTIONS),
        st.lists(TEXTS, max_size=2).map(tuple), TEXTS, FLAGS)), st.booleans(), st.booleans(),
    ))  # fmt: skip
    drawn.facts[fact] = draw(OF_TYPE[spec.facts[fact].type])
    for relation in list(spec.relations)[:1]:
        drawn.relations[relation] = draw(LINKS)
    return drawn


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """An inventory with a few resources of different kinds."""
    each = draw(st.lists(st.sampled_from(sorted(ONE_OF_EACH.values())), max_size=3))
    every = {(made := draw(resources(*one))).key: made for one in each}
    found = {made.key: made for made in every.values() if not leads_home(made, every)}
    return Inventory(
        found,
        draw(st.lists(st.builds(Gap, TEXTS, TEXTS, TEXTS, TEXTS, PLACES, STEPS), max_size=2)),
        draw(st.lists(TEXTS, max_size=2)),
        {},
        dict(sorted(draw(st.dictionaries(TEXTS, NUMBERS, max_size=2)).items())),
        dict(sorted(draw(st.dictionaries(st.sampled_from(sorted(KINDS)), TEXTS, max_size=2)).items())),
        draw(st.lists(st.builds(Asked, TEXTS, TEXTS, TEXTS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, TEXTS), max_size=2)),
    )


def leads_home(resource: Resource, every: dict[str, Resource]) -> bool:
    """Whether a relation, made at random, names a key of the inventory: then it may be of a kind that cannot be."""
    return any(repr(Ref(key)) in repr(resource.relations) for key in every)
