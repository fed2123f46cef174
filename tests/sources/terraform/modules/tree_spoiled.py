"""Made-up trees with one mistake that Terraform refuses before it evaluates anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.sources.terraform.modules.tree_maker import Tree, made_up_tree

_NAMES = re.compile(r"\b(?:var|local|terraform_data|module)\.(\w+)")
_CALL = re.compile(r'(?m)^module "\w+" \{\n')
_GIVEN = re.compile(r"(?m)^  v\d+ = .*\n")
_BLOCK = re.compile(r'(?ms)^(?:resource|variable|output|module) "[^\n]* \{\n.*?^\}\n')
_LOCALS = re.compile(r"(?ms)^locals \{\n.*?^\}\n")


def _unknown_name(text: str, random: Random) -> str:
    return _replaced(_NAMES, text, random, lambda found: found[0].replace(found[1], "nobody"))


def _unknown_argument(text: str, random: Random) -> str:
    return _replaced(_CALL, text, random, lambda found: f"{found[0]}  nobody = 1\n")


def _missing_argument(text: str, random: Random) -> str:
    return _replaced(_GIVEN, text, random, lambda _: "")


def _twice(text: str, random: Random) -> str:
    return _replaced(random.choice((_BLOCK, _LOCALS)), text, random, lambda found: f"{found[0]}\n{found[0]}")


def _without_each(text: str, random: Random) -> str:
    return _replaced(re.compile(r"(?m)^  input = [^{<\n]*\n"), text, random, lambda _: "  input = each.value\n")


def _replaced(pattern: re.Pattern[str], text: str, random: Random, by: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    one = random.choice(found)
    return text[: one.start()] + by(one) + text[one.end() :]


_MISTAKES = (_unknown_name, _unknown_name, _unknown_argument, _missing_argument, _twice, _without_each)


def spoiled_tree(seed: int) -> Tree:
    """The tree of a seed, with one mistake."""
    tree = made_up_tree(seed)
    random = Random(seed)  # noqa: S311  # the same mistake for the same seed; nothing is kept secret with it
    # What an override replaces is no mistake, or a second one.
    replaced = {name.rpartition("/")[0] for name in tree.files if "override" in name}
    names = sorted(n for n in tree.files if n.endswith(".tf") and n.rpartition("/")[0] not in replaced)
    if not names:
        return spoiled_tree(seed + 1_000_000)
    before = dict(tree.files)
    while tree.files == before:
        name = random.choice(names)
        tree.files[name] = random.choice(_MISTAKES)(tree.files[name], random)
    return tree
