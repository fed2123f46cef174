"""Policies that say who may do what with caches, and the keys that caches are encrypted with.

Domain sources: the IAM user guide, "IAM JSON policy elements reference"; the Service Authorization Reference of
ElastiCache, MemoryDB and KMS; the KMS API reference, KeyMetadata.
"""

from __future__ import annotations

from auditor.model.kinds.common import IDENTITY, REGIONAL

#: How much of something is allowed: `conditioned` is every one of it, but under a condition alone.
SCOPE = "none < some < conditioned < all"


def _grant(name: str, what: str, of: str) -> dict[str, str]:
    """How much of something a policy allows, and the statements that allow most of it."""
    return {
        f"{name}.of": f"derived enum: {SCOPE} | of how many {of} it allows to {what}",
        f"{name}.by": f"derived list | the statements that allow to {what}, those of `{name}.of` alone",
    }


FACTS: dict[str, dict[str, str]] = {
    "iam_policy": {
        **IDENTITY,
        "policy_type": "enum: identity < boundary < scp < rcp | whether it grants rights, or bounds those of others",
        "statements": "statements | what it allows and denies",
        "services": "derived list | the services of caches that its statements name: elasticache, memorydb",
        "connect.caches": f"derived enum: {SCOPE} | which caches it lets users connect to with IAM",
        "connect.users": f"derived enum: {SCOPE} | as which users of caches it lets somebody connect with IAM",
        "connect.by": "derived list | the statements that let users connect, those that let in most alone",
        **_grant("administration", "create, change or delete", "caches, users and what belongs to them"),
        **_grant("copies", "copy snapshots, to buckets too,", "snapshots"),
        **_grant("keys", "encrypt and decrypt", "KMS keys"),
        "unnamed.of": f"derived enum: {SCOPE} | how much of caches it hands over without naming them: by *, NotAction",
        "unnamed.by": "derived list | the statements that do",
        "guards": "derived list | what it keeps everybody from making: no-tls, no-at-rest, public",
    },
    "iam_principal": {
        **IDENTITY,
        "linked_service": "observed text | service that a role is linked to, such as elasticache.amazonaws.com",
        "policies": "observed list | names of the policies that are attached to it",
    },
    "kms_key": {
        **REGIONAL,
        "manager": "enum: aws < customer | who manages it; AWS's own serve all caches of an account",
        "enabled": "bool | whether it can be used: it is switched on, and not waiting to be deleted",
        "rotation": "bool | whether AWS makes new key material every year or so",
        "spec": "text | kind of key; SYMMETRIC_DEFAULT is what caches take",
        "origin": "enum: kms < external < custom-store | where its key material comes from",
        "statements": "statements | its key policy",
        "open_by": "derived list | statements of its policy that let everybody use it",
        "keys.by": "derived list | statements of its policy that let others use it than services of AWS",
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "kms_key": {
        "caches": (
            "inverse replication_group.key, serverless_cache.key, memorydb_cluster.key, memorydb_snapshot.key,"
            " snapshot.key | what it encrypts"
        ),
    },
}
