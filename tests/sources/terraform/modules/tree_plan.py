"""What the real Terraform plans for a tree, and how that compares with what is evaluated here."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.sources.building.place import ANY
from auditor.sources.partial.values import Lazy, SetValue, Unk, has_unknown
from auditor.sources.terraform.modules.outside import Outside, give
from auditor.sources.terraform.modules.refused import refusals as refusals_of
from auditor.sources.terraform.modules.resource_instance import ResourceInstance
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.modules.tree import Tree as Directories
from tests.sources.terraform.modules.tree_maker import Tree
from tests.sources.terraform.modules.tree_refusals import Judged, Refusal


@dataclass
class Plan:
    """What Terraform plans: by address what the resource will hold and which of that is not known yet; or refusals."""

    resources: dict[str, tuple[dict[str, object], dict[str, object]]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


def options(tree: Tree) -> list[str]:
    """What the command line gives, in its order."""
    return [f"-var-file={one}" if isinstance(one, str) else f"-var={one[0]}={one[1]}" for one in tree.inputs]


def terraform(folder: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """One run of Terraform, which asks nobody."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "AUDITOR_"))}
    done = subprocess.run(
        ("terraform", *arguments),
        cwd=folder,
        env={**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def install(tree: Tree, folder: Path) -> None:
    """What `terraform init` would leave behind for modules that are all local."""
    manifest = folder / ".terraform" / "modules" / "modules.json"
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(json.dumps({"Modules": tree.installed()}), encoding="utf-8")


def planned(tree: Tree, folder: Path) -> Plan:
    """What Terraform plans for the tree that lies in `folder`."""
    install(tree, folder)
    flags = ("-input=false", "-refresh=false", "-lock=false", "-json")
    code, said, error = terraform(folder, tree.environment, "plan", *flags, "-out=plan.out", *options(tree))
    if code:
        return Plan(refusals=_refusals(said) or [Refusal("it failed", error)])
    _, text, _ = terraform(folder, tree.environment, "show", "-json", "plan.out")
    changes = json.loads(text, parse_float=Decimal)["resource_changes"] if '"resource_changes"' in text else []
    return Plan({c["address"]: (c["change"]["after"], c["change"]["after_unknown"]) for c in changes})


def _refusals(said: str) -> list[Refusal]:
    """The errors among the messages of a run, one a line."""
    told = [json.loads(line).get("diagnostic", {}) for line in said.splitlines() if line.startswith("{")]
    return [_refusal(one) for one in told if one.get("severity") == "error"]


def _refusal(told: dict[str, Any]) -> Refusal:
    place = told.get("range") or {"filename": "", "start": {"line": 0}, "end": {"line": 0}}
    lines = place["start"]["line"], place["end"]["line"]
    return Refusal(told["summary"], told.get("detail", ""), place["filename"], *lines)


def refused_unseen(folder: Path) -> set[Refusal]:
    """What Terraform refuses before it looks at any value, as in `terraform validate`."""
    _, said, _ = terraform(folder, {}, "validate", "-json")
    return set(map(_refusal, json.loads(said).get("diagnostics", ())))


def refused(folder: Path) -> list[Refusal]:
    """What Terraform refuses in the code of a directory, whose modules are all local."""
    terraform(folder, {}, "init", "-input=false", "-no-color")
    code, said, error = terraform(folder, {}, "plan", "-input=false", "-json")
    return _refusals(said) or ([Refusal("it failed", error)] if code else [])


def applied(tree: Tree, folder: Path) -> Plan:
    """What the resources hold once the plan is carried out: everything is known then."""
    code, said, error = terraform(folder, tree.environment, "apply", "-input=false", "-json", "plan.out")
    if code:
        return Plan(refusals=_refusals(said) or [Refusal("it failed", error)])
    _, text, _ = terraform(folder, tree.environment, "show", "-json")
    todo, found = [json.loads(text, parse_float=Decimal).get("values", {}).get("root_module", {})], Plan()
    while todo:
        module = todo.pop()
        found.resources.update({r["address"]: (r["values"], {}) for r in module.get("resources", [])})
        todo += module.get("child_modules", [])
    return found


def evaluated(tree: Tree, folder: Path, *, given: bool = True) -> Root:
    """The tree as it is read here, with the same values given to it."""
    directories = Directories(folder, folder)
    root = Root(directories, folder, directories.module(folder), {})
    if given:
        inputs = tuple(folder / one if isinstance(one, str) else one for one in tree.inputs)
        give(root, Outside(inputs, tree.environment, "" if "TF_WORKSPACE" in tree.environment else "default"))
    return root


def instances(root: Root) -> dict[str, ResourceInstance]:
    """All instances of all resources, by address."""
    return {
        instance.address: instance
        for module in root.module.walk()
        for kind, name in module.definition.resources
        for instance in module.resource(kind, name)
        if instance.exists is not False
    }


def stand_ins(address: str) -> Iterator[str]:
    """The addresses under which an instance may stand where the number of instances is not known."""
    parts = re.split(r'(\[(?:\d+|"(?:[^"\\]|\\.)*")\])', address)
    keys = [i for i, part in enumerate(parts) if part.startswith("[")]
    for number in range(1, 1 << len(keys)):
        yield "".join(f"[{ANY}]" if i in keys and number >> keys.index(i) & 1 else part for i, part in enumerate(parts))


def input_of(instance: ResourceInstance) -> object:
    """What the block gives as its input."""
    return instance.stated("input") if "input" in instance.block.attributes else None


@dataclass
class Comparison:
    """How a tree came out: leaves that Terraform knows, those known here, and whatever is not as it must be."""

    leaves: int = 0
    known: int = 0
    missed: list[str] = field(default_factory=list)
    #: Known here, but to Terraform only after apply.
    early: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Refused here, but not in the plan: perhaps Terraform only finds it out when it carries the plan out.
    refused_here: list[str] = field(default_factory=list)
    rejected: str = ""
    #: What was judged of the refusals, where Terraform refuses the tree.
    judged: Judged = field(default_factory=Judged)

    def against(self, plan: Plan, root: Root) -> Comparison:
        """Compare a plan with the instances here."""
        ours = instances(root)
        told = (*root.gaps.values(), *refusals_of(root))
        self.wrong += [f"told as refused or not read: {gap.what}: {gap.reason}" for gap in told]
        for address in sorted(plan.resources.keys() | ours.keys()):
            if address not in ours:
                if any(one in ours for one in stand_ins(address)):
                    self.leaves += 1
                    self.missed.append(f"{address}: one of a number that is not known")
                else:
                    self.wrong.append(f"{address}: not here")
                continue
            exists = ours[address].exists
            if exists is not True:
                # Whether it is there is one more thing that is not known.
                self.leaves += 1
                if isinstance(exists, Unk) and exists.error:
                    self.refused_here.append(f"{address}: refused here, {exists.reason}; Terraform plans")
                self.missed.append(f"{address}: {exists.reason if isinstance(exists, Unk) else exists}; planned or not")
            elif address not in plan.resources:
                self.wrong.append(f"{address}: not planned")
            if address in plan.resources:
                after, unknown = plan.resources[address]
                for name in ("input", "triggers_replace"):
                    if name in ours[address].block.attributes:
                        value = ours[address].stated(name)
                        self.value(f"{address}.{name}", value, after.get(name), unknown.get(name, False))
        return self

    def value(self, path: str, ours: object, after: object, unknown: object) -> None:
        """Compare one value, and all in it."""
        if unknown is True:
            if isinstance(ours, Unk) and ours.error:
                self.refused_here.append(f"{path}: refused here, {ours.reason}; known after apply")
            if not is_open(ours):
                self.early.append(f"{path}: {ours!r}")
            return
        if is_open(ours):
            number = sum(1 for _ in known_leaves(after, unknown))
            if isinstance(ours, Unk) and ours.error:
                self.refused_here.append(f"{path}: refused here, {ours.reason}; planned {after!r}")
            self.leaves += number
            if number:
                self.missed.append(f"{path}: {ours.reason if isinstance(ours, Unk) else ours}; planned {after!r}")
            return
        if isinstance(ours, dict) and isinstance(after, dict):
            self._object(path, ours, after, unknown if isinstance(unknown, dict) else {})
        elif isinstance(ours, list) and isinstance(after, list):
            self._list(path, ours, after, unknown if isinstance(unknown, list) else [False] * len(after))
        else:
            self.leaves += 1
            self.known += 1
            if not alike(ours, after):
                self.wrong.append(f"{path}: {ours!r} but planned {after!r}")

    def _object(self, path: str, ours: dict[str, object], after: dict[str, object], unknown: dict[str, object]) -> None:
        keys = after.keys() | {key for key, late in unknown.items() if late is True}
        if ours.keys() != keys:
            self.wrong.append(f"{path}: {sorted(ours)} but planned {sorted(keys)}")
            return
        for key in sorted(keys):
            self.value(f"{path}.{key}", ours[key], after.get(key), unknown.get(key, False))

    def _list(self, path: str, ours: list[object], after: list[object], unknown: list[object]) -> None:
        if True in unknown and not has_unknown(ours):
            # What is late may take any place in a set, or be equal to another element: only apply tells.
            self.early.append(f"{path}: {ours!r}")
            return
        if len(ours) != len(after):
            self.wrong.append(f"{path}: {ours!r} but planned {after!r}")
            return
        for i, item in enumerate(ours):
            self.value(f"{path}[{i}]", item, after[i], unknown[i])


def is_open(value: object) -> bool:
    """Whether it is not known what a value is, or how many elements it has: those of a set may turn out equal."""
    return isinstance(value, (Unk, Lazy)) or (isinstance(value, SetValue) and has_unknown(value))


def known_leaves(after: object, unknown: object) -> Iterator[object]:
    """What Terraform knows of a value."""
    if unknown is True:
        return
    if isinstance(after, dict) and after:
        late = unknown if isinstance(unknown, dict) else {}
        for key, value in after.items():
            yield from known_leaves(value, late.get(key, False))
    elif isinstance(after, list) and after:
        several = unknown if isinstance(unknown, list) else [False] * len(after)
        for value, one in zip(after, several, strict=True):
            yield from known_leaves(value, one)
    else:
        yield after


def alike(ours: object, theirs: object) -> bool:
    """Whether two single values are the same."""
    if isinstance(ours, bool) or isinstance(theirs, bool) or ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, str) or isinstance(theirs, str):
        return isinstance(ours, str) and isinstance(theirs, str) and str(ours) == theirs
    if isinstance(ours, (list, dict)) or isinstance(theirs, (list, dict)):
        return False
    return Decimal(str(ours)) == Decimal(str(theirs))
