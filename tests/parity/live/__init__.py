"""Write the sample stories as running accounts: `python -m tests.parity.live [STORY ...]`.

The state of a story tells what Terraform has made; here is what AWS would answer of that, call by call, in the shapes
of the API references. What a state does not tell is as AWS makes it by itself: the default group of a VPC, its main
route table and network ACL, the nodes of a replication group.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.parity.live import around, caches, groups, network
from tests.parity.live.account import Account, Json, resources

SAMPLES = Path(__file__).parents[3] / "samples"
_MAKERS = {
    "aws_vpc": lambda v, account, found: network.network_of(v, account),
    "aws_subnet": network.subnet,
    "aws_elasticache_subnet_group": groups.subnet_group,
    "aws_elasticache_parameter_group": groups.parameter_group,
    "aws_elasticache_user": groups.user,
    "aws_elasticache_user_group": groups.user_group,
    "aws_elasticache_replication_group": caches.replication_group,
    "aws_elasticache_cluster": caches.cluster,
    "aws_elasticache_serverless_cache": caches.serverless,
    "aws_elasticache_global_replication_group": caches.everywhere,
    "aws_kms_key": around.key,
    "aws_cloudwatch_log_group": around.log_group,
    "aws_cloudwatch_metric_alarm": around.alarm,
    "aws_iam_policy": around.policy,
}


def account_of(state: Json) -> Account:
    """The account in which all is that a state, as Terraform shows it, tells of."""
    account = Account()
    found: dict[str, list[Json]] = {}
    for one in resources(state["values"]["root_module"]):
        found.setdefault(one["type"], []).append(one["values"])
    network.groups(found, account)
    for type_, make in _MAKERS.items():
        for values in found.get(type_, []):
            make(values, account, found)
    return account


def told(story: str) -> str:
    """The answers of a story, as they stand in its folder."""
    state = json.loads((SAMPLES / story / "state" / "shown.json").read_text(encoding="utf-8"))
    return account_of(state).text()


def write(stories: list[str]) -> None:
    """Write the answers of stories, or of all of them."""
    for story in stories or sorted(path.parent.name for path in SAMPLES.glob("*/state")):
        file = SAMPLES / story / "live" / "answers.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(told(story), encoding="utf-8")
