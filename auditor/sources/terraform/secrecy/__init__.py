"""Secrets stop here: what is one, where code spells it out, and how text is freed of it."""
