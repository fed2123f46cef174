"""Reads the schemas."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from tests.parity.stand_in.schemas import DATA_SOURCES, GLOBAL, RESOURCES

_MEMBER = re.compile(r"(\w+):((?:list|set)\(string\)|\w+)")


@dataclass
class Attribute:
    """One attribute: its type as Terraform writes types, and who gives it a value."""

    name: str
    type: object
    required: bool
    optional: bool
    computed: bool
    sensitive: bool
    default: object = None


@dataclass
class Block:
    """The attributes of a resource or of a nested block, and the blocks in it with how they nest.

    `computed` blocks are filled in by the provider where code has none.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: dict[str, tuple[str, Block]] = field(default_factory=dict)
    computed: bool = False


def _type(text: str) -> object:
    """`set(object{a:string})` as Terraform has types."""
    if text in ("string", "number", "bool"):
        return text
    if text.startswith("object{"):
        return ["object", {name: _type(inner) for name, inner in _MEMBER.findall(text)}]
    outer, _, inner = text.partition("(")
    return [outer, _type(inner.removesuffix(")"))]


def _attribute(line: str) -> Attribute:
    told, _, default = line.partition(" =")
    name, _, rest = told.partition(" ")
    *parts, flags = rest.removesuffix(" s").rsplit(" ", 1)
    kind = _type(" ".join(parts))
    filled: object = default or None
    if default and kind in ("bool", "number"):
        filled = json.loads(default)
    return Attribute(name, kind, "r" in flags, "o" in flags, "c" in flags, rest.endswith(" s"), filled)


def _schema(kind: str, text: str, *, data: bool) -> Block:
    root = Block()
    around = [root]
    for line in map(str.strip, text.splitlines()):
        if line.startswith("{"):
            _, name, nesting, *flags = line.split()
            inner = Block(computed=bool(flags))
            around[-1].blocks[name] = (nesting, inner)
            around.append(inner)
        elif line == "}":
            around.pop()
        elif line == "tags":
            for told in ("tags map(string) o", "tags_all map(string) oc"):
                root.attributes[told.split()[0]] = _attribute(told)
        elif line:
            one = _attribute(line)
            around[-1].attributes[one.name] = one
    root.attributes["id"] = _attribute("id string c" if data else "id string oc")
    if kind not in GLOBAL:
        root.attributes["region"] = _attribute("region string oc")
    return root


RESOURCE_SCHEMAS = {kind: _schema(kind, text, data=False) for kind, text in RESOURCES.items()}
DATA_SCHEMAS = {kind: _schema(kind, text, data=True) for kind, text in DATA_SOURCES.items()}

_DEFAULT_TAGS = Block({"tags": _attribute("tags map(string) o")})
#: The configuration of a provider, by what its types begin with.
PROVIDER_SCHEMAS = {
    "aws_": Block({"region": _attribute("region string o")}, {"default_tags": ("list", _DEFAULT_TAGS)}),
    "random_": Block(),
}
