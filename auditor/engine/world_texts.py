"""Worlds in words, as a report tells in which of them a rule fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.facts import Switch
from auditor.model.finding import World

#: Several worlds as one: the values that each thing may have.
_Box = dict[Switch, tuple[str, ...]]


def world_text(world: World) -> str:
    """The world in words: `var.env == "prod"`, `not var.enabled`, `Env=prod`."""
    parts = []
    taken = {switch.subject for switch, outcome in world if switch.subject and outcome == "true"}
    for switch, outcome in sorted(world):
        if outcome == "false" and switch.subject in taken:
            continue
        if switch.outcomes == ("true", "false"):
            parts.append(
                switch.name
                if outcome == "true"
                else f"not ({switch.name})"
                if " " in switch.name
                else f"not {switch.name}"
            )
        else:
            parts.append(f"{switch.name}={_value(outcome)}")
    return " and ".join(parts)


def worlds_texts(worlds: Iterable[World]) -> tuple[str, ...]:
    """Several worlds in words, of which one must hold; those that differ in what one thing is are told as one."""
    alike: dict[tuple[World, str], list[World]] = {}
    for world in dict.fromkeys(tuple(sorted(world)) for world in worlds):
        subject = _compared(world)
        rest = tuple((switch, outcome) for switch, outcome in world if not subject or switch.subject != subject)
        alike.setdefault((rest, subject), []).append(world)
    texts: set[str] = set()
    plain: list[World] = []
    for (rest, subject), group in alike.items():
        found = sorted({switch.name.removeprefix(f"{subject} == ") for w in group for switch in _true(w, subject)})
        if len(found) < 2:
            plain += group
        else:
            one_of = f"{subject} is one of {', '.join(found)}"
            texts.add(" and ".join(filter(None, (world_text(rest), one_of))))
    return tuple(sorted(texts.union(_joined(plain))))


def _joined(worlds: list[World]) -> Iterator[str]:
    """Worlds in words, those as one that differ in the value of one thing: `Nodes=1 and Size is one of small, big`.

    A thing that may have any of its values is left out, unless nothing else would be told.
    """
    boxes: list[_Box] = [{switch: (outcome,) for switch, outcome in world} for world in worlds]
    for switch in sorted({one for box in boxes for one in box if one.outcomes != ("true", "false")}):
        alike: dict[tuple[tuple[Switch, tuple[str, ...]], ...], set[str]] = {}
        joined = [box for box in boxes if switch not in box]
        for box in boxes:
            if switch in box:
                rest = tuple(sorted((other, values) for other, values in box.items() if other != switch))
                alike.setdefault(rest, set()).update(box[switch])
        for rest, found in alike.items():
            values = tuple(outcome for outcome in switch.outcomes if outcome in found)
            joined.append(dict(rest) if rest and values == switch.outcomes else {**dict(rest), switch: values})
        boxes = joined
    yield from map(_box_text, boxes)


def _box_text(box: _Box) -> str:
    one = tuple((switch, values[0]) for switch, values in box.items() if len(values) == 1)
    several = [
        f"{switch.name} is one of {', '.join(map(_value, values))}"
        for switch, values in sorted(box.items())
        if len(values) > 1
    ]
    return " and ".join(filter(None, (world_text(one), *several)))


def _value(outcome: str) -> str:
    """A value in words: one that is empty shows where it is."""
    return outcome or '""'


def _compared(world: World) -> str:
    """The first thing that a world says what it is: `var.env` of `var.env == "prod"`."""
    subjects = (switch.subject for switch, outcome in world if outcome == "true" and switch.subject)
    return next((subject for subject in subjects if _true(world, subject)), "")


def _true(world: World, subject: str) -> list[Switch]:
    return [
        switch
        for switch, outcome in world
        if outcome == "true" and switch.subject == subject and switch.name.startswith(f"{subject} == ")
    ]


def worlds_text(worlds: Iterable[World]) -> str:
    """The same as one sentence: `var.a`, `(var.a and not var.b) or var.c`."""
    texts = worlds_texts(worlds)
    return " or ".join(f"({text})" if len(texts) > 1 and " and " in text else text for text in texts)
