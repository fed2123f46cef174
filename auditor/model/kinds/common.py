"""Facts that kinds of several families share."""

from __future__ import annotations

from auditor.model.kinds.exposure import EXPOSURE, PLACED, REACH
from auditor.model.kinds.nodes import NODE, SURVIVES
from auditor.model.kinds.parameters import PARAMETERS_OF_CACHE
from auditor.model.kinds.support import SUPPORT

#: Of whatever AWS gives a name.
IDENTITY = {
    "identifier": "text | the name AWS knows it by, lower case",
    "tags": "list | its tags as key=value",
}

#: Of whatever lives in one region.
REGIONAL = {**IDENTITY, "region": "text | AWS region that it is in"}

#: Of what has network interfaces in a VPC.
NETWORKED = {
    "network_type": "enum: ipv4 < dual_stack < ipv6 | addresses its nodes have",
    **EXPOSURE,
}

#: Of what can be opened to the network.
OPENED = {
    "change.reach": f"derived enum: {REACH} | from how far clients are let in that were not before",
}

#: What is said of how a cache is changed and destroyed.
GUARDED = {
    "guarded": "declared bool | whether the code refuses to destroy it, or keeps it or its data when it is taken out",
}

#: Of what can deliver logs of its engine.
LOGS = {
    "log_types": "list | kinds of log delivered: slow-log, engine-log",
    "log_types.failing": "observed list | kinds of log whose delivery is set and does not work",
}

#: What the tags of a cache say.
TAGGED = {
    "environment": "derived text | environment that its tag of that name says it is of, in lower case",
    "tag_keys": "derived list | keys of its tags",
}

#: At which hours of Monday to Friday, UTC, the window for changes is.
WINDOW = {
    "window.begins": "derived int | hour in which the window for changes begins, on Monday to Friday, UTC",
    "window.ends": "derived int | hour by which it is over, on that day",
    "window.goes_on_until": "derived int | hour by which it is over on the next day, where it goes past midnight",
}

#: What a cache is for, where somebody said so (`--workload`, configuration, tag).
PURPOSE = {
    "workload": "derived text | what it is for, such as session-store; absent where nobody says so",
    "workload.needs": "derived list | capabilities that its workload cannot do without",
    "workload.missing": "derived list | those of them that its engine, version or kind does not have",
}

#: Of what is encrypted with a key that somebody may choose.
ENCRYPTED = {
    "kms_key": "text | key for encryption at rest, where one is named",
    "key.owner": "derived enum: service < aws < customer | whose that key is; aws are AWS's own in an account",
}

#: How a plan changes a cache: what the facts compare is the cache and the one that its relation `before` leads to.
CHANGED = {
    "change.how": "derived text | how AWS applies what a plan does to it: in place, at once or later, by replacement",
    **OPENED,
    "change.interrupts": "derived list | changes that restart nodes or cut clients off, each with what AWS does",
    "change.irreversible": "derived list | changes that AWS cannot take back, each with what AWS does",
}

#: Of caches that are made of nodes.
CACHE = {
    **REGIONAL,
    **TAGGED,
    **PURPOSE,
    **CHANGED,
    **NETWORKED,
    **PLACED,
    "engine_version": "version | version of the engine; 6.x stands for the newest 6",
    **SUPPORT,
    **PARAMETERS_OF_CACHE,
    "node_type": "text | node type such as cache.r7g.large",
    **NODE,
    **SURVIVES,
    "tls": "bool | whether the listener offers TLS",
    "tls_mode": "enum: preferred < required | preferred still accepts plaintext; absent without TLS",
    "at_rest": "bool | whether data on disk and snapshots are encrypted",
    "auto_minor": "bool | whether AWS applies minor engine versions by itself",
    "backup_days": "int | days that automatic snapshots are kept; 0 means none are taken",
    "port": "int | port that clients connect to",
    "maintenance_window": "text | weekly window for changes, UTC",
    **WINDOW,
    "windows.overlap": "derived bool | whether snapshots fall into the window for changes, where both are stated",
    "notification_topic": "text | SNS topic for events",
    "topic_active": "observed bool | whether events are sent to that topic",
}

#: Of what has network interfaces in a VPC.
NETWORK_RELATIONS = {"security_groups": "security_group | groups of its network interfaces"}


#: Of what is encrypted with a key that somebody may choose.
KEY = {"key": "kms_key | the key that it is encrypted with, where one is named"}


def before(kind: str) -> dict[str, str]:
    """The relation of a kind of resource that a plan can change, to what it was before."""
    return {"before": f"{kind} | the same as it was before the plan; nothing where it was not there"}


#: Of what can deliver logs of its engine.
LOG_GROUPS = {"log_groups": "log_group | log groups that its logs are delivered to"}


def alarms(kind: str) -> dict[str, str]:
    """The relation of a kind of cache to what watches it."""
    return {"alarms": f"inverse alarm.{kind} | alarms on its metrics"}
