"""Buckets that ElastiCache writes snapshots to.

Domain sources: the ElastiCache user guide, "Exporting a backup"; the S3 user guide, "Blocking public access".
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL

FACTS: dict[str, dict[str, str]] = {
    "bucket": {
        **REGIONAL,
        "statements": "statements | its bucket policy",
        "acl": "list | its access control list: a canned one such as public-read, or grants as `grantee PERMISSION`",
        "public_access_blocked": "bool | whether S3 ignores whatever would open it to everybody",
        "readers.public": "derived list | statements of its policy, and grants, that let everybody read",
        "readers.others": "derived list | statements of its policy, and grants, that let other accounts read",
    },
}

RELATIONS: dict[str, dict[str, str]] = {}
