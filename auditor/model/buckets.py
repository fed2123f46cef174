"""What lets ElastiCache write snapshots to a bucket: statements of a policy, and grants of an access control list.

Domain source: the ElastiCache user guide, "Exporting a backup": the service writes as `elasticache-snapshot` of its
region; older code grants as much to a canonical id of AWS.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from auditor.model.facts import Fact, Known, Unknown
from auditor.model.policy import Statement

_PUT = "s3:putobject"
_SERVICE = "Service:"
_NAMES = ("elasticache-snapshot.amazonaws.com", "elasticache-snapshot.amazonaws.com.cn")
_WHOLE = "elasticache.amazonaws.com"
#: Canonical ids that ElastiCache writes as: in regions that are on by default, in GovCloud, in China.
WRITERS = (
    "540804c33a284a299d2547575ce1010f2312ef3da9b3a053c8bc45bf233e4353",
    "40fa568277ad703bd160f66ae4f83fc9dfdfd06c2f1b5060ca22442ac3ef8be6",
    "b14d6a125bdf69854ed8ef2e71d8a20b7c490f252229b806e514966e490b8d83",
)
_WRITES = frozenset({"WRITE", "FULL_CONTROL"})


def lets_write(item: object) -> bool:
    """Whether a statement, or a grant such as `<id> WRITE`, certainly lets ElastiCache write to its bucket."""
    if isinstance(item, Statement):
        named = item.allows and not item.principals.excepted and not item.actions.excepted
        return (
            named
            and any(map(_is_service, _texts(item.principals.names)))
            and any(map(_puts, _texts(item.actions.names)))
        )
    grantee, _, permission = str(item).rpartition(" ")
    return grantee in WRITERS and permission in _WRITES


def _is_service(principal: str) -> bool:
    name = principal.removeprefix(_SERVICE) if principal.startswith(_SERVICE) else ""
    return name == _WHOLE or name.endswith(tuple(f".{one}" for one in _NAMES))


def _puts(action: str) -> bool:
    return "[" not in action and fnmatchcase(_PUT, action.lower())


def _texts(fact: Fact) -> tuple[str, ...]:
    value = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else None
    return tuple(map(str, value)) if isinstance(value, tuple) else ()
