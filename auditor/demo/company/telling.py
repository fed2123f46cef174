"""All that the API of AWS tells of the company, from what stands in company.yaml."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from auditor.demo.company import accounts, memorydb, neighbours, network, nodes, serverless, snapshots, surroundings
from auditor.demo.company.place import Place
from auditor.demo.estate import Estate

#: Everything that is made of a region, in the order in which one needs the other.
_MAKERS = (
    network.make,
    surroundings.make,
    nodes.make,
    snapshots.make,
    serverless.make,
    memorydb.make,
    neighbours.make,
)


def company(today: date | None = None) -> Estate:
    """The accounts of the company as they are `today`: all times in them are relative to that."""
    import yaml

    told = yaml.safe_load(Path(__file__).with_name("company.yaml").read_text(encoding="utf-8"))
    day = today or datetime.now(UTC).date()
    numbers = tuple(told["accounts"])
    estate = Estate(accounts=numbers, regions=dict(told["regions"]))
    for number, account in enumerate(numbers):
        for second, region in enumerate(_regions(told["accounts"][account])):
            own = told["accounts"][account][region]
            held = {**told["everywhere"], **own}
            for kind, things in told["here_and_there"].items():
                held[kind] = {**held[kind], **_chosen(things, own)}
            held["cidr"] = held["cidr"].format(number=10 * (second + 1) + number)
            place = Place(estate, account, region, day, held, told["profiles"])
            for maker in _MAKERS:
                maker(place)
    accounts.make(estate, {number: told["accounts"][number]["name"] for number in numbers}, day)
    return estate


def _regions(account: dict[str, Any]) -> list[str]:
    return [name for name in account if name != "name"]


def _chosen(things: dict[str, Any], region: dict[str, Any]) -> dict[str, Any]:
    """Those that a region says it has."""
    return {name: things[name] for name in region.get("has", ()) if name in things}
