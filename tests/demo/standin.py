"""The stand-in for AWS as tests use it.

    with stand_in(estate, throttle=0.3) as aws:
        inventory = collect_live(LiveOptions(endpoint=aws.url), rules)  # or `auditor aws --endpoint-url aws.url`
        aws.calls[ACCOUNT, "us-east-1", "elasticache:DescribeUsers"]  # how often that was called
        aws.faults = Faults(deny=frozenset({"elasticache:DescribeUsers"}))  # from now on

An `Estate` says what there is: `estate.add(ACCOUNT, region, action, items)` for what an action lists, and
`estate.tell(ACCOUNT, region, action, subject, answer)` for what one answers about one thing. The names of
actions are those of `Call.name`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from auditor.demo.estate import Estate
from auditor.demo.faults import Faults
from auditor.demo.server import StandIn

ACCOUNT = "111122223333"


@contextmanager
def stand_in(estate: Estate | None = None, account: str = ACCOUNT, **faults: Any) -> Iterator[StandIn]:
    """A server with that estate, where `faults` go wrong; the environment holds keys of `account`, and nothing else."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    keys = {
        "AWS_ACCESS_KEY_ID": key_of(account),
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with mock.patch.dict(os.environ, kept | keys, clear=True), StandIn(estate or Estate(), Faults(**faults)) as aws:
        yield aws


def key_of(account: str, key: str = "AKIA0000") -> str:
    """An access key of an account: its last digits are the account."""
    return f"{key}{account}"


def client(
    aws: StandIn,
    service: str,
    region: str = "us-east-1",
    account: str = ACCOUNT,
    key: str = "AKIA0000",
    seconds: int = 5,
) -> Any:
    """A client of boto3 that tries each call once, and waits so many seconds."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        region_name=region,
        endpoint_url=aws.url,
        aws_access_key_id=key_of(account, key),
        aws_secret_access_key="made-up",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=seconds),
    )
