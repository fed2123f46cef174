"""The last gate: an inventory in which no text repeats a secret."""

from __future__ import annotations

from dataclasses import fields, replace

from auditor.model.facts import Absent, Fact, Known, Ref, Step, Switch, Unknown, Unseen
from auditor.model.network import IngressRule, NamedRange
from auditor.model.policy import Condition, Named, Statement
from auditor.model.resource import Gap, Inventory
from auditor.sources.secrecy.secrets import MASK, Secrets

#: Types that hold texts, with the fields in which they may be; what is of no such type is left as it is.
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind) if f.name not in ("place", "location", "origin"))
    for kind in (Known, Unknown, Step, Switch, Unseen, IngressRule, NamedRange, Statement, Named, Condition, Gap)
}
#: Types of values that hold no text.
_BARE = frozenset((bool, int, type(None)))
#: Why a text is not known that the code keeps secret.
_KEPT = "it is kept secret, by its name or as sensitive"


class _Scrubber:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._texts: dict[str, str] = {}
        self._chains: dict[int, tuple[object, object]] = {}
        self.keys: dict[str, str] = {}
        self._in_policy = False

    def text(self, text: str) -> str:
        found = self._texts.get(text)
        if found is None:
            found = self._texts[text] = self._secrets.scrub(text)
        return found

    def fact(self, fact: Fact) -> Fact:
        """The fact without secrets. Most hold a word or no text at all: these are not looked through."""
        if isinstance(fact, Absent):
            return fact
        if isinstance(fact, Known) and not fact.via and not fact.because:
            held = fact.value
            if type(held) in _BARE or (type(held) is str and self.text(held) == held):
                return fact
        return self.value(fact)  # type: ignore[return-value]  # a fact stays a fact

    def value(self, value: object) -> object:
        """The value without secrets; the same object where it held none."""
        if isinstance(value, str):
            text = self.text(value)
            # In a policy stars are wildcards: what is masked there is not known.
            return text if text == value or not self._in_policy else text.replace(MASK, f"<?{MASK}>")
        if isinstance(value, Statement) and not self._in_policy:
            self._in_policy = True
            try:
                return self.value(value)
            finally:
                self._in_policy = False
        if isinstance(value, tuple):
            scrubbed = tuple(map(self.value, value))
            return value if all(a is b for a, b in zip(scrubbed, value, strict=True)) else scrubbed
        if isinstance(value, Ref):
            return Ref(self.keys[value.key]) if self.keys.get(value.key, value.key) != value.key else value
        changed = {}
        for name in _FIELDS.get(type(value), ()):
            old = getattr(value, name)
            if old is not None and old is not True and old is not False and old != ():
                new = self._chain(old) if name == "via" else self.value(old)
                if new is not old and new != old:
                    changed[name] = new
        if isinstance(value, Known) and changed.get("value") == MASK:
            # A rule that compared the stars would be sure of something that it does not see.
            return Unknown(_KEPT, value.place, via=changed.get("via", value.via))  # type: ignore[arg-type]  # a chain
        return replace(value, **changed) if changed else value  # type: ignore[type-var]  # one of those above

    def _chain(self, via: object) -> object:
        """A chain without secrets: instances of one block share theirs, which is looked through once."""
        known = self._chains.get(id(via))
        if known is None:
            # The old one is kept, so that no other chain can get its number.
            known = self._chains[id(via)] = (via, self.value(via))
        return known[1]


def scrub(inventory: Inventory, secrets: Secrets) -> None:
    """Replace every secret in the texts of `inventory`, its source lines apart: keys, names, facts, guards, gaps."""
    scrubber = _Scrubber(secrets)
    taken: set[str] = set()
    for key in inventory.resources:
        taken.add(free := _free(scrubber.text(key), taken))
        scrubber.keys[key] = free
    for resource in inventory.resources.values():
        resource.key = scrubber.keys[resource.key]
        resource.address, resource.name = scrubber.text(resource.address), scrubber.text(resource.name)
        resource.identity = scrubber.text(resource.identity)
        resource.tags, resource.doubtful_tags = (
            {scrubber.text(name): scrubber.text(value) for name, value in tags.items()}
            for tags in (resource.tags, resource.doubtful_tags)
        )
        resource.exists = scrubber.value(resource.exists)  # type: ignore[assignment]  # a fact stays a fact
        for table in (resource.facts, resource.relations):
            for name, fact in table.items():
                table[name] = scrubber.fact(fact)
    inventory.resources = {r.key: r for r in inventory.resources.values()}
    inventory.gaps = [scrubber.value(gap) for gap in inventory.gaps]  # type: ignore[misc]  # a gap stays a gap


def _free(key: str, taken: set[str]) -> str:
    """A key that no other resource has: two that differed in a secret only are told apart by a number."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}#{number}"
    return free
