"""From an evaluated root to resources: facts by the field tables, then relations between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from auditor.model.facts import ABSENT, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.network import IngressRule
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.building.facts import exists_fact, where
from auditor.sources.building.families import bound_versions
from auditor.sources.building.joined import members_of, union
from auditor.sources.building.links import Directory, link_fact
from auditor.sources.building.owners import follow_global_failover, inherit_from_primary
from auditor.sources.building.place import Place
from auditor.sources.building.table import Link, Table, identifier, symbol_of_name
from auditor.sources.partial.choices import lift
from auditor.sources.partial.values import Unk
from auditor.sources.terraform.modules.expand import ANY
from auditor.sources.terraform.modules.moved import Moves
from auditor.sources.terraform.modules.providers import place_of
from auditor.sources.terraform.modules.resource_instance import ResourceInstance, both_exist
from auditor.sources.terraform.modules.root import Root
from auditor.sources.terraform.resources.added import add_replica, each_target, goes_on
from auditor.sources.terraform.resources.fields import TABLES
from auditor.sources.terraform.resources.fields.network import RULE_TYPES, standalone_rule
from auditor.sources.terraform.resources.given_away import open_given_groups
from auditor.sources.terraform.resources.maker import Maker, damaged
from auditor.sources.terraform.resources.prefix_lists import resolve_prefix_lists
from auditor.sources.terraform.resources.regions import identity_of, region_fact
from auditor.sources.terraform.resources.subnets import settle_network_types
from auditor.sources.terraform.resources.tags import tags_of
from auditor.sources.terraform.resources.unread import note_unread

#: Resources that only add a member to a user group.
_ASSOCIATION = "aws_elasticache_user_group_association"


@dataclass(slots=True)
class _Pending:
    """A resource whose relations are still values."""

    resource: Resource
    instance: ResourceInstance
    table: Table


@dataclass(slots=True)
class _Build:
    prefix: str
    directory: Directory
    pending: list[_Pending] = field(default_factory=list)
    rules: list[tuple[object, IngressRule, Place]] = field(default_factory=list)
    doubtful: list[IngressRule] = field(default_factory=list)
    associations: list[ResourceInstance] = field(default_factory=list)
    members: list[ResourceInstance] = field(default_factory=list)
    moves: Moves = field(default_factory=Moves)
    #: Facts by name and value: what many instances of a block have in common is kept once. By name, since 0 is False.
    shared: dict[tuple[str, Fact], Fact] = field(default_factory=dict)


def build_inventory(root: Root, prefix: str) -> Inventory:
    """All resources of a root that the model knows; `prefix` goes before addresses to make keys."""
    build = _Build(prefix, Directory(root.own_groups))
    modules = list(root.module.walk())
    for module in modules:
        build.moves.learn(module)
    for module in modules:
        for kind, name in module.definition.resources:
            if kind in TABLES or kind in RULE_TYPES or kind == _ASSOCIATION:
                for instance in module.resource(kind, name):
                    _take(build, instance, kind)
    inventory = Inventory()
    for entry in build.pending:
        inventory.resources[entry.resource.key] = entry.resource
        build.directory.enter(
            entry.resource, place_of(entry.instance), symbol_of_name(Maker(entry.instance), entry.table)
        )
        if entry.instance.type == "aws_default_security_group" and entry.instance.exists is True:
            build.directory.adopt(_stated(entry.instance, "vpc_id"), entry.resource)
    note_unread(root, modules, (*TABLES, *RULE_TYPES, _ASSOCIATION))
    _relate(build, inventory)
    open_given_groups(modules, build.directory, inventory)
    resolve_prefix_lists(modules, inventory)
    settle_network_types([(entry.resource, entry.instance) for entry in build.pending], modules)
    bound_versions(inventory)
    inherit_from_primary(inventory)
    follow_global_failover(inventory)
    return inventory


def _take(build: _Build, instance: ResourceInstance, kind: str) -> None:
    if instance.exists is False:
        return
    maker = Maker(instance)
    if kind in RULE_TYPES:
        rule = standalone_rule(maker)
        if rule is not None:
            build.rules.append((*rule, place_of(instance)))
    elif kind == _ASSOCIATION:
        build.associations.append(instance)
    else:
        alone = _stands_alone(maker, kind)
        if alone is not True:
            build.members.append(instance)
        if alone is not False:
            exists = both_exist(instance.exists, alone)
            build.pending.append(_Pending(_resource(build, maker, TABLES[kind], exists), instance, TABLES[kind]))


def _stands_alone(maker: Maker, kind: str) -> object:
    """Whether it is a resource of its own: a cluster of a replication group is one of its nodes, judged with it."""
    if kind != "aws_elasticache_cluster" or not maker.has("replication_group_id"):
        return True
    group = maker.instance.stated("replication_group_id")
    if not isinstance(group, Unk):
        return group in (None, "")
    if not group.choices and maker.has("engine") and not (group.ref and "var." not in group.ref[0]):
        return Unk(group.reason, kind="bool")
    return lift(lambda g: g in (None, ""), (group,), kind="bool") if group.choices else False


def _resource(build: _Build, maker: Maker, table: Table, exists: object) -> Resource:
    instance = maker.instance
    facts: dict[str, Fact] = {"identifier": identifier(maker, table)}
    for one in table.fields:
        unset = one.unset if not callable(one.unset) else one.unset(maker, facts)
        facts[one.fact] = maker.first(one.names, one.convert, unset)
    for name, special in table.specials.items():
        fact = special(maker, facts)
        facts[name] = fact if fact.place.file else maker.placed(fact)
    tags, facts["tags"] = tags_of(maker)
    if "region" in KINDS[table.kind].facts:
        facts["region"] = region_fact(maker)
    known_id = facts["identifier"]
    return Resource(
        key=f"{build.prefix}{instance.address}",
        address=instance.address,
        kind=table.kind,
        name=str(known_id.value) if isinstance(known_id, Known) else instance.name,
        location=maker.header,
        identity=identity_of(facts) or build.moves.origin(instance.address),
        facts={name: build.shared.setdefault((name, fact), fact) for name, fact in facts.items()},
        exists=exists_fact(exists),
        tags=tags,
    )


def _relate(build: _Build, inventory: Inventory) -> None:
    # Rules first: they tell of groups that are not in code, which relations then find.
    in_code = [r for r in inventory.resources.values() if r.kind == "security_group"]
    for target, rule, near in build.rules:
        _add_rule(build, inventory, target, rule, near)
    for group in in_code if build.doubtful else ():
        _let_in(group, tuple(build.doubtful))
    for entry in build.pending:
        for link in entry.table.links:
            entry.resource.relations[link.relation] = _link(build, inventory, entry, link)
    for instance in build.associations:
        _associate(build, inventory, instance)
    for instance in build.members:
        _add_replica(build, inventory, instance)


def _link(build: _Build, inventory: Inventory, entry: _Pending, link: Link) -> Fact:
    instance, place = entry.instance, Maker(entry.instance).place_of(link.attribute)

    def unset() -> Fact:
        if not link.unset:
            return ABSENT
        member = build.directory.of_aws("security_group", link.unset, build.prefix, inventory)
        return Known((member,), Origin.DEFAULT, place)

    if link.attribute not in instance.block.attributes:
        damage = damaged(instance.block)
        return Unknown(damage, place, members=()) if damage else unset()

    near = place_of(instance)

    def member_of(item: object) -> Ref | Unseen:
        return build.directory.find(item, link.relation, near, build.prefix, inventory)

    return link_fact(instance.stated(link.attribute), member_of, unset, place)


def _add_rule(build: _Build, inventory: Inventory, target: object, rule: IngressRule, near: Place) -> None:
    """A rule resource adds to the group that it names; a group that is not in code is known by its rules alone."""
    if goes_on(target):
        for value, there in each_target(target, rule.exists, Known(False)):
            _add_rule(build, inventory, value, replace(rule, exists=there), near)
        return
    if isinstance(target, Unk) and (target.ref is None or _one_of_several(target, build)):
        # It may be any of those in code.
        build.doubtful.append(replace(rule, exists=_doubted(rule.exists, target.reason)))
    named = build.directory.group_of(target, near, build.prefix, inventory)
    if named is not None:
        _let_in(named, (rule,))


def _one_of_several(target: Unk, build: _Build) -> bool:
    """Whether it is one of the instances of a resource, and is not known by its address."""
    return target.ref is not None and f"[{ANY}]" in target.ref[0] and build.directory.at(target.ref[0]) is None


def _doubted(exists: Fact, reason: str) -> Fact:
    """What is there only if something holds that is not known."""
    if isinstance(exists, Unknown):
        return replace(exists, choices=tuple((g, _doubted(f, reason)) for g, f in exists.choices))
    return Unknown(reason) if isinstance(exists, Known) and exists.value else exists


def _let_in(group: Resource, rules: tuple[IngressRule, ...]) -> None:
    held = group.facts["ingress"]
    if isinstance(held, Unknown) and held.choices:
        group.facts["ingress"] = union(held, Known(rules, Origin.STATED, held.place))
    elif isinstance(held, Unknown):
        group.facts["ingress"] = replace(held, members=(*members_of(held), *rules))
    else:
        group.facts["ingress"] = Known((*members_of(held), *rules), Origin.STATED, held.place)


def _associate(build: _Build, inventory: Inventory, instance: ResourceInstance) -> None:
    """`aws_elasticache_user_group_association` adds a user to a group."""
    place = Maker(instance).header
    group, user = (_stated(instance, name) for name in ("user_group_id", "user_id"))
    near = place_of(instance)
    users = link_fact(
        user, lambda item: build.directory.find(item, "users", near, build.prefix, inventory), lambda: ABSENT, place
    )
    _add_member(build, inventory, group, where(instance.exists, users, ABSENT, place), near)


def _stated(instance: ResourceInstance, name: str) -> object:
    return instance.stated(name) if name in instance.block.attributes else Unk(f"{name} could not be read")


def _add_member(build: _Build, inventory: Inventory, target: object, users: Fact, near: Place) -> None:
    """Users for the group that `target` names; for any group where that is not known."""
    if goes_on(target):
        for value, there in each_target(target, users, ABSENT):
            _add_member(build, inventory, value, there, near)
        return
    group = build.directory.seek(target, "user_groups", near, build.prefix, inventory)
    if isinstance(group, Ref):
        _join_group(inventory.resources[group.key], users)
        return
    for one in [r for r in inventory.resources.values() if r.kind == "user_group"]:
        # It may be this one, unless both are called by names that differ.
        if isinstance(target, Unk) or not isinstance(one.facts["identifier"], Known):
            _join_group(one, Unknown(group.reason, users.place, members=()))


def _join_group(group: Resource, users: Fact) -> None:
    group.relations["users"] = union(group.relations.get("users", ABSENT), users)


def _one_of_any(address: str, other: str) -> bool:
    """Whether an address stands for an open number of things for each one at another address."""
    around, star, _ = address.rpartition(f"[{ANY}]")
    return bool(star) and not other.startswith(around + star)


def _add_replica(build: _Build, inventory: Inventory, instance: ResourceInstance) -> None:
    """A cluster that names a replication group is one more replica of its one shard (cluster mode is disabled)."""
    place, near = Maker(instance).header, place_of(instance)
    named, exists = instance.stated("replication_group_id"), exists_fact(instance.exists)
    for value, there in each_target(named, exists, Known(False)) if goes_on(named) else [(named, exists)]:
        group = build.directory.seek(value, "primary", near, build.prefix, inventory)
        if isinstance(group, Ref):
            one_of_any = _one_of_any(instance.address, group.key.removeprefix(build.prefix))
            add_replica(inventory.resources[group.key], instance.address, there, place, open_number=one_of_any)
