"""Users of caches and their groups.

Domain source: the ElastiCache API reference, CreateUser and CreateUserGroup.
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL, before

FACTS: dict[str, dict[str, str]] = {
    "user": {
        **REGIONAL,
        "engine": "enum: redis < valkey | engine it was made for",
        "user_name": "text | name that clients log in with",
        "access_string": "text | ACL rules, applied left to right",
        "authentication": "enum: no-password < password < iam | how it proves who it is",
        "passwords": "secret | its passwords",
        "acl.enabled": "derived bool | whether the access string leaves the user on",
        "acl.commands": "derived list | commands and categories left allowed",
        "acl.keys": "derived list | key patterns left allowed",
        "acl.channels": "derived list | channel patterns left allowed",
    },
    "user_group": {
        **REGIONAL,
        "engine": "enum: redis < valkey | engine it was made for; a valkey group needs no default user",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "user": before("user"),
    "user_group": {**before("user_group"), "users": "user | its members"},
}
