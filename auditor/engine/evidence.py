"""Evidence on demand: from a compact verdict to the finding that a report shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from auditor.engine.bounds import NotReached
from auditor.engine.build import BEFORE, CHANGES
from auditor.engine.conditions import Observation
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.engine.shared import Shared
from auditor.engine.world_texts import worlds_text, worlds_texts
from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Absent, Fact, Known, Redacted, Ref, Unknown, Unseen
from auditor.model.finding import Evidence, Finding, Status, Verdict
from auditor.model.location import Location
from auditor.model.resource import GONE, Inventory, Resource

#: The space after it goes with it where it stands for nothing: "this {engine} cache".
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}( ?)")
_MAX_EVIDENCE = 20


def build_finding(
    verdict: Verdict,
    rules: RuleSet,
    inventory: Inventory,
    derived: dict[tuple[str, str], Fact],
    shared: Shared | None = None,
    form: Rule | None = None,
) -> Finding:
    """The finding of `verdict`, its evidence read again in the world that the verdict names.

    `form` is the rule as it was judged, where a workload makes it another than it is in `rules`.
    """
    rule = form or rules.rules[verdict.rule]
    resource = inventory.resources[verdict.resource]
    view = WorldView(inventory, derived, verdict.world, shared)
    # What was too much work to judge is not looked at for evidence either.
    observations = [] if isinstance(verdict, NotReached) else _observations(rule, resource, view, verdict)
    evidence = tuple(_evidence(o, resource, rule) for o in observations)
    return Finding(
        rule=rule.id,
        status=verdict.status,
        severity=verdict.severity,
        base_severity=rule.info.severity,
        resource=resource.key,
        address=resource.address,
        kind=resource.kind,
        location=_location(evidence, resource),
        message=_message(rule, resource, view, verdict, evidence),
        evidence=evidence,
        fingerprint=fingerprint(rule.id, resource),
        fails_when=worlds_texts(verdict.fails_when),
        exists_when=_exists_when(resource),
        because=_reasons(observations),
        lead=verdict.lead,
        adjustments=rule.adjustments,
    )


def _reasons(observations: list[Observation]) -> tuple[str, ...]:
    """Why the facts are what they are, each reason once."""
    reasons = [
        f"{'before: ' if o.resource.former else ''}{o.fact.because}"
        for o in observations
        if not isinstance(o.fact, Absent) and o.fact.because
    ]
    return tuple(dict.fromkeys(reasons))


def fingerprint(rule: str, resource: Resource) -> str:
    """The same for the same fault tomorrow: rule, kind and identity, without path and line."""
    text = f"{rule}\0{resource.kind}\0{resource.identity or resource.address}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _observations(rule: Rule, resource: Resource, view: WorldView, verdict: Verdict) -> list[Observation]:
    scope = rule.scope[resource.kind]
    if scope is not None and scope.holds(resource, view) is not True:
        found = scope.observe(resource, view)
    else:
        found = rule.check[resource.kind].observe(resource, view)
    unique: dict[tuple[str, str, str, str], Observation] = {}
    for o in found:
        # A relation can be unknown for several reasons: each member that was not read has its own.
        reason = o.fact.reason if isinstance(o.fact, Unknown) else ""
        unique.setdefault((o.resource.key, o.name, o.expected, reason), o)
    return list(unique.values())[:_MAX_EVIDENCE]


def show(value: object) -> str:
    """A value as a report writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Redacted, int, float)):
        return str(value)
    if isinstance(value, Ref):
        return value.key
    if isinstance(value, Unseen):
        return value.name
    if isinstance(value, (tuple, list)):
        return ", ".join(show(v) for v in value) if value else "none"
    return str(value) if value != "" else '""'


def show_fact(fact: Fact) -> str:
    """A fact as a report writes it; `unknown` with what is known of its bounds."""
    if isinstance(fact, Known):
        return show(fact.value)
    if isinstance(fact, Absent):
        return "not set"
    if fact.low is not None and fact.high is not None:
        return f"unknown ({show(fact.low)} to {show(fact.high)})"
    if fact.low is not None:
        return f"unknown (at least {show(fact.low)})"
    if fact.high is not None:
        return f"unknown (at most {show(fact.high)})"
    if fact.members:
        return f"unknown (among them {show(fact.members)})"
    return "unknown"


def in_a_sentence(fact: Fact) -> str:
    """A fact as a message writes it: of what is not known its bounds, `7.0 to 7.1`, without more words."""
    text = show_fact(fact)
    if isinstance(fact, Unknown) and not fact.members:
        return text.removeprefix("unknown (").removesuffix(")")
    return text


def _evidence(observation: Observation, subject: Resource, rule: Rule) -> Evidence:
    fact, resource = observation.fact, observation.resource
    itself = resource is subject or (resource.former and resource.address == subject.address)
    place = fact.place if fact.place != Location() else resource.location
    return Evidence(
        fact=observation.name,
        value=show_fact(fact),
        # What was, was as it was: a rule about changes wants nothing of it.
        expected="" if resource.former else observation.expected,
        origin=fact.origin.value if isinstance(fact, Known) else "absent" if isinstance(fact, Absent) else "unknown",
        location=place,
        resource="" if itself else resource.address,
        reason=fact.reason if isinstance(fact, Unknown) else "",
        via=() if isinstance(fact, Absent) else fact.via,
        when=_when(observation, subject, rule),
    )


def _when(observation: Observation, subject: Resource, rule: Rule) -> str:
    """Whether it is what a plan found, or, for a rule about changes, what it makes of that."""
    if observation.resource.former:
        return "before"
    # What compares the two is of neither.
    compares = not rule.changes or observation.name.startswith("change.") or subject.planned in GONE
    return "" if compares else "after"


def _location(evidence: tuple[Evidence, ...], resource: Resource) -> Location:
    """Where a person should look first: at the first fact of the resource itself, else at the resource."""
    for one in evidence:
        if not one.resource and one.when != "before" and one.location != Location():
            return one.location
    return resource.location


def _message(rule: Rule, resource: Resource, view: WorldView, verdict: Verdict, evidence: tuple[Evidence, ...]) -> str:
    if isinstance(verdict, NotReached):
        return f"Not established: {verdict.reason}"
    if verdict.status is Status.FAIL:
        return _fill(rule.message, rule.params, resource, view, evidence)
    if verdict.status is Status.NOT_APPLICABLE:
        return rule.not_applicable.strip() or "Does not apply: " + _because(evidence)
    if verdict.status is Status.PASS:
        return _because(evidence)
    reasons = list(dict.fromkeys(e.reason for e in evidence if e.reason))
    if verdict.fails_when:
        return "Fails when " + worlds_text(verdict.fails_when)
    return "Not established: " + ("; ".join(reasons) or _because(evidence))


def _because(evidence: tuple[Evidence, ...]) -> str:
    parts = [
        f"{e.fact} {'of ' + e.resource + ' ' if e.resource else ''}{'was' if e.when == 'before' else 'is'} {e.value}"
        for e in evidence[:4]
    ]
    return ", ".join(parts) or "nothing to check"


def _fill(
    message: str, params: Mapping[str, object], resource: Resource, view: WorldView, evidence: tuple[Evidence, ...]
) -> str:
    def value(match: re.Match[str]) -> str:
        name, space = match.groups()
        if name in ("name", "address", "kind"):
            return str(getattr(resource, name)) + space
        if name == CHANGES:
            return _changes(evidence) + space
        text = show(params[name]) if name in params else in_a_sentence(_named(name, resource, view))
        return "" if text == "unknown" and space else text + space

    return _PLACEHOLDER.sub(value, message.strip())


def _changes(evidence: tuple[Evidence, ...]) -> str:
    """The facts of the resource itself that the verdict rests on, before and after: `tls true -> false`."""
    before = {one.fact: one.value for one in evidence if one.when == "before" and not one.resource}
    after = {one.fact: one.value for one in evidence if one.when == "after" and not one.resource}
    return ", ".join(f"{name} {before[name]} -> {after[name]}" for name in before if name in after)


def _named(name: str, resource: Resource, view: WorldView) -> Fact:
    """The fact of a name; with `before.` in front that of the resource as it was before a plan."""
    if not name.startswith(BEFORE):
        return view.fact(resource, name)
    before = view.related(resource, "before").certain
    return view.fact(before[0], name.removeprefix(BEFORE)) if before else ABSENT


def _exists_when(resource: Resource) -> tuple[str, ...]:
    exists = resource.exists
    if not isinstance(exists, Unknown):
        return ()
    guards = [guard for guard, fact in exists.choices if isinstance(fact, Known) and fact.value]
    return worlds_texts(guards) or (f"not known: {exists.reason}",)
