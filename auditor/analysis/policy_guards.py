"""What a policy keeps people from, whoever allows it: caches without encryption, caches open to the internet.

Domain source: the Service Authorization Reference of ElastiCache and MemoryDB, "Condition keys" (the keys for
encryption are in each request, false where it does not say); the ElastiCache user guide, "Create a Valkey serverless
cache with a public endpoint" (elasticache:ConnectionType).
"""

from __future__ import annotations

from auditor.analysis.policy_globs import Truth
from auditor.analysis.policy_grants import Policy
from auditor.analysis.policy_statements import ALL, Read, any_of, texts_of
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.policy import Condition
from auditor.model.resource import Resource
from auditor.model.view import View

#: What is to be kept from -> the requests that ask for it, all of which must be denied: action, service, type, what
#: the request says.
_REQUESTS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "no-tls": (
        (
            "elasticache:CreateReplicationGroup",
            "elasticache",
            "replicationgroup",
            "elasticache:TransitEncryptionEnabled",
            "false",
        ),
    ),
    "no-at-rest": (
        (
            "elasticache:CreateReplicationGroup",
            "elasticache",
            "replicationgroup",
            "elasticache:AtRestEncryptionEnabled",
            "false",
        ),
    ),
    "public": (
        (
            "elasticache:CreateServerlessCache",
            "elasticache",
            "serverlesscache",
            "elasticache:ConnectionType",
            "public",
        ),
    ),
}
_EQUAL = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "bool"})
_OTHER = frozenset({"stringnotequals", "stringnotequalsignorecase", "stringnotlike"})


def guards(resource: Resource, view: View) -> Fact:
    """What a policy denies of what `_REQUESTS` lists."""
    policy = Policy.of(resource, view)
    answers = {name: _kept_from(policy, requests) for name, requests in _REQUESTS.items()}
    kept = tuple(name for name, answer in answers.items() if answer)
    if policy.more or None in answers.values():
        doubt = policy.more or next((one.doubt for one in policy.denies if one.doubt), "not all of it is known")
        return Unknown(doubt, resource.location, members=kept)
    return Known(kept, Origin.DERIVED, resource.location)


def _kept_from(policy: Policy, requests: tuple[tuple[str, str, str, str, str], ...]) -> Truth:
    answers = [any_of(_denies(policy, one, request) for one in policy.denies) for request in requests]
    return False if False in answers else None if None in answers else True


def _denies(policy: Policy, one: Read, request: tuple[str, str, str, str, str]) -> Truth:
    """Whether a statement denies a request, whatever else it says."""
    action, service, type_, key, value = request
    found = policy.breadth(one, service, type_)
    all_of: Truth = True if found.low == ALL and not one.statement.resources.excepted else None
    if found.high != ALL:
        all_of = False
    answers = (policy.about(one, action), one.there, all_of, _holds(one, key, value))
    return False if False in answers else None if None in answers else True


def _holds(one: Read, key: str, value: str) -> Truth:
    """Whether the conditions of a statement hold for each request that says `value` for `key`."""
    if isinstance(one.conditions, Unknown):
        return None
    conditions = (one for one in texts_of(one.conditions) if isinstance(one, Condition))
    answers = [_test(condition, key, value) for condition in conditions]
    return False if False in answers else None if None in answers else True


def _test(condition: Condition, key: str, value: str) -> Truth:
    operator = condition.operator.lower().rpartition(":")[2].removesuffix("ifexists")
    if condition.key.lower() != key.lower():
        # It lets some requests through: those of a role that is exempt, of another region.
        return False
    values = [each.lower() for each in condition.values]
    if any("<" in each for each in values):
        return None
    among = value in values or (operator.endswith("like") and "*" in values)
    if operator in _EQUAL:
        return among
    return not among if operator in _OTHER else None
