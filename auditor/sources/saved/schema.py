"""Whether the resources of a file are such as the schema knows: kinds, facts, relations, and where those lead."""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Ref, Unknown
from auditor.model.resource import ACTIONS, Resource
from auditor.model.schema import KINDS, KindSpec
from auditor.sources.saved.fits import MEMBERS, OF_TYPE, checked
from auditor.sources.saved.malformed import MalformedError, unknown_word


def check(resource: Resource) -> None:
    """Check all of a resource but where its relations lead. Raises MalformedError."""
    spec = KINDS.get(resource.kind)
    if spec is None:
        raise unknown_word(resource.kind, "kind of resource", KINDS)
    if resource.change is not None and resource.change.action not in ACTIONS:
        raise unknown_word(resource.change.action, "action of a plan", ACTIONS)
    for name, fact in resource.facts.items():
        known = spec.facts.get(name)
        if known is None or known.derived:
            raise _of(name, "fact", unknown_word(name, f"fact of a {spec.name} that a source states", _stated(spec)))
        try:
            checked(fact, OF_TYPE[known.type])
        except MalformedError as error:
            raise _of(name, "fact", error) from error
    for name, fact in resource.relations.items():
        if name not in spec.relations:
            raise _of(name, "relation", unknown_word(name, f"relation of a {spec.name}", spec.relations))
        try:
            checked(fact, MEMBERS)
        except MalformedError as error:
            raise _of(name, "relation", error) from error


def check_links(resource: Resource, every: dict[str, Resource]) -> None:
    """Check that relations lead to kinds that they can lead to. Raises MalformedError."""
    relations = KINDS[resource.kind].relations
    for name, fact in resource.relations.items():
        wrong = _wrong(fact, relations[name].targets, every)
        if wrong:
            raise _of(name, "relation", MalformedError(f"leads to a {wrong}, which it cannot"))


def _wrong(fact: Fact, targets: tuple[str, ...], every: dict[str, Resource]) -> str:
    """A kind that a relation leads to and cannot; empty if there is none."""
    held = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    for member in held or ():  # type: ignore[attr-defined]  # it was checked that these are tuples
        if isinstance(member, Ref) and member.key in every and every[member.key].kind not in targets:
            return every[member.key].kind
    choices = fact.choices if isinstance(fact, Unknown) else ()
    return next((wrong for _, choice in choices if (wrong := _wrong(choice, targets, every))), "")


def _stated(spec: KindSpec) -> list[str]:
    return [name for name, fact in spec.facts.items() if not fact.derived]


def _of(name: str, what: str, error: MalformedError) -> MalformedError:
    error.path.append(f".{what}s.{name}")
    return error
