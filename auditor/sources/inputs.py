"""What somebody gives on the command line for a source to use."""

from __future__ import annotations


class InputError(Exception):
    """A value, or a file of values, that cannot be used; the message repeats no value."""
