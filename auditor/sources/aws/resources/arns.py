"""The ARNs of ElastiCache.

Source: the user guide of ElastiCache, "Resource-level permissions" (each kind of resource; a global datastore is in no
region).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.sources.aws.answers import Answers


def arn_of(answers: Answers, type_: str, name: object, *, region: str | None = None) -> str:
    """The ARN of something of a type, in the region of the answers unless another one is named."""
    where = answers.region if region is None else region
    return f"arn:{answers.partition}:elasticache:{where}:{answers.account}:{type_}:{str(name).lower()}"


def told_arn(values: Mapping[str, Any], type_: str, name: str, answers: Answers) -> str:
    """The ARN that an answer tells; older ones do not, and it is made of the member `name`."""
    return str(values.get("ARN") or arn_of(answers, type_, values.get(name)))
