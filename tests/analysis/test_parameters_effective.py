"""The parameters that a cache runs with: those of its group, else the defaults of the family."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from auditor.analysis.parameters_effective import _PARAMETERS
from auditor.data import data_dir
from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown, Unseen
from auditor.model.kinds.parameters import PARAMETERS
from auditor.model.resource import Context, Inventory, Resource
from auditor.model.versions import version_key
from auditor.sources.building.families import _VERSIONS
from tests.analysis.builders import FALSE, TRUE, at, either, known, link, resource

TABLE = yaml.safe_load((data_dir("rules") / "data" / "parameters.yaml").read_text())
POLICY, TIMEOUT = "parameter.maxmemory_policy", "parameter.idle_timeout"


def asked(name: str, one: Resource, *others: Resource, table: object = TABLE, **more: object) -> Fact:
    tables = {"parameters": table} if table else {}
    inventory = Inventory({r.key: r for r in (one, *others)}, context=Context(date(2026, 11, 23), tables))  # type: ignore[arg-type]
    return WorldView(inventory, {}, **more).fact(one, name)  # type: ignore[arg-type]


def cache(engine: object = "redis", version: object = "7.1", kind: str = "replication_group") -> Resource:
    return resource(kind, "cache", engine=engine, engine_version=version)


def group(*parameters: str, family: object = "redis7", kind: str = "parameter_group", **facts: object) -> Resource:
    return resource(kind, "app", 5, **{"identifier": "app", "family": family, "parameters": parameters, **facts})


def in_group(one: Resource, name: str, of: Resource | None = None) -> Fact:
    of = of or cache()
    link(of, "parameter_group", one)
    return asked(name, of, one)


def named(name: str, fact: str = POLICY, of: Resource | None = None) -> Fact:
    of = of or cache()
    link(of, "parameter_group", Unseen(name, "not in what was scanned"))
    return asked(fact, of)


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("maxmemory_policy", "maxmemory-policy=noeviction", "noeviction"),
        ("reserved_memory_percent", "reserved-memory-percent=50", 50),
        ("idle_timeout", "timeout=300", 300),
        ("tcp_keepalive", "tcp-keepalive=0", 0),
        ("notify_keyspace_events", "notify-keyspace-events=Ex", "Ex"),
        ("slowlog_log_slower_than", "slowlog-log-slower-than=-1", -1),
        ("slowlog_max_len", "slowlog-max-len=1000", 1000),
        ("rename_commands", "rename-commands=FLUSHALL gone keys hidden", ("flushall", "keys")),
        ("acl_pubsub_default", "acl-pubsub-default=resetchannels", "resetchannels"),
        ("close_on_replica_write", "close-on-replica-write=no", False),
        ("close_on_replica_write", "close-on-slave-write=no", False),
        ("cluster_require_full_coverage", "cluster-require-full-coverage=yes", True),
        ("min_replicas_to_write", "min-replicas-to-write=1", 1),
        ("min_replicas_to_write", "min-slaves-to-write=2", 2),
        ("output_buffer_limit", "client-output-buffer-limit-normal-hard-limit=1000", 1000),
        ("disable_flush_all", "disable_flush_all=1", True),
        ("idle_timeout", "idle_timeout=60", 60),
    ],
)
def test_what_the_group_sets_holds_for_the_group_and_for_the_cache(fact: str, written: str, value: object):
    name = f"parameter.{fact}"
    for found in (asked(name, group("databases=2", written)), in_group(group("databases=2", written), name)):
        assert "parameter group app sets" in known(found, value).because
        assert found.place == at(5)


def test_every_parameter_is_tried_above():
    assert {f"parameter.{name}" for name in _PARAMETERS} | {"parameter.reserved_memory_percent"} == set(PARAMETERS)


@pytest.mark.parametrize(
    ("fact", "written", "reason"),
    [
        ("idle_timeout", "timeout=never", "a whole number is needed, not 'never'"),
        ("close_on_replica_write", "close-on-replica-write=true", "yes or no is needed, not 'true'"),
        ("disable_flush_all", "disable_flush_all=yes", "0 or 1 is needed, not 'yes'"),
    ],
)
def test_a_value_that_aws_does_not_take_is_no_value(fact: str, written: str, reason: str):
    found = in_group(group(written), f"parameter.{fact}")
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_what_the_group_does_not_set_is_the_default_of_its_family():
    found = known(in_group(group("timeout=300"), POLICY), "volatile-lru")
    assert found.because == "volatile-lru is the default of maxmemory-policy in the family redis7 (as of 2026-11-23)"
    known(in_group(group(family="redis2.8"), "parameter.tcp_keepalive"), 0)
    known(in_group(group(family="redis7"), "parameter.tcp_keepalive"), 300)
    known(in_group(group(parameters=ABSENT), TIMEOUT), 0)


def test_a_group_that_is_not_known_in_full_tells_what_is_known_of_it():
    partly = group(parameters=Unknown("var.extra has no value", members=("timeout=300",)))
    known(in_group(partly, TIMEOUT), 300)
    found = in_group(partly, POLICY)
    assert isinstance(found, Unknown)
    assert found.reason == "var.extra has no value"


def test_a_group_of_an_unknown_family_has_no_defaults():
    one = group("timeout=300", family=Unknown("var.family has no value"))
    known(in_group(one, TIMEOUT), 300)
    found = in_group(one, POLICY)
    assert isinstance(found, Unknown)
    assert found.reason == "family of app: var.family has no value"
    new = in_group(group(family="redis99"), POLICY)
    assert isinstance(new, Unknown)
    assert new.reason == "the family redis99 is not in the table of parameters (as of 2026-11-23)"


@pytest.mark.parametrize("name", ["default.redis7", "default.redis7.cluster.on", "Default.Redis7"])
def test_a_default_group_is_known_by_its_name(name: str):
    known(named(name), "volatile-lru")
    known(named(name, "parameters.default"), True)
    known(named(name, "parameters.family"), "redis7")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("default.memorydb-redis6", "memorydb_redis6"),
        ("default.memorydb-valkey7.search", "memorydb_valkey7"),
    ],
)
def test_so_is_one_of_memorydb(name: str, family: str):
    cluster = cache("valkey", "7.2", "memorydb_cluster")
    known(named(name, "parameters.family", cluster), family)
    known(named(name, POLICY, cluster), "noeviction")
    assert isinstance(named(name, "parameter.reserved_memory_percent", cluster), Absent)


def test_a_group_that_was_not_read_may_set_anything():
    for fact in (POLICY, "parameters.default", "parameters.fit", "parameters.family"):
        found = named("theirs", fact)
        assert isinstance(found, Unknown), fact
        assert found.reason == "parameter group theirs: not in what was scanned"


def test_without_a_group_the_version_has_its_default_one():
    known(asked(POLICY, cache()), "volatile-lru")
    known(asked("parameters.family", cache()), "redis7")
    known(asked("parameters.default", cache()), True)
    known(asked(POLICY, cache("valkey", "7.2", "memorydb_cluster")), "noeviction")
    known(asked("parameters.family", cache("memcached", "1.6.22", "cache_cluster")), "memcached1.6")


def test_what_all_possible_families_have_is_certain():
    somewhen = cache("redis", Unknown("AWS picks", low="2.8.6", unstated=True))
    known(asked(POLICY, somewhen), "volatile-lru")
    keepalive = asked("parameter.tcp_keepalive", somewhen)
    assert isinstance(keepalive, Unknown)
    assert (keepalive.low, keepalive.high) == (0, 300)
    assert keepalive.reason == "engine version: AWS picks"
    assert isinstance(asked("parameter.acl_pubsub_default", somewhen), Unknown)
    assert isinstance(asked("parameters.family", somewhen), Unknown)


def test_what_all_engines_of_a_kind_have_is_certain():
    some = Unknown("var.engine has no value")
    known(asked(POLICY, cache(some, some)), "volatile-lru")
    known(asked(POLICY, cache(some, some, "memorydb_cluster")), "noeviction")
    found = asked(POLICY, cache(some, some, "cache_cluster"))
    assert isinstance(found, Unknown)
    assert found.reason == "engine: var.engine has no value"


def test_a_parameter_that_the_family_lacks_is_absent():
    assert isinstance(asked("parameter.acl_pubsub_default", cache("redis", "5.0.6")), Absent)
    assert isinstance(asked("parameter.rename_commands", cache("redis", "4.0.10")), Absent)
    memcached = cache("memcached", "1.6.22", "cache_cluster")
    for name in PARAMETERS:
        absent = isinstance(asked(name, memcached), Absent)
        assert absent is (name not in {"parameter.disable_flush_all", TIMEOUT}), name
    assert isinstance(asked("parameter.disable_flush_all", cache()), Absent)


def test_a_default_that_nobody_documents_is_not_known():
    found = asked("parameter.reserved_memory_percent", cache("redis", "2.8.24"))
    assert isinstance(found, Unknown)
    assert found.reason.startswith("no default of reserved-memory-percent is documented for the family redis2.8")


@pytest.mark.parametrize(
    ("parameters", "value"),
    [
        (("reserved-memory=0",), 0),
        (("reserved-memory=0", "reserved-memory-percent=30"), 30),
        (("reserved-memory=1073741824",), None),
    ],
)
def test_memory_reserved_in_bytes_is_no_default_percentage(parameters: tuple[str, ...], value: int | None):
    found = in_group(group(*parameters), "parameter.reserved_memory_percent")
    if value is None:
        assert isinstance(found, Unknown)
        assert found.reason == "parameter group app reserves 1073741824 bytes, whatever the nodes have"
    else:
        known(found, value)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (cache(Unknown("var.engine has no value"), ABSENT), "engine: var.engine has no value"),
        (cache(ABSENT, ABSENT), "engine: none is stated"),
        (cache("redis", "soon"), "engine version: 'soon' is no version"),
        (cache("valkey", "99.0"), "no family of the table of parameters (as of 2026-11-23) is for valkey of this"),
    ],
)
def test_what_cannot_be_told_has_a_reason(one: Resource, reason: str):
    found = asked("parameter.tcp_keepalive", one)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_without_the_table_there_are_no_defaults():
    assert isinstance(asked(POLICY, cache(), table=None), Unknown)
    known(asked(POLICY, group("maxmemory-policy=noeviction"), table=None), "noeviction")


def test_an_entry_that_is_not_sound_is_as_good_as_not_there():
    table = {"as_of": "2026-11-23", "entries": {"redis7": {"engine": "redis", "from": "seven", "below": "8.0"}}}
    assert isinstance(asked(POLICY, cache(), table=table), Unknown)


def test_each_world_has_its_group():
    one, of = group("maxmemory-policy=noeviction"), cache()
    of.relations["parameter_group"] = either(Known((), place=at(9)), Known((Unseen("default.redis7", "aws"),)))
    known(asked(POLICY, of, world=TRUE), "volatile-lru")
    known(asked(POLICY, of, world=FALSE), "volatile-lru")
    one.exists = either(Known(True), Known(False))
    link(of, "parameter_group", one)
    known(asked(POLICY, of, one, world=TRUE), "noeviction")
    assert isinstance(asked(POLICY, of, one), Unknown)


def test_a_relation_that_is_not_known_leaves_all_open():
    of = cache()
    of.relations["parameter_group"] = Unknown("var.group has no value", members=())
    for fact in (POLICY, "parameters.default", "parameters.fit"):
        found = asked(fact, of)
        assert isinstance(found, Unknown), fact
        assert found.reason == "parameter group: var.group has no value"


@pytest.mark.parametrize(
    ("engine", "version", "family", "fits"),
    [
        ("redis", "7.1", "redis7", True),
        ("redis", "6.x", "redis6.x", True),
        ("redis", "5.0.6", "redis6.x", False),
        ("redis", "7.0", "redis6.x", False),
        ("valkey", "7.2", "redis7", False),
        ("valkey", "8.2", "valkey8", True),
        ("valkey", "9.0", "valkey8", False),
        ("redis", Unknown("not stated", low="6.0", high="6.2"), "redis6.x", True),
        ("redis", Unknown("not stated", low="6.0", high="7.1"), "redis6.x", None),
        ("redis", Unknown("AWS picks", low="7.0", unstated=True), "redis7", True),
        ("redis", Unknown("AWS picks", low="7.0", unstated=True), "redis6.x", False),
        ("redis", Unknown("var.version has no value"), "redis7", None),
        ("valkey", Unknown("var.version has no value"), "redis7", False),
        (Unknown("var.engine has no value"), "7.1", "redis7", None),
        (ABSENT, "7.1", "redis7", None),
        ("redis", "7.1", Unknown("var.family has no value"), None),
    ],
)
def test_a_family_fits_the_engine_and_version_or_not(engine: object, version: object, family: object, fits: object):
    found = in_group(group(family=family), "parameters.fit", cache(engine, version))
    if fits is None:
        assert isinstance(found, Unknown)
        assert found.reason
    else:
        assert "of family" in known(found, fits).because


def test_the_default_group_of_the_version_always_fits():
    known(asked("parameters.fit", cache("redis", Unknown("var.version has no value"))), True)


def test_a_group_of_ones_own_is_no_default_one():
    known(in_group(group(), "parameters.default"), False)
    known(in_group(group(identifier="default.redis7"), "parameters.default"), True)


@pytest.mark.parametrize("family", TABLE["entries"])
def test_the_table_and_the_versions_of_families_agree(family: str):
    entry = TABLE["entries"][family]
    assert set(entry["defaults"]).isdisjoint(entry.get("lacks", ()))
    if family in _VERSIONS:
        first, last = _VERSIONS[family]
        assert version_key(entry["from"]) <= version_key(first) < version_key(entry["below"])
        assert last is None or version_key(first) <= version_key(last) < version_key(entry["below"])


def test_every_family_that_tells_a_version_has_defaults():
    assert set(_VERSIONS) <= set(TABLE["entries"])
