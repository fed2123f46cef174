"""The documentation of rules, made from the rules: a page for each, and the index of a rule directory."""
