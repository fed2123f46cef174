"""Mappings that are made when they are needed."""

from __future__ import annotations

import pytest

from auditor.data import compiled_rules
from auditor.engine.evaluate import judge_all
from auditor.engine.loader import load_rules, load_strictly
from auditor.engine.pending import Packed, Pending
from tests.engine.builders import inventory, resource


def test_it_is_made_once_and_when_a_value_is_asked_for():
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1, "b": 2}

    pending = Pending(("a", "b"), make)
    assert "a" in pending
    assert "c" not in pending
    assert (list(pending), len(pending), made) == (["a", "b"], 2, [])
    assert {**pending} == {"a": 1, "b": 2}
    assert pending["b"] == 2
    assert made == [1]
    with pytest.raises(KeyError):
        pending["c"]


@pytest.mark.skipif(compiled_rules() is None, reason="the catalogue was edited since it was compiled")
def test_the_compiled_catalogue_is_that_which_is_read_strictly():
    compiled, strict = load_rules().rules, load_strictly(None)[0].rules
    assert list(compiled) == list(strict)
    for name, rule in compiled.items():
        other = strict[name]
        assert (list(rule.scope), list(rule.check)) == (list(other.scope), list(other.check))
        assert (rule.observed, rule.declared, rule.changes) == (other.observed, other.declared, other.changes)
        assert {k: c is None for k, c in rule.scope.items()} == {k: c is None for k, c in other.scope.items()}
        assert all(rule.check[kind] is not None for kind in rule.check)


def test_what_is_packed_is_read_when_somebody_looks_into_it(monkeypatch: pytest.MonkeyPatch):
    packed, nothing = Packed('{"pass":[{"tls":true}]}'), Packed("{}")
    with monkeypatch.context() as patched:
        patched.setattr("auditor.engine.pending.json.loads", None)
        assert (bool(packed), bool(nothing)) == (True, False)
    assert packed == {"pass": [{"tls": True}]}
    assert (len(packed), list(packed), packed.get("fail", [])) == (1, ["pass"], [])


def test_a_scan_unpacks_no_examples(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Packed, "_opened", None)
    assert judge_all(load_rules(), inventory(resource())).verdicts
