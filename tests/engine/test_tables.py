"""Data tables of rule directories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.engine.errors import RuleError
from auditor.engine.loader import load_rules, load_strictly
from auditor.engine.marks import read_yaml
from auditor.engine.tables import read_table

SOUND = """\
title: Support of engines
as_of: "2026-11-01"
sources: ["https://docs.aws.amazon.com/x"]
entries:
  redis 6: {ends: "2027-01-31"}
"""


def table(text: str) -> dict[str, object]:
    content, marks = read_yaml(text, "data/support.yaml")
    return read_table("support", content, marks)


def test_a_table_says_as_of_when_it_is_true():
    assert table(SOUND)["as_of"] == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("title: Support of engines\n", "", 1, "support has no title"),
        ('"2026-11-01"', '"2026-13-01"', 2, "as_of: month must be in 1..12"),
        ("entries:", "entry: 1\nentries:", 4, "unknown key 'entry'"),
        ('{ends: "2027-01-31"}', "never", 5, "the entry 'redis 6' is no mapping"),
        ('\n  redis 6: {ends: "2027-01-31"}', " [1]", 4, "entries is a mapping"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, line: int, message: str):
    with pytest.raises(RuleError, match=message) as caught:
        table(SOUND.replace(old, new))
    assert str(caught.value).startswith(f"data/support.yaml:{line}:")


def test_a_table_is_no_list():
    with pytest.raises(RuleError, match="a data file is a mapping"):
        table("- 1")


#: An entry of a table of the catalogue, as a directory of the user's gives it anew.
OWN = """\
title: Our own support
as_of: "2026-11-01"
sources: ["https://wiki.example/redis"]
entries:
  redis-6:
    {name: Redis OSS 6, service: elasticache, engine: redis, from: "6.0", below: "7.0", standard: "2027-01-31",
     upgrade: Valkey 8, precise: 2, versions: [6.2]}
"""


def directories(folder: Path, **given: str) -> tuple[Path, ...]:
    for name, text in given.items():
        (folder / name / "data").mkdir(parents=True)
        (folder / name / "data" / "engine-support.yaml").write_text(text)
    return tuple(folder / name for name in given)


def test_a_directory_of_ones_own_adds_entries_and_replaces_them(tmp_path: Path):
    ours = directories(tmp_path, one=OWN, two=OWN.replace("redis-6", "redis-6b"), three=OWN.replace("2027", "2030"))
    entries = load_rules(ours).tables["engine-support"]["entries"]
    assert (entries["redis-6"]["standard"], entries["redis-6b"]["standard"]) == ("2030-01-31", "2027-01-31")
    assert entries["redis-6"]["name"] == "Redis OSS 6"


def test_each_entry_is_as_old_as_the_directory_that_gave_it(tmp_path: Path):
    newer = OWN.replace("redis-6", "redis-6b").replace("2026-11-01", "2028-05-01")
    dated = load_rules(directories(tmp_path, old=OWN, new=newer)).tables["engine-support"]["dated"]
    assert (dated["redis-6"], dated["redis-6b"]) == (date(2026, 11, 1), date(2028, 5, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("standard:", "standart:", r"engine-support.yaml:6: .*unknown key 'standart'. Did you mean 'standard'"),
        ("precise: 2, ", "", r"engine-support.yaml:5: the entry 'redis-6' has no precise"),
        ("precise: 2,", "precise: 2, recheck_days: 90,", ""),
    ],
)
def test_an_entry_has_the_keys_of_its_table(old: str, new: str, message: str, tmp_path: Path):
    (ours,) = directories(tmp_path, ours=OWN.replace(old, new))
    if not message:
        assert load_rules((ours,)).tables["engine-support"]["entries"]["redis-6"]["recheck_days"] == 90
        return
    with pytest.raises(RuleError, match=message):
        load_rules((ours,))


def test_a_table_that_corrects_none_is_refused(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine-suport.yaml").write_text(SOUND)
    with pytest.raises(RuleError, match=r"'engine-suport.yaml'.*engine-support.yaml"):
        load_rules((tmp_path,))
    with pytest.raises(RuleError, match="no table of the catalogue"):
        load_strictly(tmp_path)
