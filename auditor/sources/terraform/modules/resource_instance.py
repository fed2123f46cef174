"""One instance of a resource block: what the code states of it, and as a value its attributes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.sources.building.exist import both_exist
from auditor.sources.partial.values import EvalError, Lazy, LinkedText, Unk, is_never_null
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.modules.addresses import index_text
from auditor.sources.terraform.modules.expand import Slot
from auditor.sources.terraform.modules.mirrors import mirrored
from auditor.sources.terraform.modules.module import Declared

if TYPE_CHECKING:
    from auditor.sources.terraform.modules.instance import ModuleInstance

#: Attributes that are one text in every resource.
_TEXTS = re.compile(r"(^|_)(id|arn|name)$")
#: Attributes of ElastiCache's resources for which nobody else decides: what code leaves out stays null.
_LEFT_NULL = re.compile(r"(auth_token|passwords)(_wo(_version)?)?")
#: An attribute that is empty where there is no such thing.
_MAYBE_EMPTY = ("aws_elasticache_replication_group", "global_replication_group_id")


class ResourceInstance(Lazy):
    """One instance of a resource block; as a value, its attributes."""

    def __init__(self, module: ModuleInstance, declared: Declared, slot: Slot) -> None:
        self.module, self.block, self.source = module, declared.block, declared.source
        self.type, self.name = declared.block.labels
        self.key = slot.key
        self.address = f"{module.prefix}{self.type}.{self.name}{index_text(slot.key)}"
        self.env = Env(module, declared.source, slot.names)
        self.resource = self.address
        self.exists = both_exist(module.exists, slot.exists)
        self._values: dict[str, object] = {}

    def stated(self, name: str) -> object:
        """The value of an attribute that stands in the block. Raises KeyError for one that does not."""
        if name not in self._values:
            attribute = self.block.attributes[name]
            self._values[name] = Unk(f"{self.address}.{name} depends on itself")
            self._values[name] = known_or_unknown(attribute.value, self.env.of(attribute))
        return self._values[name]

    def attr(self, name: str) -> object:
        """`resource.name`: what the code states, else something that only AWS knows."""
        if name in self.block.attributes:
            return self._linked(self.stated(name), name)
        repeated = mirrored(self.block, name)
        return self._linked(known_or_unknown(repeated, self.env) if repeated is not None else None, name)

    def _linked(self, value: object, name: str) -> object:
        """A value read from an attribute, still telling whose it is; what is null there is decided by AWS."""
        ref = (self.address, name)
        if value is None and self.type.startswith("aws_elasticache_") and _LEFT_NULL.fullmatch(name):
            return None
        if value is None:
            symbol, place = f"{self.address}.{name}", self.source.place(self.block.header)
            kind = "string" if _TEXTS.search(name) else ""
            decided = "decided by AWS" if self.type.startswith("aws") else "only known after Terraform has run"
            doubt = True if (self.type, name) == _MAYBE_EMPTY else None
            return Unk(f"{symbol} is {decided}", symbol, ref=ref, kind=kind, place=place, nullable=doubt)
        if isinstance(value, str):
            return LinkedText.of(value, ref)
        if isinstance(value, Unk):
            choices = tuple((guard, self._linked(v, name)) for guard, v in value.choices)
            return replace(value, choices=choices, ref=ref, nullable=not is_never_null(value))
        return value

    def index(self, key: object) -> object:
        """`local.resource["name"]`: an attribute; a resource without count has no elements."""
        if isinstance(key, str):
            return self.attr(key)
        raise EvalError(f"{self.address} has no elements")
