"""Access that uses nothing of what this machine has set for AWS: made-up keys for an endpoint that stands in for it.

Neither files nor variables of the environment nor the metadata of an instance are looked at, and no proxy is used: a
demonstration must never ask a real account, and never fail for what somebody has configured.
"""

from __future__ import annotations

import os
from typing import Any

from auditor.sources.aws.access import Access, prepared

_REGION = "us-east-1"


def access_apart(key: str, endpoint: str, seconds: int = 30) -> Access:
    """Access to an endpoint by a key that is no secret."""
    return Access(prepared(_session(key)), endpoint, seconds)


def _session(key: str) -> Any:
    """A session of botocore's that knows its defaults alone."""
    import botocore.session
    from botocore.config import Config

    defaults = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in botocore.session.Session.SESSION_VARIABLES.items()
    }
    files = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    session = botocore.session.Session(session_vars=defaults | files)
    session.set_config_variable("region", _REGION)
    session.set_credentials(key, "made-up")
    session.set_default_client_config(Config(proxies={}))
    return session
