"""Saved inventories as a source: what one scan collected, written to a file that any machine judges again.

The file is JSON with one resource on each line. It holds everything that rules, analyses and reports read, and no
secret, since none reaches an inventory. It is untrusted when it is read: only values of the classes in `forms` are
made.
"""
