"""One Terraform root under evaluation: its module calls, its gaps, its bounds, its secrets."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.model.facts import Step
from auditor.model.location import NOWHERE, Location
from auditor.model.resource import Gap
from auditor.sources.bounds import FUNCTION_FILE, MODULE_DEPTH, Bound
from auditor.sources.building.exist import both_exist
from auditor.sources.partial.choices import in_cases, one_of
from auditor.sources.partial.values import UndecidedError, Unk
from auditor.sources.secrecy.secrets import Secrets, without_credentials
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.addresses import index_text
from auditor.sources.terraform.modules.budget import Budget
from auditor.sources.terraform.modules.expand import Slot
from auditor.sources.terraform.modules.installed import Installed, known_without_caches
from auditor.sources.terraform.modules.instance import Given, ModuleInstance
from auditor.sources.terraform.modules.module import Declared, ModuleDefinition
from auditor.sources.terraform.modules.providers import Called

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.providers import Provider
    from auditor.sources.terraform.modules.tree import Tree

#: Arguments of a module call that are not inputs of the module.
META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def _there(slot: Slot, address: str) -> object:
    """Whether an instance of a module is there: one switch for all in it, also where their number is not known."""
    exists = slot.exists
    if not isinstance(exists, Unk) or exists.choices:
        return exists
    named = exists if exists.symbol else replace(exists, symbol=f"{address}[{slot.key}] is there")
    return one_of(in_cases(named), exists.reason, named.symbol)


class Root:
    """One root module with the values given to its variables."""

    def __init__(
        self,
        tree: Tree,
        directory: Path,
        definition: ModuleDefinition,
        given: dict[str, Given],
        secrets: Secrets | None = None,
    ) -> None:
        self.tree, self.directory = tree, directory
        self.secrets = secrets if secrets is not None else Secrets()
        self.gaps: dict[str, Gap] = {}
        #: Address of a module that is not installed -> its calls, by their addresses, and where they stand.
        self.uninstalled: dict[str, dict[str, Location]] = {}
        #: The ids of security groups that modules which were not read make for themselves, by their symbols.
        self.own_groups: set[str] = set()
        #: What a report tells the number of, by its name in the plural.
        self.counts: dict[str, int] = {}
        #: Provider configurations by module prefix and name; `auditor.sources.terraform.modules.providers` fills it.
        self.providers: dict[tuple[str, str], Provider] = {}
        #: The name of the workspace; empty where it is not known.
        self.workspace = ""
        self._serial = 0
        self.budget = Budget(self.beyond)
        self._installed: dict[Path, Installed] = {}
        self.module = ModuleInstance(self, definition, given=given, ancestors=((directory, ""),))

    def serial(self) -> int:
        """A number that was not given before: evaluation is deterministic, so it is the same in every scan."""
        self._serial += 1
        return self._serial

    def spend(self) -> None:
        """One more element of a loop. Raises UndecidedError where the root takes more than its share of them."""
        self.budget.loop()

    def beyond(self, bound: Bound) -> None:
        """Note that the root is larger than a bound."""
        self.gap_once(f"bound:{bound.unit}", self.tree.name_of(self.directory), str(bound))

    def gap_once(self, gap_id: str, what: str, reason: str, place: object = None) -> None:
        """Note that something could not be read; the same thing is noted once."""
        location = place if isinstance(place, Location) else NOWHERE
        name = f"{self.tree.name_of(self.directory)}:{gap_id}"
        self.gaps.setdefault(name, Gap(name, "terraform", what, reason, location))

    def count(self, what: str, number: int) -> None:
        """Note the number of something that was seen."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number

    def relative_directory(self, directory: Path) -> str:
        """`directory` relative to the root, as `path.module` gives it."""
        return os.path.relpath(directory, self.directory)

    def read_for_function(self, name: str) -> bytes:
        """The file that a function such as `file()` names. Raises UndecidedError for one that is not read.

        Such a file may well be there where Terraform runs, so that it is no error.
        """
        try:
            path = Path(os.path.normpath(self.directory / name))
            if not self.tree.inside(path):
                raise UndecidedError(f"{name} lies outside the scanned directory and is not read")
            if not path.is_file():
                raise UndecidedError(f"{name} is not there")
            if path.stat().st_size > FUNCTION_FILE.value:
                raise UndecidedError(f"{name} {FUNCTION_FILE}")
            return path.read_bytes()
        except (OSError, ValueError) as error:
            raise UndecidedError(f"{name} cannot be read") from error

    def call_module(
        self, caller: ModuleInstance, name: str, declared: Declared
    ) -> list[tuple[Slot, ModuleInstance | None]]:
        """The instances of one module call; None for each where the module could not be read, which is a Gap."""
        address = f"{caller.prefix}module.{name}"
        place = declared.source.place(declared.block.header)
        slots = caller.expansion("module", name, declared).slots
        if not slots:
            return []
        directory, why = self._directory(caller, name, declared)
        if directory is None or why:
            if why:
                self.gap_once(f"module:{address}", address, why, place)
            return [(slot, None) for slot in slots]
        definition = self.tree.module(directory)
        if not definition.sources and not definition.troubles:
            self.gap_once(
                f"module:{address}", address, f"{self.tree.name_of(directory)} holds no Terraform files", place
            )
            return [(slot, None) for slot in slots]
        around = [base for base, _ in caller.ancestors]
        if len(around) >= MODULE_DEPTH.value or directory in around:
            what = "it calls itself" if directory in around else str(MODULE_DEPTH)
            self.gap_once(f"module:{address}", address, what, place)
            return [(slot, None) for slot in slots]
        return [(slot, self._instance(caller, address, declared, slot, directory, definition)) for slot in slots]

    def _instance(
        self,
        caller: ModuleInstance,
        address: str,
        declared: Declared,
        slot: Slot,
        directory: Path,
        definition: ModuleDefinition,
    ) -> ModuleInstance:
        from auditor.sources.terraform.modules.inputs import from_call

        given = {
            name: from_call(caller, declared, attribute, slot)
            for name, attribute in declared.block.attributes.items()
            if name not in META_ARGUMENTS
        }
        if declared.block.broken:
            # What is not among the inputs may stand in the part that could not be read.
            place = declared.source.place(declared.block.header)
            lost = Unk(f"a part of the call of {address} could not be read", place=place)
            for name in definition.variables.keys() - given.keys():
                given[name] = Given(lambda: lost, Step(address, place))
        prefix = f"{address}{index_text(slot.key)}."
        around = (*caller.ancestors, (directory, prefix))
        exists = both_exist(caller.exists, _there(slot, address))
        instance = ModuleInstance(self, definition, prefix, given, exists, around)
        instance.called = Called(caller, declared, slot)
        return instance

    def _directory(self, caller: ModuleInstance, name: str, declared: Declared) -> tuple[Path | None, str]:
        """Where the module of a call lies, or why that is not known; no reason where that is noted or of no matter."""
        attribute = declared.block.attributes.get("source")
        if attribute is None:
            return None, "the call has no source"
        # Terraform wants a text here; OpenTofu takes what it can tell from variables and locals alone.
        source = known_or_unknown(attribute.value, Env(caller, declared.source, {}).of(attribute))
        if not isinstance(source, str):
            return None, f"its source is not known: {source.reason if isinstance(source, Unk) else 'it is no text'}"
        if source.startswith(("./", "../")):
            directory = Path(os.path.normpath(caller.definition.directory / source))
            if not self.tree.inside(directory):
                return None, f"{source} lies outside the scanned directory and is not read: scan from further up"
            if not directory.is_dir():
                return None, f"no directory {self.tree.name_of(directory)}"
            return directory, ""
        installed = self._installed_directory(caller, name)
        if installed is None:
            if known_without_caches(source):
                return None, ""
            calls = self.uninstalled.setdefault(without_credentials(source), {})
            calls[f"{caller.prefix}module.{name}"] = declared.source.place(declared.block.header)
            return None, ""
        if not self.tree.inside(installed) or not installed.is_dir():
            return None, f"{without_credentials(source)} is installed outside the scanned directory and is not read"
        return installed, ""

    def _installed_directory(self, caller: ModuleInstance, name: str) -> Path | None:
        """Where `terraform init` put the module of a call: for this root, else for a module on the way to the call.

        A module that was initialised by itself holds what it calls in the versions that it asks for.
        """
        for base, prefix in caller.ancestors:
            if base not in self._installed:
                self._installed[base] = Installed.read(self.tree.text, base)
            found = self._installed[base].directory(caller.prefix[len(prefix) :], name)
            if found is not None:
                return Path(os.path.normpath(base / found))
        return None
