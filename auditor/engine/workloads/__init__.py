"""Workloads: the same cache is judged by what it is for.

`catalogue` holds what `rules/workloads.yaml` says, `written` reads it strictly, `resolve` finds out what each resource
is for, and `apply` makes the rules that judge it so.
"""
