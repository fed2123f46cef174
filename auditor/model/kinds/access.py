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
        "acl.dangerous": "derived list | commands left allowed with which one client harms all others",
        "acl.scripts": "derived list | commands left allowed that run or change code inside the engine",
        "acl.stalling": "derived list | commands left allowed that hold up all others while they go through every key",
        "password_count": "observed int | passwords that it can log in with: two while they are exchanged",
    },
    "user_group": {
        **REGIONAL,
        "engine": "enum: redis < valkey | engine it was made for; a valkey group needs no default user",
        "caches.span_environments": "observed derived bool | whether its caches are tagged as of several environments",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "user": {**before("user"), "groups": "inverse user_group.users | groups that it is a member of"},
    "user_group": {
        **before("user_group"),
        "users": "user | its members",
        "caches": "inverse replication_group.user_groups, serverless_cache.user_groups | caches it is attached to",
    },
}
