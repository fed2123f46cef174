"""Expressions out of JSON values: with templates, as plain data, or as references, by where they stand."""

from __future__ import annotations

from collections.abc import Callable

from auditor.sources.terraform.syntax.embedded import Places, bare_expression, template
from auditor.sources.terraform.syntax.nodes import Broken, Literal, Node, ObjectCons, Problem, TupleCons
from auditor.sources.terraform.syntax.text import composed
from auditor.sources.text.json_text import JsonValue, Members

#: Makes the expression that a text is.
Text = Callable[[Places, JsonValue, int], Node]


def plain_text(places: Places, value: JsonValue, depth: int) -> Node:
    """A text that means itself: in variable files and defaults nothing is a template."""
    return Literal(composed(str(value.value)), places.of(value))


class Values:
    """Makes the expressions of one JSON text, and notes what is wrong with them."""

    def __init__(self, places: Places, problems: list[Problem]) -> None:
        self.places, self.problems = places, problems

    def templates(self, value: JsonValue) -> Node:
        """A value of which every text, names included, is a template."""
        return self._node(value, template, template, 0)

    def data(self, value: JsonValue) -> Node:
        """A value that is what it says."""
        return self._node(value, plain_text, plain_text, 0)

    def expression(self, value: JsonValue) -> Node:
        """An expression that stands alone: a type, or a reference."""
        if isinstance(value.value, str) or value.broken:
            return self.references(value)
        problem = Problem("an expression in quotes is needed here", self.places.of(value))
        self.problems.append(problem)
        return Broken(problem.message, problem.span)

    def references(self, value: JsonValue) -> Node:
        """A value of which every text, but for names, is an expression: references, or a word such as `all`."""
        return self._node(value, bare_expression, plain_text, 0)

    def _node(self, value: JsonValue, text: Text, name: Text, depth: int) -> Node:
        span = self.places.of(value)
        if value.broken:
            return Broken(value.broken, span)
        held = value.value
        if isinstance(held, str):
            node = text(self.places, value, depth)
            if isinstance(node, Broken):
                self.problems.append(Problem(f"syntax error near line {node.span[0] + 1}: {node.message}", node.span))
            return node
        if isinstance(held, Members):
            return self._object(value, held, text, name, depth)
        if isinstance(held, list):
            return TupleCons(tuple(self._node(item, text, name, depth + 1) for item in held), span)
        return Literal(held, span)

    def _object(self, value: JsonValue, members: Members, text: Text, name: Text, depth: int) -> Node:
        entries = tuple(
            (self._node(key, name, name, depth + 1), self._node(item, text, name, depth + 1)) for key, item in members
        )
        seen: set[object] = set()
        for key, _ in entries:
            if isinstance(key, Literal):
                if key.value in seen:
                    problem = Problem(f'"{key.value}" stands twice in one object', key.span)
                    self.problems.append(problem)
                    return Broken(problem.message, self.places.of(value))
                seen.add(key.value)
        return ObjectCons(entries, self.places.of(value))
