"""From the resources that a source found, as they are written, to the resources, facts and relations of the model.

A source makes one `Entry` for each resource of its language, says what its types are called in a `Vocabulary`, and
calls `assemble`. What follows is the same for every source: facts by the field tables; relations by address and name;
rules, associations and nodes that are resources of their own join what they name; and what follows from several
resources together: prefix lists, network types, versions that a parameter group tells, what a global datastore gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from auditor.model.facts import ABSENT, Fact, Known, Origin, Ref, Unknown, Unseen
from auditor.model.location import Location
from auditor.model.resource import Inventory, Resource
from auditor.model.schema import KINDS
from auditor.sources.building.alarms import watch
from auditor.sources.building.boundaries import note_boundaries
from auditor.sources.building.buckets import add_to_buckets, keep_export_buckets
from auditor.sources.building.builtin import default_group
from auditor.sources.building.by_name import where_there
from auditor.sources.building.entry import Entry
from auditor.sources.building.exist import both_exist
from auditor.sources.building.facts import exists_fact
from auditor.sources.building.families import bound_versions
from auditor.sources.building.handed_over import open_given_groups
from auditor.sources.building.keys import add_to_keys, keep_named_keys
from auditor.sources.building.links import Directory, link_fact
from auditor.sources.building.members import add_node, associate, or_unread, stands_alone
from auditor.sources.building.memorydb import follow_multi_region, settle_zones
from auditor.sources.building.owners import follow_global_datastore, inherit_from_primary
from auditor.sources.building.prefix_lists import resolve_prefix_lists
from auditor.sources.building.rules import Pending, add_rules
from auditor.sources.building.subnets import settle_network_types
from auditor.sources.building.table import Link, Table, identifier, symbol_of_name
from auditor.sources.building.there import COUNTED, only_where_there
from auditor.sources.building.topology import add_tellings, keep_surroundings, open_given
from auditor.sources.building.vocabulary import Vocabulary


@dataclass(slots=True)
class _Build:
    words: Vocabulary
    prefix: str
    directory: Directory
    inventory: Inventory = field(default_factory=Inventory)
    pending: list[tuple[Resource, Entry]] = field(default_factory=list)
    rules: list[Pending] = field(default_factory=list)
    associations: list[Entry] = field(default_factory=list)
    nodes: list[Entry] = field(default_factory=list)
    #: Facts by name and value, for each block: what its instances have in common is kept once. By name: 0 is False.
    shared: dict[Location, dict[tuple[str, Fact], Fact]] = field(default_factory=dict)


def assemble(
    entries: Sequence[Entry],
    words: Vocabulary,
    prefix: str = "",
    *,
    own_groups: set[str] | None = None,
    given: Iterable[tuple[str, str]] = (),
) -> Inventory:
    """The resources of the model that `entries`, all of one root or template, amount to.

    Entries of types that the vocabulary does not name are passed over, and so is what certainly does not exist.
    `prefix` goes before addresses to make keys. `own_groups` are the symbols of the ids of security groups that modules
    which were not read make for themselves. `given` are the addresses of the resources that are handed to something
    that was not read, each with the name of that.
    """
    build = _Build(words, prefix, Directory(own_groups))
    for entry in entries:
        if entry.type in words.tables or entry.type in words.rules or entry.type in words.associations:
            _take(build, entry)
    for resource, entry in build.pending:
        build.inventory.resources[resource.key] = resource
        build.directory.enter(resource, entry.place(), symbol_of_name(entry.written, words.tables[entry.type]))
        if entry.type in words.default_groups and entry.written.exists is True:
            build.directory.adopt(or_unread(entry.written, words.default_groups[entry.type]), resource)
    add_to_keys(entries, words, build.directory, prefix, build.inventory)
    add_to_buckets(entries, words.bucket_parts, build.directory, prefix, build.inventory)
    note_boundaries(entries, words, build.directory)
    _relate(build)
    keep_named_keys(build.inventory)
    keep_export_buckets(build.inventory)
    if words.alarms:
        watch(entries, words.alarms, build.directory, prefix, build.inventory)
    handed = tuple(given)
    add_tellings(entries, words.tellings, build.directory, prefix, build.inventory)
    open_given_groups(handed, build.directory, build.inventory)
    open_given(handed, build.directory)
    resolve_prefix_lists(entries, words, handed, build.inventory)
    settle_network_types(build.inventory)
    bound_versions(build.inventory)
    inherit_from_primary(build.inventory)
    follow_multi_region(build.inventory)
    settle_zones(build.inventory)
    words.settle(build.inventory)
    follow_global_datastore(build.inventory)
    keep_surroundings(build.inventory)
    return build.inventory


def _take(build: _Build, entry: Entry) -> None:
    written, words = entry.written, build.words
    if written.exists is False:
        return
    if entry.type in words.rules:
        build.rules += [(*rule, entry.place()) for rule in words.rules[entry.type](written)]
    elif entry.type in words.associations:
        build.associations.append(entry)
    else:
        alone = stands_alone(written, *words.nodes[entry.type]) if entry.type in words.nodes else True
        if entry.type in words.among:
            alone = words.among[entry.type](written)
        elif alone is not True:
            build.nodes.append(entry)
        if alone is not False:
            resource, about = _resource(build, entry, both_exist(written.exists, alone)), words.tables[entry.type].about
            if about is None or about(resource.facts):
                build.pending.append((resource, entry))


def _resource(build: _Build, entry: Entry, exists: object) -> Resource:
    written, table = entry.written, build.words.tables[entry.type]
    facts = _facts(entry, table)
    tags = entry.tags()
    facts["tags"] = tags.fact
    if "region" in KINDS[table.kind].facts:
        facts["region"] = entry.region()
    known_id = facts["identifier"]
    return Resource(
        key=f"{build.prefix}{entry.address}",
        address=entry.address,
        kind=table.kind,
        name=str(known_id.value) if isinstance(known_id, Known) else entry.name,
        location=entry.location(),
        identity=_identity_of(facts) or entry.origin(),
        facts=_once(build, written.header, facts),
        exists=exists_fact(exists),
        tags=tags.known,
        doubtful_tags=tags.doubtful,
        judged=entry.judged,
        observed=entry.observed,
    )


def _once(build: _Build, header: Location, facts: dict[str, Fact]) -> dict[str, Fact]:
    """The facts, those that an instance of the same block has already being the same objects."""
    shared = build.shared.get(header)
    if shared is None:  # most blocks have one instance: nothing is looked up for these
        build.shared[header] = {}
        return facts
    return {name: shared.setdefault((name, fact), fact) for name, fact in facts.items()}


def _facts(entry: Entry, table: Table) -> dict[str, Fact]:
    """What the field table of its type makes of a resource."""
    written = entry.written
    facts: dict[str, Fact] = {"identifier": identifier(written, table)}
    for one in table.fields:
        unset = one.unset if not callable(one.unset) else one.unset(written, facts)
        facts[one.fact] = written.first(one.names, one.convert, unset)
    for name, special in table.specials.items():
        fact = special(written, facts)
        facts[name] = fact if fact.place.file else written.placed(fact)
    return facts


def _identity_of(facts: dict[str, Fact]) -> str:
    """The identifier, with the region where that is known: names are unique in a region only. Empty for none."""
    known, region = facts["identifier"], facts.get("region")
    if not isinstance(known, Known):
        return ""
    return f"{region.value}/{known.value}" if isinstance(region, Known) else str(known.value)


def _relate(build: _Build) -> None:
    directory, prefix, inventory = build.directory, build.prefix, build.inventory
    # Rules first: they tell of groups that are not in code, which relations then find.
    add_rules(build.rules, directory, prefix, inventory)
    for resource, entry in build.pending:
        for link in build.words.tables[entry.type].links:
            relation = _link(build, entry, link)
            if build.words.named_must_exist and link.relation in COUNTED:
                relation = only_where_there(relation, inventory)
            resource.relations[link.relation] = relation
    for entry in build.associations:
        associate(entry, build.words.associations[entry.type], directory, prefix, inventory)
    for entry in build.nodes:
        add_node(entry, build.words.nodes[entry.type][0], directory, prefix, inventory)


def _link(build: _Build, entry: Entry, link: Link) -> Fact:
    written, directory, inventory = entry.written, build.directory, build.inventory
    place = written.place_of(link.attribute)

    def unset() -> Fact:
        if not link.unset:
            return ABSENT
        member = default_group(link.unset, build.prefix, inventory)
        return Known((member,), Origin.DEFAULT, place)

    if not link.part and not written.has(link.attribute):
        other, doubt = link.instead
        if other and written.has(other):
            return Unknown(doubt, written.place_of(other), members=())
        return Unknown(written.damage, place, members=()) if written.damage else unset()

    near = entry.place()
    targets = KINDS[build.words.tables[entry.type].kind].relations[link.relation].targets
    kind, *others = (link.kind,) if link.kind else targets

    def member_of(item: object) -> Ref | Unseen:
        found = directory.find(item, kind, near, build.prefix, inventory)
        for other in others if isinstance(found, Unseen) else ():
            instead = directory.find(item, other, near, build.prefix, inventory)
            if isinstance(instead, Ref):
                return instead
        return found

    value = link.named(written) if link.named else written.value(link.attribute)
    value = where_there(value, lambda name: directory.called(name, kind, near))
    return link_fact(value, member_of, unset, place, listed=link.listed)
