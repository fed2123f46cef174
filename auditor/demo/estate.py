"""What accounts hold: plain values in the shapes of the API, by account, region and action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: The region of what a service tells the same in all.
EVERYWHERE = ""
#: The regions that accounts have, and of which of them one has to opt in.
OPEN, OPTED_IN, CLOSED = "opt-in-not-required", "opted-in", "not-opted-in"

Item = Mapping[str, Any]


@dataclass(slots=True)
class Estate:
    """Accounts and what they hold.

    Attributes:
        accounts: their numbers.
        regions: the regions, and whether each is open to the accounts.
        listed: by (account, region, action) what the operation lists, each with the member of the answer it stands in;
            an empty member is the first that is a list.
        told: by (account, region, action, subject) the answer about one thing: all its members, or a list of what the
            operation lists about it.
    """

    accounts: tuple[str, ...] = ("111122223333",)
    regions: dict[str, str] = field(default_factory=lambda: {"us-east-1": OPEN})
    listed: dict[tuple[str, str, str], list[tuple[str, Item]]] = field(default_factory=dict)
    told: dict[tuple[str, str, str, str], Item | Sequence[Item]] = field(default_factory=dict)

    def add(self, account: str, region: str, action: str, items: Iterable[Item], member: str = "") -> None:
        """Let `action`, such as `elasticache:DescribeUsers`, list more."""
        self.listed.setdefault((account, region, action), []).extend((member, one) for one in items)

    def tell(self, account: str, region: str, action: str, subject: str, answer: Item | Sequence[Item]) -> None:
        """Let `action` answer so about one thing."""
        self.told[account, region, action, subject] = answer

    def items(self, account: str, region: str, action: str) -> list[tuple[str, Item]]:
        """What an action lists, in the region or in all alike."""
        everywhere = self.listed.get((account, EVERYWHERE, action), [])
        return [*self.listed.get((account, region, action), []), *everywhere]

    def about(self, account: str, region: str, action: str, subject: str) -> Item | Sequence[Item] | None:
        """What an action answers about one thing; None where there is no such thing."""
        for place in (region, EVERYWHERE):
            found = self.told.get((account, place, action, subject))
            if found is not None:
                return found
        return None

    def tells(self, account: str, action: str) -> bool:
        """Whether an action answers about single things anywhere in an account."""
        return any(key[0] == account and key[2] == action for key in self.told)
