"""What the day of the scan tells of the version of an engine.

Domain source: the ElastiCache user guide, "Extended Support versions and dates".
"""

from __future__ import annotations

#: The life of a line of versions. Undated: standard support of which AWS has published no end.
PHASES = ("ended", "extended", "standard", "undated")

#: Of whatever runs a version of an engine.
SUPPORT = {
    "version.stated": "derived bool | whether somebody says which version it runs, or AWS chooses",
    "version.offered": "derived bool | whether AWS has offered that version",
    "support.line": "derived text | line of versions that its own is of, such as Redis OSS 6",
    "support.phase": f"derived enum: {' < '.join(PHASES)} | support that it has today; undated: standard, no end known",
    "support.told": "derived text | when standard and extended support of that line end, in words",
    "support.ends": "derived date | last day of standard support; absent where AWS has published none",
    "support.days_left": "derived int | days of standard support that are left, negative after its end",
    "support.extended_ends": "derived date | last day of paid extended support; absent where there is none",
    "support.extended_days_left": "derived int | days until paid extended support ends, negative after its end",
    "support.upgrade": "derived text | what to run instead",
}
