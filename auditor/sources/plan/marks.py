"""Which attributes of a resource a plan or state marks as sensitive."""

from __future__ import annotations

from auditor.sources.plan.index import Stood
from auditor.sources.plan.spans import members_at, read_at

#: What has the shape of the values, with true where something is sensitive.
_MARKS = ("sensitive_values", "before_sensitive", "after_sensitive")
#: Paths to what is sensitive, in a state as Terraform keeps it.
_PATHS = "sensitive_attributes"
_CHANGE = "change"
#: Stands for every attribute.
EVERY = "*"


def sensitive_in(text: str, stood: Stood) -> set[str]:
    """The attributes that are sensitive, in part or as a whole, by what stands beside the values of a resource."""
    beside = members_at(text, stood.begin)
    if _CHANGE in beside:
        beside = members_at(text, beside[_CHANGE].value)
    names: set[str] = set()
    for name in (*_MARKS, _PATHS):
        told = read_at(text, beside[name].value)[0] if name in beside else None
        if told is True:
            names.add(EVERY)
        elif isinstance(told, dict):
            names |= {attribute for attribute, marks in told.items() if _is_marked(marks)}
        elif isinstance(told, list):
            names |= _first_steps(told)
    return names


def _is_marked(marks: object) -> bool:
    """Whether anything is marked as sensitive."""
    todo = [marks]
    while todo:
        one = todo.pop()
        if one is True:
            return True
        if isinstance(one, dict | list):
            todo += one.values() if isinstance(one, dict) else one
    return False


def _first_steps(paths: list[object]) -> set[str]:
    """The attributes that paths begin with; every one for a path that is not understood."""
    names = set()
    for path in paths:
        step = path[0] if isinstance(path, list) and path else None
        told = step.get("value") if isinstance(step, dict) else None
        names.add(told if isinstance(told, str) else EVERY)
    return names
