"""A plan: what will be there once it is applied."""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor.sources.building.entry import Entry
from auditor.sources.plan.attributes import Attributes
from auditor.sources.plan.configured import Configured
from auditor.sources.plan.document import Document, member
from auditor.sources.plan.entry import FoundEntry
from auditor.sources.plan.found import (
    Found,
    found_in,
    found_in_changes,
    ids_of,
    own_values,
    without_counted,
)
from auditor.sources.plan.providers import Providers
from auditor.sources.plan.references import References
from auditor.sources.plan.removed_rules import forget_removed_rules
from auditor.sources.plan.secrets import learn_given, learn_marked
from auditor.sources.plan.stale import forget_stale
from auditor.sources.provider import VOCABULARY
from auditor.sources.secrecy.secrets import Secrets

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]$')


def plan_entries(document: Document, secrets: Secrets) -> list[Entry]:
    """The resources of a plan; what it deletes is not among them."""
    data = document.data
    values = data.get("planned_values")
    found = found_in_changes(document) if values is None else found_in(document, values)
    _note_changes(document, found, secrets)
    learn_given(document, secrets)
    configuration = document.members(data.get("configuration"), "the configuration")
    root = document.members(configuration.get("root_module"), "the root module of the configuration")
    variables = document.members(data.get("variables"), "the variables")
    references = References(root, _by_base(found), variables)
    forget_removed_rules(document, found, lambda one: _names_rules(references, one))
    providers = Providers(document, configuration)
    defaults = document.members(root.get("variables"), "the variables of the configuration")
    ids = ids_of(found)
    entries: list[Entry] = []
    for one in without_counted(found):
        declared = references.resource(one.prefix, one.type, one.name)
        expressions = member(declared, "expressions")
        told = None
        if declared is not None:
            known = expressions if isinstance(expressions, dict) else {}
            each = member(declared, "for_each_expression")
            told = Configured(known, one.prefix, references, variables, defaults, each, one.address)
        key = str(member(declared, "provider_config_key") or "")
        one.provider = providers.name(key) or one.provider
        stated = told.expressions if told is not None else {}
        forget_stale(one, stated)
        values = own_values(one, stated)
        resource = Attributes(
            one.address, document.places, values, one.unknown, told, created=one.created, ids=ids, secrets=secrets
        )
        entries.append(FoundEntry(one, resource, providers.region(key), providers.tags(key)))
    _note_rules(entries)
    return entries


def _names_rules(references: References, group: Found) -> bool:
    """Whether code gives a security group its rules itself; where nothing is told of it, whether it gives it others."""
    declared = references.resource(group.prefix, group.type, group.name)
    return group.gets("ingress") if declared is None else member(declared, "expressions", "ingress") is not None


def _note_rules(entries: list[Entry]) -> None:
    """Tell the security groups that have rules as resources of their own."""
    ruled: set[str] = set()
    for entry in entries:
        written = entry.written
        if entry.type in VOCABULARY.rules and isinstance(written, Attributes) and written.configured is not None:
            ruled |= {_INDEX.sub("", name) for name in written.configured.resources("security_group_id")}
    for entry in entries:
        if isinstance(entry.written, Attributes):
            entry.written.ruled = _INDEX.sub("", entry.address) in ruled


def _by_base(found: list[Found]) -> Callable[[str], list[str]]:
    """From an address to those that it may stand for: its own, or those of all instances."""
    by_base: dict[str, list[str]] = {}
    for one in found:
        by_base.setdefault(_INDEX.sub("", one.address), []).append(one.address)
    exact = {one.address for one in found}
    return lambda address: [address] if address in exact else by_base.get(address, [])


def _note_changes(document: Document, found: list[Found], secrets: Secrets) -> None:
    """Take over what the changes tell: what is not known yet, what is new, what was called otherwise."""
    by_address = {one.address: one for one in found}
    for change in document.items(document.data.get("resource_changes"), "the resource changes"):
        told = document.members(change.get("change"), "a change")
        for side in ("before", "after"):
            learn_marked(told.get(side), told.get(f"{side}_sensitive"), secrets)
        one = by_address.get(str(change.get("address")))
        if one is None or "deposed" in change:
            continue
        one.unknown = document.members(told.get("after_unknown") or None, "what is unknown of a resource")
        actions = told.get("actions")
        one.created = told.get("before") is None or (isinstance(actions, list) and "create" in actions)
        called, former = change.get("previous_address"), told.get("before")
        one.before = called if isinstance(called, str) else ""
        one.former = former if isinstance(former, dict) else None
