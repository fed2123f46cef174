"""What AWS and botocore say where a call is not answered, and what follows from it.

Source: the API reference of ElastiCache, "Common errors", and those of each operation; botocore.exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Cause(Enum):
    """Why a call was not answered.

    `denied`: a permission is missing. `closed`: the region is not open to the account, or does not know the keys.
    `expired`: the credentials are past their time. `keys`: they are wrong or missing. `throttled`: too many calls, also
    after many tries. `silent`: no answer in time, or none at all. `gone`: what was asked about is there no more.
    `empty`: the service has nothing yet. `unknown`: the region or this botocore does not know the call. `other`.
    """

    DENIED = "denied"
    CLOSED = "region closed"
    EXPIRED = "credentials expired"
    KEYS = "credentials refused"
    THROTTLED = "throttled"
    SILENT = "no answer"
    GONE = "gone"
    EMPTY = "empty"
    UNKNOWN = "not offered"
    OTHER = "failed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was not answered, or not to its end."""

    cause: Cause
    code: str
    action: str

    def __str__(self) -> str:
        """`AccessDenied: elasticache:DescribeUsers`, without a word of the message, which may name anything."""
        return f"{self.code}: {self.action}"


#: By the code, in lower case.
_CODES = {
    **dict.fromkeys(
        (
            "accessdenied", "accessdeniedexception", "unauthorizedoperation", "authorizationerror", "notauthorized",
            "authorizationerrorexception", "unauthorizedaccess", "forbidden", "403", "accessdeniedfault",
        ),
        Cause.DENIED,
    ),
    **dict.fromkeys(
        ("optinrequired", "unrecognizedclientexception", "invalidclienttokenid", "authfailure"), Cause.CLOSED
    ),
    **dict.fromkeys(
        ("expiredtoken", "expiredtokenexception", "requestexpired", "tokenrefreshrequired"), Cause.EXPIRED
    ),
    **dict.fromkeys(
        ("signaturedoesnotmatch", "incompletesignature", "missingauthenticationtoken", "invalidsignatureexception"),
        Cause.KEYS,
    ),
    **dict.fromkeys(
        (
            "throttling", "throttlingexception", "throttledexception", "requestlimitexceeded", "requestthrottled",
            "requestthrottledexception", "toomanyrequestsexception", "bandwidthlimitexceeded", "slowdown",
            "apicallrateforcustomerexceeded", "limitexceededexception", "priorrequestnotcomplete",
        ),
        Cause.THROTTLED,
    ),
    **dict.fromkeys(
        (
            "serviceunavailable", "serviceunavailableexception", "internalfailure", "internalerror", "requesttimeout",
            "requesttimeoutexception", "internalservererror", "500", "502", "503", "504",
        ),
        Cause.SILENT,
    ),
    **dict.fromkeys(
        (
            "cacheclusternotfound", "replicationgroupnotfoundfault", "cacheparametergroupnotfound",
            "cachesubnetgroupnotfoundfault", "snapshotnotfoundfault", "usernotfound", "usergroupnotfound",
            "serverlesscachenotfoundfault", "globalreplicationgroupnotfoundfault", "invalidarn",
            "invalidreplicationgroupstate", "invalidserverlesscachestatefault", "parametergroupnotfoundfault",
            "notfoundexception", "invalidprefixlistid.notfound", "nosuchentity", "notfound",
        ),
        Cause.GONE,
    ),
    # The second is how DMS says that a filter fits nothing (its API reference, DescribeEndpoints).
    **dict.fromkeys(("servicelinkedrolenotfoundfault", "resourcenotfoundfault"), Cause.EMPTY),
    **dict.fromkeys(
        ("unknownoperation", "unknownoperationexception", "invalidaction", "unsupportedoperation", "endpointnotfound"),
        Cause.UNKNOWN,
    ),
}  # fmt: skip
#: By what a message begins with, where the code says something else: so DAX speaks in regions that do not have it.
_MESSAGES = {"access denied to api version": Cause.UNKNOWN}
#: By the name of botocore's exception.
_RAISED = {
    **dict.fromkeys(
        (
            "ConnectTimeoutError", "ReadTimeoutError", "EndpointConnectionError", "ConnectionClosedError",
            "ProxyConnectionError", "SSLError", "HTTPClientError", "ConnectionError",
            "PastDeadlineError",
        ),
        Cause.SILENT,
    ),
    **dict.fromkeys(
        (
            "NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "CredentialRetrievalError",
            "SSOTokenLoadError", "UnauthorizedSSOTokenError", "TokenRetrievalError", "InvalidConfigError",
        ),
        Cause.KEYS,
    ),
    # An answer that is none: other calls may be answered, as by a stand-in for AWS that knows only some of them.
    **dict.fromkeys(("PaginationError", "ResponseParserError"), Cause.OTHER),
}  # fmt: skip


_ASSUME = "AssumeRole"


def refusal_of(error: Exception, action: str) -> Refusal:
    """What an exception of botocore's says of the call `action`."""
    answer = getattr(error, "response", None)
    told = answer.get("Error") if isinstance(answer, dict) else None
    if isinstance(told, dict):
        code = str(told.get("Code") or "Unknown")
        if getattr(error, "operation_name", "") == _ASSUME:
            # Credentials of a role are fetched when the first call needs them.
            action = f"sts:{_ASSUME}"
        stem = code.rpartition("#")[2].partition(":")[0].lower()
        message = str(told.get("Message") or "").lower()
        meant = next((cause for start, cause in _MESSAGES.items() if message.startswith(start)), None)
        return Refusal(meant or _CODES.get(stem, Cause.OTHER), code[:80], action)
    name = type(error).__name__
    return Refusal(_RAISED.get(name, Cause.OTHER), name, action)
