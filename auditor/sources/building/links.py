"""Relations: from the value of an attribute to the resources that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.model.facts import EXISTS, NOT_KNOWN_WHICH, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.sources.building.builtin import built_in, default_group
from auditor.sources.building.cases import fact_cases
from auditor.sources.building.place import ANYWHERE, Place
from auditor.sources.partial.choices import by_case
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, LinkedText, Unk

#: Kinds that others call by an id of AWS's own, so that a name tells nothing.
_KNOWN_BY_ID = frozenset({"security_group", "subnet", "vpc", "route_table", "nacl"})

#: What languages call the attribute of a VPC that is the id of its default security group.
_DEFAULT_OF_VPC = frozenset({"default_security_group_id", "DefaultSecurityGroup"})

#: Kinds whose names mean the same in every region.
_OF_ALL_REGIONS = frozenset({"global_datastore", "memorydb_multi_region_cluster"})


class Directory:
    """The resources of one root, by address and by what AWS calls them."""

    def __init__(self, own_groups: set[str] | None = None) -> None:
        """`own_groups` are the symbols of the ids of groups that modules which were not read make for themselves."""
        self._own_groups = set() if own_groups is None else own_groups
        self._by_address: dict[str, Resource] = {}
        self._by_name: dict[tuple[str, str], list[tuple[Place, Resource]]] = {}
        self._defaults: dict[str, Resource] = {}
        self._by_symbol: dict[tuple[str, str], list[tuple[Place, Resource]]] = {}

    def enter(self, resource: Resource, place: Place, symbol: str = "") -> None:
        """Make a resource known by its address and its identifier, or by what stands for one that is not known."""
        self._by_address[resource.address] = resource
        known = resource.facts["identifier"]
        if isinstance(known, Known):
            self._by_name.setdefault((resource.kind, str(known.value).lower()), []).append((place, resource))
        elif symbol and resource.kind not in _KNOWN_BY_ID:
            self._by_symbol.setdefault((resource.kind, symbol), []).append((place, resource))

    def adopt(self, vpc: object, group: Resource) -> None:
        """Make a resource known as the default security group of a VPC in code, which `vpc` is the id of."""
        ref = vpc.ref if isinstance(vpc, (LinkedText, Unk)) else None
        if ref is not None and ref[1] == "id":
            self._defaults[ref[0]] = group

    def call(self, resource: Resource, address: str, name: str, place: Place) -> None:
        """Make a resource known by another name, which stands at an address."""
        self._by_address[address] = resource
        if name:
            self._by_name.setdefault((resource.kind, name.lower()), []).append((place, resource))

    def at(self, address: str) -> Resource | None:
        """The resource at an address."""
        return self._by_address.get(address)

    def find(self, item: object, kind: str, near: Place, prefix: str, inventory: Inventory) -> Ref | Unseen:
        """The resource of a kind that an element of a relation of something `near` is. Raises EvalError for no name."""
        ref = item.ref if isinstance(item, (LinkedText, Unk)) else None
        if kind == "security_group" and ref and ref[1] in _DEFAULT_OF_VPC:
            adopted = self._defaults.get(ref[0])
            if adopted is not None:
                return Ref(adopted.key)
            return default_group("default security group of the VPC", prefix, inventory)
        named = self._by_address.get(ref[0]) if ref else None
        if named is not None and named.kind == kind:
            return Ref(named.key)
        if isinstance(item, Unk):
            known = self._by_address.get(item.symbol) if item.symbol else None
            if known is None and item.symbol in self._own_groups and kind == "security_group":
                known = self._outside(item.symbol, item.reason, prefix, inventory)
            alike = [known] if known is not None else _near(self._by_symbol.get((kind, item.symbol), ()), near)
            return Ref(alike[0].key) if len(alike) == 1 else Unseen(item.symbol or NOT_KNOWN_WHICH, item.reason)
        name = _called(kind, str(to_text(item)))
        near = ANYWHERE if kind in _OF_ALL_REGIONS else near
        found = _near(self._by_name.get((kind, name.lower()), ()), near)
        if len(found) == 1:
            return Ref(found[0].key)
        own = built_in(kind, name, prefix, inventory)
        if own is not None:
            return own
        doubt = "which of those of this name is meant is not known" if found else "not in what was scanned"
        return Unseen(name, doubt, named=True)

    def called(self, name: str, kind: str, near: Place) -> list[Resource]:
        """The resources of a kind in the same place as what is `near` that have a name."""
        named = self._by_name.get((kind, name.lower()), ())
        return [resource for place, resource in named if place == near]

    def seek(self, item: object, kind: str, near: Place, prefix: str, inventory: Inventory) -> Ref | Unseen:
        """The same; what is no name leads nowhere."""
        try:
            return self.find(item, kind, near, prefix, inventory)
        except EvalError as error:
            return Unseen("", str(error))

    def group_of(self, target: object, near: Place, prefix: str, inventory: Inventory) -> Resource | None:
        """The security group that a rule belongs to; one that is not in code is made from its rules."""
        member = self.seek(target, "security_group", near, prefix, inventory)
        if isinstance(member, Ref):
            return inventory.resources[member.key]
        symbol = target.symbol if isinstance(target, Unk) else member.name
        if not symbol:
            return None
        return self._outside(symbol, member.reason, prefix, inventory)

    def _outside(self, symbol: str, reason: str, prefix: str, inventory: Inventory) -> Resource:
        """A security group that is not in code, by what stands for its id."""
        key = f"{prefix}{symbol}"
        own = symbol in self._own_groups
        unread = Unknown(reason if own else "it may have rules that are not in this code", members=())
        facts: dict[str, Fact] = {
            "identifier": Unknown(reason),
            "is_default": Known(False, Origin.DERIVED) if own else Unknown(reason),
            "ingress": unread,
            "egress": unread,
        }
        resource = Resource(key, symbol, "security_group", symbol, facts=facts, exists=EXISTS, judged=False)
        inventory.resources[key] = resource
        self._by_address[symbol] = resource
        self._by_name.setdefault(("security_group", symbol.lower()), []).append((ANYWHERE, resource))
        return resource


def _called(kind: str, name: str) -> str:
    """What a name of a key says without its region and account, which are where it is used: its id, or `alias/name`."""
    if kind != "kms_key" or not name.startswith("arn:"):
        return name
    return name.split(":", 5)[-1].removeprefix("key/")


def _near(named: Iterable[tuple[Place, Resource]], near: Place) -> list[Resource]:
    """What may be meant by a name: names mean nothing beyond a region, nor beyond an account.

    Whatever one provider configuration makes in one region is in one account: there the first is meant.
    """
    found = [(place, resource) for place, resource in named if not place.apart(near)]
    first = dict(reversed(found))
    if near in first:
        return [first[near]]
    here = [resource for place, resource in first.items() if place.region and place.region == near.region]
    return here or list(first.values())


def link_fact(
    value: object,
    member_of: Callable[[object], Ref | Unseen],
    unset: Callable[[], Fact],
    place: Location,
    *,
    listed: bool = False,
) -> Fact:
    """A relation as a fact over members; empty texts and nulls name nothing.

    What is not known as a whole is one identifier, unless the value is a list wherever it is `listed`.
    """
    value = by_case(value)
    if isinstance(value, Unk):
        if value.choices:
            return Unknown(
                value.reason,
                place,
                fact_cases(value, lambda case: link_fact(case, member_of, unset, place, listed=listed)),
            )
        member = member_of(value)
        if isinstance(member, Ref):
            return Known((member,), Origin.STATED, place)
        if listed or value.kind in ("list", "set", "tuple", "map") or value.error or not value.ref:
            return Unknown(value.reason, place, members=())
        # One identifier of one thing: it is there, though it was not read. A list may hold none at all.
        single = not value.ref[0].startswith(("var.", "module.")) and "var." not in value.ref[0]
        return Known((member,), Origin.STATED, place) if single else Unknown(value.reason, place, members=())
    if value is None:
        return unset()
    items = [item for item in (value if isinstance(value, list) else [value]) if item is not None and item != ""]
    members, doubt = [], ""
    for item in items:
        if isinstance(item, Unk) and (item.choices or item.error):
            # It is one of several things: which one is left open.
            doubt = item.reason
            continue
        try:
            members.append(member_of(item))
        except EvalError as error:
            doubt = str(error)
    unique = tuple(dict.fromkeys(members))
    nameless = [member for member in members if isinstance(member, Unseen) and member.name == NOT_KNOWN_WHICH]
    if len(nameless) > 1:
        # They may be as many things, or fewer.
        doubt = doubt or nameless[0].reason
    return Unknown(doubt, place, members=unique) if doubt else Known(unique, Origin.STATED, place)
