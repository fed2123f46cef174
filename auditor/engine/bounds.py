"""The bound on the work of judging one scan, and what stands where it cuts judging off.

Code may be made to hurt here as well as where it is read: thousands of caches that share hundreds of groups, all of
them undecided. The bound counts steps and no seconds, so that the same inventory always ends at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.finding import Verdict

#: Steps that judging one scan takes, at most: what is read, and compared, of lists that an author can make long.
MAX_STEPS = 50_000_000


class OutOfSteps(Exception):  # noqa: N818 - no error: it says how far judging came
    """Judging has taken all the steps that there are for it."""


@dataclass(slots=True, unsafe_hash=True)
class NotReached(Verdict):
    """What judging did not come to before it ended: UNKNOWN, for a reason and without evidence."""

    reason: str = ""


def too_many(steps: int) -> str:
    """The name of the bound, as a Gap and a finding say it."""
    return f"judging takes more than {steps:,} steps"
