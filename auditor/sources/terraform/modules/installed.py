"""Modules that `terraform init` installed, and published modules that are known to hold no cache."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: Published modules, by registry address, that declare no cache resource at any version. A call of one that is not
#: installed leaves its outputs unknown but cannot hide a cache, so it is no gap. Everything not named here is one.
_WITHOUT_CACHES = re.compile(
    r"""^(registry\.terraform\.io/)?(
        terraform-aws-modules/(vpc|security-group|iam|kms|eks|s3-bucket|rds|rds-aurora|lambda|alb|elb|acm|route53|key-pair
            |autoscaling|ec2-instance|sns|sqs|cloudwatch|dynamodb-table|ecr|ecs|secrets-manager|ssm-parameter|efs)/aws
      | cloudposse/(label/null|vpc/aws|dynamic-subnets/aws|security-group/aws|route53-cluster-hostname/aws|utils/aws
            |multi-az-subnets/aws|named-subnets/aws|kms-key/aws|s3-bucket/aws|iam-policy-document-aggregator/aws|iam-role/aws)
    )(//.*)?$""",
    re.VERBOSE,
)


#: The index of a module call in an address.
_INDEX = re.compile(r"""\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]""")


def known_without_caches(source: str) -> bool:
    """Whether a module source names a published module that cannot hold a cache."""
    return bool(_WITHOUT_CACHES.match(source))


@dataclass(slots=True)
class Installed:
    """The manifest `.terraform/modules/modules.json` of one root: module key -> directory relative to the root."""

    directories: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: Callable[[Path], bytes], root: Path) -> Installed:
        """The manifest of `root`, as `text` reads it; an absent or unreadable one installs nothing."""
        try:
            entries = json.loads(text(root / ".terraform/modules/modules.json"))["Modules"]
            return cls(
                {str(e["Key"]): str(e["Dir"]) for e in entries if isinstance(e, dict) and "Key" in e and "Dir" in e}
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return cls()

    def directory(self, prefix: str, name: str) -> str | None:
        """The directory of the call `name` in the module instance with `prefix` (`module.a[0].`)."""
        keys = _INDEX.sub("", prefix).split(".")[1::2]
        return self.directories.get(".".join([*keys, name]))
