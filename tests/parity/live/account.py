"""What an account answers, and how states are written down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
ACCOUNT = "123456789012"
WHEN = "2026-01-05T09:00:00Z"


class Account:
    """What an account answers: listings by region and action, and answers about single things by these."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[str, list[Json]]] = {}
        self.about: dict[str, dict[str, dict[str, Any]]] = {}

    def add(self, region: str, action: str, item: Json) -> None:
        self.lists.setdefault(region, {}).setdefault(action, []).append(item)

    def tell(self, region: str, action: str, subject: str, answer: Any) -> None:
        self.about.setdefault(region, {}).setdefault(action, {})[subject] = answer

    def text(self) -> str:
        told = {"account": ACCOUNT, "answers": self.lists, "about": self.about}
        return json.dumps(told, indent=1, sort_keys=True) + "\n"


def resources(module: Json) -> Iterator[Json]:
    yield from (one for one in module.get("resources", []) if one["mode"] == "managed")
    for child in module.get("child_modules", []):
        yield from resources(child)


def tags_of(values: Json) -> list[Json]:
    return [{"Key": k, "Value": v} for k, v in sorted((values.get("tags_all") or {}).items())]


def note_tags(values: Json, account: Account) -> None:
    if values.get("tags_all"):
        mapping = {"ResourceARN": values["arn"], "Tags": tags_of(values)}
        account.add(values["region"], "tag:GetResources", mapping)


def is_on(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def switch(value: Any) -> str:
    return "enabled" if is_on(value) else "disabled"
