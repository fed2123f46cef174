"""The first words of traversals: `data`, `module`, `path`, `terraform`, resource types."""

from __future__ import annotations

from auditor.sources.building.place import ANY
from auditor.sources.partial.choices import derived, lift
from auditor.sources.partial.values import Lazy, ObjectValue, TupleValue, UndecidedError, Unk
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.modules import policy_document
from auditor.sources.terraform.modules.account import of_provider
from auditor.sources.terraform.modules.addresses import index_text
from auditor.sources.terraform.modules.expand import Expansion, Slot
from auditor.sources.terraform.modules.instance import ModuleInstance, ModuleObject
from auditor.sources.terraform.modules.mirrors import Mirror
from auditor.sources.terraform.modules.module import Declared
from auditor.sources.terraform.modules.published import OwnGroup, makes_a_group


def namespace(module: ModuleInstance, name: str) -> object:
    """What the bare word `name` stands for in `module`."""
    if name in ("each", "count", "self"):
        # Terraform refuses the code before it evaluates anything, so that try() has no say in it.
        raise UndecidedError(f"{name} has no meaning here")
    return _SPECIAL.get(name, Resources)(module, name)


class _Namespace(Lazy):
    def __init__(self, module: ModuleInstance, name: str) -> None:
        self.module, self.name = module, name


class Variables(_Namespace):
    """`var` as a whole, as in `var["name"]`."""

    def attr(self, name: str) -> object:
        """`var.name`."""
        return self.module.variable(name)

    def index(self, key: object) -> object:
        """`var["name"]`."""
        return self.module.variable(str(key))


class Locals(_Namespace):
    """`local` as a whole."""

    def attr(self, name: str) -> object:
        """`local.name`."""
        return self.module.local(name)


class Settings(_Namespace):
    """`terraform`: the workspace, where it was named, and what is only decided when Terraform runs."""

    def attr(self, name: str) -> object:
        """`terraform.workspace` or `terraform.applying`."""
        if name == "workspace":
            return self.module.root.workspace or Unk(
                "the workspace is chosen when Terraform runs", "terraform.workspace", kind="string"
            )
        if name == "applying":
            return Unk("it is true only while Terraform applies", "terraform.applying", kind="bool")
        raise UndecidedError(f"terraform.{name} does not exist")


class Paths(_Namespace):
    """`path`: directories relative to the root, so that nothing of the machine shows."""

    def attr(self, name: str) -> object:
        """`path.module`, `path.root` or `path.cwd`."""
        if name == "module":
            return self.module.root.relative_directory(self.module.definition.directory)
        if name == "root":
            return "."
        if name == "cwd":
            return Unk("it depends on where Terraform runs", "path.cwd", kind="string")
        raise UndecidedError(f"path.{name} does not exist")


class ManagedResources(_Namespace):
    """`resource`, with which any type may begin."""

    def attr(self, name: str) -> object:
        """`resource.type`."""
        return Resources(self.module, name)


class Data(_Namespace):
    """`data`: by type, then by name."""

    def attr(self, name: str) -> object:
        """`data.type`."""
        return DataType(self.module, name)


class DataType(_Namespace):
    """`data.type`."""

    def attr(self, name: str) -> object:
        """`data.type.name`: what it reads is only known when Terraform runs."""
        declared = self.module.definition.data.get((self.name, name))
        return _opened(self.module, f"data.{self.name}", name, declared, "is read when Terraform runs")


class Ephemeral(_Namespace):
    """`ephemeral`: by type, then by name."""

    def attr(self, name: str) -> object:
        """`ephemeral.type`."""
        return EphemeralType(self.module, name)


class EphemeralType(_Namespace):
    """`ephemeral.type`."""

    def attr(self, name: str) -> object:
        """`ephemeral.type.name`: made when Terraform runs, and kept nowhere."""
        every = self.module.definition.others.get("ephemeral", ())
        declared = next((d for d in every if d.block.labels == (self.name, name)), None)
        return _opened(self.module, f"ephemeral.{self.name}", name, declared, "is opened when Terraform runs")


def _opened(module: ModuleInstance, kind: str, name: str, declared: Declared | None, why: str) -> object:
    """What a data source or an ephemeral resource comes to."""
    address = f"{module.prefix}{kind}.{name}"
    if declared is None:
        raise UndecidedError(f"{address} is not declared")
    place = declared.source.place(declared.block.header)

    def one(slot: Slot) -> object:
        symbol = f"{address}{index_text(slot.key)}"
        env = Env(module, declared.source, slot.names)
        other = Unk(f"{symbol} {why}", symbol, ref=(symbol, ""), place=place)
        if Mirror.is_one(declared.block):
            return Mirror(declared.block, env, other)
        if declared.block.labels[0] == policy_document.TYPE:
            return policy_document.PolicyDocument(declared.block, env, other)
        return of_provider(declared.block, env, symbol, place) or other

    expansion = module.expansion(kind, name, declared)
    return _value(expansion, [one(slot) for slot in expansion.slots], address)


class Resources(_Namespace):
    """A resource type: by name."""

    def attr(self, name: str) -> object:
        """`type.name`: an object, or a list or map of them."""
        declared: Declared | None = self.module.definition.resources.get((self.name, name))
        if declared is None:
            raise UndecidedError(f"{self.module.prefix}{self.name}.{name} is not declared")
        expansion = self.module.expansion(self.name, name, declared)
        instances = list(self.module.resource(self.name, name))
        return _value(expansion, list(instances), f"{self.module.prefix}{self.name}.{name}")


class Modules(_Namespace):
    """`module`: by call name."""

    def attr(self, name: str) -> object:
        """`module.name`: an object, or a list or map of them; unknown where the module could not be read."""
        declared = self.module.definition.calls.get(name)
        if declared is None:
            raise UndecidedError(f"{self.module.prefix}module.{name} is not declared")
        address = f"{self.module.prefix}module.{name}"
        calls = self.module.calls(name)
        place = declared.source.place(declared.block.header)
        own_group = makes_a_group(declared.block)

        def unread(slot: Slot) -> object:
            value = Unk(f"{address} was not read", f"{address}{index_text(slot.key)}", place=place)
            return OwnGroup(value, self.module.root.own_groups) if own_group else value

        values = [ModuleObject(instance) if instance else unread(slot) for slot, instance in calls]
        return _value(self.module.expansion("module", name, declared), values, address)


def _value(expansion: Expansion, values: list[object], address: str) -> object:
    """The value of a block from the values of its instances: one, a list, a map, or a choice of lists or maps."""
    number = expansion.number
    if expansion.problem:
        # Those that are not told apart would be missing from a list.
        return Unk(expansion.problem, address, ref=(f"{address}[{ANY}]", ""))
    if expansion.mode == "single":
        exists = expansion.slots[0].exists
        if isinstance(exists, Unk) and exists.choices:
            return lift(lambda there: values[0] if there else None, (exists,), address)
        return derived(exists) if isinstance(exists, Unk) else values[0] if exists else None
    if any(slot.key == ANY for slot in expansion.slots) or not isinstance(number, Unk):
        if not isinstance(number, Unk) and not any(slot.key == ANY for slot in expansion.slots):
            keys = [slot.key for slot in expansion.slots]
            if expansion.mode == "count":
                return TupleValue(values)
            return ObjectValue((str(k), v) for k, v in zip(keys, values, strict=True))
        unknown = number if isinstance(number, Unk) else Unk(f"the keys of {address} are not known")
        ref = (f"{address}[{ANY}]", "")
        return Unk(
            unknown.reason, address, ref=ref, kind="list" if expansion.mode == "count" else "map", place=unknown.place
        )

    def build(n: object) -> object:
        if expansion.mode == "count":
            return TupleValue(values[: int(n)])  # type: ignore[call-overload]
        keys = {str(k) for k in n} if isinstance(n, (dict, list)) else set()
        return ObjectValue((str(s.key), v) for s, v in zip(expansion.slots, values, strict=True) if str(s.key) in keys)

    return lift(build, (number,)) if number.choices else derived(number)


_SPECIAL: dict[str, type[_Namespace]] = {
    "data": Data,
    "ephemeral": Ephemeral,
    "local": Locals,
    "module": Modules,
    "path": Paths,
    "resource": ManagedResources,
    "terraform": Settings,
    "var": Variables,
}
