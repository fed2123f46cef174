"""The condition tree of a rule: whether it holds on a resource in one world, and which facts made it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from auditor.engine.operators import Test
from auditor.engine.truth import Truth, conjunction, disjunction, negate
from auditor.model.facts import Absent, Fact, Known, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact that was looked at: on which resource, what was wanted in words, and what it was."""

    resource: Resource
    name: str
    fact: Fact
    expected: str


class Condition(Protocol):
    """A condition of a rule."""

    def holds(self, resource: Resource, view: View) -> Truth:
        """True, False, or None where it cannot be known in this world."""
        ...

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """The facts that decide what `holds` answers, and no others."""
        ...


@dataclass(frozen=True, slots=True)
class FactTest:
    """`fact: {op: operand, ...}`: all of the tests hold for the fact."""

    name: str
    tests: tuple[Test, ...]

    def holds(self, resource: Resource, view: View) -> Truth:
        """See `Condition.holds`."""
        tests = self.tests
        # Most facts that are asked for are stated and known: such a one is the same in every world.
        fact: Fact | None = resource.facts.get(self.name)
        if type(fact) is not Known:
            fact = view.fact(resource, self.name)
        if type(fact) is Known:
            value = fact.value
            return tests[0].known(value) if len(tests) == 1 else conjunction(t.known(value) for t in tests)
        if type(fact) is Absent:
            return tests[0].absent if len(tests) == 1 else all(t.absent for t in tests)
        assert isinstance(fact, Unknown)
        return tests[0].unknown(fact) if len(tests) == 1 else conjunction(t.unknown(fact) for t in tests)

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """See `Condition.observe`."""
        expected = " and ".join(t.expected for t in self.tests)
        return [Observation(resource, self.name, view.fact(resource, self.name), expected)]


def _deciding(
    parts: tuple[Condition, ...], resource: Resource, view: View, result: Truth, neutral: bool
) -> list[Observation]:
    """Observations of the parts that made `result`: all of them where they agree, else those that decided."""
    wanted = [p for p in parts if p.holds(resource, view) is result] if result is not neutral else list(parts)
    return [o for p in wanted for o in p.observe(resource, view)]


@dataclass(frozen=True, slots=True)
class AllOf:
    """`all: [...]`, and several facts in one mapping."""

    parts: tuple[Condition, ...]

    def holds(self, resource: Resource, view: View) -> Truth:
        """See `Condition.holds`."""
        # The loop of `truth.conjunction`, without a generator.
        result: Truth = True
        for part in self.parts:
            value = part.holds(resource, view)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """See `Condition.observe`."""
        return _deciding(self.parts, resource, view, self.holds(resource, view), neutral=True)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`any: [...]`."""

    parts: tuple[Condition, ...]

    def holds(self, resource: Resource, view: View) -> Truth:
        """See `Condition.holds`."""
        # The loop of `truth.disjunction`, without a generator.
        result: Truth = False
        for part in self.parts:
            value = part.holds(resource, view)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """See `Condition.observe`."""
        return _deciding(self.parts, resource, view, self.holds(resource, view), neutral=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """`not: ...`."""

    part: Condition

    def holds(self, resource: Resource, view: View) -> Truth:
        """See `Condition.holds`."""
        return negate(self.part.holds(resource, view))

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """See `Condition.observe`; what was wanted is the opposite of what the inner condition says."""
        return [
            Observation(o.resource, o.name, o.fact, _opposite(o.expected)) for o in self.part.observe(resource, view)
        ]


def _opposite(expected: str) -> str:
    if " and " in expected:
        return f"not ({expected})"
    return expected[4:] if expected.startswith("not ") else f"not {expected}"


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some / every / none: relation, where: condition, that: condition`.

    `some` is the base: `none` is its negation, and `every ... that` is `none ... that not`. A member that was not read,
    or that may not exist, leaves open what it could change; so does a relation that may have more members.
    """

    mode: str
    relation: str
    where: Condition | None
    that: Condition | None

    def holds(self, resource: Resource, view: View) -> Truth:
        """See `Condition.holds`."""
        found = self._some(resource, view)
        return found if self.mode == "some" else negate(found)

    def _wanted(self, member: Resource, view: View) -> Truth:
        """Whether `member` is one that `some` (or, for every, a counter-example) looks for."""
        picked = self.where.holds(member, view) if self.where else True
        if picked is False:
            return False
        meets = self.that.holds(member, view) if self.that else True
        return conjunction((picked, negate(meets) if self.mode == "every" else meets))

    def _some(self, resource: Resource, view: View) -> Truth:
        related = view.related(resource, self.relation)
        if related.unseen and self.where is None and self.that is None:
            # What was not read is there all the same.
            return True
        found = disjunction(self._wanted(m, view) for m in related.certain)
        if found:
            return True
        maybe = any(self._wanted(m, view) is not False for m in related.possible)
        return None if found is None or maybe or related.unseen or related.open else False

    def observe(self, resource: Resource, view: View) -> list[Observation]:
        """See `Condition.observe`."""
        result = self._some(resource, view)
        related = view.related(resource, self.relation)
        seen: list[Observation] = []
        for member in (*related.certain, *(related.possible if not result else ())):
            if result is False or self._wanted(member, view) is result:
                seen += [o for part in self._shown(member, view) for o in part.observe(member, view)]
        if result is None:
            for member in related.possible:
                if self._wanted(member, view) is not False:
                    why = Unknown(f"whether {member.address} exists: {_reason(member, view)}", member.location)
                    seen.append(Observation(resource, self.relation, why, self._words()))
            for unseen in related.unseen:
                seen.append(
                    Observation(resource, self.relation, Unknown(f"{unseen.name}: {unseen.reason}"), self._words())
                )
            if related.open:
                seen.append(
                    Observation(resource, self.relation, Unknown(related.open, resource.location), self._words())
                )
        if not seen:
            names = (*(m.address for m in related.certain), *(u.name for u in related.unseen))
            seen.append(Observation(resource, self.relation, Known(names, place=resource.location), self._words()))
        return seen

    def _shown(self, member: Resource, view: View) -> list[Condition]:
        """What tells about a member: of one that `where` leaves out, nothing but that."""
        left_out = self.where is not None and self.where.holds(member, view) is False
        return [part for part in ((self.where,) if left_out else (self.that, self.where)) if part]

    def _words(self) -> str:
        return {"some": "at least one", "every": "each one", "none": "none"}[self.mode]


def _reason(member: Resource, view: View) -> str:
    exists = view.settle(member.exists)
    return exists.reason if isinstance(exists, Unknown) else "not known"
