"""What holds for every change of a plan: what stays is not told, and no change is for the worse in both directions."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model.finding import Severity
from tests.sources.plan.changed import (
    ADDRESS,
    EVERYTHING,
    RULE,
    USER,
    USERS,
    catalogue,
    change,
    failing,
    judged,
    shop,
    told,
)
from tests.sources.plan.made import Planned

_FLAG = st.booleans()
_LOGINS = ("password", "iam", "no-password-required")
_RIGHTS = ("on ~* +@all", "on ~* -@all +@read", "off -@all", "on ~* +@all -@dangerous")
_VALUES: dict[str, dict[str, st.SearchStrategy[object]]] = {
    ADDRESS: {
        "engine_version": st.sampled_from(["7.2", "8.0", "8.1"]),
        "node_type": st.sampled_from(["cache.r7g.large", "cache.t4g.small"]),
        "num_cache_clusters": st.integers(1, 3),
        "automatic_failover_enabled": _FLAG,
        "multi_az_enabled": _FLAG,
        "at_rest_encryption_enabled": st.sampled_from(["true", "false"]),
        "transit_encryption_enabled": _FLAG,
        "transit_encryption_mode": st.sampled_from(["preferred", "required", None]),
        "snapshot_retention_limit": st.integers(0, 2),
        "final_snapshot_identifier": st.sampled_from([None, "final"]),
        "security_group_ids": st.sampled_from([["sg-0a1"], ["sg-0e5e"], ["sg-0a1", "sg-0e5e"]]),
        "user_group_ids": st.sampled_from([["app"], [], ["elsewhere"]]),
        "auth_token": st.sampled_from([None, "example-token-0123456789"]),
    },
    USER: {
        "access_string": st.sampled_from(_RIGHTS),
        "authentication_mode": st.sampled_from([[{"type": login, "passwords": None}] for login in _LOGINS]),
    },
    USERS: {
        "user_ids": st.sampled_from([["api"], [], ["api", "elsewhere"]]),
        "engine": st.sampled_from(["valkey", "redis"]),
    },
    RULE: {
        "cidr_blocks": st.sampled_from([["10.0.0.0/8"], ["0.0.0.0/0"], ["52.1.2.3/32"], []]),
        "from_port": st.sampled_from([0, 6379, 6380]),
    },
}


@st.composite
def _states(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    """What some of the resources have besides the usual."""
    return {
        address: {name: draw(value) for name, value in values.items() if draw(st.integers(0, 2)) == 0}
        for address, values in _VALUES.items()
    }


def _changes(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]], *actions: str
) -> dict[str, object]:
    every: list[Planned] = []
    for address in _VALUES:
        was, becomes = EVERYTHING[address] | before[address], EVERYTHING[address] | after[address]
        done = actions if was != becomes or (actions and address == ADDRESS) else ("no-op",)
        every.append(change(address, *done, before=was, after=becomes))
    return shop(*every)


@settings(max_examples=30, deadline=None)
@given(_states(), st.sampled_from(["update", "no-op"]))
def test_a_change_of_nothing_fails_nothing(state: dict[str, dict[str, object]], action: str):
    with tempfile.TemporaryDirectory() as folder:
        statuses = told(Path(folder), _changes(state, state, action))
    assert set(statuses.values()) <= {"pass"}


@settings(max_examples=40, deadline=None)
@given(_states(), _states())
def test_no_change_is_for_the_worse_in_both_directions(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]
):
    rules = catalogue("all").rules
    with tempfile.TemporaryDirectory() as folder:
        there, back = (failing(Path(folder), _changes(*pair)) for pair in ((before, after), (after, before)))
    both = {rule for rule, _ in there & back if rules[rule].severity >= Severity.MEDIUM}
    # Encryption, and what failover needs, are several settings: one may be turned off where another is turned on.
    assert both <= {"change-disables-encryption", "change-disables-failover"}


@settings(max_examples=20, deadline=None)
@given(_states(), _states(), st.sampled_from([("update",), ("delete", "create")]))
def test_rules_of_what_will_be_there_do_not_ask_what_was(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]], actions: tuple[str, ...]
):
    def verdicts(made: dict[str, object]) -> set[tuple[str, str, str]]:
        with tempfile.TemporaryDirectory() as folder:
            report = judged(Path(folder), made)
        return {(f.rule, f.address, f.status.value) for f in report.findings if not report.rules[f.rule].changes}

    # A replacement is made anew, so that nothing of it is what AWS once decided: that is another question.
    same = _changes(after, after, "no-op") if actions == ("update",) else _changes(after, after, *actions)
    assert verdicts(_changes(before, after, *actions)) == verdicts(same)
