"""Mutation testing of rules: each part of a rule is changed in turn, and some example has to come out otherwise.

A change that no example notices survives: the part is not needed, or an example is missing. So that survivors mean
something, changes that cannot make a difference, or none that another change does not make, are not tried:

- `all` as `any` and the reverse: whatever notices that one part is left out notices that too;
- `ge` as `lt`, `gt` as `le`: whatever notices `gt` for `ge` notices that too;
- `is X` as `ne X` and back only where the type has no nearer neighbour, and never what counts as false because it is
  absent: every test but `absent` and `empty` does that by itself;
- numbers below zero, and words beyond the first and last of an ordered list;
- tests of what does not stand in the rule: the order of parts, words, severity, controls.
"""
