"""The table of what derived facts are made of names all that the code of the analyses names."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from auditor.analysis.inputs import inputs_of, read_for, resolved
from auditor.analysis.table import DERIVED
from auditor.model.schema import KINDS

_NAMES = {name for spec in KINDS.values() for name in (*spec.facts, *spec.relations)}
_Module = tuple[dict[str, ast.AST], dict[str, tuple[str, str]]]


@cache
def _module(name: str) -> _Module:
    """What a module defines at its top, and what it takes from others of this package."""
    tree = ast.parse(Path(str(import_module(name).__file__)).read_text(encoding="utf-8"))
    made: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            made[node.name] = node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            made |= {one.id: node for one in ast.walk(node) if isinstance(one, ast.Name) and _is_set(one)}
    taken = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("auditor.analysis")
        for alias in node.names
    }
    return made, taken


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _named(where: str) -> set[str]:
    """The names of facts and relations in all code that a function leads to."""
    first = where.partition(":")
    ahead, seen, names = [(first[0], first[2])], set(), set()
    while ahead:
        module, name = ahead.pop()
        if (module, name) in seen:
            continue
        seen.add((module, name))
        made, taken = _module(module)
        if name not in made:
            ahead += [taken[name]] if name in taken else []
            continue
        for node in ast.walk(made[name]):
            if isinstance(node, ast.Name):
                ahead.append((module, node.id))
            elif isinstance(node, ast.Constant) and node.value in _NAMES:
                names.add(str(node.value))
    return names


@pytest.mark.parametrize("fact", sorted(DERIVED))
def test_whatever_the_code_of_an_analysis_names_is_in_the_table(fact: str) -> None:
    kinds, where = DERIVED[fact]
    names = _named(where)
    for kind in kinds:
        # Names that stand for something else, such as a kind, lead nowhere from the kinds that have the fact.
        lacking = {(each, name) for each, name in resolved(kind, tuple(sorted(names))) if name != fact} - read_for(
            kind, fact
        )
        assert not lacking, f"{fact} of {kind} reads {sorted(lacking)}: add it to analysis/inputs.py"


def test_the_code_is_followed_into_other_modules() -> None:
    assert {"nacl", "subnets"} <= _named("auditor.analysis.acls:reach_by_nacls")
    assert "parameters" in _named("auditor.analysis.parameters_effective:maxmemory_policy")


def test_reading_follows_relations_and_those_the_other_way_round() -> None:
    read = read_for("security_group", "guards.caches")
    assert ("security_group", "attached_to") in read
    assert ("replication_group", "security_groups") in read


def test_a_fact_that_a_source_tells_is_read_by_itself() -> None:
    assert read_for("replication_group", "tls") == {("replication_group", "tls")}


def test_names_of_the_table_are_facts_or_relations() -> None:
    for fact in DERIVED:
        assert set(inputs_of(fact)) <= _NAMES
