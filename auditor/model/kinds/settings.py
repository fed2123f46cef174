"""What caches are set to.

Domain source: the ElastiCache API reference, CreateCacheParameterGroup and ModifyCacheParameterGroup.
"""

from __future__ import annotations

from auditor.model.kinds.common import REGIONAL
from auditor.model.kinds.parameters import PARAMETERS

FACTS: dict[str, dict[str, str]] = {
    "parameter_group": {
        **REGIONAL,
        "family": "text | parameter group family such as redis7",
        "parameters": "list | parameters that were set, as name=value",
        **PARAMETERS,
    },
}

RELATIONS: dict[str, dict[str, str]] = {}
