"""Judging: each rule on each resource in its scope, over the worlds in which the resource exists."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from auditor.engine.bounds import MAX_STEPS, NotReached, OutOfSteps, too_many
from auditor.engine.conditions import Condition
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.engine.shared import Shared
from auditor.engine.workloads.apply import SEVERE, Applied
from auditor.engine.worlds import MAX_WORLDS, WorldView, extend, is_default
from auditor.model.facts import Fact, Known, Unknown
from auditor.model.finding import Severity, Status, Verdict, World
from auditor.model.resource import Gap, Inventory, Resource

#: Steps for one rule on one resource, and for each world that it is judged in, which a verdict may have to keep.
_RULE, _WORLD = 5, 40

_BY_TRUTH = {True: Status.PASS, False: Status.FAIL, None: Status.UNKNOWN}


@dataclass(slots=True)
class Judgement:
    """All verdicts of a scan, and the gaps that judging itself left."""

    verdicts: list[Verdict]
    gaps: list[Gap]


@dataclass(slots=True)
class Ready:
    """A rule made ready to judge one kind: what is the same for all resources is looked up once."""

    rule: Rule
    id: str
    severity: Severity
    scope: Condition | None
    check: Condition

    @classmethod
    def of(cls, rule: Rule, kind: str) -> Ready:
        """`rule` as it judges resources of `kind`, which is one of its own."""
        return cls(rule, rule.id, rule.severity, rule.scope[kind], rule.check[kind])

    def status(self, resource: Resource, view: WorldView) -> Status:
        """How the rule ends on `resource` in the world of `view`."""
        if self.scope is not None:
            applies = self.scope.holds(resource, view)
            if not applies:
                return Status.NOT_APPLICABLE if applies is False else Status.UNKNOWN
        return _BY_TRUTH[self.check.holds(resource, view)]


@dataclass(slots=True)
class Seen:
    """An inventory, the derived facts of it that are known already, and the work that is left for it."""

    inventory: Inventory
    derived: dict[tuple[str, str], Fact]
    shared: Shared
    base: WorldView = field(init=False)

    def __post_init__(self) -> None:
        self.base = WorldView(self.inventory, self.derived, shared=self.shared)

    def judge(self, ready: Ready, resource: Resource) -> tuple[Verdict, bool]:
        """The verdict of a rule, and whether the bound on worlds was met. Raises OutOfSteps."""
        self.shared.spend(_RULE)
        exists, base = resource.exists, self.base
        if type(exists) is Known and exists.value:
            base.forget()
            status = ready.status(resource, base)
            if (status is not Status.UNKNOWN or not base.pending) and not base.refused:
                return Verdict(ready.id, resource.key, status, ready.severity), False
        return _over_worlds(ready, resource, self.inventory, self.derived, self.shared)


def judge_all(
    rules: RuleSet,
    inventory: Inventory,
    derived: dict[tuple[str, str], Fact] | None = None,
    steps: int = MAX_STEPS,
    applied: Applied | None = None,
) -> Judgement:
    """Every (rule, resource in its scope) ends as exactly one verdict. `derived` is the cache of derived facts.

    `applied` says what the resources are for; then `inventory` is the one that it tells.
    """
    result = Judgement([], [])
    seen = Seen(inventory, derived if derived is not None else {}, Shared(steps))
    plain = Seen(applied.plain, applied.derived, Shared(steps)) if applied and applied.plain else seen
    pairs = _pairs(rules, inventory, applied)
    for ready, resource in pairs:
        rule = ready.rule
        try:
            verdict, bounded = _worse(ready, resource, seen, plain) if rule.variant else seen.judge(ready, resource)
        except OutOfSteps:
            _end(result, (ready, resource), pairs, too_many(steps))
            break
        result.verdicts.append(verdict)
        if bounded:
            reason = f"more than {MAX_WORLDS} combinations of undecided inputs"
            gap = Gap(
                f"worlds:{rule.id}:{resource.key}",
                "engine",
                f"{rule.id} on {resource.address}",
                reason,
                resource.location,
            )
            result.gaps.append(gap)
    return result


def _worse(ready: Ready, resource: Resource, seen: Seen, plain: Seen) -> tuple[Verdict, bool]:
    """The verdict of a rule that a workload made; where it has two forms, the worse of both."""
    rule = ready.rule
    at = plain if rule.plain else seen
    verdict, bounded = at.judge(ready, at.inventory.resources[resource.key])
    worst = replace(verdict, variant=rule.variant)
    if rule.also is not None:
        verdict, also_bounded = seen.judge(Ready.of(rule.also, resource.kind), resource)
        bounded = bounded or also_bounded
        if SEVERE.index(verdict.status) >= SEVERE.index(worst.status):
            worst = replace(verdict, variant=rule.also.variant)
    return worst, bounded


def _pairs(rules: RuleSet, inventory: Inventory, applied: Applied | None) -> Iterator[tuple[Ready, Resource]]:
    """Each rule with each resource in its scope, as it is for what the resource is for."""
    by_kind: dict[Hashable, list[Ready]] = {}
    # In the order of reports, so that findings are sorted at once.
    every = sorted(rules.rules.values(), key=lambda rule: rule.id)
    for key in sorted(inventory.resources):
        resource = inventory.resources[key]
        if resource.judged or resource.change is not None:
            # Which rules judge it is the same for all of a kind that are alike in this.
            use = applied.alike(key) if applied is not None else None
            alike = (resource.kind, resource.planned, resource.judged, resource.observed, use)
            if alike not in by_kind:
                fitting = [rule for rule in every if resource.kind in rule.check and rule.judges(resource)]
                made = [applied.rule_for(rule, key) for rule in fitting] if applied is not None else fitting
                by_kind[alike] = [Ready.of(rule, resource.kind) for rule in made]
            for ready in by_kind[alike]:
                yield ready, resource


def _end(result: Judgement, at: tuple[Ready, Resource], rest: Iterator[tuple[Ready, Resource]], bound: str) -> None:
    """End judging where its bound was met: no verdict is missing, and one gap tells of those that were not reached."""
    left = [
        NotReached(r.id, each.key, Status.UNKNOWN, r.severity, reason=bound, variant=r.rule.variant)
        for r, each in chain([at], rest)
    ]
    ready, resource = at
    result.verdicts += left
    what = f"{ready.id} on {resource.address}, and all {len(left) - 1:,} verdicts after it"
    result.gaps.append(Gap("judging:steps", "engine", what, bound, resource.location))


def status_in(rule: Rule, resource: Resource, view: WorldView) -> Status:
    """How `rule` ends on `resource` in the world of `view`."""
    return Ready.of(rule, resource.kind).status(resource, view)


def judge(
    rule: Rule, resource: Resource, inventory: Inventory, derived: dict[tuple[str, str], Fact]
) -> tuple[Verdict, bool]:
    """The verdict of one rule on one resource, and whether the bound on worlds was met."""
    return _over_worlds(Ready.of(rule, resource.kind), resource, inventory, derived, Shared())


def _over_worlds(
    ready: Ready, resource: Resource, inventory: Inventory, derived: dict[tuple[str, str], Fact], shared: Shared
) -> tuple[Verdict, bool]:
    """The verdict, and whether the bound on worlds was met. Raises OutOfSteps if `shared` has not enough of them.

    Worlds are split lazily: only where a verdict is open and a switch was read on the way. By monotonicity of Kleene's
    logic a verdict that is settled in a partial world is settled in all worlds that extend it.
    """
    outcomes, bounded, refused = _outcomes(ready, resource, inventory, derived, shared)
    if refused and not outcomes:
        # There is no world in which all that the rule reads can be so.
        return Verdict(ready.id, resource.key, Status.UNKNOWN, ready.severity), bounded
    return _combine(ready, resource, outcomes), bounded


def _outcomes(
    ready: Ready, resource: Resource, inventory: Inventory, derived: dict[tuple[str, str], Fact], shared: Shared
) -> tuple[list[tuple[World, Status]], bool, bool]:
    """The status in each world that matters and in which the resource exists; met the bound; left out a refused one."""
    todo: list[World] = [()] if _may_exist(resource.exists) else []
    outcomes: list[tuple[World, Status]] = []
    looked_at, bounded, refused = 0, False, False
    while todo:
        world = todo.pop()
        looked_at += 1
        shared.spend(_WORLD)
        view = WorldView(inventory, derived, world, shared)
        exists = view.settle(resource.exists)
        if isinstance(exists, Known) and not exists.value:
            continue
        # Below the first world it matters whether the resource is there: in the default one it may not be.
        guarded = bool(view.pending and world)
        status = ready.status(resource, view)
        if view.refused:
            refused = True
            continue
        splits = view.pending and (guarded or status is Status.UNKNOWN)
        more = extend(world, view.pending[0]) if splits else []
        if more and looked_at + len(todo) + len(more) <= MAX_WORLDS:
            todo += reversed(more)
        else:
            bounded = bounded or bool(more)
            outcomes.append((world, status))
    return outcomes, bounded, refused


def _may_exist(exists: Fact) -> bool:
    if isinstance(exists, Unknown):
        return not exists.choices or any(_may_exist(choice) for _, choice in exists.choices)
    return isinstance(exists, Known) and bool(exists.value)


def _combine(ready: Ready, resource: Resource, outcomes: list[tuple[World, Status]]) -> Verdict:
    """One verdict over all worlds: FAIL if it fails in all or by default, PASS if it passes in all, else UNKNOWN."""
    statuses = {status for _, status in outcomes}
    failing = tuple(world for world, status in outcomes if status is Status.FAIL)
    if not outcomes or statuses == {Status.NOT_APPLICABLE}:
        world = outcomes[0][0] if outcomes else ()
        return Verdict(ready.id, resource.key, Status.NOT_APPLICABLE, ready.severity, world)
    if statuses <= {Status.PASS, Status.NOT_APPLICABLE}:
        world = next(world for world, status in outcomes if status is Status.PASS)
        return Verdict(ready.id, resource.key, Status.PASS, ready.severity, world)
    if statuses == {Status.FAIL}:
        return Verdict(ready.id, resource.key, Status.FAIL, ready.severity, failing[0])
    default = [(world, status) for world, status in outcomes if is_default(world)]
    if {status for _, status in default} == {Status.FAIL}:
        return Verdict(ready.id, resource.key, Status.FAIL, ready.severity, default[0][0], failing)
    unknown = next((world for world, status in outcomes if status is Status.UNKNOWN), None)
    world = failing[0] if failing else unknown if unknown is not None else ()
    return Verdict(ready.id, resource.key, Status.UNKNOWN, ready.severity, world, failing)
