"""Which calls the selected rules need.

A rule needs a call that lists one of the kinds that it looks at, or that tells a fact or a relation that it asks for,
by itself or through what is derived of it. What derived facts are made of is told by `auditor.analysis.inputs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from auditor.analysis.inputs import Asked, read_for
from auditor.engine.conditions import AllOf, AnyOf, Condition, FactTest, Negation, Quantified
from auditor.engine.loader import RuleSet
from auditor.engine.rule import Rule
from auditor.model.schema import KINDS
from auditor.sources.aws import calls as table
from auditor.sources.aws.calls import Call

#: What is asked whichever rules are selected: whose account it is, which regions it has, and the tags, which say what
#: a cache is for and so how severely it is judged.
ALWAYS = (table.CALLER, table.REGIONS, table.TAGGED)
#: What is asked where an organization is looked at.
FOR_ORGANIZATIONS = (table.ACCOUNTS,)

#: Kinds of which only that is asked about which caches name, so that these have to be known.
_NAMED_BY_CACHES = frozenset({"kms_key", "log_group"})
#: Call -> what it tells besides the kinds that it lists, as `kind.fact`; `*` stands for any.
TELLS: Mapping[Call, tuple[str, ...]] = {
    # The version, the networks and the groups of a replication group are told of its nodes alone.
    table.CACHE_CLUSTERS: ("replication_group.*",),
    table.TAGGED: ("*.tags",),
    table.PARAMETERS: ("parameter_group.*",),
    table.MEMORYDB_PARAMETERS: ("memorydb_parameter_group.*",),
    table.METRIC_DATA: ("*.metrics.*",),
    table.NETWORK_INTERFACES: ("security_group.interfaces",),
    table.PREFIX_LIST_ENTRIES: ("security_group.ingress", "security_group.egress"),
    table.KEY: ("kms_key.*",),
    table.KEY_ROTATION: ("kms_key.rotation",),
    table.KEY_POLICY: ("kms_key.statements",),
}
#: Call -> the calls whose answers say what it is asked about, or whether it is asked at all.
_THROUGH: Mapping[Call, tuple[Call, ...]] = {
    table.PARAMETERS: (table.CACHE_CLUSTERS,),
    table.PREFIX_LIST_ENTRIES: (table.SECURITY_GROUPS,),
    table.KEY_ROTATION: (table.KEY,),
    table.KEY_POLICY: (table.KEY,),
    table.DAX_SUBNET_GROUPS: (table.DAX_CLUSTERS,),
    table.MEMORYDB_PARAMETER_GROUPS: (table.MEMORYDB_CLUSTERS,),
    table.MEMORYDB_PARAMETERS: (table.MEMORYDB_CLUSTERS, table.MEMORYDB_PARAMETER_GROUPS),
    table.MEMORYDB_SUBNET_GROUPS: (table.MEMORYDB_CLUSTERS,),
    table.MEMORYDB_MULTI_REGION: (table.MEMORYDB_CLUSTERS,),
    table.MEMORYDB_UPDATES: (table.MEMORYDB_CLUSTERS,),
}

_PLACEHOLDER = re.compile(r"\{(?:before\.)?([^{}]+)\}")


def every_call() -> tuple[Call, ...]:
    """All calls of the table, by name."""
    found = {one for one in vars(table).values() if isinstance(one, Call)}
    return tuple(sorted(found, key=lambda call: (call.name, call.about)))


def needed(rules: RuleSet, *, organization: bool = False) -> frozenset[str]:
    """The names of the calls that the rules need, those that are needed in any case among them."""
    always = (*ALWAYS, *FOR_ORGANIZATIONS) if organization else ALWAYS
    return frozenset(call.name for call in (*calls_for(facts_for(rules)), *always))


def facts_for(rules: RuleSet) -> frozenset[Asked]:
    """All facts and relations that the rules look at, as (kind, name)."""
    return frozenset(one for rule in rules.rules.values() for one in asked_by(rule))


def needs_of(rule: Rule) -> frozenset[str]:
    """The names of the calls without which a rule cannot be judged, or not on all that it is for."""
    return frozenset(call.name for call in calls_for(asked_by(rule)))


def calls_for(asked: Iterable[Asked]) -> tuple[Call, ...]:
    """The calls that tell some facts and relations, and list the kinds that have them or are led to."""
    asked = frozenset(asked)
    kinds = {each for kind, name in asked for each in (kind, *_targets(kind, name))}
    told = {call for call in every_call() if not kinds.isdisjoint(call.kinds) or _tells(call, asked)}
    ahead = [*told]
    while ahead:
        before = set(_THROUGH.get(ahead.pop(), ())) - told
        told |= before
        ahead += before
    return tuple(call for call in every_call() if call in told)


def _tells(call: Call, asked: frozenset[Asked]) -> bool:
    patterns = TELLS.get(call, ())
    return any(fnmatchcase(f"{kind}.{name}", pattern) for kind, name in asked for pattern in patterns)


def _targets(kind: str, name: str) -> tuple[str, ...]:
    relation = KINDS[kind].relations.get(name)
    return relation.targets if relation is not None else ()


def asked_by(rule: Rule) -> frozenset[Asked]:
    """All that a rule looks at to judge what is running; nothing if it judges code or plans alone."""
    if rule.declared or rule.changes:
        return frozenset()
    found: set[Asked] = set()
    for kind in rule.check:
        # A kind is looked at even if nothing is asked of it.
        found.add((kind, "identifier"))
        if kind in _NAMED_BY_CACHES:
            found |= read_for(kind, "caches")
        for condition in (rule.scope[kind], rule.check[kind]):
            for asked in _in(condition, (kind,)) if condition is not None else ():
                found |= read_for(*asked)
        for name in _PLACEHOLDER.findall(rule.message):
            if name in KINDS[kind].facts:
                found |= read_for(kind, name)
    return frozenset(found)


def _in(condition: Condition, kinds: tuple[str, ...]) -> Iterator[Asked]:
    """The facts and relations that a condition on some kinds names."""
    match condition:
        case FactTest(name=name):
            yield from ((kind, name) for kind in kinds)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _in(part, kinds)
        case Negation(part=part):
            yield from _in(part, kinds)
        case Quantified(relation=relation, where=where, that=that):
            yield from ((kind, relation) for kind in kinds)
            targets = tuple(dict.fromkeys(each for kind in kinds for each in _targets(kind, relation)))
            for inner in (where, that):
                yield from _in(inner, targets) if inner is not None else ()
        case _:
            raise TypeError(f"a condition of a new kind: {type(condition).__name__}")
