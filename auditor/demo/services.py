"""The services that are stood in for, as botocore's models describe them."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

#: What botocore calls a service, by the name that requests to it are signed for.
_SIGNED = {"monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi"}
#: What IAM calls a service, where botocore calls it otherwise.
_PREFIXES = {"resourcegroupstaggingapi": "tag"}
_LOCK = threading.Lock()


def service_of(signed: str) -> str:
    """The name in boto3 of the service that a request is signed for."""
    return _SIGNED.get(signed, signed)


def action_of(service: str, operation: str) -> str:
    """What IAM calls an operation: `tag:GetResources`."""
    return f"{_PREFIXES.get(service, service)}:{operation}"


def model_of(service: str) -> Any:
    """The model that botocore has of a service; None where it knows none of that name."""
    with _LOCK:  # a large model is read once, not by each thread that is first to ask
        return _model_of(service)


@cache
def _model_of(service: str) -> Any:
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    try:
        return ServiceModel(Loader().load_service_model(service, "service-2"), service)
    except UnknownServiceError:
        return None


@cache
def operation_of(service: str, operation: str) -> Any:
    """The model that botocore has of an operation; None where the service has none of that name."""
    model = model_of(service)
    return model.operation_model(operation) if model is not None and operation in model.operation_names else None
