"""Mutation testing of rules: each part of a rule is changed in turn, and some example has to come out otherwise.

A change that no example notices survives: the part is not needed, or an example is missing. An example notices by its
verdict, or by what its finding says a change did. Facts of examples are changed too (left out, another value, null, not
known): one that the rule asks for has to decide the verdict of some example.

So that survivors mean something, changes that cannot make a difference, or that make none which another change does not
make, are not tried:

- `all` as `any` and the reverse: whatever notices that one part is left out notices that too;
- `ge` as `lt`, `gt` as `le`: whatever notices `gt` for `ge` notices that too;
- a part that is always or never met, except the whole: to leave it out of what is around it comes to that;
- what holds for a fact that is absent: every test but `absent` and `empty` is false then, by itself;
- numbers below zero, and words beyond the first and the last of an ordered list;
- `every` as `some` of what a resource was before a plan, which is one resource;
- in a check, what the scope asks of the same members in the same words: it is there for the finding to show;
- what decides nothing: the order of parts, titles, severities, controls.
"""
