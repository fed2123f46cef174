"""A state: what was there when Terraform looked last. Everything in it is known."""

from __future__ import annotations

from auditor.sources.building.entry import Entry
from auditor.sources.partial.values import Unk
from auditor.sources.plan.attributes import Attributes
from auditor.sources.plan.document import Document, Json, member
from auditor.sources.plan.entry import FoundEntry
from auditor.sources.plan.found import Found, found_in, ids_of, managed, note_deposed, own_values, without_counted
from auditor.sources.plan.index import state_address
from auditor.sources.plan.places import Places
from auditor.sources.plan.secrets import learn_marked, learn_outputs
from auditor.sources.secrecy.secrets import Secrets, learn_named

_NO_REGION = "the state does not tell its region"


def state_entries(document: Document, secrets: Secrets) -> list[Entry]:
    """The resources of a state as `show -json` prints it."""
    values = document.data.get("values")
    learn_outputs(member(values, "outputs"), secrets)
    for one, _ in managed(document, member(values, "root_module")):
        learn_marked(one.get("values"), one.get("sensitive_values"), secrets)
    return known_entries(found_in(document, values), document.places, secrets)


def state_file_entries(document: Document, secrets: Secrets) -> list[Entry]:
    """The resources of a state as Terraform keeps it."""
    learn_outputs(document.data.get("outputs"), secrets)
    found: list[Found] = []
    for resource in document.items(document.data.get("resources"), "the resources"):
        instances = document.items(resource.get("instances"), "the instances of a resource")
        if resource.get("mode") != "managed":
            for one in instances:
                _learn(one, secrets)
            continue
        for one in instances:
            told = _instance(document, resource, one, secrets)
            if "deposed" in one:
                note_deposed(document, told.address, told.type)
            else:
                found.append(told)
    return known_entries(found, document.places, secrets)


def _instance(document: Document, resource: Json, instance: Json, secrets: Secrets) -> Found:
    module = resource.get("module")
    prefix = f"{module}." if isinstance(module, str) else ""
    type_, name = str(resource.get("type", "")), str(resource.get("name", ""))
    address = state_address(resource, instance.get("index_key"))
    if "attributes_flat" in instance:
        document.problems.append(f"{address} was written by a Terraform before 0.12")
    values = document.members(instance.get("attributes"), "the attributes of an instance")
    _learn(instance, secrets)
    return Found(address, type_, name, prefix, values, provider=str(resource.get("provider", "")))


def _learn(instance: Json, secrets: Secrets) -> None:
    """Learn what an instance keeps secret, and what it calls so."""
    values, paths = instance.get("attributes"), instance.get("sensitive_attributes")
    learn_named(values, secrets)
    for path in paths if isinstance(paths, list) else ():
        secrets.learn(_at(values, path))


def _at(value: object, path: object) -> object:
    """What stands at a path of steps in a value; None where it leads nowhere."""
    for step in path if isinstance(path, list) else ():
        told = member(step, "value")
        key = member(told, "value") if isinstance(told, dict) else told
        if isinstance(value, dict):
            value = value.get(key) if isinstance(key, str) else None
        elif isinstance(value, list):
            value = value[key] if isinstance(key, int) and 0 <= key < len(value) else value
    return value


def known_entries(
    found: list[Found], places: Places, secrets: Secrets, made: type[Attributes] = Attributes
) -> list[Entry]:
    """Resources of which all is known, and nothing of what code says."""
    ids = ids_of(found)
    return [
        FoundEntry(
            one,
            made(one.address, places, own_values(one, {}), {}, None, created=False, ids=ids, secrets=secrets),
            Unk(_NO_REGION),
            {},
        )
        for one in without_counted(found)
    ]
