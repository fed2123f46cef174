"""Made-up trees of Terraform code: a root and its modules, with the values that its variables are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.sources.terraform.modules.tree_blocks import ModuleWriter
from tests.sources.terraform.modules.tree_inputs import give
from tests.sources.terraform.modules.tree_json import can_be_json, json_text, without_defaults
from tests.sources.terraform.modules.tree_parts import Block, Input
from tests.sources.terraform.modules.tree_types import Type


@dataclass
class Interface:
    """What a caller must know of a module."""

    directory: str
    inputs: list[Input] = field(default_factory=list)
    outputs: list[tuple[str, Type, bool, bool]] = field(default_factory=list)


@dataclass
class Tree:
    """Files by name, the modules that `terraform init` would install, and what the command line gives."""

    files: dict[str, str] = field(default_factory=dict)
    calls: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    #: `-var` as (name, text) and `-var-file` by name, in the order of the command line.
    inputs: list[tuple[str, str] | str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    #: The variables that are given values.
    given: set[str] = field(default_factory=set)
    #: The files that only hold values.
    value_files: list[str] = field(default_factory=list)

    def write(self, folder: Path, *, given: bool = True) -> None:
        """All files below `folder`; or as if the variables that are given values had neither these nor defaults."""
        for name, text in self.files.items():
            if given or name not in self.value_files:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text if given or "/" in name else self._bare(name, text), encoding="utf-8")

    def _bare(self, file: str, text: str) -> str:
        if file.endswith(".tf.json"):
            return without_defaults(text, self.given)
        blocks = re.split(r"(?m)^(?=\S+ \"|locals )", text)
        bare = {f'variable "{name}" {{' for name in self.given}
        return "".join(re.sub(r"(?m)^  default = .*\n", "", b) if b.split("\n")[0] in bare else b for b in blocks)

    def installed(self) -> list[dict[str, str]]:
        """The module manifest of `terraform init`."""
        entries = [{"Key": "", "Source": "", "Dir": "."}]

        def add(directory: str, prefix: str) -> None:
            for name, target in self.calls.get(directory, []):
                source = f"./{target}" if not directory else f"../{target}"
                entries.append({"Key": f"{prefix}{name}", "Source": source, "Dir": target})
                add(target, f"{prefix}{name}.")

        add("", "")
        return entries


def made_up_tree(seed: int, *, risk: float = 0.0) -> Tree:
    """The tree of a seed. `risk` is the share of expressions that may fail for some values."""
    random = Random(seed)  # noqa: S311  # the same tree for the same seed; nothing is kept secret with it
    tree = Tree()
    below: list[Interface] = []
    for number in range(random.randint(1, 4), 0, -1):
        writer = ModuleWriter(random, f"m{number}", below, risk)
        below = [*below, Interface(writer.directory, *_written(tree, writer, random))]
    root = ModuleWriter(random, "", below, risk)
    _written(tree, root, random)
    give(tree, root, random)
    return tree


def _written(
    tree: Tree, writer: ModuleWriter, random: Random
) -> tuple[list[Input], list[tuple[str, Type, bool, bool]]]:
    """The module of a writer as files of the tree; what a caller must know of it."""
    writer.fill()
    prefix = f"{writer.directory}/" if writer.directory else ""
    tree.calls[writer.directory] = writer.calls
    for name, text in _files(writer.blocks, random):
        tree.files[f"{prefix}{name}"] = text
    return writer.inputs, writer.outputs


def _files(blocks: list[Block], random: Random) -> Iterator[tuple[str, str]]:
    """Blocks in two files or three, in any order; now and then with a part of some of them in an override file."""
    code: dict[str, list[Block]] = {"main.tf": [], "other.tf": []}
    in_json: list[Block] = []
    over: list[Block] = []
    share = random.choice((0, 0, 0, 0.3, 0.7))
    for block in random.sample(blocks, len(blocks)):
        base, override = block.split(random) if random.random() < 0.08 else (block, None)
        if can_be_json(base) and random.random() < share:
            in_json.append(base)
        else:
            code["main.tf" if random.random() < 0.6 else "other.tf"].append(base)
        over += [override] if override else []
    for name, several in code.items():
        yield name, "\n".join(one.text() for one in several) + "\n"
    if in_json:
        yield "more.tf.json", json_text(in_json)
    if over:
        name = random.choice(("override.tf", "main_override.tf", "override.tf.json", "z_override.tf.json"))
        yield name, json_text(over) if name.endswith(".json") else "\n".join(one.text() for one in over) + "\n"
