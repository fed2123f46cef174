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
    for outputs in (member(data, "planned_values", "outputs"), member(data, "prior_state", "values", "outputs")):
        learn_outputs(outputs, secrets)


def learn_outputs(outputs: object, secrets: Secrets) -> None:
    """Learn the outputs that are sensitive."""
    for output in outputs.values() if isinstance(outputs, dict) else ():
        if member(output, "sensitive") is True:
            secrets.learn(member(output, "value"))
