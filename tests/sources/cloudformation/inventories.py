"""Inventories read from the text of templates, and their facts in a form that a test can compare."""

from __future__ import annotations

from pathlib import Path

from auditor.model.facts import Absent, Fact, Known
from auditor.model.resource import Inventory, Resource
from auditor.sources.cloudformation.source import read_templates

ABSENT, UNKNOWN = "(absent)", "(unknown)"


def read(folder: Path, text: str, name: str = "t.yaml", **more: str) -> Inventory:
    """The inventory of a template, and of others beside it by their names without the ending."""
    (folder / name).write_text(text, encoding="utf-8")
    for other, content in more.items():
        (folder / f"{other}.yaml").write_text(content, encoding="utf-8")
    return read_templates(sorted(folder.iterdir()), folder)


def resource(folder: Path, kind: str, properties: str, setup: str = "") -> Resource:
    """The one resource of a template, with properties in YAML flow or block form."""
    indented = "".join(f"      {line}\n" for line in properties.strip().splitlines())
    text = (
        f"{setup}\nResources:\n  One:\n    Type: AWS::ElastiCache::{kind}\n    Properties:\n{indented or '      {}'}\n"
    )
    return read(folder, text).resources["One"]


def plain(fact: Fact) -> object:
    """The value of a fact, or what stands for one: cases become a dict by their guards."""
    if isinstance(fact, Known):
        return fact.value
    if isinstance(fact, Absent):
        return ABSENT
    if fact.choices:
        return {", ".join(f"{s.name}={outcome}" for s, outcome in g): plain(case) for g, case in fact.choices}
    return UNKNOWN
