"""Modules: what a directory declares, how calls make instances of it, and where values come in."""
