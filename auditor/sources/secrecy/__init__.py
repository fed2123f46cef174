"""Secrets stop at the sources: what they are called, which texts a scan was seen to hold, and lines without them."""
