"""Whether what is said of a tree without the values of its variables holds for what Terraform plans with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.model.facts import Guard, Switch
from auditor.sources.building.place import ANY
from auditor.sources.partial.values import Unk, has_unknown
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.syntax.parse import parse
from auditor.sources.terraform.syntax.source_file import Source
from tests.sources.terraform.modules.tree_plan import Plan, alike, instances, is_open, stand_ins

#: What must hold: a truth, or for each case that is possible the outcomes of switches under which it is the right one.
Condition = bool | list[tuple[Guard, "Condition"]]
#: More switches than this that hang together are not tried out.
_MOST_OPEN = 10


@dataclass
class Worlds:
    """The switches that the given values decide, and what is said that does not hold."""

    given: Root
    wrong: list[str] = field(default_factory=list)
    #: Leaves of the plan that are said to be known, or to be one of several values.
    known: int = 0
    cases: int = 0
    unknown: int = 0
    _last: str = ""
    _decided: dict[str, str | None] = field(default_factory=dict)
    _open: list[tuple[str, Condition]] = field(default_factory=list)

    def check(self, plan: Plan, without: Root) -> Worlds:
        """Compare what is said `without` values with the plan made with them."""
        said = instances(without)
        for address, (after, unknown) in sorted(plan.resources.items()):
            ours = said.pop(address, None)
            if ours is None:
                if not any(one in said for one in stand_ins(address)):
                    self.wrong.append(f"{address}: planned, but not there without values")
                continue
            self._demand(f"{address} exists", self.admits(ours.exists, True, False))
            if "input" in ours.block.attributes:
                told = self.admits(ours.stated("input"), after.get("input"), unknown.get("input", False))
                self._demand(f"{address}.input", told)
        for address, ours in said.items():
            if ANY not in "".join(re.findall(r"\[\*\]", address)):
                self._demand(f"{address} is not planned", self.admits(ours.exists, False, False))
        self._solve()
        return self

    def _demand(self, what: str, condition: Condition) -> None:
        condition = self.settle(condition)
        if condition is False:
            self.wrong.append(f"{what}: {self._last}")
        elif condition is not True:
            self._open.append((what, condition))

    def settle(self, condition: Condition) -> Condition:
        """A condition under the values that were given: only switches that these do not decide are left."""
        if isinstance(condition, bool):
            return condition
        left: list[tuple[Guard, Condition]] = []
        for guard, inner in condition:
            held = [(switch, outcome, self.outcome(switch)) for switch, outcome in guard]
            if any(decided is not None and decided != outcome for _, outcome, decided in held):
                continue
            rest = tuple((switch, outcome) for switch, outcome, decided in held if decided is None)
            settled = self.settle(inner)
            if not rest:
                return settled
            if settled is not False:
                left.append((rest, settled))
        return left or False

    def outcome(self, switch: Switch) -> str | None:
        """How a switch that is an expression over the variables of the root turns out; None for any other."""
        if switch.name not in self._decided:
            self._decided[switch.name] = self._evaluate(switch.name)
        return self._decided[switch.name]

    def _evaluate(self, name: str) -> str | None:
        if re.search(r"#\d+$|module\.|terraform_data\.|\beach\b|\bcount\b", name):
            return None
        parsed = parse(f"it = {name}\n".encode(), "switch")
        attribute = parsed.attributes.get("it")
        if attribute is None or parsed.problems:
            return None
        value = known_or_unknown(attribute.value, Env(self.given.module, Source(parsed), {}))
        return str(value).lower() if isinstance(value, (bool, str)) else None

    def admits(self, said: object, after: object, unknown: object) -> Condition:
        """When what is said allows for what is planned."""
        if isinstance(said, Unk) and said.choices:
            self.cases += 1
            return [(guard, self.admits(value, after, unknown)) for guard, value in said.choices]
        if unknown is True:
            return True
        if is_open(said):
            self.unknown += 1
            return not (isinstance(said, Unk) and said.error) or self._differ(said, after)
        if isinstance(said, dict) and isinstance(after, dict):
            late = unknown if isinstance(unknown, dict) else {}
            if said.keys() != after.keys() | {k for k, v in late.items() if v is True}:
                return self._differ(said, after)
            return self.every([self.admits(said[k], after.get(k), late.get(k, False)) for k in said])
        if isinstance(said, list) and isinstance(after, list):
            if isinstance(unknown, list) and True in unknown and not has_unknown(said):
                return True
            if len(said) != len(after):
                return self._differ(said, after)
            several = unknown if isinstance(unknown, list) else [False] * len(after)
            return self.every([self.admits(*three) for three in zip(said, after, several, strict=True)])
        self.known += 1
        return alike(said, after) or self._differ(said, after)

    def _differ(self, said: object, after: object) -> bool:
        self._last = f"{said!r} but planned {after!r}"
        return False

    def every(self, conditions: list[Condition]) -> Condition:
        """All of the conditions; as one whose only case holds where they all do."""
        open_ones: list[Condition] = []
        for condition in conditions:
            settled = self.settle(condition)
            if settled is False:
                return False
            if settled is not True:
                open_ones.append(settled)
        joined: Condition = True
        for condition in open_ones:
            joined = _joined(condition, joined)
        return joined

    def _solve(self) -> None:
        """Whether some outcome of the switches that are left makes everything right that hangs on them."""
        while self._open:
            names, group = set(switch_names(self._open[0][1])), [self._open.pop(0)]
            while True:
                more = [one for one in self._open if names & set(switch_names(one[1]))]
                if not more:
                    break
                self._open = [one for one in self._open if one not in more]
                group += more
                names |= {name for one in more for name in switch_names(one[1])}
            if len(names) <= _MOST_OPEN and not _possible({}, sorted(names), [c for _, c in group]):
                self.wrong.append(f"no outcome of {sorted(names)} makes all right: {[what for what, _ in group][:4]}")


def _joined(condition: Condition, also: Condition) -> Condition:
    if also is True:
        return condition
    if isinstance(condition, bool):
        return also if condition else False
    return [(guard, _joined(inner, also)) for guard, inner in condition]


def switch_names(condition: Condition) -> Iterator[str]:
    """The switches that a condition hangs on."""
    if not isinstance(condition, bool):
        for guard, inner in condition:
            yield from (switch.name for switch, _ in guard)
            yield from switch_names(inner)


def _holds(condition: Condition, world: dict[str, str]) -> bool:
    if isinstance(condition, bool):
        return condition
    return any(_holds(inner, world) for guard, inner in condition if all(world[s.name] == o for s, o in guard))


def _possible(world: dict[str, str], names: list[str], conditions: list[Condition]) -> bool:
    if not names:
        return all(_holds(condition, world) for condition in conditions)
    return any(_possible({**world, names[0]: outcome}, names[1:], conditions) for outcome in ("true", "false"))


def symbols_agree(without: dict[str, ResourceInstance], plan: Plan) -> list[str]:
    """Values that are said to be the same thing, by their symbol, and yet differ in the plan."""
    held: dict[str, object] = {}
    wrong = []

    def look(path: str, said: object, after: object, unknown: object) -> None:
        if unknown is True:
            return
        if isinstance(said, Unk) and said.symbol and unknown in (False, {}, []):
            if repr(held.setdefault(said.symbol, after)) != repr(after):
                wrong.append(f"{path}: {said.symbol} is {after!r}, elsewhere {held[said.symbol]!r}")
        elif isinstance(said, dict) and isinstance(after, dict):
            for key in said.keys() & after.keys():
                late = unknown.get(key, False) if isinstance(unknown, dict) else False
                look(f"{path}.{key}", said[key], after[key], late)

    for address, (after, unknown) in plan.resources.items():
        ours = without.get(address)
        if ours is not None and "input" in ours.block.attributes:
            look(address, ours.stated("input"), after.get("input"), unknown.get("input", False))
    return wrong
