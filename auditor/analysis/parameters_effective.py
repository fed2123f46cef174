"""The value of a parameter that a cache runs with: what its group sets, else the default of the family.

Domain source: the ElastiCache user guide, "Engine specific parameters" (names, values, former names) and "Managing
reserved memory" (the two parameters that exclude each other).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from auditor.analysis.parameters_families import Family, Group, dated, group_of, interval
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from auditor.model.resource import Resource
from auditor.model.view import View

#: From the text of a value to the value of a fact. Raises ValueError for what AWS would not take.
_Convert = Callable[[str], object]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"a whole number is needed, not {text!r}") from None


def _yes(text: str) -> bool:
    # What YAML reads as a bool arrives as true or false, which AWS does not take.
    if text not in ("yes", "no"):
        raise ValueError(f"yes or no is needed, not {text!r}")
    return text == "yes"


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"0 or 1 is needed, not {text!r}")
    return text == "1"


def _renamed(text: str) -> tuple[str, ...]:
    """The commands that have another name: `flushall x1 keys x2` -> flushall, keys."""
    return tuple(sorted(word.lower() for word in text.split()[::2]))


#: fact -> (the names that its parameter has, and had), and how to read it.
_PARAMETERS: dict[str, tuple[tuple[str, ...], _Convert]] = {
    "maxmemory_policy": (("maxmemory-policy",), str),
    "idle_timeout": (("timeout", "idle_timeout"), _whole),
    "tcp_keepalive": (("tcp-keepalive",), _whole),
    "notify_keyspace_events": (("notify-keyspace-events",), str),
    "slowlog_log_slower_than": (("slowlog-log-slower-than",), _whole),
    "slowlog_max_len": (("slowlog-max-len",), _whole),
    "rename_commands": (("rename-commands",), _renamed),
    "acl_pubsub_default": (("acl-pubsub-default",), str),
    "close_on_replica_write": (("close-on-replica-write", "close-on-slave-write"), _yes),
    "cluster_require_full_coverage": (("cluster-require-full-coverage",), _yes),
    "min_replicas_to_write": (("min-replicas-to-write", "min-slaves-to-write"), _whole),
    "output_buffer_limit": (("client-output-buffer-limit-normal-hard-limit",), _whole),
    "disable_flush_all": (("disable_flush_all",), _switch),
}
_PERCENT, _BYTES = "reserved-memory-percent", "reserved-memory"


def _effective(resource: Resource, view: View, fact: str) -> Fact:
    names, convert = _PARAMETERS[fact]
    return _value(group_of(resource, view), names, convert, view)


maxmemory_policy = partial(_effective, fact="maxmemory_policy")
idle_timeout = partial(_effective, fact="idle_timeout")
tcp_keepalive = partial(_effective, fact="tcp_keepalive")
notify_keyspace_events = partial(_effective, fact="notify_keyspace_events")
slowlog_log_slower_than = partial(_effective, fact="slowlog_log_slower_than")
slowlog_max_len = partial(_effective, fact="slowlog_max_len")
rename_commands = partial(_effective, fact="rename_commands")
acl_pubsub_default = partial(_effective, fact="acl_pubsub_default")
close_on_replica_write = partial(_effective, fact="close_on_replica_write")
cluster_require_full_coverage = partial(_effective, fact="cluster_require_full_coverage")
min_replicas_to_write = partial(_effective, fact="min_replicas_to_write")
output_buffer_limit = partial(_effective, fact="output_buffer_limit")
disable_flush_all = partial(_effective, fact="disable_flush_all")


def reserved_memory_percent(resource: Resource, view: View) -> Fact:
    """The share of memory that is reserved; a group may say it in bytes instead."""
    group = group_of(resource, view)
    in_bytes = _stated(group, (_BYTES,))
    if in_bytes is None or _stated(group, (_PERCENT,)) is not None:
        return _value(group, (_PERCENT,), _whole, view)
    if in_bytes == "0":
        return Known(0, Origin.DERIVED, group.place, because=f"parameter group {group.name} reserves 0 bytes")
    return Unknown(f"parameter group {group.name} reserves {in_bytes} bytes, whatever the nodes have", group.place)


def family(cache: Resource, view: View) -> Fact:
    """The family of its parameter group."""
    group = group_of(cache, view)
    if len(group.families) == 1:
        return Known(group.families[0].name, Origin.DERIVED, group.place, because=_called(group))
    return Unknown(group.reason, group.place)


def is_default(cache: Resource, view: View) -> Fact:
    """Whether its parameter group is one of AWS's own."""
    group = group_of(cache, view)
    if group.is_default is None:
        return Unknown(group.reason, group.place)
    return Known(group.is_default, Origin.DERIVED, group.place, because=_called(group))


def fit(cache: Resource, view: View) -> Fact:
    """Whether the family of its parameter group is for its engine and version."""
    group = group_of(cache, view)
    if not group.name and group.is_default:
        return Known(True, Origin.DERIVED, group.place, because="AWS takes the default group of the version")
    if not group.families:
        return Unknown(group.reason, group.place)
    one, engine, version = group.families[0], view.fact(cache, "engine"), view.fact(cache, "engine_version")
    if not isinstance(engine, Known):
        return Unknown(f"engine: {engine.reason if isinstance(engine, Unknown) else 'none is stated'}", group.place)
    low, high, reason = interval(version)
    shown = f"{engine.value} {version.value}" if isinstance(version, Known) else str(engine.value)
    because = (
        f"{_called(group)} is for {one.engine} from {_text(one.low)} on, before {_text(one.below)}; this is {shown}"
    )
    if engine.value != one.engine or (low is not None and low >= one.below) or (high is not None and high < one.low):
        return Known(False, Origin.DERIVED, group.place, because=because)
    # Where nobody states the version, the cache can only have been made with a version of the family.
    unstated = isinstance(version, Unknown) and version.unstated
    if unstated or (low is not None and high is not None and low >= one.low and high < one.below):
        return Known(True, Origin.DERIVED, group.place, because=because)
    return Unknown(f"engine version: {reason}", group.place)


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version[:2]))


def _called(group: Group) -> str:
    """What the group is, in words."""
    of = f" of family {group.families[0].name}" if len(group.families) == 1 else ""
    if not group.name:
        return f"no parameter group is named, so that it is the default one{of}"
    return f"parameter group {group.name}{of}"


def _stated(group: Group, names: tuple[str, ...]) -> str | None:
    """What the group says a parameter is; None where it does not say."""
    fact = group.parameters
    listed = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
    for one in listed if isinstance(listed, tuple) else ():
        name, _, value = str(one).partition("=")
        if name in names:
            return value
    return None


def _value(group: Group, names: tuple[str, ...], convert: _Convert, view: View) -> Fact:
    stated = _stated(group, names)
    if stated is not None:
        because = f"parameter group {group.name} sets {names[0]} to {stated or 'nothing'}"
        return _converted(stated, convert, group, because)
    if isinstance(group.parameters, Unknown):
        return Unknown(group.parameters.reason, group.place)
    if not group.families:
        return Unknown(group.reason, group.place)
    values = [_default(one, names, convert, group, view) for one in group.families]
    alike = {(type(value), getattr(value, "value", None)) for value in values}
    if len(alike) == 1:
        return values[0]
    numbers = [value.value for value in values if isinstance(value, Known) and isinstance(value.value, int)]
    if len(numbers) == len(values) and not any(isinstance(number, bool) for number in numbers):
        return Unknown(group.reason, group.place, low=min(numbers), high=max(numbers))
    return Unknown(group.reason, group.place)


def _default(one: Family, names: tuple[str, ...], convert: _Convert, group: Group, view: View) -> Fact:
    """What a parameter is that nobody sets."""
    name = next((name for name in names if name in one.defaults), "")
    if name:
        because = f"{one.defaults[name] if one.defaults[name] != '' else 'nothing'} is the default of {name} in the "
        because += f"family {one.name}{dated(view)}"
        return _converted(str(one.defaults[name]), convert, group, because)
    # What Memcached has the others do not, and the reverse; an idle timeout all of them have.
    of_memcached = names[0] == "disable_flush_all"
    if one.lacks.intersection(names) or of_memcached is (one.engine != "memcached"):
        return Absent(group.place)
    return Unknown(f"no default of {names[0]} is documented for the family {one.name}{dated(view)}", group.place)


def _converted(text: str, convert: _Convert, group: Group, because: str) -> Fact:
    try:
        return Known(convert(text), Origin.DERIVED, group.place, because=because)
    except ValueError as error:
        return Unknown(f"{because}: {error}", group.place)
