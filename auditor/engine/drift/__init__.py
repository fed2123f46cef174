"""Drift: what code declares beside what runs; which is which, what differs, and which faults that opens or closes."""
