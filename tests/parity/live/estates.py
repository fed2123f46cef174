"""The accounts of the sample stories, answering as AWS does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from auditor.demo.estate import EVERYWHERE, OPEN, Estate
from tests.parity.live import SAMPLES

REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")


def estate_of(stories: Iterable[str], account: str) -> Estate:
    """Sample stories, all in one account."""
    made = Estate((account,), dict.fromkeys(REGIONS, OPEN))
    for story in stories:
        told = json.loads((SAMPLES / story / "live" / "answers.json").read_text(encoding="utf-8"))
        for region, lists in told["answers"].items():
            for action, items in lists.items():
                for item in items:
                    # What lists several things at once is written down with the member that each stands in.
                    member, inner = (
                        next(iter(item.items())) if action in _SEVERAL else (_MEMBERS.get(action, ""), [item])
                    )
                    made.add(account, region or EVERYWHERE, action, map(_encoded, inner), member)
        for region, about in told["about"].items():
            for action, subjects in about.items():
                for subject, answer in subjects.items():
                    made.tell(account, region, action, subject, answer)
    return made


_MEMBERS = {"cloudwatch:DescribeAlarms": "MetricAlarms"}
_SEVERAL = frozenset({"iam:GetAccountAuthorizationDetails"})


def _encoded(item: Any) -> Any:
    """An item with its policy documents as IAM sends them, which botocore decodes."""
    if isinstance(item, list):
        return [_encoded(one) for one in item]
    if not isinstance(item, dict):
        return item
    return {
        name: quote(json.dumps(value)) if name == "Document" and isinstance(value, dict) else _encoded(value)
        for name, value in item.items()
    }
