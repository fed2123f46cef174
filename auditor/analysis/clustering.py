"""Whether a replication group runs with cluster mode, so that its data is dealt out to shards.

Domain sources: the API reference, CreateReplicationGroup (more than one node group is cluster mode; ClusterMode), and
the user guide, "Engine specific parameters" (`cluster-enabled`; the default parameter groups of cluster mode end with
`.cluster.on`).
"""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

_SWITCH = "cluster-enabled="


def clustered(group: Resource, view: View) -> Fact:
    """Whether it runs with cluster mode: as it says, by its shards, or by its parameter group."""
    mode, shards = view.fact(group, "cluster_mode"), view.fact(group, "shards")
    low = shards.value if isinstance(shards, Known) else getattr(shards, "low", None)
    if isinstance(low, int) and low > 1:
        return _known(True, "several shards are cluster mode", shards)
    if isinstance(mode, Known) and mode.value == "disabled" and isinstance(shards, Unknown) and shards.high != 1:
        return Unknown(f"cluster mode is disabled, and there may be several shards: {shards.reason}", shards.place)
    if isinstance(mode, Known):
        return _known(mode.value != "disabled", f"cluster mode is {mode.value}", mode)
    if isinstance(mode, Unknown) and not mode.unstated:
        # What is stated comes before a parameter group, so that no group can stand in for it.
        return Unknown(mode.reason, mode.place)
    by_group = _by_parameter_group(group, view)
    doubt = next((fact for fact in (mode, shards, by_group) if isinstance(fact, Unknown)), None)
    if doubt is None or (isinstance(by_group, Known) and by_group.value is True):
        return by_group
    return Unknown(doubt.reason, doubt.place)


def _by_parameter_group(group: Resource, view: View) -> Fact:
    place = view.settle(group.relation("parameter_group"))
    related = view.related(group, "parameter_group")
    if related.absent:
        return _known(False, "one shard, and no parameter group for cluster mode", view.fact(group, "shards"))
    if related.open or related.possible:
        return Unknown(f"parameter group: {related.open or 'it may not exist'}", place.place)
    for unseen in related.unseen:
        if unseen.name.startswith("default."):
            return _known(unseen.name.endswith(".cluster.on"), f"the parameter group is {unseen.name}", place)
        return Unknown(f"parameter group {unseen.name}: {unseen.reason}", place.place)
    for found in related.certain:
        parameters = view.fact(found, "parameters")
        listed = parameters.value if isinstance(parameters, Known) else getattr(parameters, "members", None)
        for one in listed if isinstance(listed, tuple) else ():
            if str(one).startswith(_SWITCH):
                on = str(one).removeprefix(_SWITCH) in ("yes", "true")
                return _known(on, f"{one} in the parameter group {found.address}", parameters)
        if isinstance(parameters, Unknown):
            return Unknown(f"parameters of {found.address}: {parameters.reason}", parameters.place)
    return _known(False, "one shard, and its parameter group does not turn cluster mode on", place)


def _known(value: bool, because: str, fact: Fact) -> Known:
    return Known(value, Origin.DERIVED, fact.place, because=because)
