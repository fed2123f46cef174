"""A region of an account while what it holds is made: names, ARNs, times, and where answers are put."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from auditor.demo.estate import Estate

Item = dict[str, Any]
#: So many letters does AWS put after the kind in an id.
_ID_LETTERS = 17


@dataclass(frozen=True, slots=True)
class Place:
    """A region of an account; `held` is what the file says of it."""

    estate: Estate
    account: str
    region: str
    today: date
    held: Mapping[str, Any]
    profiles: Mapping[str, Mapping[str, Any]]

    @property
    def zones(self) -> list[str]:
        """Its zones."""
        return [f"{self.region}{letter}" for letter in "abc"]

    def each(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The things that the file calls so, by their names, each with what its profile says."""
        for key, told in (self.held.get(name) or {}).items():
            yield key, {**self.profiles.get((told or {}).get("like", ""), {}), **(told or {})}

    def id(self, kind: str, name: str) -> str:
        """The id that AWS made up for something: always the same for the same name."""
        text = hashlib.sha256(f"{self.account}/{self.region}/{kind}/{name}".encode()).hexdigest()
        return f"{kind}-0{text[: _ID_LETTERS - 1]}"

    def made_up_name(self, kind: str, name: str, letters: int) -> str:
        """Capital letters and digits that AWS made up for something: always the same for the same name."""
        return made_up_name(f"{self.account}/{self.region}/{kind}/{name}", letters)

    def group_id(self, name: str) -> str:
        """The id of a security group."""
        return self.id("sg", name)

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something here."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def key_arn(self, name: str) -> str:
        """The ARN of a key."""
        return self.arn("kms", f"key/{self.uuid(name)}")

    def uuid(self, name: str) -> str:
        """The UUID that AWS made up for something: always the same for the same name."""
        digits = hashlib.sha256(f"{self.account}/{self.region}/{name}".encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def ago(self, days: float) -> datetime:
        """A moment so many days before the scan."""
        return datetime.combine(self.today, time(4, 5, 6), UTC) - timedelta(days=days)

    def add(self, action: str, item: Item, member: str = "") -> None:
        """Let an action list one more."""
        self.estate.add(self.account, self.region, action, [item], member)

    def tell(self, action: str, subject: str, answer: Any) -> None:
        """Let an action answer so about one thing."""
        self.estate.tell(self.account, self.region, action, subject, answer)

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Tag something; what was never tagged is not in the listing of tags."""
        told = [{"Key": key, "Value": value} for key, value in tags.items()]
        self.tell("elasticache:ListTagsForResource", arn, {"TagList": told})
        self.tell("memorydb:ListTags", arn, {"TagList": told})
        if told:
            self.add("tag:GetResources", {"ResourceARN": arn, "Tags": told})

    def groups_of(self, told: Mapping[str, Any]) -> list[Item]:
        """The security groups of a cache."""
        return [{"SecurityGroupId": self.group_id(name), "Status": "active"} for name in told.get("security", ())]


def made_up_name(seed: str, letters: int) -> str:
    """Capital letters and digits in base 32, as AWS makes them up: always the same for the same seed."""
    return base64.b32encode(hashlib.sha256(seed.encode()).digest()).decode("ascii")[:letters]


def endpoint(address: str, port: int) -> Item:
    """Where something listens."""
    return {"Address": address, "Port": port}
