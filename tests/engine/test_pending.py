"""Mappings that are made when they are needed."""

from __future__ import annotations

import pytest

from auditor.data import compiled_rules
from auditor.engine.loader import load_rules, load_strictly
from auditor.engine.pending import Pending


def test_it_is_made_once_and_when_a_value_is_asked_for():
    made = []
    pending = Pending(("a", "b"), lambda: made.append(1) or {"a": 1, "b": 2})  # type: ignore[func-returns-value]
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
