"""Why a fact is unknown or a part of the code unread, in groups: a reason that fits none of them is a finding."""

from __future__ import annotations

import re

#: What nobody can know from the code alone, what its author has to answer for, and what this program cannot do.
OPEN, AUTHOR, OURS = "open", "author", "ours"

#: Group, whose matter it is, and what its reasons look like. The first that fits counts.
_REASONS: tuple[tuple[str, str, str], ...] = (
    ("a bound of this program", OURS, r"more than \d+|larger than|longer than|nested too deep|that ends it"),
    ("a function not evaluated", OURS, r"\w+\(\) is not (evaluated|known here)|\w+\(\) is decided"),
    ("code not read", OURS, r"cannot be read|is not tracked|not read yet"),
    ("code that is no Terraform", AUTHOR, r"part of (the call|its block)|in what could not be read|could not be read"),
    ("a module that is not there", OPEN, r"\bmodule\.\S+ was not read|which was not read"),
    ("a file outside, or not there", OPEN, r"outside the scanned directory|is not there|whether a file is there"),
    (
        "a name that is not declared",
        AUTHOR,
        r"is not declared|has no output|does not exist|no meaning here",
    ),
    ("the workspace, or where it runs", OPEN, r"the workspace is chosen|where Terraform runs|while Terraform applies"),
    ("a data source", OPEN, r"\bdata\.\S+ is read|is read when Terraform runs"),
    ("a variable without a value", OPEN, r"\bvar\.\S+ has no value"),
    ("the newest version on the day", OPEN, r"AWS picks the newest version"),
    ("an attribute decided by the provider", OPEN, r"is decided by|only AWS knows|only known to AWS|only known after"),
    ("an identifier that names nothing in the code", OPEN, r"not in this code"),
    ("a number of instances that is not known", OPEN, r"keys of \S+ are not known|no element for|is not empty"),
    ("follows from another unknown", OPEN, r"shards or replicas|may be a secondary|it may not be there|is not stated"),
    (
        "a value that Terraform would refuse",
        AUTHOR,
        (
            r"is (required|needed|missing|null)|must not be|are needed|wants a|no (attribute|element|argument)|"
            r"depends on|Terraform refuses|must have one type"
        ),
    ),
)

_GAPS: tuple[tuple[str, str, str], ...] = (
    ("module not installed", OPEN, r"is not installed"),
    ("module directory missing", AUTHOR, r"no directory|holds no Terraform files"),
    ("module outside the scanned directory", OPEN, r"outside"),
    ("code that is no Terraform", AUTHOR, r"syntax error|declared twice|has \d labels?|UTF-8|not valid|is no name"),
    ("what Terraform refuses", AUTHOR, r"Terraform refuses|in quotes is no type"),
    ("a form of code not read", OURS, r"not read yet"),
    ("a bound of this program", OURS, r"more than|larger than|nested deeper|too deep"),
)

OTHER = "other"


def _group(text: str, table: tuple[tuple[str, str, str], ...]) -> tuple[str, str]:
    return next(((name, whose) for name, whose, form in table if re.search(form, text)), (OTHER, OURS))


def group_of_reason(reason: str) -> tuple[str, str]:
    """The group of the reason of an unknown fact, and whose matter it is."""
    return _group(reason, _REASONS)


def group_of_gap(reason: str) -> tuple[str, str]:
    """The group of the reason of a gap, and whose matter it is."""
    return _group(reason, _GAPS)
