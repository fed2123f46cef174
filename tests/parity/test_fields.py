"""Every source has a way to say each fact and each relation of the schema, or the table here tells why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from auditor.model.schema import KINDS
from auditor.sources.building.table import Table
from auditor.sources.cloudformation.resources.vocabulary import VOCABULARY as TEMPLATES
from auditor.sources.provider import VOCABULARY as PROVIDER

#: Code, plans and states share the field tables of the provider.
SOURCES = {"terraform, plan and state": PROVIDER, "cloudformation": TEMPLATES}
#: What no field table says, since `assemble` makes it of every entry.
_OF_EVERY_ENTRY = {"identifier", "tags", "region"}
_PLAN_ONLY = "only a plan tells what was there before: auditor/sources/plan adds it beside the tables"
#: (source, kind, fact or relation) -> why it cannot be said. An `*` stands for all.
LACKS = {
    ("*", "*", "before"): _PLAN_ONLY,
    ("*", "security_group", "caches"): _PLAN_ONLY,
    ("terraform, plan and state", "snapshot", "serverless_cache"): "the provider takes none of serverless caches",
    ("terraform, plan and state", "snapshot", "key"): "the provider has no argument for the key of a snapshot",
    ("*", "reserved_node", "caches"): "what is running uses reservations, code does not say of which",
    ("*", "service_update", "cache"): "updates are AWS's own: nobody writes them in code",
    ("cloudformation", "vpc", "route_table"): "no resource type takes over the main route table of a VPC",
    ("cloudformation", "vpc", "nacl"): "no resource type takes over the default network ACL of a VPC",
}


def said_of(kind: str, tables: list[Table]) -> set[str]:
    facts = {field.fact for table in tables for field in table.fields}
    specials = {name for table in tables for name in table.specials}
    links = {link.relation for table in tables for link in table.links}
    return facts | specials | links | (_OF_EVERY_ENTRY & KINDS[kind].facts.keys())


def lacking(source: str) -> set[tuple[str, str]]:
    found = set()
    for kind, spec in KINDS.items():
        tables = [table for table in SOURCES[source].tables.values() if table.kind == kind]
        stated = {name for name, fact in spec.facts.items() if not fact.derived and not fact.observed}
        wanted = stated | {name for name, relation in spec.relations.items() if not relation.inverse}
        told = {one.name for tellings in SOURCES[source].tellings.values() for one in tellings if one.kind == kind}
        watched = spec.relations.keys() if kind == "alarm" and SOURCES[source].alarms else set()
        found |= {(kind, name) for name in wanted - said_of(kind, tables) - told - watched}
    return found


def reason(source: str, kind: str, name: str) -> str:
    keys = [(s, k, name) for s in (source, "*") for k in (kind, "*")]
    return next((LACKS[key] for key in keys if key in LACKS), "")


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_source_lacks_has_a_reason(source: str):
    assert [(kind, name) for kind, name in sorted(lacking(source)) if not reason(source, kind, name)] == []


def test_no_reason_is_without_need():
    lacks = {(source, *pair) for source in SOURCES for pair in lacking(source)}
    for source, kind, name in LACKS:
        assert any(source in (s, "*") and kind in (k, "*") and name == n for s, k, n in lacks), (
            f"{source} {kind} {name} is said"
        )


@pytest.mark.parametrize("source", SOURCES)
def test_tables_say_nothing_that_the_schema_does_not_know(source: str):
    for table in SOURCES[source].tables.values():
        spec = KINDS[table.kind]
        assert said_of(table.kind, [table]) <= spec.facts.keys() | spec.relations.keys()


RULES = sorted((Path(__file__).parents[2] / "rules").glob("*/*.yaml"))
#: What would tie a rule to a source.
_OF_A_SOURCE = re.compile(r"aws_[a-z]|AWS::|terraform|cloudformation|hcl|tfstate|\bplan\b|template", re.IGNORECASE)


@pytest.mark.parametrize(
    "path", [path for path in RULES if path.parent.name not in ("frameworks", "data")], ids=lambda p: p.stem
)
def test_rules_know_of_no_source(path: Path):
    rule = yaml.safe_load(path.read_text(encoding="utf-8"))
    judged = {name: rule[name] for name in ("applies_to", "check", "params", "default") if name in rule}
    assert not _OF_A_SOURCE.search(yaml.safe_dump(judged))
