"""What a policy keeps people from, whoever allows it: caches without encryption, caches open to the internet.

Domain source: the Service Authorization Reference of ElastiCache and MemoryDB, "Condition keys" (the keys for
encryption are in each request, false where it does not say); the ElastiCache user guide, "Create a Valkey serverless
cache with a public endpoint" (elasticache:ConnectionType).
"""

from __future__ import annotations

from auditor.analysis.policy_globs import Truth
from auditor.analysis.policy_grants import Policy
from auditor.analysis.policy_statements import ALL, Read, any_of, conditions_of
from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.policy import Condition
from auditor.model.resource import Resource
from auditor.model.view import View

#: A request that asks for what is to be kept from: action, service and type, and what it says for which key.
_Request = tuple[str, str, str, str, str]
_GROUP = ("elasticache:CreateReplicationGroup", "elasticache", "replicationgroup")
_SERVERLESS = ("elasticache:CreateServerlessCache", "elasticache", "serverlesscache")
_REQUESTS: dict[str, _Request] = {
    "no-tls": (*_GROUP, "elasticache:TransitEncryptionEnabled", "false"),
    "no-at-rest": (*_GROUP, "elasticache:AtRestEncryptionEnabled", "false"),
    "public": (*_SERVERLESS, "elasticache:ConnectionType", "public"),
}
#: Keys by which those who may do it all the same are named.
_EXEMPTED = frozenset({"aws:principalarn", "aws:principalaccount", "aws:principalorgpaths", "aws:userid"})
_EQUAL = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "bool"})
_OTHER = frozenset({"stringnotequals", "stringnotequalsignorecase", "stringnotlike"})


def guards(resource: Resource, view: View) -> Fact:
    """What a policy denies of what `_REQUESTS` lists."""
    policy = Policy.of(resource, view)
    answers = {
        name: any_of(_denies(policy, one, request) for one in policy.denies) for name, request in _REQUESTS.items()
    }
    kept = tuple(name for name, answer in answers.items() if answer)
    if policy.more or None in answers.values():
        doubt = policy.more or next((one.doubt for one in policy.denies if one.doubt), "not all of it is known")
        return Unknown(doubt, resource.location, members=kept)
    return Known(kept, Origin.DERIVED, resource.location)


def _denies(policy: Policy, one: Read, request: _Request) -> Truth:
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
    answers = [_test(condition, key, value) for condition in conditions_of(one.conditions)]
    return False if False in answers else None if None in answers else True


def _test(condition: Condition, key: str, value: str) -> Truth:
    operator = condition.operator.lower().rpartition(":")[2].removesuffix("ifexists")
    if condition.key.lower() != key.lower():
        # A role that is exempt by name was left out on purpose; anything else lets some requests through.
        return condition.key.lower() in _EXEMPTED and "not" in operator
    values = [each.lower() for each in condition.values]
    if any("<" in each for each in values):
        return None
    among = value in values or (operator.endswith("like") and "*" in values)
    if operator in _EQUAL:
        return among
    return not among if operator in _OTHER else None
