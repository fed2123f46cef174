"""Scans of a running account of growing size, against plain boto3 that reads the same set.

AUDITOR_BENCH_KIT names a directory with a stand-in for AWS (`fake_aws.py`) and what its resources violate (`model.py`).
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.estate import KIT, Names, compare
from tests.bench.measure import AUDITOR, medians, run

pytestmark = pytest.mark.skipif(not KIT, reason="AUDITOR_BENCH_KIT names no directory of generators")

#: CPU seconds, MiB and calls that a scan of one region may take, by its size.
BOUNDS = {10: (0.8, 150, 40), 1000: (1.6, 150, 100)}
#: What the eight operations that other tools read need: caches, groups, subnets, users.
_SECURITY = (
    "transit-encryption-enabled,at-rest-encryption-enabled,authentication-enabled,automatic-failover,multi-az,"
    "backup-retention-period,auto-minor-version-upgrade,security-group-internet-exposure,custom-subnet-group"
)
_RAW = """
import sys, json
from concurrent.futures import ThreadPoolExecutor
import boto3
url, threads = sys.argv[1], int(sys.argv[2])
session = boto3.Session(region_name="us-east-1")
clients = {}
def read(service, operation, arguments):
    client = clients[service]
    if client.can_paginate(operation):
        return [page for page in client.get_paginator(operation).paginate(**arguments)]
    return getattr(client, operation)(**arguments)
calls = json.loads(sys.argv[3])
for service in dict.fromkeys(one[0] for one in calls):
    clients[service] = session.client(service, endpoint_url=url)
if threads == 1:
    for one in calls: read(*one)
else:
    with ThreadPoolExecutor(threads) as pool: list(pool.map(lambda one: read(*one), calls))
"""
#: What is read where only the rules of `_SECURITY` are asked about.
_CALLS = [
    ("elasticache", "describe_cache_clusters", {"ShowCacheNodeInfo": True}),
    ("elasticache", "describe_replication_groups", {}),
    ("elasticache", "describe_serverless_caches", {}),
    ("elasticache", "describe_users", {}),
    ("elasticache", "describe_user_groups", {}),
    ("elasticache", "describe_cache_subnet_groups", {}),
    ("elasticache", "describe_global_replication_groups", {}),
    ("memorydb", "describe_clusters", {}),
    ("ec2", "describe_security_groups", {}),
    ("ec2", "describe_subnets", {}),
    ("ec2", "describe_vpcs", {}),
    ("resourcegroupstaggingapi", "get_resources", {}),
]


@contextmanager
def account(count: int, *more: str) -> Iterator[str]:
    """An account with so many resources in one region, and 16 regions without any."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(Path(KIT) / "fake_aws.py"), "--port", str(port), "--accounts", "1"]
    command += ["--active-regions", "1", "--resources", str(count), *more]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(200):
                try:
                    stats(url)
                    break
                except OSError:
                    time.sleep(0.05)
            yield url
        finally:
            server.terminate()


def stats(url: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{url}/_stats") as answer:  # noqa: S310 - a server of this machine
        told: dict[str, object] = json.load(answer)
        return told


def reset(url: str) -> None:
    with urllib.request.urlopen(f"{url}/_reset") as answer:  # noqa: S310 - a server of this machine
        answer.read()


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0000000000000001")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")


def scan(url: str, *more: str) -> tuple[str, ...]:
    return (*AUDITOR, "aws", "--endpoint-url", url, "--quiet", *more)


@pytest.mark.parametrize("count", BOUNDS)
def test_one_region(count: int, tmp_path: Path):
    most_cpu, memory, most = BOUNDS[count]
    with account(count) as url:
        ours = medians(*scan(url, "--region", "us-east-1"), runs=5)
        reset(url)
        run(*scan(url, "--region", "us-east-1"))
        calls = int(str(stats(url)["calls"]))
        print(f"\nlive n={count:<6}{ours}   {calls} calls")
        report = tmp_path / "report.json"
        command = [*scan(url, "--region", "us-east-1", "--select", "all"), "-o", str(report)]
        subprocess.run(command, check=False, env=dict(os.environ))
        (tmp_path / "expected.json").write_text(json.dumps(_expected(count)))
        difference = compare(tmp_path, report, _NAMES)
    print(f"        {difference}")
    assert not difference.missed + difference.false
    assert ours.memory <= memory
    assert ours.cpu <= most_cpu * 1.5  # the slack of a busy machine
    assert calls <= most


#: How a report calls what `model.py` makes: `arn:...:replicationgroup:rg-000003`.
_NAMES = Names(
    replication_group="rg-",
    memcached="memcached-",
    group_of=lambda name: f"sg-{int(re.findall(r'[0-9]+', name)[-1]) // 10 * 10 + 8:06d}",
    of=lambda address: address.rpartition(":")[2],
)


def _expected(count: int) -> dict[str, list[str]]:
    told_of = "{one['name']: one['violations'] for one in model.estate(int(sys.argv[1]))}"
    script = f"import json, sys, model; print(json.dumps({told_of}))"
    made = subprocess.run([sys.executable, "-c", script, str(count)], check=True, cwd=KIT, stdout=subprocess.PIPE)
    told: dict[str, list[str]] = json.loads(made.stdout)
    for name, violations in told.items():
        # Whatever it says of a cluster of Memcached, the stand-in has all nodes of each in one zone.
        if name.startswith("memcached-") and "multi-az" not in violations:
            violations.append("multi-az")
    return told


@pytest.mark.parametrize(("latency", "threads", "most"), [("0", 1, 1.5), ("30", 8, 1.3)])
def test_against_plain_boto3(latency: str, threads: int, most: float):
    with account(1000, "--latency-ms", latency) as url:
        plain = medians(sys.executable, "-c", _RAW, url, str(threads), json.dumps(_CALLS), runs=3)
        reset(url)
        run(sys.executable, "-c", _RAW, url, str(threads), json.dumps(_CALLS))
        theirs = stats(url)["calls"]
        ours = medians(*scan(url, "--region", "us-east-1", "--select", _SECURITY), runs=3)
        reset(url)
        run(*scan(url, "--region", "us-east-1", "--select", _SECURITY))
        calls = stats(url)["calls"]
    print(f"\nlive n=1000, {latency} ms a call, the rules that others have\n  ours  {ours}   {calls} calls")
    print(f"  boto3 {plain}   {theirs} calls, {threads} threads   wall {ours.wall / plain.wall:.2f} x")
    assert ours.wall <= most * plain.wall * 1.5  # the slack of a busy machine


def test_seventeen_regions_of_which_sixteen_are_empty():
    with account(10) as url:
        ours = medians(*scan(url), runs=3)
    print(f"\nlive, 17 regions, 16 of them empty   {ours}")
    assert ours.memory <= 150


def test_ten_thousand_resources():
    with account(10_000) as url:
        ours = medians(*scan(url, "--region", "us-east-1"), runs=1)
    print(f"\nlive n=10000 {ours}")
    assert ours.memory <= 300 * 1.05  # by as much runs differ
