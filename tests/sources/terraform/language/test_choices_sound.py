"""What is said without the values of variables holds for every value that they can take."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, note, settings

from auditor.model.facts import Absent, Fact, Known, Ref, Switch, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.sources.terraform.modules.outside import Outside, give
from tests.sources.terraform.helpers import guard_text, plain, read, root_of
from tests.sources.terraform.language.made_up import ASSIGNMENTS, caches

#: Conditions that have no expression of their own; more of them than this are not tried out.
_MOST_OPEN = 5


def switches(value: object) -> Iterator[Switch]:
    """Every switch that a fact, a rule or a list hangs on."""
    if isinstance(value, Unknown):
        for guard, choice in value.choices:
            yield from (switch for switch, _ in guard)
            yield from switches(choice)
        yield from switches(value.members)
    elif isinstance(value, Known):
        yield from switches(value.value)
    elif isinstance(value, tuple):
        for item in value:
            yield from switches(item)
    elif isinstance(value, IngressRule):
        yield from switches((value.exists, value.protocol, value.from_port, value.to_port, value.cidrs, value.groups))


def all_facts(resource: Resource) -> dict[str, Fact]:
    return {"exists": resource.exists, **resource.facts, **resource.relations}


def decided(names: set[str], folder: Path, assignment: dict[str, str], text: str) -> dict[str, str]:
    """The outcome of each switch that is an expression over the variables, for their values."""
    values = "".join(f"{k} = {v}\n" for k, v in assignment.items())
    outputs = "".join(f'output "s{i}" {{\n  value = {name}\n}}\n' for i, name in enumerate(sorted(names)))
    root = root_of(folder, {"main.tf": text + outputs, "terraform.tfvars": values})
    give(root, Outside())
    found = {name: root.module.output(f"s{i}") for i, name in enumerate(sorted(names))}
    return {name: "true" if value else "false" for name, value in found.items() if isinstance(value, bool)}


class World:
    """Which guards hold."""

    def __init__(self, outcomes: dict[str, str]) -> None:
        self.outcomes = outcomes

    def settle(self, fact: Fact) -> Fact:
        while isinstance(fact, Unknown) and fact.choices:
            holding = [c for guard, c in fact.choices if all(self.outcomes[s.name] == o for s, o in guard)]
            assert len(holding) == 1, f"{len(holding)} of {fact.choices} hold in {self.outcomes}"
            fact = holding[0]
        return fact

    def admits(self, said: Fact, true: Fact) -> bool:
        """Whether `said`, without values, allows for `true`, with them."""
        said = self.settle(said)
        if isinstance(said, Unknown) and said.refused:
            # Terraform stops here, for this thing or for another one that it hangs on.
            return isinstance(true, Unknown)
        if isinstance(true, Unknown) and not isinstance(said, Unknown):
            # Where Terraform stops with an error there is nothing to be right or wrong about.
            return not true.choices
        if isinstance(said, Unknown):
            known = self.members(true)
            if said.members and known is not None:
                return all(any(self.same(m, k) for k in known) for m in said.members if self.there(m))
            return self.between(said, true)
        if isinstance(said, Known) and isinstance(true, Known):
            return self.same(said.value, true.value)
        return type(said) is type(true)

    @staticmethod
    def between(said: Unknown, true: Fact) -> bool:
        if not isinstance(true, Known) or not isinstance(true.value, int):
            return True
        low = said.low is None or not isinstance(said.low, int) or said.low <= true.value
        return low and (said.high is None or not isinstance(said.high, int) or true.value <= said.high)

    @staticmethod
    def members(fact: Fact) -> tuple[object, ...] | None:
        value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
        return value if isinstance(value, tuple) else None

    def there(self, item: object) -> bool | None:
        """Whether a rule is there in this world."""
        if not isinstance(item, IngressRule):
            return True
        there = self.settle(item.exists)
        return bool(there.value) if isinstance(there, Known) else None

    def same(self, said: object, true: object) -> bool:
        if isinstance(said, tuple) and isinstance(true, tuple):
            ours = [s for s in said if self.there(s) is not False]
            theirs = [t for t in true if self.there(t) is not False]
            return all(any(self.same(s, t) for s in ours) for t in theirs) and all(
                any(self.same(s, t) for t in theirs) for s in ours if self.there(s)
            )
        if isinstance(said, IngressRule) and isinstance(true, IngressRule):
            parts = ("protocol", "from_port", "to_port", "cidrs", "groups", "prefix_lists")
            return all(self.admits(getattr(said, p), getattr(true, p)) for p in parts)
        # A group that is not in code is a resource only where a rule for it is seen.
        names = [m.key if isinstance(m, Ref) else m.name for m in (said, true) if isinstance(m, (Ref, Unseen))]
        return said == true or (len(names) == 2 and names[0] == names[1])


def short(value: object) -> object:
    """A fact without its places, to be read by people."""
    if isinstance(value, Unknown):
        inner = {guard_text(guard): short(choice) for guard, choice in value.choices}
        return f"unknown {inner or [short(m) for m in value.members or ()]} {value.low}..{value.high}"
    if isinstance(value, (Known, Absent)):
        return (
            [short(v) for v in value.value]
            if isinstance(value, Known) and isinstance(value.value, tuple)
            else plain(value)
        )
    if isinstance(value, IngressRule):
        return f"rule {short(value.exists)} {short(value.cidrs)} {short(value.from_port)} {short(value.to_port)}"
    return value


def named_by_a_cache(key: str, inventory: Inventory) -> bool:
    """Whether some cache is encrypted with a key, in some world."""
    caches = (resource.relation("key") for resource in inventory.resources.values())
    return any(key in refs(fact) for fact in caches)


def refs(fact: Fact) -> Iterator[str]:
    """The keys that a relation names in some world."""
    if isinstance(fact, Unknown):
        for _, case in fact.choices:
            yield from refs(case)
    yield from (member.key for member in World.members(fact) or () if isinstance(member, Ref))


def wrong(said: Inventory, true: Inventory, world: World) -> list[str]:
    """What `said` does not allow for in one world."""
    faults = []
    for address, resource in true.resources.items():
        # Where the number is open, one stands for all.
        key = address if address in said.resources else re.sub(r"\[[^]]*]", "[*]", address)
        if key not in said.resources:
            # What AWS owns is made where a relation is known to lead to it. Terraform may stop at the number of things.
            alike = [r.exists for k, r in said.resources.items() if re.sub(r"\[[^]]*]", "[*]", k) == key]
            settled = [world.settle(exists) for exists in alike]
            stops = any(isinstance(there, Unknown) and there.refused for there in settled)
            faults += [f"{key} is missing"] if resource.judged and not stops else []
            continue
        ours, theirs = all_facts(said.resources[key]), all_facts(resource)
        for name, fact in theirs.items():
            if not world.admits(ours.get(name, Absent()), fact):
                faults.append(f"{key} {name}: {short(ours.get(name))} does not admit {short(fact)}")
    # One that stands for all is there where any of them is.
    found = true.resources.keys() | {re.sub(r"\[[^]]*]", "[*]", key) for key in true.resources}
    for key, resource in said.resources.items():
        there = world.settle(resource.exists)
        if resource.kind == "kms_key" and named_by_a_cache(key, said):
            # Keys are looked at where a cache may be encrypted with them: with the values, this one is of none.
            continue
        if key not in found and isinstance(there, Known) and there.value and resource.judged:
            faults.append(f"{key} is not there")
    return faults


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(caches())
def test_what_is_said_without_values_holds_for_every_value(files: dict[str, str]) -> None:
    note("\n".join(f"# {name}\n{text}" for name, text in files.items()))
    with TemporaryDirectory() as name:
        folder = Path(name)
        said = read(folder / "open", files)
        names = {s.name for r in said.resources.values() for f in all_facts(r).values() for s in switches(f)}
        named = {n for n in names if "#" not in n and "main.tf" not in n}
        for number, assignment in enumerate(ASSIGNMENTS):
            true = read(folder / "closed", files, variables={k: v.strip('"') for k, v in assignment.items()})
            outcomes = decided(named, folder / f"switches{number}", assignment, files["main.tf"])
            opened = sorted(names - outcomes.keys())
            if len(opened) > _MOST_OPEN:
                return
            fewest: list[str] | None = None
            for way in itertools.product(("true", "false"), repeat=len(opened)):
                faults = wrong(said, true, World(outcomes | dict(zip(opened, way, strict=True))))
                fewest = faults if fewest is None or len(faults) < len(fewest) else fewest
                if not faults:
                    break
            assert not fewest, "\n".join([str(assignment), *(fewest or ())])
