"""Where a resource lives: names mean nothing beyond a region, nor beyond an account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource lives: its region, empty where that is not known, and what makes it: a provider, a stack."""

    region: str
    provider: str

    def apart(self, other: Place) -> bool:
        """Whether two places are certainly in different regions."""
        return bool(self.region and other.region and self.region != other.region)


#: The key of the one instance that stands for all where their number is not known: `aws_thing.a[*]`.
ANY = "*"

#: The place of what has none, such as an object of AWS's own.
ANYWHERE = Place("", "")
