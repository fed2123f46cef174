"""What can go wrong with AWS, on purpose: the same way in each run, however the threads of the caller take turns."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from threading import Lock

from auditor.demo.reading import CBOR, EC2, JSON, Request
from auditor.demo.writing import Failure


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong.

    Attributes:
        throttle: the share of calls that are told to come again later, 0 to 1. Which these are hangs on what is asked
            and on how often it was asked before.
        deny: actions that may not be called, `elasticache:DescribeUsers`, or only in one region, `...@eu-west-1`;
            `*@eu-west-1` denies all in a region, `kms:*` all of a service.
        silent: regions that do not answer until the server is stopped.
        expire_after: the credentials expire after so many calls with the same key; 0 for never.
        gone: what is not there any more when it is asked about: (action, subject); the subject `*` is any.
        endless: actions whose listings never end: each page has another marker, and the items of the first.
        broken: actions that answer what is no answer (a page of a proxy, say).
        latency: seconds that each answer takes.
    """

    throttle: float = 0.0
    deny: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    expire_after: int = 0
    gone: frozenset[tuple[str, str]] = frozenset()
    endless: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    latency: float = 0.0

    def is_denied(self, request: Request) -> bool:
        """Whether the caller may not do this."""
        action, region = request.action, request.region
        whole = f"{action.partition(':')[0]}:*"
        return bool(self.deny & {action, f"{action}@{region}", whole, f"{whole}@{region}", f"*@{region}"})

    def has_lost(self, request: Request, subject: str) -> bool:
        """Whether a thing is gone by now."""
        return bool(self.gone & {(request.action, subject), (request.action, "*")})


@dataclass(slots=True)
class Memory:
    """What a server remembers of the calls before, to know which one fails."""

    _asked: dict[str, int] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def failure(self, request: Request, faults: Faults) -> Failure | None:
        """How a request fails before anybody looks at what it asks for; None where it does not."""
        with self._lock:
            used = self._used[request.key] = self._used.get(request.key, 0) + 1
            told = json.dumps(request.arguments, sort_keys=True, default=str)
            same = f"{request.account}/{request.region}/{request.action}/{told}"
            tries = self._asked[same] = self._asked.get(same, 0) + 1
        if faults.expire_after and used > faults.expire_after:
            return expired(request)
        if faults.is_denied(request):
            return denied(request)
        share = int(hashlib.sha256(f"{same}/{tries}".encode()).hexdigest()[:8], 16) / 0x1_0000_0000
        return throttled(request) if share < faults.throttle else None


def denied(request: Request) -> Failure:
    """The refusal of a caller who lacks a permission."""
    arn = f"arn:aws:sts::{request.account}:assumed-role/audit/auditor"
    message = f"User: {arn} is not authorized to perform: {request.action} because no identity-based policy allows it"
    if request.protocol == EC2:
        return Failure("UnauthorizedOperation", "You are not authorized to perform this operation.", 403)
    if request.service == "sns":
        return Failure("AuthorizationError", message, 403)
    if request.protocol in {JSON, CBOR}:
        return Failure("AccessDeniedException", message, 400)
    return Failure("AccessDenied", message, 403)


def throttled(request: Request) -> Failure:
    """The answer to who asks too much."""
    if request.protocol == EC2:
        return Failure("RequestLimitExceeded", "Request limit exceeded.", 503)
    return Failure("ThrottlingException" if request.protocol in {JSON, CBOR} else "Throttling", "Rate exceeded", 400)


def expired(request: Request) -> Failure:
    """The answer to credentials that are past their time."""
    if request.protocol == EC2:
        return Failure("RequestExpired", "Request has expired.", 400)
    if request.protocol in {JSON, CBOR}:
        return Failure("ExpiredTokenException", "The security token included in the request is expired", 400)
    return Failure("ExpiredToken", "The security token included in the request is expired", 403)


def closed(request: Request) -> Failure:
    """The answer of a region that is not open to the account, and to keys that nobody knows."""
    if request.protocol == EC2:
        return Failure("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    code = "UnrecognizedClientException" if request.protocol in {JSON, CBOR} else "InvalidClientTokenId"
    return Failure(code, "The security token included in the request is invalid.", 403)


def unknown(request: Request) -> Failure:
    """The answer of a service that has no such operation."""
    if request.protocol in {JSON, CBOR}:
        return Failure("UnknownOperationException", "", 400)
    return Failure("InvalidAction", f"Could not find operation {request.operation}", 400)
