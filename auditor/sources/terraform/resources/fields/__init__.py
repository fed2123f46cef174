"""The field tables of the Terraform provider `hashicorp/aws`: which attribute is which fact, and what unset means."""

from __future__ import annotations

from auditor.sources.building.table import Table
from auditor.sources.terraform.resources.fields import caches, groups, network

#: Resource type -> its table.
TABLES: dict[str, Table] = caches.TABLES | groups.TABLES | network.TABLES
