"""What can be known of real repositories, and what cannot: nothing for a reason that is this program's own fault."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.real.reasons import AUTHOR, OPEN, OTHER, OURS, group_of_gap, group_of_reason
from tests.real.repositories import needs_repositories, repositories
from tests.real.survey import RootSurvey, read_root, roots_of, survey, table

#: Of all facts of all roots with caches, at least so many are known or known to be absent.
LEAST_KNOWN = 0.85
#: No root of those that people write takes longer.
MOST_SECONDS = 10.0


@cache
def surveys() -> tuple[RootSurvey, ...]:
    return tuple(survey(repository, root) for repository, root in roots_of(repositories()))


@needs_repositories
def test_most_facts_are_known():
    held = [one for one in surveys() if one.caches]
    certain, unknown = sum(o.known + o.absent for o in held), sum(o.unknown for o in held)
    assert held
    assert certain / (certain + unknown) >= LEAST_KNOWN, table(held)


@needs_repositories
def test_nothing_is_unknown_because_of_this_program():
    assert [f"{one.name}: {what}" for one in surveys() for what in one.ours] == []


@needs_repositories
def test_no_root_takes_long():
    assert [(one.name, one.seconds) for one in surveys() if one.seconds > MOST_SECONDS] == []


#: A block of a cache at the left margin, up to the brace that ends it.
CACHE = re.compile(
    r'^resource "aws_elasticache_(?:replication_group|serverless_cache)" "\w+" \{\n(?:[^}].*\n|\n)*\}', re.M
)


@needs_repositories
def test_no_cache_vanishes():
    """Each cache that a root spells out, and that is there on no condition, is in the inventory."""
    lost = []
    for repository, root in roots_of(repositories()):
        found = {(r.location.file, r.location.line) for r in read_root(repository, root).resources.values()}
        for path in sorted(root.glob("*.tf")):
            text, name = path.read_text(errors="replace"), path.relative_to(repository).as_posix()
            for block in CACHE.finditer(text):
                place = (name, text[: block.start()].count("\n") + 1)
                if not re.search(r"^\s*(count|for_each)\b", block[0], re.M) and place not in found:
                    lost.append(f"{repository.name}/{name}:{place[1]}")
    assert lost == []


@pytest.mark.parametrize(
    ("reason", "whose"),
    [
        ("var.vpc_id has no value", OPEN),
        ("module.network.var.vpc_id has no value", OPEN),
        ("aws_vpc.main.id is decided by AWS", OPEN),
        ("data.aws_vpc.main is read when Terraform runs", OPEN),
        ("module.vpc was not read", OPEN),
        ("var.zone is not declared", AUTHOR),
        ("a string is required", AUTHOR),
        ("more than 10000 elements", OURS),
        ("frobnicate() is not known here", OURS),
        ("words that nobody thought of", OURS),
    ],
)
def test_a_reason_tells_whose_matter_it_is(reason: str, whose: str):
    assert group_of_reason(reason)[1] == whose


def test_what_fits_no_group_is_told_apart():
    assert group_of_reason("words that nobody thought of") == (OTHER, OURS)
    assert group_of_gap("words that nobody thought of") == (OTHER, OURS)
    assert group_of_gap("this form of Terraform code is not read yet") == ("a form of code not read", OURS)


@needs_repositories
def test_the_table_names_every_root_once():
    every = surveys()
    assert len({one.name for one in every}) == len(every)
    assert table(every).startswith(f"{len(every)} roots read")
