"""Accounts as a source: answers to an inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.model.facts import Fact, Known, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.aws.answers import Answer, Answers
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.vocabulary import VOCABULARY, entries
from auditor.sources.building.assembly import assemble
from auditor.sources.building.entry import Entry

_SOURCE = "aws"


def inventory_of(every: Sequence[Answers]) -> Inventory:
    """What the regions of one account hold, and what of it could not be read."""
    listed: dict[str, Entry] = {}
    for answers in every:
        for entry in entries(answers):
            # What several regions tell of, such as a global datastore, is told once.
            listed.setdefault(entry.address, entry)
    inventory = assemble(list(listed.values()), VOCABULARY)
    for answers in every:
        _note(answers, inventory)
    for resource in inventory.resources.values():
        resource.observed = True
        _explain(resource, inventory.unlisted)
    return inventory


def _note(answers: Answers, inventory: Inventory) -> None:
    """The gaps of a region, and of which kinds not all were listed."""
    place = f"{answers.region} of {answers.account}"
    inventory.sources.append(f"{answers.account}/{answers.region}")
    lacking = [answer for answer in answers.every() if answer.lacks]
    for answer in lacking:
        for kind in answer.call.kinds:
            inventory.unlisted.setdefault(kind, f"{answer.refusal} in {place}")
    location = Location(account=answers.account, region=answers.region)
    shut = [one for one in lacking if one.refusal is not None and one.refusal.cause is Cause.CLOSED]
    if shut and len(shut) == len(answers.every()):
        reason = f"{shut[0].refusal}: the region does not take these credentials, or is not enabled"
        inventory.gaps.append(Gap(f"region:{answers.account}:{answers.region}", _SOURCE, place, reason, location))
        return
    inventory.gaps += [_gap(answer, place, answers, location) for answer in lacking]
    answered = sum(not answer.lacks for answer in answers.every())
    for name, number in (("regions", 1), ("calls", answered), ("calls, in vain", len(lacking))):
        if number:
            inventory.coverage[name] = inventory.coverage.get(name, 0) + number


def _gap(answer: Answer, place: str, answers: Answers, location: Location) -> Gap:
    what = f"{answer.call.name}{f' of {answer.subject}' if answer.subject else ''} in {place}"
    partly = f", after {len(answer.items):,} of them" if answer.items else ""
    name = f"call:{answers.account}:{answers.region}:{answer.call.name}:{answer.subject}".rstrip(":")
    return Gap(name, _SOURCE, what, f"{answer.lacks}{partly}", location)


def _explain(resource: Resource, unlisted: dict[str, str]) -> None:
    """Say of what a resource names and was not found that its kind could not be listed, where that is so."""
    for name, fact in resource.relations.items():
        spec = KINDS[resource.kind].relations.get(name)
        reason = next((unlisted[kind] for kind in spec.targets if kind in unlisted), "") if spec else ""
        if reason:
            resource.relations[name] = _explained(fact, reason)


def _explained(fact: Fact, reason: str) -> Fact:
    if not isinstance(fact, Known | Unknown):
        return fact
    held = fact.value if isinstance(fact, Known) else fact.members
    if not isinstance(held, tuple) or not any(isinstance(one, Unseen) for one in held):
        return fact
    told = tuple(replace(one, reason=reason) if isinstance(one, Unseen) else one for one in held)
    return replace(fact, value=told) if isinstance(fact, Known) else replace(fact, members=told)
