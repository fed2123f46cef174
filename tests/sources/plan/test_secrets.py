"""No secret of a plan or state comes out, and of each it is told whether code spells it out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.engine.loader import load_rules
from auditor.model.facts import Known, Redacted, Unknown
from auditor.reporters import load
from auditor.scan import evaluate
from tests.sources.plan.made import GROUP, Planned, constant, mentions, plan, read, state, state_file
from tests.sources.terraform import helpers

TOKEN = "Sup3rS3cretT0ken!"
BASE: dict[str, object] = {"replication_group_id": "shop", "engine": "valkey"}


def group(expression: dict[str, object] | None, token: object = TOKEN) -> Planned:
    told: dict[str, object] = {name: constant(value) for name, value in BASE.items()}
    told |= {"auth_token": expression} if expression is not None else {}
    return Planned(f"{GROUP}.it", BASE | {"auth_token": token}, {}, told, sensitive={"auth_token": True})


def test_a_token_in_code_is_spelled_out(tmp_path: Path):
    fact = helpers.only(read(tmp_path, plan(group(constant(TOKEN))))).facts["auth_token"]
    assert isinstance(fact, Known)
    assert fact.value == Redacted(literal=True)


@pytest.mark.parametrize(("default", "literal"), [(TOKEN, True), (None, False)])
def test_a_token_of_a_variable_is_spelled_out_where_its_default_is_the_token(
    default: object, literal: bool, tmp_path: Path
):
    made = plan(group(mentions("var.key")), variables={"key": {"value": TOKEN}})
    made["configuration"]["root_module"]["variables"] = {"key": {"default": default, "sensitive": True}}  # type: ignore[index]  # as made
    fact = helpers.only(read(tmp_path, made)).facts["auth_token"]
    assert isinstance(fact, Known)
    assert fact.value == Redacted(literal=literal)


def test_a_token_made_of_a_variable_by_an_expression_may_be_spelled_out(tmp_path: Path):
    made = plan(group(mentions("var.key")), variables={"key": {"value": "another"}})
    assert isinstance(helpers.only(read(tmp_path, made)).facts["auth_token"], Unknown)


@pytest.mark.parametrize(("default", "literal"), [(TOKEN, True), (None, False)])
def test_passwords_of_variables_are_looked_at_one_by_one(default: object, literal: bool, tmp_path: Path):
    mode = {"type": "password", "passwords": [TOKEN, "an0ther-Passw0rd"]}
    told = {"authentication_mode": [{"type": constant("password"), "passwords": mentions("var.a", "var.b")}]}
    user = Planned("aws_elasticache_user.app", {"user_id": "app", "authentication_mode": [mode]}, {}, dict(told))
    made = plan(user, variables={"a": {"value": TOKEN}, "b": {"value": "an0ther-Passw0rd"}})
    made["configuration"]["root_module"]["variables"] = {"a": {"default": default}, "b": {}}  # type: ignore[index]  # as made
    fact = helpers.only(read(tmp_path, made)).facts["passwords"]
    assert isinstance(fact, Known)
    assert fact.value == Redacted(literal=literal)


def test_a_token_that_is_made_at_random_is_given_and_not_spelled_out(tmp_path: Path):
    planned = group(mentions("random_password.it.result", "random_password.it"), None)
    planned.unknown = {"auth_token": True}
    made = plan(planned, Planned("random_password.it", {"length": 20}, {"result": True}))
    fact = helpers.only(read(tmp_path, made), "replication_group").facts["auth_token"]
    assert isinstance(fact, Known)
    assert fact.value == Redacted(literal=False)


def test_a_write_only_token_is_given_though_no_plan_keeps_it(tmp_path: Path):
    planned = group(None, None)
    assert planned.expressions is not None
    planned.expressions["auth_token_wo"] = constant(TOKEN)
    fact = helpers.only(read(tmp_path, plan(planned))).facts["auth_token"]
    assert isinstance(fact, Known)


def test_a_state_does_not_tell_whether_code_spells_a_token_out(tmp_path: Path):
    inventory = read(tmp_path, state({f"{GROUP}.it": BASE | {"auth_token": TOKEN, "transit_encryption_enabled": True}}))
    report = evaluate(inventory, load_rules(), "2026-01-01T00:00:00Z")
    told = {f.rule: f.status.value for f in report.findings}
    assert told["auth-token-not-plaintext"] == "unknown"
    assert told["authentication-enabled"] == "pass"


USER: dict[str, object] = {
    "user_id": "app",
    "user_name": "app",
    "engine": "valkey",
    "access_string": f"on >{TOKEN} ~* +@all",
    "authentication_mode": [{"type": "password", "passwords": [TOKEN]}],
    "tags": {"note": f"it is {TOKEN}"},
}
VALUES: dict[str, dict[str, object]] = {
    f"{GROUP}.it": BASE | {"auth_token": TOKEN, "description": TOKEN, "maintenance_window": TOKEN},
    "aws_elasticache_user.app": USER,
    "aws_memorydb_user.app": {name: USER[name] for name in ("user_name", "access_string", "authentication_mode")},
    "aws_dms_endpoint.it": {"engine_name": "redis", "redis_settings": [{"auth_password": TOKEN, "server_name": TOKEN}]},
}


@pytest.mark.parametrize("format_", ["json", "html", "sarif"])
@pytest.mark.parametrize(
    "document",
    [
        plan(*(Planned(address, values) for address, values in VALUES.items())),
        state(VALUES),
        state_file(VALUES),
    ],
    ids=["plan", "state", "state file"],
)
def test_no_report_shows_a_secret(document: object, format_: str, tmp_path: Path):
    assert TOKEN in json.dumps(document)
    inventory = read(tmp_path, document)
    assert TOKEN not in repr(inventory)
    report = evaluate(inventory, load_rules().select(("all",)), "2026-01-01T00:00:00Z")
    assert TOKEN not in "".join(load(format_)(report))


def _beside(where: str) -> dict[str, object]:
    """A plan in which a secret stands elsewhere, and the name of a cache repeats it."""
    made = plan(Planned(f"{GROUP}.it", BASE | {"replication_group_id": f"a-{TOKEN}"}, {}, {}))
    other = {"address": "x.y", "mode": "managed", "type": "x", "name": "y"}
    if where == "output":
        made["output_changes"] = {"o": {"actions": ["create"], "after": TOKEN, "after_sensitive": True}}
    elif where == "tag":
        made["planned_values"]["root_module"]["resources"][0]["values"]["tags"] = {"password": TOKEN}  # type: ignore[index]  # as made
    elif where == "default":
        made["configuration"]["root_module"]["variables"] = {"it": {"default": TOKEN, "sensitive": True}}  # type: ignore[index]  # as made
    else:
        values, marks = ({"result": TOKEN}, {"result": True}) if where == "marked" else ({"secret_string": TOKEN}, {})
        module = {"resources": [other | {"values": values, "sensitive_values": marks}]}
        made["prior_state"] = {"format_version": "1.0", "values": {"root_module": {"child_modules": [module]}}}
    return made


@pytest.mark.parametrize("where", ["output", "tag", "default", "marked", "named"])
def test_a_secret_that_stands_anywhere_in_a_plan_is_known(where: str, tmp_path: Path):
    assert TOKEN.lower() not in repr(read(tmp_path, _beside(where)).resources).lower()


def test_a_secret_of_a_data_source_is_known(tmp_path: Path):
    made = state_file({f"{GROUP}.it": BASE | {"replication_group_id": f"a-{TOKEN}"}})
    path = [{"type": "get_attr", "value": "it"}]
    data = {"mode": "data", "type": "x", "name": "y", "instances": [{"attributes": {"it": TOKEN}}]}
    data["instances"][0]["sensitive_attributes"] = [path]  # type: ignore[index]  # as made
    made["resources"].append(data)  # type: ignore[attr-defined]  # as made
    assert TOKEN.lower() not in repr(read(tmp_path, made).resources).lower()
