"""Values for the parameters of what is deployed by itself: `--param`, `--parameter-file`, the later one wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.facts import Step
from auditor.model.location import NOWHERE
from auditor.sources.cloudformation.input_files import Setting, read_settings
from auditor.sources.cloudformation.language.constraints import refusal
from auditor.sources.cloudformation.language.functions import RESOLVED
from auditor.sources.cloudformation.language.parameters import Handed, Parameters
from auditor.sources.cloudformation.language.stack import Stack
from auditor.sources.cloudformation.language.template import Template
from auditor.sources.inputs import InputError
from auditor.sources.partial.values import GivenText, Unk
from auditor.sources.secrecy.secrets import Secrets, is_secret_name

#: What the service knows of the stack that it makes, and what each of these looks like.
_PSEUDO = {
    "AWS::Region": re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+"),
    "AWS::AccountId": re.compile(r"\d{12}"),
    "AWS::Partition": re.compile(r"aws(?:-[a-z]+)*"),
    "AWS::URLSuffix": re.compile(r"[a-z0-9.-]+"),
    "AWS::StackName": re.compile(r"[A-Za-z][A-Za-z0-9-]*"),
}
#: Partition and domain of regions by what they begin with; any other region of these looks is in the first partition.
_PARTITIONS = {"cn-": ("aws-cn", "amazonaws.com.cn"), "us-gov-": ("aws-us-gov", "amazonaws.com")}
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COMMERCIAL = re.compile(r"(?:af|ap|ca|eu|il|me|mx|sa|us)-(?!iso|gov)[a-z]+-\d+")


@dataclass(slots=True)
class Inputs:
    """What was given, by the names of parameters.

    Attributes:
        settings: the one that holds, by its name.
        files: the names of the files, each with the names that it sets; `options` are those that options set.
        secrets: learns the values that no report may show.
    """

    secrets: Secrets
    settings: dict[str, Setting] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    _declared: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _open: bool = False

    @classmethod
    def read(cls, given: Iterable[tuple[str, str] | Path], base: Path, secrets: Secrets) -> Inputs:
        """Options as (name, text), and files. Raises InputError for those that cannot be used."""
        made = cls(secrets)
        for one in given:
            if isinstance(one, Path):
                settings = read_settings(one, base)
                made.files[str(one)] = {setting.name for setting in settings}
            else:
                settings = [Setting(one[0], one[1], Step(f"--param {one[0]}", NOWHERE))]
                made.options.add(one[0])
                if one[0].startswith("AWS::"):
                    _check_pseudo(*one)
            made.settings.update((setting.name, setting) for setting in settings)
        for setting in made.settings.values():
            if is_secret_name(setting.name):
                made._learn(setting.value)
        return made

    def of(self, template: Template) -> Handed:
        """What the parameters of a template are given. Raises InputError for what CloudFormation would refuse."""
        parameters, handed = Stack(template).parameters, Handed()
        self._known.update(template.section("Parameters"))
        self._open = self._open or bool(template.damage.keys() & {"", "Parameters"})
        for name, setting in self.settings.items():
            if parameters.declared(name) is not None:
                self._declared.add(name)
                handed.values[name] = self._value(setting, parameters, template)
                handed.said[name] = (Step(f"{name} from {setting.step.label}", setting.step.location),)
            elif name in _PSEUDO:
                handed.values[name] = GivenText(setting.value)
                handed.said[name] = (setting.step,)
        for name, value in self._partition().items():
            if name not in self.settings:
                handed.values[name] = value
                handed.said[name] = (self.settings["AWS::Region"].step,)
        return handed

    def finish(self) -> int:
        """How many values of files no template takes; once all templates have been asked for.

        `aws cloudformation deploy` leaves such values alone, so that one file may serve several templates. Raises
        InputError for an option that no template takes, and for a file of which that is so of every value.
        """
        if self._open:
            return 0
        if unused := sorted(self.options - self._declared - _PSEUDO.keys()):
            near = _nearest(unused[0], self._known)
            raise InputError(
                f"--param {unused[0]}: no template that is deployed by itself declares this parameter{near}"
            )
        for file, names in self.files.items():
            if names and not names & self._declared:
                raise InputError(f"{file}: no template that is deployed by itself declares any of its parameters")
        return len(set().union(*self.files.values()) - self._declared)

    def _value(self, setting: Setting, parameters: Parameters, template: Template) -> object:
        name, hidden = setting.name, parameters.is_hidden(setting.name)
        if setting.value is None:
            return parameters.kept(name, f"{name} keeps the value that it has in the stack, says {setting.step.label}")
        if hidden:
            self._learn(setting.value)
        secret = hidden or is_secret_name(name)
        reason = refusal(parameters.attributes(name), parameters.kind(name), setting.value, hidden=secret)
        if reason:
            where = str(setting.step.location) or setting.step.label
            raise InputError(f"{where}: CloudFormation would refuse the value of {name} in {template.path}: {reason}")
        resolved = RESOLVED in setting.value
        if hidden and setting.value and not resolved and self.secrets.scrub(setting.value) == setting.value:
            # Nothing so short can be kept out of texts that it may become a part of.
            return Unk(f"{name} is given and hidden (NoEcho)", name, ref=(name, ""), kind="string", nullable=False)
        return GivenText(setting.value)

    def _learn(self, value: str | None) -> None:
        """A secret, also as it stands in identifiers, which are in small letters."""
        if value and RESOLVED not in value:
            self.secrets.learn([value, value.lower()])

    def _partition(self) -> Mapping[str, str]:
        """What follows from the region that was given."""
        return partition_of((self.settings["AWS::Region"].value or "") if "AWS::Region" in self.settings else "")


def partition_of(region: str) -> Mapping[str, str]:
    """Partition and domain of a region, as far as its name tells them."""
    known = next((one for start, one in _PARTITIONS.items() if region.startswith(start)), None)
    if known is None and _COMMERCIAL.fullmatch(region):
        known = ("aws", "amazonaws.com")
    return {"AWS::Partition": known[0], "AWS::URLSuffix": known[1]} if known else {}


def _check_pseudo(name: str, value: str) -> None:
    if name not in _PSEUDO:
        raise InputError(f"--param {name}: of what the service decides only {', '.join(_PSEUDO)} can be given")
    if not _PSEUDO[name].fullmatch(value):
        raise InputError(f"--param {name}: its value does not look like one")


def _nearest(word: str, known: set[str]) -> str:
    """What somebody may have meant, if anything is near."""
    import difflib

    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
