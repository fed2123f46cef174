"""Every bound of what a scan of code takes on, with the words by which a Gap or a reason names it.

Code may be made to hurt: without bounds one file could take all memory, or never end. What a bound cuts off is never
silent: where resources may be missing it is a Gap, where one value is left open the value's reason names the bound.
Bounds count size and work, so that the same code always ends at the same place; the clock is a last resort for what
nothing else caught. The functions of the language have bounds of their own beside them, each named in a reason.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound: its value and unit, and what is said where it cuts something off."""

    value: int
    unit: str
    says: str

    def __str__(self) -> str:
        """What a Gap or a reason says."""
        return self.says.format(f"{self.value:,}")


# What is read.
FILE_BYTES = Bound(10_000_000, "bytes", "it is larger than {} bytes")
FILE_MARKS = Bound(1_000_000, "marks", "it holds more than {} punctuation marks")
BLOCK_BYTES = Bound(4_000_000, "bytes", "a block of more than {} bytes")
SCAN_BYTES = Bound(100_000_000, "bytes", "more than {} bytes of code were read before it")
SCAN_MARKS = Bound(2_000_000, "marks", "code of more than {} punctuation marks was read before it")
DAMAGE = Bound(5_000_000, "bytes", "too much of the file is damaged: nothing is read from here on")
NESTING = Bound(200, "levels", "nested deeper than {} levels")
VALUES = Bound(1_000_000, "values", "it holds more than {} values, what aliases repeat included")
FILLED_IN = Bound(200_000, "values", "its variables come to more than {} values")
PLAN_BYTES = Bound(50_000_000, "bytes", "it is larger than {} bytes")
SAVED_BYTES = Bound(400_000_000, "bytes", "it is larger than {} bytes")
SAVED_RESOURCES = Bound(200_000, "resources", "it holds more than {} resources")
FUNCTION_FILE = Bound(1_000_000, "bytes", "is larger than {} bytes")

# What is made of it.
MODULE_DEPTH = Bound(32, "calls", "modules nested deeper than {}")
MODULES = Bound(10_000, "modules", "it has more than {} module instances")
STACKS = Bound(2_500, "stacks", "it comes after more than {} nested stacks")
DEPLOYED = Bound(10_000, "resources", "the stacks that are deployed together have more than {} resources")
BLOCK_INSTANCES = Bound(5_000, "instances", "more than {}")
ROOT_INSTANCES = Bound(10_000, "instances", "the blocks of this root have more than {} instances")
LOOP_VALUES = Bound(100_000, "values", "the loops before it make more than {} values")
SCAN_RESOURCES = Bound(15_000, "resources", "more than {} resources were found before it")

# What is evaluated.
LOOP_STEPS = Bound(
    500_000, "elements", "its loops go through more than {} elements; what comes after them was not evaluated"
)
STEPS = Bound(10_000_000, "steps", "its evaluation takes more than {} steps; what comes after them was not evaluated")
TEMPLATE_STEPS = Bound(
    2_000_000, "steps", "the evaluation of templates takes more than {} steps; what comes after them was not evaluated"
)
TEXT = Bound(100_000, "characters", "a text of more than {} characters is not put together")
SECONDS = Bound(60, "seconds", "its evaluation takes more than {} seconds; what comes after them was not evaluated")
