"""Readers of text that more than one source takes."""
