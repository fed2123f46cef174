"""The values that the variables of a made-up root are given: by which file or flag, and what that overrules."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

from tests.sources.terraform.modules.tree_blocks import ModuleWriter
from tests.sources.terraform.modules.tree_types import PRIMITIVES, Type, code, made_up_value

if TYPE_CHECKING:
    from tests.sources.terraform.modules.tree_maker import Tree

_ENVIRONMENT, _FLAG = "TF_VAR_", "-var"
_AUTOMATIC = ("terraform.tfvars", "terraform.tfvars.json", "a.auto.tfvars", "b.auto.tfvars.json", "c.auto.tfvars")
_FILES = ("first.tfvars", "second.tfvars.json")
#: Where values are given, each overruling those before it; what the command line says does so in its order.
_WAYS = (_ENVIRONMENT, *_AUTOMATIC, *_FILES, _FLAG)


def give(tree: Tree, root: ModuleWriter, random: Random) -> None:
    """Values for the variables of the root, some of which overrule others."""
    files: dict[str, dict[str, object]] = {}
    for wanted in root.inputs:
        name, kind, declared = wanted.name, wanted.type, wanted.declared
        if not wanted.needed and random.random() < 0.4:
            continue
        tree.given.add(name)
        for way in random.sample(_WAYS, random.choice((1, 1, 1, 2, 3, 5))):
            # The command line has no null for text.
            null = wanted.null and way not in (_FLAG, _ENVIRONMENT) and random.random() < 0.15
            value = None if null else made_up_value(random, kind, loose=bool(declared))
            if way not in (_FLAG, _ENVIRONMENT):
                files.setdefault(way, {})[name] = value
            elif not declared and kind not in PRIMITIVES:
                files.setdefault(_FILES[0], {})[name] = value
            elif way == _FLAG:
                tree.inputs.append((name, _flag(kind, declared, value)))
            else:
                tree.environment[f"{_ENVIRONMENT}{name}"] = _flag(kind, declared, value)
    for place, values in files.items():
        tree.files[place] = _file(place, values)
        tree.value_files.append(place)
        if place in _FILES:
            tree.inputs.append(place)
    random.shuffle(tree.inputs)
    _give_more(tree, random)


def _give_more(tree: Tree, random: Random) -> None:
    """The workspace, and values that nobody declares: files and the environment may have such."""
    if random.random() < 0.2:
        tree.environment["TF_WORKSPACE"] = random.choice(("prod", "default", "dev-1"))
    if random.random() < 0.1:
        tree.environment[f"{_ENVIRONMENT}nobody"] = "[not a value"
        tree.files["z.auto.tfvars"] = "nobody = 1\n"
        tree.value_files.append("z.auto.tfvars")


def _flag(kind: Type, declared: str, value: object) -> str:
    """A value as the command line gives it: for a primitive type, or none, text stands for itself."""
    if kind in PRIMITIVES and declared != "any":
        return value if isinstance(value, str) else json.dumps(value)
    return code(value)


def _file(name: str, values: dict[str, object]) -> str:
    if name.endswith(".json"):
        return json.dumps(values, indent=1, ensure_ascii=False)
    return "".join(f"{key} = {code(value)}\n" for key, value in values.items())


__all__ = ["give"]
