"""What differs between one resource as declared and as it runs: facts and relations that both sides know.

What one side does not know is no drift: neither is what only code can say (`declared` in the schema), what only
something running has (`observed`), nor what follows from other facts (`derived`), since those are compared themselves.
Statements of policies are not compared: what can be written in many ways is judged by rules on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.engine.drift.rules import flattened
from auditor.engine.drift.values import Difference
from auditor.engine.evidence import show
from auditor.model.facts import Absent, Fact, Known, Redacted, Ref, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import KINDS, FactSpec, FactType

#: Facts by which resources are matched, or that stand for relations.
_MATCHED = frozenset({"identifier", "region"})
#: Facts and relations of which code says by leaving them out that there is none; of others AWS chooses one.
_NONE_IS_NONE = frozenset({"auth_token", "notification_topic", "user_groups"})
#: Tags that AWS itself puts on resources.
_OWN_TAGS = "aws:"
#: What stands in a text for a part that code does not know, and for a choice that is left to AWS.
_OPEN = ("<", "?")
#: How code calls a topic or the like that is yet to be made.
_THAT_OF = "that of "


def facts(declared: Resource, actual: Resource, names: Mapping[str, str]) -> Iterator[Difference]:
    """The facts that differ, by name. `names` are the identifiers that keys of declared resources stand for."""
    own = _called(actual)
    for name, spec in sorted(KINDS[declared.kind].facts.items()):
        if spec.derived or spec.observed or spec.declared or name in _MATCHED:
            continue
        here, there = declared.facts.get(name), actual.facts.get(name)
        if isinstance(here, Absent) and name not in _NONE_IS_NONE:
            continue
        if isinstance(here, Known | Absent) and isinstance(there, Known | Absent):
            found = _difference(spec, here, there, names, own)
            if found is not None:
                yield found


def _difference(
    spec: FactSpec, here: Known | Absent, there: Known | Absent, names: Mapping[str, str], own: str
) -> Difference | None:
    one = here.value if isinstance(here, Known) else None
    other = there.value if isinstance(there, Known) else None
    if spec.type in (FactType.LIST, FactType.RULES, FactType.STATEMENTS):
        return _of_lists(spec, here, there, names, own)
    if spec.type is FactType.SECRET:
        # Whether there is one; what it is, nobody shows.
        same = isinstance(one, Redacted) == isinstance(other, Redacted)
    elif not one and not other:
        same = True
    elif spec.type is FactType.VERSION:
        same = _same_version(str(one or ""), str(other or ""))
    elif isinstance(one, str) and isinstance(other, str):
        same = _same_text(one, other)
    else:
        same = one == other
    return None if same else Difference(spec.name, here, there)


def _same_version(declared: str, actual: str) -> bool:
    """Whether a version is the one that was declared, as far as that goes: `7.1` is 7.1.0, and `6.x` any 6."""
    wanted, found = declared.lower().split("."), actual.lower().split(".")
    return all(part in ("x", found[n] if n < len(found) else "0") for n, part in enumerate(wanted))


def _same_text(declared: str, actual: str) -> bool:
    """Whether two texts are the same; an ARN is what its last part names, and an alias may be any key."""
    one, other = declared.lower(), actual.lower()
    if "alias/" in one or "alias/" in other or one.startswith(_THAT_OF) or any(mark in one for mark in _OPEN):
        return True
    return one == other or one.endswith((f":{other}", f"/{other}")) or other.endswith((f":{one}", f"/{one}"))


def _of_lists(
    spec: FactSpec, here: Known | Absent, there: Known | Absent, names: Mapping[str, str], own: str
) -> Difference | None:
    """What each of two lists has alone, in whatever order they are; nothing where a member is not known in full."""
    sets = [_texts(spec, fact, names, own) for fact in (here, there)]
    if sets[0] is None or sets[1] is None or sets[0] == sets[1]:
        return None
    declared, actual = sets[0], sets[1]
    return Difference(spec.name, here, there, tuple(sorted(declared - actual)), tuple(sorted(actual - declared)))


def _texts(spec: FactSpec, fact: Known | Absent, names: Mapping[str, str], own: str) -> frozenset[str] | None:
    """The members as texts; None where not all are known."""
    members = fact.value if isinstance(fact, Known) and isinstance(fact.value, tuple) else ()
    if spec.type is FactType.RULES:
        return flattened(members, names, own)
    texts = frozenset(show(member) for member in members)
    if spec.name == "tags":
        texts = frozenset(text for text in texts if not text.startswith(_OWN_TAGS))
    elif spec.name == "cidrs":
        # Those of IPv6 are AWS's choice, and stand in no code.
        texts = frozenset(text for text in texts if ":" not in text)
    elif any(mark in text for text in texts for mark in _OPEN) or spec.type is FactType.STATEMENTS:
        return None
    return texts


def relations(
    declared: Resource, actual: Resource, names: Mapping[str, str], actual_side: Inventory
) -> Iterator[Difference]:
    """The relations that differ, by the identifiers that they lead to."""
    for name, spec in sorted(KINDS[declared.kind].relations.items()):
        here, there = declared.relations.get(name), actual.relations.get(name)
        if spec.inverse or name == "before" or here is None or there is None:
            continue
        if isinstance(here, Absent) and name not in _NONE_IS_NONE:
            continue
        one = _led_to(here, names)
        other = _led_to(there, {key: _called(each) for key, each in actual_side.resources.items()})
        if one is not None and other is not None and one != other:
            yield Difference(name, here, there, tuple(sorted(one - other)), tuple(sorted(other - one)))


def _called(resource: Resource) -> str:
    fact = resource.facts.get("identifier")
    return str(fact.value).lower() if isinstance(fact, Known) else ""


def _led_to(fact: Fact, names: Mapping[str, str]) -> frozenset[str] | None:
    """The identifiers of the members of a relation; None where not all are known."""
    if isinstance(fact, Absent):
        return frozenset()
    if not isinstance(fact, Known) or not isinstance(fact.value, tuple):
        return None
    found = set()
    for member in fact.value:
        name = names.get(member.key, "") if isinstance(member, Ref) else ""
        if isinstance(member, Unseen) and member.named:
            name = member.name.lower()
        if not name:
            return None
        found.add(name.rpartition("/")[2] if name.startswith("arn:") else name)
    return frozenset(found)
