"""From a request to its answer: worked out, about one thing, or a page of a listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.demo.choosing import chosen, gone
from auditor.demo.estate import CLOSED, Estate, Item
from auditor.demo.faults import Faults, closed, unknown
from auditor.demo.paging import ARGUMENTS, page
from auditor.demo.reading import Request
from auditor.demo.special import SPECIAL


def values_of(request: Request, estate: Estate, faults: Faults) -> dict[str, Any]:
    """The members of the answer to a request. Raises Failure."""
    if request.account not in estate.accounts or _is_shut(request, estate):
        raise closed(request)
    if request.model is None:
        raise unknown(request)
    if request.action in SPECIAL:
        return SPECIAL[request.action](request, estate)
    subject = _subject(request)
    if subject:
        return _about(request, subject, estate, faults)
    whole = estate.about(request.account, request.region, request.action, "")
    if isinstance(whole, Mapping):
        return dict(whole)
    items = estate.items(request.account, request.region, request.action)
    return page(request, chosen(request, items, ARGUMENTS), endless=request.action in faults.endless)


def _is_shut(request: Request, estate: Estate) -> bool:
    """Whether the region is one that the account has not opted in to; what is global is signed for any."""
    return estate.regions.get(request.region) == CLOSED and request.service not in {"iam", "organizations"}


def _subject(request: Request) -> str:
    """The argument that names the one thing asked about, if an operation answers only about one."""
    shape = request.model.input_shape
    names = [name for name in shape.required_members if shape.members[name].type_name == "string"] if shape else []
    return names[0] if names else ""


def _about(request: Request, name: str, estate: Estate, faults: Faults) -> dict[str, Any]:
    asked = str(request.arguments.get(name) or "")
    # What is asked for by its ARN may be kept by its name or id.
    subjects = (asked, asked.rpartition("/")[2], asked.rpartition(":")[2])
    found: Item | Sequence[Item] | None = None
    for subject in subjects:
        found = estate.about(request.account, request.region, request.action, subject)
        if found is not None:
            break
    if found is None or any(faults.has_lost(request, subject) for subject in subjects):
        raise gone(request, name)
    if isinstance(found, Mapping):
        return dict(found)
    items = chosen(request, [("", one) for one in found], ARGUMENTS | {name})
    return page(request, items, endless=request.action in faults.endless)
