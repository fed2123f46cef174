"""What cfn-lint resolves values of templates to is what this does: of generated snippets, and of real templates.

Run by path in an environment that has cfn-lint. AUDITOR_CFN_TEMPLATES names a folder of real templates, of which a
sample is asked; AUDITOR_CFN_SEEDS sets how many templates are generated.

Where both say something and it is not the same, the table below says who is right, and why. What cfn-lint never
resolves (Fn::Base64, Fn::Cidr, Fn::Length, GetAtt, conditions in values) is not asked. These are put straight before
values are compared, in `cfnlint_values`: it keeps the mark of `${!literal}`, which the user guide says is dropped; it
writes true as Python does, True; it offers MinValue and MaxValue, which nobody states; it offers both sides of a
condition that compares two texts, where the sides are not settled; Fn::ToJsonString writes functions in it as they are.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from auditor.sources.cloudformation.language.evaluate import known_or_unknown
from auditor.sources.cloudformation.language.stack import Stack, member_of
from auditor.sources.cloudformation.language.template import template_of
from auditor.sources.cloudformation.syntax.detect import Kind, kind_of
from auditor.sources.cloudformation.syntax.nodes import Mapping as Members
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.partial.values import EvalError, Unk, parts_of
from tests.sources.cloudformation.language.cfnlint_values import Resolver, as_service
from tests.sources.cloudformation.language.generated import VALUES, Generator
from tests.sources.cloudformation.language.stacks import plain, stack_of
from tests.sources.cloudformation.language.test_worlds import values
from tests.sources.cloudformation.language.worlds import agrees

pytest.importorskip("cfnlint", reason="cfn-lint is not installed")

SEEDS = int(os.environ.get("AUDITOR_CFN_SEEDS", "100"))
_FOLDER = os.environ.get("AUDITOR_CFN_TEMPLATES", "")
#: How many of the real templates are asked.
_SAMPLE = 300

#: What stands in a value that the two differ on: why cfn-lint is not right there.
DIFFERS = {
    "DefaultValue": "it offers the default of a map besides what is found, and alone where it cannot find a key",
    "Fn::If": "it puts sides together of conditions that exclude each other, and knows none that compares two texts",
}


def settled(stack: Stack) -> dict[str, bool] | None:
    """Which conditions hold where all parameters are given; None where the service would refuse one."""
    try:
        found = {name: stack.condition(name) for name in stack.section("Conditions")}
    except EvalError:
        return None
    return {name: one for name, one in found.items() if isinstance(one, bool)} if _all_bool(found) else None


def _all_bool(found: dict[str, object]) -> bool:
    return all(isinstance(one, bool) for one in found.values())


def without_nothing(value: object) -> object:
    """A known value without elements and members that have no value."""
    if isinstance(value, list):
        return [without_nothing(one) for one in value if one is not None]
    if isinstance(value, dict):
        return {name: without_nothing(one) for name, one in value.items() if one is not None}
    return as_service(value)


def test_generated_templates() -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(SEEDS):
        text, chance = Generator(seed, narrow=True).template(), random.Random(seed)  # noqa: S311 - a sample, no secret
        for _ in range(2):
            given = {name: chance.choice(some) for name, some in VALUES.items()}
            ours = stack_of(text, **given)
            holds = settled(ours)
            if holds is None:
                continue
            lists: dict[str, object] = {**given, "Names": given["Names"].split(",")}
            theirs = Resolver(text, lists, holds)
            counts["settled conditions"] += 1
            wrong += [] if theirs.allows(lists, holds) in (True, None) else [f"{seed}: {given} cannot be {holds}"]
            known = dict(values(ours))
            for name, found in theirs.values():
                kind = compared(known[name], found)
                source = text.partition(f"  {name.partition('.')[0]}: ")[2].partition("\n")[0]
                if kind == "differs" and any(word in source for word in DIFFERS):
                    kind = "differs with a reason"
                counts[kind] += 1
                wrong += [f"{seed} {name}: {plain(known[name])!r}, {found!r}: {source}"] if kind == "differs" else []
    print(dict(counts))  # noqa: T201 - the figures are what somebody who asks at length wants to see
    assert not wrong, "\n".join(wrong[:10])
    assert counts["the same"] >= 3 * SEEDS


def compared(ours: object, theirs: list[object]) -> str:
    """How a value of ours, all parameters given, compares with what it can be by cfn-lint."""
    if not theirs:
        return "cfn-lint does not say"
    if any(isinstance(part, Unk) for part in parts_of(ours)):
        return "not known here"
    if without_nothing(ours) not in theirs:
        return "differs"
    return "the same" if len(theirs) == 1 else "among several"


def _templates() -> list[Path]:
    found = [path for path in sorted(Path(_FOLDER).rglob("*")) if path.suffix in {".yaml", ".yml", ".template"}]
    random.Random(1).shuffle(found)  # noqa: S311 - a sample, no secret
    return [path for path in found if path.is_file() and kind_of(path.read_bytes()) is Kind.TEMPLATE][:_SAMPLE]


@pytest.mark.skipif(not _FOLDER, reason="AUDITOR_CFN_TEMPLATES names no folder of templates")
def test_real_templates() -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for path in _templates():
        text = path.read_bytes()
        try:
            theirs = Resolver(text.decode())
        except Exception:  # noqa: BLE001 - whatever it says, it could not read the template
            counts["templates that cfn-lint cannot read"] += 1
            continue
        counts["templates"] += 1
        stack = Stack(template_of(path.name, read_yaml(text), text))
        for name, found in theirs.values():
            ours = _property(stack, *name.rsplit(".", 1))
            kind = "the same" if found else "cfn-lint does not say"
            agreed = [agrees(as_service(ours), one, {}) for one in found]
            if isinstance(ours, Unk) and not ours.choices:
                kind = "not known here" if found else "neither says"
            elif not all(agreed):
                # Of several values one is right: the others come of sides of conditions, as the table says.
                kind = "differs with a reason" if any(agreed) else "differs"
                wrong += [] if any(agreed) else [f"{path} {name}: {plain(ours)!r}, {found!r}"]
            counts[kind] += 1
    print(dict(counts))  # noqa: T201 - the figures are what somebody who asks at length wants to see
    assert not wrong, "\n".join(wrong[:10])


def _property(stack: Stack, logical: str, name: str) -> object:
    """A property of ours, unknown where it is none."""
    member = stack.section("Resources").get(logical)
    properties = member_of(member.value, "Properties") if member else None
    if properties is None or not isinstance(properties.value, Members) or name not in properties.value.members:
        return Unk("it is made by a macro")
    return known_or_unknown(properties.value.members[name].value, stack)
