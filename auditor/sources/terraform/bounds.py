"""Every bound of what a scan of Terraform code takes on, with the words by which a Gap or a reason names it.

Code may be made to hurt: without bounds one file could take all memory, or never end. What a bound cuts off is never
silent: where resources may be missing it is a Gap, where one value is left open the value's reason names the bound.
Bounds count work and size, so that the same input always ends at the same place; only the clocks are a last resort
for what nothing else caught.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound: its name in the documentation, its value and unit, and what is said where it cuts something off."""

    name: str
    value: int
    unit: str
    says: str

    def __str__(self) -> str:
        """What a Gap or a reason says."""
        return self.says.format(f"{self.value:,}")


# What is read.
FILE_BYTES = Bound("bytes of a file", 10_000_000, "bytes", "it is larger than {} bytes")
ROOT_BYTES = Bound("bytes of a scan", 200_000_000, "bytes", "files of more than {} bytes were read before it")
PIECE_BYTES = Bound("bytes of a block", 4_000_000, "bytes", "a block of more than {} bytes")
PIECE_MARKS = Bound("marks of a block", 1_000_000, "marks", "a block of more than {} punctuation marks")
RECOVERY = Bound(
    "work on a damaged file", 5_000_000, "bytes", "too much of the file is damaged: from here on it is not read"
)
ELEMENTS = Bound("elements of a scan", 3_000_000, "nodes", "more than {} elements of syntax were read before it")
NESTING = Bound("nesting of an expression or block", 200, "levels", "nested deeper than {} levels")
FUNCTION_FILE = Bound("bytes of a file for a function", 1_000_000, "bytes", "larger than {} bytes")

# What is made of it.
MODULE_DEPTH = Bound("depth of modules", 32, "calls", "modules nested deeper than {}")
MODULES = Bound("module instances of a root", 20_000, "instances", "more than {} module instances")
INSTANCES = Bound("instances of a block", 5_000, "instances", "more than {} instances of one block")
RESOURCES = Bound("instances of a scan", 50_000, "instances", "more than {} instances of blocks")

# What is evaluated.
STEPS = Bound("steps of a root", 20_000_000, "steps", "its evaluation takes more than {} steps")
SECONDS = Bound("time of a root", 60, "seconds", "its evaluation takes more than {} seconds")
