"""What a kind of cache cannot have, as facts: rules ask for them, and find them absent whatever the source says.

ElastiCache for Memcached has no SASL (no parameter, API field or template property), and a cache cluster has no
failover: a standalone node has no replica, and Memcached does not replicate.
"""

from __future__ import annotations

from auditor.model.facts import Absent, Fact
from auditor.model.resource import Resource
from auditor.model.view import View


def nothing(resource: Resource, view: View) -> Fact:
    """The fact of a feature that ElastiCache does not offer for this kind of cache."""
    return Absent(resource.location)
