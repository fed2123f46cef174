"""Judging an estate by the whole catalogue, opinions included, and loading the catalogue from its compiled form.

The estate is made up in memory: caches that share their groups as those of teams do. Each figure is that of a process
of its own, CPU seconds, and the best of several: what else the machine does only ever makes them worse.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys

from auditor.data import compiled_rules

#: What issue 5 asks for: of 5,000 resources, and of the compiled catalogue.
MOST_SECONDS, MOST_MEMORY, MOST_LOADING = 3.0, 200, 0.010
SMALL, LARGE = 1000, 5000
RUNS = 5

_MADE = """
import gc, json, resource, sys, time
gc.disable()
from auditor.engine.loader import load_rules
from auditor.model.facts import ABSENT, Known, Ref, Unknown
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.scan import evaluate

def made(key, kind, number, facts, **relations):
    place = Location("caches.tf", number + 1)
    told = {name: Known(value, place=place) for name, value in facts.items()}
    leads = {name: Known((Ref(to),), place=place) for name, to in relations.items()}
    return Resource(key, key, kind, key, place, facts=told, relations=leads)

def estate(count):
    every = []
    for number in range(count * 8 // 10):
        team = number // 8
        facts = {"engine": ("redis", "valkey")[number % 2], "engine_version": ("7.1", "8.0")[number % 2],
                 "node_type": ("cache.t4g.micro", "cache.r7g.large")[number % 3 > 0], "tls": number % 5 > 0,
                 "at_rest": number % 7 > 0, "replicas_per_shard": number % 3, "shards": 1 + number % 2, "port": 6379,
                 "backup_days": number % 4, "multi_az": number % 2 > 0, "auto_failover": number % 3 > 0}
        every.append(made(f"cache{number}", "replication_group", number, facts,
                          security_groups=f"group{team}", subnet_group=f"subnets{team}"))
    for team in range(count // 10):
        block = Known((("0.0.0.0/0", "10.0.0.0/8", "10.1.2.0/24")[team % 3],))
        rule = IngressRule(Known("tcp"), Known(6379), Known(6379), block, Known(()), Known(()))
        every.append(made(f"group{team}", "security_group", team, {"ingress": (rule,), "egress": ()}))
        every.append(made(f"subnets{team}", "subnet_group", team, {}))
    return Inventory({one.key: one for one in every})
"""
_JUDGE = (
    _MADE
    + """
rules, inventory = load_rules().select(("all",)), estate(int(sys.argv[1]))
start = time.process_time()
report = evaluate(inventory, rules, "2026-11-23T00:00:00Z")
taken, peak = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([taken, peak, len(inventory.resources), len(rules.rules), len(report.findings)]))
"""
)
_LOAD = """
import gc, json, time
gc.disable()
from auditor.engine.loader import load_rules
taken = []
for _ in range(10):
    start = time.process_time()
    load_rules()
    taken.append(time.process_time() - start)
print(json.dumps(taken))
"""


def told(code: str, *words: str) -> list[float]:
    """What a process says that runs `code`."""
    done = subprocess.run([sys.executable, "-c", code, *words], check=True, stdout=subprocess.PIPE)
    found: list[float] = json.loads(done.stdout)
    return found


def test_judging_by_the_whole_catalogue():
    best = {count: min(told(_JUDGE, str(count)) for _ in range(RUNS)) for count in (SMALL, LARGE)}
    for seconds, memory, resources, rules, verdicts in best.values():
        each = seconds / verdicts * 1e6
        print(
            f"\n{resources} resources, {rules} rules: {verdicts} verdicts in cpu {seconds:.3f} s, {each:.1f} us each, "
            f"memory {memory:.0f} MiB"
        )
    exponent = math.log(best[LARGE][0] / best[SMALL][0]) / math.log(LARGE / SMALL)
    print(f"exponent {exponent:.2f}")
    assert best[LARGE][2] == LARGE
    assert exponent <= 1.1
    assert best[LARGE][0] <= MOST_SECONDS
    assert best[LARGE][1] <= MOST_MEMORY


def test_loading_the_compiled_catalogue():
    assert compiled_rules() is not None, "the catalogue was edited since it was compiled: pip install -e ."
    seconds = min(min(told(_LOAD)) for _ in range(3))
    print(f"\nloading: cpu {seconds * 1000:.1f} ms, in a checkout, where it compares the compiled form with the YAML")
    assert seconds <= MOST_LOADING
