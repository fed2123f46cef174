"""Made-up expressions in which types matter: branches, collections, conversions, nulls and what is not known."""

from __future__ import annotations

import random
from collections.abc import Callable

#: A text that is known later.
LATER = "terraform_data.later.id"
#: Variables with a type, and things that are known later, with and without a type.
SETUP = """
variable "texts" {
  type    = list(string)
  default = []
}
variable "numbers" {
  type    = set(number)
  default = [2, 10]
}
variable "no_text" {
  type    = string
  default = null
}
variable "no_number" {
  type    = number
  default = null
}
variable "no_list" {
  type    = list(number)
  default = null
}
variable "untyped" {
  default = null
}
variable "shape" {
  type    = object({ a = optional(string), b = optional(number, 1), c = optional(list(bool), []) })
  default = {}
}
variable "shapes" {
  type    = map(object({ a = optional(string), b = number }))
  default = { x = { b = 1 }, y = { a = "A", b = 2 } }
}
variable "any_map" {
  type    = map(any)
  default = { k = 1, l = "m" }
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
locals {
  mixed  = [1, "a", null]
  object = { a = 1, b = null, c = "x" }
  given  = var.no_text
}
resource "terraform_data" "later" {
  input = var.texts
}
"""

_TEXTS = ('"a"', '"b"', '""', '"1"', '"true"', '"x-${1}"', 'upper("q")', "var.no_text", "local.given", "tostring(7)")
_NUMBERS = ("0", "1", "2.5", "-3", '"4"', "length([1])", "var.no_number", "var.shape.b", "1 + 1")
_BOOLS = ("true", "false", '"true"', "!false", "1 < 2", '"a" == "b"', "var.untyped == null")
_NULLS = ("null", "var.no_text", "var.no_number", "var.no_list", "var.untyped", "tostring(null)", "local.object.b")
_SEQUENCES = ("var.texts", "var.numbers", "var.pair", "local.mixed", "[]", "tolist([])", "toset([])", "var.shape.c")
_MAPS = ("var.any_map", "var.shapes", "var.shape", "local.object", "{}", "tomap({})")
#: What is only known when Terraform runs, with a type and without one.
_LATER = (
    "terraform_data.later.id",
    "jsondecode(terraform_data.later.id)",
    'split(",", terraform_data.later.id)',
    'toset(split(",", terraform_data.later.id))',
    "tonumber(terraform_data.later.id)",
    'terraform_data.later.id == "x"',
    "[terraform_data.later.id, 1]",
    "{ a = terraform_data.later.id, b = 1 }",
)


class Maker:
    """Makes expressions from a seed: the same ones each time."""

    def __init__(self, seed: int, *, later: bool = False) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret
        self._later = later

    def expression(self, depth: int = 3) -> str:
        """An expression of any kind."""
        makers: tuple[Callable[[int], str], ...] = (
            self._primitive,
            self._sequence,
            self._sequence,
            self._map,
            self._map,
            self._conditional,
            self._conditional,
            self._comparison,
            self._chosen,
        )
        return self._random.choice(makers)(depth)

    def _pick(self, *options: str) -> str:
        return self._random.choice(options)

    def _primitive(self, depth: int) -> str:
        if self._later and self._random.random() < 0.3:
            return self._pick(*_LATER)
        groups = (_TEXTS, _TEXTS, _NUMBERS, _NUMBERS, _BOOLS, _NULLS)
        return self._pick(*self._random.choice(groups))

    def _inner(self, depth: int) -> str:
        """Part of a larger expression: small ones are more frequent."""
        return self.expression(depth - 1) if depth > 0 and self._random.random() < 0.5 else self._primitive(depth)

    def _items(self, depth: int) -> str:
        """Elements between brackets: often of one kind, so that not all conversions fail."""
        number = self._random.randint(0, 3)
        if self._random.random() < 0.5:
            group = self._random.choice((_TEXTS, _NUMBERS, _BOOLS, _TEXTS + _NUMBERS, (*_NUMBERS, "null")))
            return ", ".join(self._pick(*group) for _ in range(number))
        return ", ".join(self._inner(depth) for _ in range(number))

    def _entries(self, depth: int) -> str:
        names = self._random.sample(("a", "b", "c", "d"), self._random.randint(0, 3))
        simple = self._random.random() < 0.5
        group = self._random.choice((_TEXTS, _NUMBERS, _TEXTS + _NUMBERS))
        return ", ".join(f"{name} = {self._pick(*group) if simple else self._inner(depth)}" for name in names)

    def _sequence(self, depth: int) -> str:
        if depth <= 0 or self._random.random() < 0.25:
            return self._pick(*_SEQUENCES) if self._random.random() < 0.4 else f"[{self._items(depth)}]"
        one, other = self._sequence(depth - 1), self._sequence(depth - 1)
        entries = self._map(depth - 1)
        return self._pick(
            f"tolist({one})",
            f"toset({one})",
            f"concat({one}, {other})",
            f"flatten([{one}, {other}])",
            f"reverse({one})",
            f"distinct({one})",
            f"slice({one}, 0, 1)",
            f"chunklist({one}, {self._pick('0', '1', '2')})",
            f"setunion({one}, {other})",
            f"setintersection({one}, {other})",
            f"setsubtract({one}, {other})",
            f"setproduct({one}, {other})",
            f"matchkeys({one}, {other}, {self._sequence(0)})",
            f"coalescelist({one}, {other})",
            f"keys({entries})",
            f"values({entries})",
            f"compact({one})",
            f"sort({one})",
            f'formatlist("%v", {one})',
            f"range({self._pick('0', '2')})",
            f'split(",", {self._pick(*_TEXTS)})',
            'regexall("(a)(b)?", "aab")',
            f"jsondecode(jsonencode({one}))",
            f"yamldecode(yamlencode({one}))",
            f"[for x in {one} : x]",
            f"[for x in {one} : {self._inner(depth - 1)}]",
            f"[for k, v in {entries} : v]",
            f"[for x in {one} : x if x != null]",
            f"{one}[*]",
            f"[{entries}][*].a",
            f"tolist([{entries}, {self._map(depth - 1)}])[*].a",
            'csvdecode("a,b\\n1,2")',
            f"({one})",
        )

    def _map(self, depth: int) -> str:
        if depth <= 0 or self._random.random() < 0.25:
            return self._pick(*_MAPS) if self._random.random() < 0.4 else f"{{ {self._entries(depth)} }}"
        one, other = self._map(depth - 1), self._map(depth - 1)
        items = self._sequence(depth - 1)
        return self._pick(
            f"tomap({one})",
            f"merge({one}, {other})",
            f"merge({one}, null, {other})",
            f'zipmap(["a", "b"], {items})',
            f"zipmap(keys({one}), values({one}))",
            f"transpose({{ a = {items} }})",
            f"{{ for k, v in {one} : k => v }}",
            f'{{ for k, v in {one} : "x" => v... }}',
            f"{{ for i, v in {items} : i => v }}",
            f"jsondecode(jsonencode({one}))",
            f"yamldecode(yamlencode({one}))",
            'regex("(?P<x>a)(?P<y>b)?", "a")',
            f"{{ a = {items}, b = {one} }}",
        )

    def _conditional(self, depth: int) -> str:
        condition = self._pick("true", "false", *_BOOLS)
        kind = self._random.choice((self._inner, self._sequence, self._map, self._primitive))
        other = kind if self._random.random() < 0.8 else self._inner
        return f"({condition} ? {kind(depth - 1)} : {other(depth - 1)})"

    def _comparison(self, depth: int) -> str:
        kind = self._random.choice((self._inner, self._sequence, self._map))
        one = kind(depth - 1)
        other = one if self._random.random() < 0.2 else kind(depth - 1)
        return f"({one} {self._pick('==', '!=')} {other})"

    def _chosen(self, depth: int) -> str:
        """One value out of several, or out of a collection."""
        items, entries = self._sequence(depth - 1), self._map(depth - 1)
        one, other = self._inner(depth - 1), self._inner(depth - 1)
        return self._pick(
            f"coalesce({one}, {other})",
            f"coalesce({self._pick(*_NULLS)}, {one}, {other})",
            f"try({one}, {other})",
            f"try({entries}.a, {other})",
            f'lookup({entries}, "a", {other})',
            f'lookup({entries}, "a")',
            f"element({items}, 0)",
            f"one({items})",
            f"{items}[0]",
            f"{entries}.a",
            f'{entries}["b"]',
            f"contains({items}, {one})",
            f"index({items}, {one})",
            f"jsonencode({items})",
            f"length({entries})",
            f'"${{{one}}}"',
        )
