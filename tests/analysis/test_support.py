"""What the day of the scan and the table of engine support tell of the version of a cache."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.loader import load_rules
from auditor.engine.worlds import WorldView
from auditor.model.facts import ABSENT, Absent, Fact, Known, Unknown
from auditor.model.kinds.support import PHASES
from auditor.model.resource import Context, Inventory, Resource
from auditor.model.versions import version_key
from tests.analysis.builders import FALSE, TRUE, either, known, resource

TABLE = load_rules().tables["engine-support"]
TODAY = date(2026, 11, 23)


def asked(name: str, cache: Resource, today: date | None = TODAY, tables: object = None, **more: object) -> Fact:
    context = Context(today, {"engine-support": TABLE} if tables is None else tables)  # type: ignore[arg-type]
    inventory = Inventory({cache.key: cache}, context=context)
    return WorldView(inventory, {}, **more).fact(cache, name)  # type: ignore[arg-type]


def cache(engine: object = "redis", version: object = "6.2", kind: str = "replication_group") -> Resource:
    return resource(kind, "cache", engine=engine, engine_version=version)


def one_line(**said: object) -> dict[str, object]:
    """A table of one line, true as of today."""
    entry: dict[str, object] = {"name": "Redis 6", "service": "elasticache", "engine": "redis", "from": "6.0"}
    entry |= {"below": "7.0", "standard": "not published", "upgrade": "Valkey", **said}
    entry = {name: value for name, value in entry.items() if value is not None}
    return {"engine-support": {"as_of": TODAY, "dated": {"line": TODAY}, "entries": {"line": entry}}}


@pytest.mark.parametrize(
    ("engine", "version", "kind", "phase"),
    [
        ("redis", "6.2", "replication_group", "standard"),
        ("redis", "6.x", "replication_group", "standard"),
        ("redis", "6.2.6", "replication_group", "standard"),
        ("redis", "5.0.6", "replication_group", "extended"),
        ("redis", "4.0.10", "cache_cluster", "extended"),
        ("redis", "3.2.10", "cache_cluster", "ended"),
        ("redis", "2.8.24", "cache_cluster", "ended"),
        ("redis", "7.0", "replication_group", "undated"),
        ("redis", "7", "serverless_cache", "undated"),
        ("valkey", "7", "serverless_cache", "undated"),
        ("valkey", "9.1", "replication_group", "undated"),
        ("memcached", "1.4.5", "cache_cluster", "undated"),
        ("memcached", "1.6", "serverless_cache", "undated"),
        ("redis", "6.2", "memorydb_cluster", "undated"),
        ("valkey", "7.3", "memorydb_cluster", "undated"),
    ],
)
def test_each_line_is_in_a_phase_of_its_life(engine: str, version: str, kind: str, phase: str):
    known(asked("support.phase", cache(engine, version, kind)), phase)


@pytest.mark.parametrize(
    ("today", "phase", "left", "extended"),
    [
        (date(2027, 1, 31), "standard", 0, 1096),
        (date(2027, 2, 1), "extended", -1, 1095),
        (date(2030, 1, 31), "extended", -1096, 0),
        (date(2030, 2, 1), "ended", -1097, -1),
    ],
)
def test_support_lasts_through_the_last_day(today: date, phase: str, left: int, extended: int):
    redis = cache()
    known(asked("support.phase", redis, today), phase)
    known(asked("support.days_left", redis, today), left)
    known(asked("support.extended_days_left", redis, today), extended)
    known(asked("support.ends", redis, today), "2027-01-31")
    known(asked("support.extended_ends", redis, today), "2030-01-31")


def test_why_tells_the_day_and_how_far_off_it_is():
    assert known(asked("support.phase", cache()), "standard").because == (
        "standard support of Redis OSS 6 ends 2027-01-31, in 69 days; paid extended support lasts until 2030-01-31 "
        "(as of 2026-11-23)"
    )
    assert "ended 2027-01-31, 1 day ago" in known(asked("support.phase", cache(), date(2027, 2, 1)), "extended").because
    assert "ended 2030-01-31" in known(asked("support.phase", cache(), date(2031, 1, 1)), "ended").because


def test_what_has_no_end_has_no_day():
    for name in ("support.ends", "support.days_left", "support.extended_ends", "support.extended_days_left"):
        assert isinstance(asked(name, cache("valkey", "8.0")), Absent), name
    assert isinstance(asked("support.extended_ends", cache("redis", "3.2.10")), Absent)


def test_that_no_end_was_published_is_believed_for_a_while():
    valkey = cache("valkey", "8.0")
    known(asked("support.phase", valkey, TODAY + timedelta(days=365)), "undated")
    for name in ("support.phase", "support.days_left", "support.ends"):
        stale = asked(name, valkey, TODAY + timedelta(days=366))
        assert isinstance(stale, Unknown), name
        assert "no end of support of Valkey 8 was published (as of 2026-11-23), 366 days ago" in stale.reason


def test_a_published_day_stands_however_old_the_table_is():
    known(asked("support.phase", cache(), date(2029, 1, 1)), "extended")
    known(asked("support.phase", cache("redis", "5.0.6"), date(2040, 1, 1)), "ended")


def test_an_entry_says_how_long_it_is_believed():
    tables = one_line(recheck_days=10)
    known(asked("support.phase", cache(), TODAY + timedelta(days=10), tables), "undated")
    assert isinstance(asked("support.phase", cache(), TODAY + timedelta(days=11), tables), Unknown)


def test_an_entry_that_does_not_say_as_of_when_it_is_true_is_not_believed():
    tables = one_line()
    del tables["engine-support"]["dated"]  # type: ignore[attr-defined]
    assert isinstance(asked("support.phase", cache(), TODAY, tables), Unknown)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"standard": None}, "the entry line of the table of engine support is not sound: it has no 'standard'"),
        ({"standard": "soon"}, "Invalid isoformat string: 'soon'"),
        ({"from": "six"}, "'six' is no version"),
        ({"versions": 6}, "'int' object is not iterable"),
    ],
)
def test_an_entry_that_is_not_sound_is_told_of(said: dict[str, object], reason: str):
    found = asked("support.phase", cache(), TODAY, one_line(**said))
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_versions_partly_known_give_bounds():
    old = Unknown("it is not stated; its parameter group is for redis5.0", low="5.0.0", high="6.2")
    phase = asked("support.phase", cache("redis", old))
    assert isinstance(phase, Unknown)
    assert (phase.low, phase.high) == ("extended", "standard")
    left = asked("support.days_left", cache("redis", old))
    assert isinstance(left, Unknown)
    assert (left.low, left.high) == (-296, 69)
    assert left.reason == "engine version: it is not stated; its parameter group is for redis5.0"


def test_bounds_within_one_line_are_certain():
    known(asked("support.phase", cache("redis", Unknown("of its group", low="5.0.0", high="5.0.6"))), "extended")
    known(asked("support.phase", cache("redis", Unknown("AWS picks", low="7.0", unstated=True))), "undated")


def test_a_day_that_one_of_the_lines_does_not_have_is_not_bounded():
    left = asked("support.days_left", cache("redis", Unknown("either", low="6.0", high="7.1")))
    assert isinstance(left, Unknown)
    assert (left.low, left.high) == (None, None)


def test_of_a_version_not_known_at_all_every_line_is_possible():
    phase = asked("support.phase", cache("redis", Unknown("var.version has no value")))
    assert isinstance(phase, Unknown)
    assert (phase.low, phase.high) == ("ended", "undated")
    told = asked("support.told", cache("redis", Unknown("var.version has no value", low="6.2", high="7.1")))
    assert isinstance(told, Known)
    assert "; or AWS has published no end of support of Redis OSS 7" in str(told.value)


@pytest.mark.parametrize(
    ("one", "today", "tables", "reason"),
    [
        (cache(Unknown("var.engine has no value")), TODAY, None, "engine: var.engine has no value"),
        (cache(ABSENT), TODAY, None, "engine: none is stated"),
        (cache("redis", ABSENT), TODAY, None, "no engine version is stated"),
        (cache("redis", "latest"), TODAY, None, "'latest' is no version"),
        (cache("valkey", "12.0"), TODAY, None, "valkey 12.0 is in no line of the table of engine support (as of"),
        (cache(), None, None, "the day of the scan is not known"),
        (cache(), TODAY, {}, "there is no table of engine support"),
    ],
)
def test_what_cannot_be_told_has_a_reason(one: Resource, today: date | None, tables: object, reason: str):
    for name in ("support.phase", "support.told"):
        found = asked(name, one, today, tables)
        assert isinstance(found, Unknown)
        assert reason in found.reason


def test_each_world_has_its_version():
    redis = cache("redis", either(Known("5.0.6"), Known("7.1")))
    known(asked("support.phase", redis, world=TRUE), "extended")
    known(asked("support.phase", redis, world=FALSE), "undated")


@pytest.mark.parametrize(
    ("engine", "version", "kind", "wanted"),
    [
        ("redis", "6.2", "replication_group", True),
        ("redis", "6.2.6", "replication_group", True),
        ("redis", "6.x", "replication_group", True),
        ("redis", "6.1", "replication_group", False),
        ("redis", "7", "serverless_cache", True),
        ("redis", "7.2", "replication_group", None),
        ("redis", "1.0", "replication_group", False),
        ("redis", "5.0.6", "replication_group", True),
        ("redis", "5.0.1", "replication_group", False),
        ("redis", "8.0", "replication_group", None),
        ("valkey", "7", "serverless_cache", True),
        ("valkey", "7.0", "replication_group", False),
        ("valkey", "8.3", "replication_group", None),
        ("valkey", "6.2", "replication_group", False),
        ("memcached", "1.6.21", "cache_cluster", False),
        ("memcached", "1.6.40", "cache_cluster", None),
        ("memcached", "1.6", "serverless_cache", True),
        ("redis", "latest", "replication_group", None),
        ("redis", "6.0", "memorydb_cluster", False),
    ],
)
def test_what_aws_has_offered_is_told_from_what_it_has_not(engine: str, version: str, kind: str, wanted: bool | None):
    found = asked("version.offered", cache(engine, version, kind))
    if wanted is None:
        assert isinstance(found, Unknown)
        assert found.reason
    else:
        known(found, wanted)


def test_whether_it_was_offered_needs_the_version():
    found = asked("version.offered", cache("redis", Unknown("var.version has no value", low="7.0")))
    assert isinstance(found, Unknown)
    assert found.reason == "engine version: var.version has no value"


@pytest.mark.parametrize(
    ("version", "wanted"),
    [(Known("7.1"), True), (ABSENT, False), (Unknown("AWS picks", unstated=True), False)],
)
def test_a_version_is_stated_or_left_to_aws(version: Fact, wanted: bool):
    known(asked("version.stated", cache("redis", version)), wanted)


def test_whether_a_version_is_stated_may_not_be_known():
    found = asked("version.stated", cache("redis", Unknown("var.version has no value")))
    assert isinstance(found, Unknown)
    assert found.reason == "var.version has no value"


def test_a_directory_of_ones_own_corrects_one_line_and_makes_no_other_newer(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine-support.yaml").write_text(
        'title: ours\nas_of: "2028-06-01"\nsources: ["https://example.org/"]\nentries:\n'
        "  valkey-8: {name: Valkey 8, service: elasticache, engine: valkey, from: '8.0', below: '9.0',"
        " standard: '2028-12-31', upgrade: Valkey 9, precise: 2, versions: [8.0, 8.1, 8.2]}\n"
    )
    tables, today = load_rules((tmp_path,)).tables, date(2028, 6, 1)
    eight = known(asked("support.phase", cache("valkey", "8.1"), today, tables), "standard")
    assert eight.because == "standard support of Valkey 8 ends 2028-12-31, in 213 days (as of 2028-06-01)"
    nine = asked("support.phase", cache("valkey", "9.0"), today, tables)
    assert isinstance(nine, Unknown)
    assert "(as of 2026-11-23), 556 days ago" in nine.reason


def lines() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for entry in TABLE["entries"].values():
        found.setdefault((entry["service"], entry["engine"]), []).append(entry)
    return found


@pytest.mark.parametrize("line", lines().values(), ids=lambda line: line[0]["name"])
def test_lines_follow_each_other_and_hold_what_was_offered(line: list[dict[str, str]]):
    for before, after in pairwise(line):
        assert before["below"] == after["from"]
    for entry in line:
        versions = [version_key(version) for version in entry["versions"]]
        assert versions == sorted(versions)
        assert all(version_key(entry["from"]) <= one < version_key(entry["below"]) for one in versions), entry["name"]


@given(
    st.sampled_from(["2.8", "3.2.4", "4.0.10", "5.0.6", "6.2", "7.1"]),
    st.sampled_from(["2.8", "3.2.4", "4.0.10", "5.0.6", "6.2", "7.1"]),
    st.integers(0, 6000),
)
def test_bounds_hold_whatever_the_version_turns_out_to_be(one: str, other: str, days: int):
    low, high = sorted((one, other), key=version_key)
    today = date(2023, 1, 1) + timedelta(days)
    bounded = asked("support.phase", cache("redis", Unknown("either", low=low, high=high)), today)
    for version in (low, high):
        real = asked("support.phase", cache("redis", version), today)
        if isinstance(bounded, Known):
            assert isinstance(real, Known)
            assert real.value == bounded.value
        elif bounded.low is not None and isinstance(real, Known):  # type: ignore[union-attr]
            ranks = [PHASES.index(str(word)) for word in (bounded.low, real.value, bounded.high)]  # type: ignore[union-attr]
            assert ranks == sorted(ranks)
