"""Users whose way to log in hangs on a condition."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Redacted
from tests.sources.cloudformation.inventories import ABSENT, plain, resource

SETUP = """
Parameters: {Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
"""
SPELLED = "{Type: password, Passwords: [example-not-a-secret]}"
LITERAL = Redacted(literal=True)


@pytest.mark.parametrize(
    ("dev", "prod", "authentication", "passwords"),
    [
        ("{Type: no-password-required}", "{Type: iam}", ("no-password", "iam"), (ABSENT, ABSENT)),
        ("{Type: iam}", "{Type: no-password-required}", ("iam", "no-password"), (ABSENT, ABSENT)),
        ("{Type: iam}", SPELLED, ("iam", "password"), (ABSENT, LITERAL)),
        (SPELLED, "{Type: iam}", ("password", "iam"), (LITERAL, ABSENT)),
    ],
)
def test_each_mode_counts_where_it_is(
    dev: str, prod: str, authentication: tuple[str, str], passwords: tuple[object, object], tmp_path: Path
) -> None:
    user = resource(tmp_path, "User", f"AuthenticationMode: !If [IsProd, {prod}, {dev}]", SETUP)
    for name, (in_dev, in_prod) in (("authentication", authentication), ("passwords", passwords)):
        found = _by_env(plain(user.facts[name]))
        assert found == ({in_dev} if in_dev == in_prod else {("Env=dev", in_dev), ("Env=prod", in_prod)}), name


def _by_env(cases: object, env: str = "") -> set[object]:
    """Each case under the one value of the parameter that it hangs on; what contradicts itself is left out."""
    if not isinstance(cases, dict):
        return {(env, cases) if env else cases}
    return {found for guard, case in cases.items() if env in ("", guard) for found in _by_env(case, guard)}
