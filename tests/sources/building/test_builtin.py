"""Objects of AWS's own that code only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.facts import Known, Ref, Unseen
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.builtin import built_in, default_group
from tests.sources.provider.test_memorydb import cluster
from tests.sources.terraform.helpers import plain, read


def made(kind: str, name: str) -> tuple[Resource, Inventory]:
    inventory = Inventory()
    ref = built_in(kind, name, "root:", inventory)
    assert ref is not None
    return inventory.resources[ref.key], inventory


@pytest.mark.parametrize(("kind", "rights"), [("user", "on ~* +@all"), ("memorydb_user", "on ~* &* +@all")])
def test_anybody_can_be_the_default_user(kind: str, rights: str):
    user, _ = made(kind, "default")
    assert not user.judged
    assert {name: plain(user.facts[name]) for name in ("user_name", "authentication", "access_string")} == {
        "user_name": "default",
        "authentication": "no-password",
        "access_string": rights,
    }


def test_the_open_acl_holds_the_default_user_of_memorydb():
    acl, inventory = made("memorydb_acl", "Open-Access")
    assert (plain(acl.facts["identifier"]), acl.judged) == ("open-access", False)
    assert acl.relations["users"] == Known((Ref("root:aws:memorydb_user/default"),), acl.relations["users"].origin)  # type: ignore[union-attr]  # it is known
    assert set(inventory.resources) == {"root:aws:memorydb_acl/open-access", "root:aws:memorydb_user/default"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("user", "app"), ("memorydb_acl", "default"), ("user_group", "open-access"), ("subnet_group", "default")],
)
def test_other_names_are_those_of_others(kind: str, name: str):
    assert built_in(kind, name, "", Inventory()) is None


def test_what_is_asked_for_twice_is_there_once():
    inventory = Inventory()
    first, second = (default_group("default security group of the VPC", "", inventory) for _ in range(2))
    assert (first, len(inventory.resources)) == (second, 1)


def test_code_leads_there_by_name(tmp_path: Path):
    inventory = read(
        tmp_path, cluster() + 'resource "aws_memorydb_acl" "a" {\n  name = "a"\n  user_names = ["default"]\n}\n'
    )
    groups = inventory.resources["aws_memorydb_cluster.this"].relations["user_groups"]
    users = inventory.resources["aws_memorydb_acl.a"].relations["users"]
    assert (plain(groups), plain(users)) == (
        (Ref("aws:memorydb_acl/open-access"),),
        (Ref("aws:memorydb_user/default"),),
    )


def test_another_acl_that_was_not_read_is_not_it(tmp_path: Path):
    groups = read(tmp_path, cluster(acl='"app"')).resources["aws_memorydb_cluster.this"].relations["user_groups"]
    assert isinstance(groups, Known)
    assert [type(one) for one in groups.value] == [Unseen]  # type: ignore[attr-defined]  # a tuple
