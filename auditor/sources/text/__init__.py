"""Readers of text, and regular expressions that take no longer than the text is: what more than one source takes."""
