"""Made-up expressions that come to a list, a set, a map or an object."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.terraform.modules.tree_expressions import Expressions, Name
from tests.sources.terraform.modules.tree_types import BOOL, KEYS, NUMBER, STRING, Type, list_of, map_of, quoted

Make = Callable[[Expressions, Type, int], str]


def _tuple(e: Expressions, t: Type, d: int) -> str:
    return "[" + ", ".join(e.write(t.element, d) for _ in range(e.random.choice((0, 1, 2, 3)))) + "]"


def _for_list(e: Expressions, t: Type, d: int) -> str:
    item, name = e.any_type(), e.fresh()
    source = e.write(list_of(item), d)
    with e.binding(Name(name, item)):
        condition = f" if {e.boolean(d - 1)}" if e.random.random() < 0.4 else ""
        return f"[for {name} in {source} : {e.write(t.element, d)}{condition}]"


def _for_map_list(e: Expressions, t: Type, d: int) -> str:
    item, key, name = e.any_type(), e.fresh(), e.fresh()
    source = e.write(map_of(item), d)
    with e.binding(Name(name, item), Name(key, STRING)):
        return f"[for {key}, {name} in {source} : {e.write(t.element, d)}]"


def _splat(e: Expressions, t: Type, d: int) -> str:
    item = Type("object", fields=(("name", t.element),))
    return f"({e.write(list_of(item), d)}[*].name)" if d > 0 else f"[{{ name = {e.write(t.element, d)} }}][*].name"


def _product(e: Expressions, t: Type, d: int) -> str:
    name = e.fresh()
    both = f"setproduct({e.write(list_of(t.element), d)}, {e.write(list_of(t.element), d)})"
    return f"[for {name} in {both} : {name}[{e.random.randint(0, 1)}]]"


def _matching(e: Expressions, t: Type, d: int) -> str:
    values = ", ".join(e.write(t.element, d) for _ in range(2))
    keys = ", ".join(e.write(STRING, d) for _ in range(2))
    return f'matchkeys([{values}], [{keys}], concat(["a"], {e.write(list_of(STRING), d)}))'


def _blocks(e: Expressions, t: Type, d: int) -> str:
    """What would be the blocks of a `dynamic`: an element for each of something that may be left out."""
    item, name = Type("object", fields=(("items", list_of(t.element)),)), e.fresh()
    source = f"({e.boolean(d)} ? {{}} : {e.write(map_of(item), d)})"
    return f"flatten([for k_{name}, {name} in {source} : {name}.items if length({name}.items) > 0])"


def _nested(e: Expressions, t: Type, d: int) -> str:
    outer, inner = e.fresh(), e.fresh()
    item = Type("object", fields=(("items", list_of(t.element)), ("name", STRING)))
    source = e.write(list_of(item), d)
    return f"flatten([for {outer} in {source} : [for {inner} in {outer}.items : {inner}]])"


LISTS: list[Make] = [
    _tuple,
    _tuple,
    _for_list,
    _for_list,
    _for_map_list,
    _splat,
    lambda e, t, d: f"concat({e.write(t, d)}, {e.write(t, d)})",
    lambda e, t, d: f"values({e.write(map_of(t.element), d)})",
    lambda e, t, d: f"[for x in setproduct({e.write(t, d)}, [true]) : x[0]]",
    lambda e, t, d: f"reverse({e.write(t, d)})",
    lambda e, t, d: f"flatten([{e.write(t, d)}, [{e.write(t, d)}]])" if t.element.of is None else _tuple(e, t, d),
    lambda e, t, d: _nested(e, t, d) if t.element.of is None else _tuple(e, t, d),
    lambda e, t, d: _blocks(e, t, d) if t.element.of is None else _tuple(e, t, d),
    lambda e, t, d: f"(chunklist({e.write(t, d)}, 2)[*][0])",
    lambda e, t, d: _matching(e, t, d) if t.element.of is None and not t.element.fields else _tuple(e, t, d),
    lambda e, t, d: f"distinct({e.write(t, d)})",
    lambda e, t, d: f"slice(concat({e.write(t, d)}, [{e.write(t.element, d)}]), 0, 1)",
    lambda e, t, d: f"({e.boolean(d)} ? {e.write(t, d)} : [])",
    lambda e, t, d: f"compact({e.write(t, d)})" if t.element == STRING else _product(e, t, d),
    lambda e, t, d: f'split(",", {e.write(STRING, d)})' if t.element == STRING else _tuple(e, t, d),
    lambda e, t, d: f"sort({e.write(t, d)})" if t.element == STRING else _product(e, t, d),
    lambda e, t, d: f"keys({e.write(map_of(NUMBER), d)})" if t.element == STRING else _tuple(e, t, d),
    lambda e, t, d: f"range({e.random.randint(0, 4)})" if t.element == NUMBER else _tuple(e, t, d),
    lambda e, t, d: (
        f"tolist({e.write(Type('set', t.element), d)})" if t.element in (STRING, NUMBER) else _tuple(e, t, d)
    ),
]
SETS: list[Make] = [
    lambda e, t, d: f"toset({e.write(list_of(t.element), d)})",
    lambda e, t, d: f"setunion({e.write(t, d)}, {e.write(t, d)})",
    lambda e, t, d: f"setsubtract({e.write(t, d)}, {e.write(t, d)})",
    lambda e, t, d: f"toset([for x in {e.write(t, d)} : x])",
]


def _entries(e: Expressions, t: Type, d: int) -> str:
    keys = e.random.sample(KEYS, e.random.choice((0, 1, 2, 3)))
    return "{ " + ", ".join(f"{quoted(key)} = {e.write(t.element, d)}" for key in keys) + " }"


def _for_map(e: Expressions, t: Type, d: int) -> str:
    item, key, name = e.any_type(), e.fresh(), e.fresh()
    source = e.write(map_of(item), d)
    with e.binding(Name(name, item), Name(key, STRING)):
        condition = f" if {e.boolean(d - 1)}" if e.random.random() < 0.4 else ""
        made = e.random.choice((key, f'"${{{key}}}-x"', f"upper({key})"))
        return f"{{ for {key}, {name} in {source} : {made} => {e.write(t.element, d)}{condition} }}"


def _for_map_of_list(e: Expressions, t: Type, d: int) -> str:
    item, name, position = e.any_type(), e.fresh(), e.fresh()
    source = e.write(list_of(item), d)
    with e.binding(Name(name, item)):
        key = e.random.choice((position, f'"n${{{position}}}"', f'format("%02d", {position})'))
        return f"{{ for {position}, {name} in {source} : {key} => {e.write(t.element, d)} }}"


def _group(e: Expressions, t: Type, d: int) -> str:
    name = e.fresh()
    return f"{{ for {name} in {e.write(list_of(t.element.element), d)} : jsonencode({name}) => {name}... }}"


def _zip(e: Expressions, t: Type, d: int) -> str:
    name = e.fresh()
    return f'zipmap([for {name} in [1, 2] : "k${{{name}}}"], [{e.write(t.element, d)}, {e.write(t.element, d)}])'


MAPS: list[Make] = [
    _entries,
    _entries,
    _for_map,
    _for_map_of_list,
    _zip,
    lambda e, t, d: f"merge({e.write(t, d)}, {e.write(t, d)})",
    lambda e, t, d: f"merge({e.write(t, d)}, {{ {quoted(e.random.choice(KEYS))} = {e.write(t.element, d)} }})",
    lambda e, t, d: f"merge({{}}, [for x in [{e.write(t, d)}] : x]...)",
    lambda e, t, d: f"tomap({e.write(t, d)})",
    lambda e, t, d: f"merge([for x in {e.write(list_of(t), d)} : x]...)",
    lambda e, t, d: f'{{ for x in setproduct(["a", "b"], [1]) : join("-", x) => {e.write(t.element, d)} }}',
    lambda e, t, d: f"zipmap(keys({e.write(t, d)}), [])" if e.random.random() < e.risk else _entries(e, t, d),
    lambda e, t, d: f"({e.boolean(d)} ? {e.write(t, d)} : {{}})",
    lambda e, t, d: _group(e, t, d) if t.element.kind == "list" else _zip(e, t, d),
]


def _object(e: Expressions, t: Type, d: int) -> str:
    return "{ " + ", ".join(f"{name} = {e.write(one, d, maybe=name in t.bare)}" for name, one in t.fields) + " }"


def _merged(e: Expressions, t: Type, d: int) -> str:
    name, one = e.random.choice(t.fields)
    return f"merge({e.write(t, d)}, {{ {name} = {e.write(one, d)} }})"


OBJECTS: list[Make] = [_object, _object, _merged]

__all__ = ["BOOL", "LISTS", "MAPS", "OBJECTS", "SETS"]
