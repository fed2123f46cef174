"""What a plan or a state marks as secret, or calls like a secret: learned, so that no report shows it."""

from __future__ import annotations

from auditor.sources.plan.document import Document, member
from auditor.sources.secrecy.secrets import Secrets, is_secret_name, learn_named


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


def learn_given(document: Document, secrets: Secrets) -> None:
    """Learn the secrets among the variables and outputs of a plan."""
    data = document.data
    declared = member(data, "configuration", "root_module", "variables")
    for name, variable in document.members(data.get("variables"), "the variables").items():
        if is_secret_name(name) or member(declared, name, "sensitive") is True:
            secrets.learn(member(variable, "value"))
            secrets.learn(member(declared, name, "default"))
        else:
            learn_named(member(variable, "value"), secrets)
    for name, variable in declared.items() if isinstance(declared, dict) else ():
        if is_secret_name(name) or member(variable, "sensitive") is True:
            secrets.learn(member(variable, "default"))
    changes = data.get("output_changes")
    for change in changes.values() if isinstance(changes, dict) else ():
        for side in ("before", "after"):
            learn_marked(member(change, side), member(change, f"{side}_sensitive"), secrets)
    for values in (data.get("planned_values"), member(data, "prior_state", "values")):
        _learn_resources(values, secrets)
    for outputs in (member(data, "planned_values", "outputs"), member(data, "prior_state", "values", "outputs")):
        learn_outputs(outputs, secrets)


def _learn_resources(values: object, secrets: Secrets) -> None:
    """Learn what all resources and data sources keep secret, and what they call so: others may repeat it."""
    todo = [member(values, "root_module")]
    while todo:
        module = todo.pop()
        inner, resources = member(module, "child_modules"), member(module, "resources")
        todo += inner if isinstance(inner, list) else []
        for one in resources if isinstance(resources, list) else ():
            learn_marked(member(one, "values"), member(one, "sensitive_values"), secrets)
            learn_named(member(one, "values"), secrets)


def learn_outputs(outputs: object, secrets: Secrets) -> None:
    """Learn the outputs that are sensitive."""
    for output in outputs.values() if isinstance(outputs, dict) else ():
        if member(output, "sensitive") is True:
            secrets.learn(member(output, "value"))
