"""Which regions of an account are looked at: those that are open to it.

Source: the EC2 API reference, DescribeRegions (without AllRegions it lists the regions that are enabled).
"""

from __future__ import annotations

from auditor.sources.aws.access import Access, AccessError
from auditor.sources.aws.asking import Bucket, ask
from auditor.sources.aws.calls import REGIONS

#: Where an account is asked which regions it has, by partition.
_FIRST = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_OPEN = frozenset({"opt-in-not-required", "opted-in"})


def first_of(access: Access) -> str:
    """The region that is asked first: that of the environment or profile, else one that every account has."""
    return access.region or _FIRST.get(access.partition, "us-east-1")


def regions_of(access: Access) -> list[str]:
    """The regions that are enabled in an account. Raises AccessError where that cannot be asked."""
    answer = ask(access.client("ec2", first_of(access)), REGIONS, Bucket())
    if answer.refusal is not None:
        raise AccessError(f"{answer.refusal}: name the regions with --region")
    told = {
        str(one.get("RegionName"))
        for one in answer.items
        if str(one.get("OptInStatus") or "opt-in-not-required") in _OPEN
    }
    return sorted(told)
