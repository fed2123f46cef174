"""Accounts as a source: answers to an inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.model.facts import Fact, Known, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Gap, Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.aws.access import Access, AccessError
from auditor.sources.aws.answers import NO_METRICS, Answer, Answers, Measuring
from auditor.sources.aws.asked import asked_of
from auditor.sources.aws.collect import Submit, collect
from auditor.sources.aws.errors import Cause
from auditor.sources.aws.needs import every_call
from auditor.sources.aws.regions import regions_of
from auditor.sources.aws.vocabulary import VOCABULARY, entries
from auditor.sources.building.assembly import assemble
from auditor.sources.building.entry import Entry

_SOURCE = "aws"
#: Causes that hold for a region as a whole, in words: one gap tells of all calls that were not answered for it.
_WHOLE = {
    Cause.CLOSED: "the region does not take these credentials, or is not enabled",
    Cause.EXPIRED: "the credentials are past their time",
    Cause.KEYS: "the credentials were refused",
    Cause.SILENT: "it does not answer in time",
}


def read_account(
    access: Access,
    regions: Sequence[str],
    needed: frozenset[str],
    submit: Submit,
    measuring: Measuring = NO_METRICS,
) -> Inventory:
    """What runs in an account, in the regions named or in all that are enabled, as far as the calls `needed` tell."""
    try:
        wanted = list(dict.fromkeys(regions)) or regions_of(access)
    except AccessError as error:
        return no_access(access.account, str(error))
    return inventory_of(collect(access, wanted, needed, submit, measuring))


def no_access(account: str, reason: str) -> Inventory:
    """An account that could not be asked at all: whatever runs in it is missing."""
    every = dict.fromkeys(KINDS, f"account {account} was not read: {reason}")
    gap = Gap(f"account:{account}", _SOURCE, f"account {account}", reason, Location(account=account))
    return Inventory(gaps=[gap], sources=[account], unlisted=every, coverage={"accounts, in vain": 1})


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
    asked = {kind for answers in every for answer in answers.every() for kind in answer.call.kinds}
    # What no call lists, such as hosts that somebody runs a cache on, is no part of what is scanned here.
    for kind in {kind for call in every_call() for kind in call.kinds} - asked:
        inventory.unlisted.setdefault(kind, "they were not asked for")
    for resource in inventory.resources.values():
        resource.observed = True
        _explain(resource, inventory.unlisted)
    return inventory


def _note(answers: Answers, inventory: Inventory) -> None:
    """The gaps of a region, and of which kinds not all were listed."""
    place = f"{answers.region} of {answers.account}" if answers.region else f"account {answers.account}"
    if answers.region:
        inventory.sources.append(f"{answers.account}/{answers.region}")
        inventory.coverage["regions"] = inventory.coverage.get("regions", 0) + 1
    lacking = [answer for answer in answers.every() if answer.lacks]
    for answer in lacking:
        for kind in answer.call.kinds:
            inventory.unlisted.setdefault(kind, f"{answer.refusal} in {place}")
    location = Location(account=answers.account, region=answers.region)
    for cause, words in _WHOLE.items():
        shut = [one for one in lacking if one.refusal is not None and one.refusal.cause is cause]
        if shut:
            lacking_calls = ", ".join(dict.fromkeys(one.call.name for one in shut))
            reason = f"{shut[0].refusal.code}: {words}; not read: {lacking_calls}"  # type: ignore[union-attr]  # it has one
            name = f"region:{answers.account}:{answers.region}:{cause.value}"
            inventory.gaps.append(Gap(name, _SOURCE, place, reason, location))
    single = [one for one in lacking if one.refusal is not None and one.refusal.cause not in _WHOLE]
    inventory.gaps += [_gap(answer, place, answers, location) for answer in single]
    inventory.asked += asked_of(answers)


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
