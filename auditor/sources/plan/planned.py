"""A plan: what will be there once it is applied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.sources.building.entry import Entry
from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Planned
from auditor.sources.plan.configured import Configured
from auditor.sources.plan.document import Document
from auditor.sources.plan.found import Found, FoundEntry, found_in_changes, ids_of, own_values, without_counted
from auditor.sources.plan.references import Json, References, constant, longest, member
from auditor.sources.plan.removed_rules import forget_removed_rules
from auditor.sources.provider import VOCABULARY
from auditor.sources.secrecy.secrets import Secrets, is_secret_name, learn_named

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]$')
#: Modules nested deeper than this are not read.
MAX_DEPTH = 64


def managed(document: Document, module: object, depth: int = 0) -> Iterator[tuple[Json, str]]:
    """The managed resources of a module and of those in it, each with what the addresses in its module begin with."""
    held = document.members(module, "a module")
    address = held.get("address")
    prefix = f"{address}." if isinstance(address, str) else ""
    for one in document.items(held.get("resources"), "the resources of a module"):
        if one.get("mode") == "managed":
            if all(isinstance(one.get(name), str) for name in ("address", "type", "name")):
                yield one, prefix
            else:
                document.problems.append("a resource without address, type or name")
    children = document.items(held.get("child_modules"), "the modules of a module")
    if depth == MAX_DEPTH and children:
        document.problems.append(f"modules nested deeper than {MAX_DEPTH}")
        return
    for child in children:
        yield from managed(document, child, depth + 1)


def found_in(document: Document, values: object) -> list[Found]:
    """The managed resources among the values of a plan or state."""
    held = document.members(values, "its values")
    return [
        Found(
            str(one["address"]),
            str(one["type"]),
            str(one["name"]),
            prefix,
            document.members(one.get("values"), "the values of a resource"),
            provider=str(one.get("provider_name", "")),
        )
        for one, prefix in managed(document, held.get("root_module"))
    ]


def plan_entries(document: Document, secrets: Secrets) -> list[Entry]:
    """The resources of a plan; what it deletes is not among them."""
    data = document.data
    values = data.get("planned_values")
    found = found_in_changes(document) if values is None else found_in(document, values)
    _note_changes(document, found, secrets)
    _learn_secrets(document, secrets)
    configuration = document.members(data.get("configuration"), "the configuration")
    root = document.members(configuration.get("root_module"), "the root module of the configuration")
    variables = document.members(data.get("variables"), "the variables")
    references = References(root, _by_base(found), variables)
    forget_removed_rules(document, found, lambda one: _names_rules(references, one))
    providers = _Providers(document, configuration)
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
        values = own_values(one, told.expressions if told is not None else {})
        resource = Planned(
            one.address, document.places, values, one.unknown, told, created=one.created, ids=ids, secrets=secrets
        )
        entries.append(FoundEntry(one, resource, providers.region(key), providers.tags(key)))
    _note_rules(entries)
    return entries


def _names_rules(references: References, group: Found) -> bool:
    """Whether code gives a security group its rules itself; it may where nothing is told of it."""
    declared = references.resource(group.prefix, group.type, group.name)
    return declared is None or member(declared, "expressions", "ingress") is not None


def _note_rules(entries: list[Entry]) -> None:
    """Tell the security groups that have rules as resources of their own."""
    ruled: set[str] = set()
    for entry in entries:
        written = entry.written
        if entry.type in VOCABULARY.rules and isinstance(written, Planned) and written.configured is not None:
            ruled |= {_INDEX.sub("", name) for name in written.configured.resources("security_group_id")}
    for entry in entries:
        if isinstance(entry.written, Planned):
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


def learn_marked(value: object, marks: object, secrets: Secrets) -> None:
    """Learn what is marked as sensitive in a value: the marks have its shape, with true where something is."""
    todo = [(value, marks)]
    while todo:
        held, mark = todo.pop()
        if mark is True:
            secrets.learn(held)
        elif isinstance(mark, dict) and isinstance(held, dict):
            todo += [(held.get(name), inner) for name, inner in mark.items()]
        elif isinstance(mark, list) and isinstance(held, list):
            todo += zip(held, mark, strict=False)


def _learn_secrets(document: Document, secrets: Secrets) -> None:
    data = document.data
    declared = member(data, "configuration", "root_module", "variables")
    for name, variable in document.members(data.get("variables"), "the variables").items():
        if is_secret_name(name) or member(declared, name, "sensitive") is True:
            secrets.learn(member(variable, "value"))
            secrets.learn(member(declared, name, "default"))
        else:
            learn_named(member(variable, "value"), secrets)
    for outputs in (member(data, "planned_values", "outputs"), member(data, "prior_state", "values", "outputs")):
        learn_outputs(outputs, secrets)


def learn_outputs(outputs: object, secrets: Secrets) -> None:
    """Learn the outputs that are sensitive."""
    for output in outputs.values() if isinstance(outputs, dict) else ():
        if member(output, "sensitive") is True:
            secrets.learn(member(output, "value"))


class _Providers:
    """The provider configurations of a plan."""

    def __init__(self, document: Document, configuration: Json) -> None:
        self._configured = document.members(configuration.get("provider_config"), "the providers")
        self._variables = document.data.get("variables")

    def name(self, key: str) -> str:
        """What a configuration is called: `provider.aws.west`, or one of a module."""
        module, _, name = key.rpartition(":")
        return f"{module}.provider.{name}" if module else f"provider.{name}" if name else ""

    def region(self, key: str) -> object:
        """The region that it states, as far as that is known."""
        called = self.name(key) or "its provider"
        expression = member(self._configured, key, "expressions", "region")
        stated = constant(expression)
        if isinstance(stated, str) and stated:
            return stated
        texts = longest(expression)
        if not texts:
            reason = f"{called} states no region: it is configured where Terraform runs"
            return Unk(reason, f"{called}.region", kind="string")
        name = texts[0].removeprefix("var.")
        value = member(self._variables, name, "value")
        # Only a variable and nothing else; what an expression makes of one is not in a plan.
        if len(texts) == 1 and texts[0].startswith("var.") and ":" not in key and isinstance(value, str) and value:
            return value
        return Unk(f"the region of {called} depends on {', '.join(texts[:3])}", f"{called}.region", kind="string")

    def tags(self, key: str) -> object:
        """The tags that it gives everything."""
        told = member(self._configured, key, "expressions", "default_tags")
        tags = member(told[0] if isinstance(told, list) and told else told, "tags")
        if told is None or tags is None:
            return {}
        stated = constant(tags)
        return stated if isinstance(stated, dict) else Unk(f"the default_tags of {self.name(key)} are not known")
