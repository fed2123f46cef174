"""Mistakes put into sound code one at a time, and what a scan makes of such code."""

from __future__ import annotations

import dataclasses
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.model.facts import EXISTS, Absent, Fact, Known, Ref, Unknown, Unseen
from auditor.model.resource import Gap, Inventory
from auditor.sources.terraform.source import read_terraform

#: A word, a number, the end of a line, an operator, or any other single character.
TOKEN = re.compile(rb"[A-Za-z_][\w-]*|\d+(?:\.\d+)?|\n|<<-?|[$%]\{~?|&&|\|\||[=!<>]=|=>|\.\.\.|/\*|\*/|//|[^\s]")
_JUNK = (b"@", b"\\", b'"', b"{", b"}", b"[", b")", b"=", b"'", b"\xff", b"<<X\n", b"/*", b"${", b"\n", b"x_1")
#: Lines that somebody types, pastes or forgets between two others.
LINES = (
    b"}\n", b"{\n", b'"\n', b"/*\n", b"x = <<EOT\n", b'x = "y\n', b"x = [\n",
    b'x "y"\n', b"x = \n", b"x = y z\n",
    b"%{ if x }\n",
    b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n",
    b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n", b"\xff\xfe\n",
)  # fmt: skip
#: What stands for a part of the text of a policy that is not known (auditor/model/policy.py).
_GAP_IN_TEXT = re.compile(r"<\??[^<>]+>")
_INDEX = re.compile(r"\[[^\]]*\]")
_CACHE = re.compile(rb"elasticache|memorydb", re.IGNORECASE)
_CALLED = re.compile(rb'"(\.\.?/[^"\s]*)"')
#: What the count of roots without caches is called, which are not judged.
_CACHE_FREE = "cache-free Terraform roots"
#: Facts that other resources add to: what is lost with one of these is told by a Gap alone.
GATHERED = frozenset({"ingress", "egress", "users", "nodes", "replicas_per_shard"})
#: What one scan may take, in seconds of the processor.
_SECONDS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Mutant:
    """One file with a mistake: what was done, on which line, and the text that came of it."""

    path: Path
    what: str
    line: int
    text: bytes


def token_mutants(path: Path, text: bytes) -> Iterator[Mutant]:
    """Each token deleted, doubled and garbled."""
    for match in TOKEN.finditer(text):
        token, line = match[0], text.count(b"\n", 0, match.start()) + 1
        chance = random.Random(match.start())  # noqa: S311 - repeatable, not secret
        for what, new in (
            ("deleted", b""),
            ("doubled", token + (b" " if token[:1].isalnum() else b"") + token),
            ("garbled", chance.choice(_JUNK)),
        ):
            changed = text[: match.start()] + new + text[match.end() :]
            yield Mutant(path, f"{what} {token!r} -> {new!r}", line, changed)


def line_mutants(path: Path, text: bytes) -> Iterator[Mutant]:
    """Each of the lines in LINES put before each line, and the text cut off there."""
    at, lines = 0, text.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        for new in LINES:
            yield Mutant(path, f"inserted {new!r}", number, text[:at] + new + text[at:])
        middle = at + len(line) // 2
        yield Mutant(path, "cut off", number, text[:middle])
        at += len(line)


class Subject:
    """A copy of a tree of Terraform code, whose files can be changed for one scan."""

    #: The files that are changed.
    pattern = "*.tf"

    def __init__(self, source: Path, work: Path) -> None:
        shutil.copytree(source, work, symlinks=True)
        self.top = work
        self.prepare()
        self.files = {path: path.read_bytes() for path in self.found()}
        self.sound = self.scan()

    def found(self) -> list[Path]:
        """The files of the tree that are there to be changed."""
        paths = sorted(self.top.rglob(self.pattern))
        return [p for p in paths if p.is_file() and not p.is_symlink() and ".terraform" not in p.parts]

    def prepare(self) -> None:
        """Make the copy what it is to be before it is scanned for the first time."""

    def scan(self, changed: dict[Path, bytes] | None = None) -> Inventory:
        """The inventory of the tree with some files changed."""
        changed = changed or {}
        for path, text in changed.items():
            path.write_bytes(text)
        started = time.process_time()
        try:
            return read_terraform((self.top,), self.top)
        finally:
            assert time.process_time() - started < _SECONDS, changed.keys()
            for path in changed:
                path.write_bytes(self.files[path])

    def violations(self, mutants: list[Mutant], refused: set[int]) -> list[str]:
        """Where the law is broken; `refused` are the mutants that are no HCL."""
        broken = []
        for number, mutant in enumerate(mutants):
            found = self.scan({mutant.path: mutant.text})
            law = self.of_refused if number in refused else self.of_taken
            broken += [
                f"{mutant.path.relative_to(self.top)}:{mutant.line} {mutant.what}: {why}" for why in law(mutant, found)
            ]
        return broken

    def gaps(self, mutant: Mutant, found: Inventory) -> list[Gap]:
        """The gaps that name the file that was changed."""
        name = str(mutant.path.relative_to(self.top))
        return [gap for gap in found.gaps if gap.location.file == name or gap.what == name]

    def is_read(self, mutant: Mutant) -> bool:
        """Whether the file is read: not where nothing around it speaks of caches, and not where no call asks for it.

        Of one that has mistakes already Terraform does not say whether there is one more.
        """
        if self.gaps(mutant, self.sound):
            return False
        spoke, speaks = (_CACHE.search(text) is not None for text in (self.files[mutant.path], mutant.text))
        return str(mutant.path.relative_to(self.top)) in self.sound.excerpts or (speaks and not spoke)

    def of_refused(self, mutant: Mutant, found: Inventory) -> Iterator[str]:
        """What is wrong with what was found in code that is no HCL."""
        gaps = self.gaps(mutant, found)
        first, last = _around(self.files[mutant.path], mutant.line)
        if self.is_read(mutant) and not any(
            gap.location.line <= last and first <= gap.location.end_line for gap in gaps
        ):
            yield f"no gap between {first} and {last}, but {[gap.location.line for gap in gaps]}"
        for key, name, before, after in self.changes(found):
            if name not in GATHERED:
                yield f"{key} {name} was {before} and is {after}"
        header = re.search(rb'^\w+[ \t]*"?', self.files[mutant.path].split(b"\n")[mutant.line - 1])
        new = bases(found, doubtful=False) - bases(self.sound)
        if new and not header and not self._is_let_go(mutant):
            yield f"{sorted(new)} came out of nothing"

    def _is_let_go(self, mutant: Mutant) -> bool:
        """Whether the source of a call is not in the file any more: what it named is judged by itself."""
        return any(b'"%b"' % path not in mutant.text for path in _CALLED.findall(self.files[mutant.path]))

    def of_taken(self, mutant: Mutant, found: Inventory) -> Iterator[str]:
        """What is wrong with what was found in code that means something, if not what it meant."""
        gaps = self.gaps(mutant, found)
        if any("syntax error" in gap.reason for gap in gaps):
            yield f"Terraform takes it: {gaps}"
        elif not gaps and set(found.gaps) <= set(self.sound.gaps) and _cache_free(found) <= _cache_free(self.sound):
            text = b"".join({**self.files, mutant.path: mutant.text}.values())
            for address in bases(self.sound) - bases(found):
                kind, _, name = address.rpartition(".")
                header = rf'resource +"{kind.rpartition(".")[2]}" +"{name}" +\{{'.encode()
                block = re.search(header + rb"(?:\n .*|\n)*?\n\}", text)
                if block and b"count" not in block[0] and b"for_each" not in block[0] and "module." not in address:
                    yield f"{address} is lost"

    def changes(self, found: Inventory) -> Iterator[tuple[str, str, object, object]]:
        """What was known and is now known to be something else."""
        for key, resource in self.sound.resources.items():
            other = found.resources.get(key)
            for table in ("facts", "relations") if other else ():
                for name, fact in getattr(resource, table).items():
                    before, after = plain(fact), plain(_certain(getattr(other, table).get(name, Absent()), found))
                    if differs(before, after) and not (resource.kind == "alarm" and _led_to_lost(fact, found)):
                        yield key, name, before, after


def _led_to_lost(fact: Fact, found: Inventory) -> bool:
    """Whether a relation led to what is lost, of which a Gap tells: alarms are related to what was read alone."""
    members = fact.value if isinstance(fact, Known) and isinstance(fact.value, tuple) else ()
    return bool(members) and all(isinstance(m, Ref) and m.key not in found.resources for m in members)


def _certain(fact: Fact, inventory: Inventory) -> Fact:
    """A relation without the resources that may not be there: the name that leads to these may lead to nothing."""
    if not isinstance(fact, Known) or not isinstance(fact.value, tuple):
        return fact
    there = (isinstance(m, Ref) and m.key in inventory.resources and inventory.resources[m.key] for m in fact.value)
    members = (
        Unseen("", "it may not be there") if resource and resource.exists != EXISTS else member
        for member, resource in zip(fact.value, there, strict=True)
    )
    return dataclasses.replace(fact, value=tuple(members))


def plain(value: object) -> object:
    """A fact, or a part of one, without places and chains; what is not known is `...`."""
    if isinstance(value, Fact):
        return plain(value.value) if isinstance(value, Known) else ... if isinstance(value, Unknown) else None
    if isinstance(value, str) and _GAP_IN_TEXT.search(value):
        # A text of a policy of which a part is not known, or named only.
        return ...
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, Ref | Unseen):
        known = isinstance(value, Ref) or value.reason == "not in what was scanned"
        return _INDEX.sub("", value.key if isinstance(value, Ref) else value.name) if known else ...
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.name not in ("place",)}
    return value


def differs(before: object, after: object) -> bool:
    """Whether something known is now known to be something else: elements that are not known any more do not count."""
    if before is ... or after is ...:
        return False
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        return any(map(differs, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return any(differs(value, after.get(name)) for name, value in before.items())
    return before != after


def _cache_free(inventory: Inventory) -> int:
    """How many roots were not judged since they hold no cache: what else stands in these is not read."""
    return inventory.coverage.get(_CACHE_FREE, 0)


def bases(inventory: Inventory, *, doubtful: bool = True) -> set[str]:
    """The addresses without indexes: a block whose count cannot be read is there with one that stands for all."""
    certain = (one for one in inventory.resources.values() if one.judged and (doubtful or one.exists == EXISTS))
    return {_INDEX.sub("", one.address) for one in certain}


def _around(text: bytes, line: int) -> tuple[int, int]:
    """The lines from the end of the block before the one with `line` to the end of the one after it."""
    starts = [number for number, one in enumerate(text.split(b"\n"), 1) if re.match(rb"[a-z]", one)]
    before = [start for start in starts if start <= line]
    after = [start for start in starts if start > line]
    return (before[-1] if before else 1) - 1, after[1] if len(after) > 1 else text.count(b"\n") + 3


def refused_by_terraform(texts: Iterable[bytes], folder: Path) -> set[int]:
    """Which of the texts are no HCL, as terraform itself says, by number."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"m{number}.tf").write_bytes(text)
    command = ["terraform", "fmt", "-check", "-list=false", "-no-color", str(folder)]
    said = subprocess.run(command, capture_output=True, check=False).stderr.decode(errors="replace")
    return {int(number) for number in re.findall(r"m(\d+)\.tf line \d", said)}
