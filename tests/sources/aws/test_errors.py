"""Every error that AWS or botocore may answer with, and what is made of it."""

from __future__ import annotations

import botocore.exceptions as raised
import pytest

from auditor.sources.aws.errors import Cause, Refusal, refusal_of
from tests.sources.aws.standins import ClientError

#: The table of errors that a scan of accounts has to handle.
CODES = {
    Cause.DENIED: "AccessDenied AccessDeniedException AccessDeniedFault UnauthorizedOperation AuthorizationError "
    "NotAuthorized",
    Cause.CLOSED: "OptInRequired UnrecognizedClientException InvalidClientTokenId AuthFailure",
    Cause.EXPIRED: "ExpiredToken ExpiredTokenException RequestExpired TokenRefreshRequired",
    Cause.KEYS: "SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken",
    Cause.THROTTLED: "Throttling ThrottlingException RequestLimitExceeded APICallRateForCustomerExceeded SlowDown",
    Cause.SILENT: "ServiceUnavailable InternalFailure InternalError RequestTimeout 503",
    Cause.GONE: "CacheClusterNotFound ReplicationGroupNotFoundFault CacheParameterGroupNotFound UserNotFound "
    "CacheSubnetGroupNotFoundFault SnapshotNotFoundFault UserGroupNotFound ServerlessCacheNotFoundFault "
    "GlobalReplicationGroupNotFoundFault InvalidARN InvalidReplicationGroupState InvalidServerlessCacheStateFault",
    Cause.EMPTY: "ServiceLinkedRoleNotFoundFault ResourceNotFoundFault",
    Cause.UNKNOWN: "UnknownOperation InvalidAction UnsupportedOperation",
    Cause.OTHER: "InvalidParameterCombination InvalidParameterValue SomethingNew",
}


@pytest.mark.parametrize(("cause", "code"), [(cause, code) for cause, codes in CODES.items() for code in codes.split()])
def test_codes(cause: Cause, code: str):
    assert refusal_of(ClientError(code), "a:B") == Refusal(cause, code, "a:B")
    assert refusal_of(ClientError(code.upper()), "a:B").cause is cause
    assert refusal_of(ClientError(f"com.amazonaws#{code}"), "a:B").cause is cause


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (raised.NoCredentialsError(), Cause.KEYS),
        (raised.PartialCredentialsError(provider="env", cred_var="x"), Cause.KEYS),
        (raised.ProfileNotFound(profile="x"), Cause.KEYS),
        (raised.SSOTokenLoadError(error_msg="x"), Cause.KEYS),
        (raised.UnauthorizedSSOTokenError(), Cause.KEYS),
        (raised.ConnectTimeoutError(endpoint_url="x"), Cause.SILENT),
        (raised.ReadTimeoutError(endpoint_url="x"), Cause.SILENT),
        (raised.EndpointConnectionError(endpoint_url="x"), Cause.SILENT),
        (raised.UnknownServiceError(service_name="x", known_service_names="y"), Cause.OTHER),
        (raised.PaginationError(message="x"), Cause.OTHER),
        (ValueError("secret"), Cause.OTHER),
    ],
)
def test_exceptions(error: Exception, cause: Cause):
    found = refusal_of(error, "a:B")
    assert (found.cause, found.code) == (cause, type(error).__name__)


def test_a_role_that_may_not_be_assumed_is_told_as_that():
    assert str(refusal_of(ClientError("AccessDenied", "AssumeRole"), "elasticache:DescribeUsers")) == (
        "AccessDenied: sts:AssumeRole"
    )


def test_messages_are_not_told():
    assert "secret" not in str(refusal_of(ClientError("AccessDenied"), "a:B"))
    assert "secret" not in str(refusal_of(ValueError("secret"), "a:B"))


def test_dax_says_in_a_message_that_a_region_does_not_have_it():
    error = ClientError("InvalidParameterValueException")
    assert refusal_of(error, "dax:DescribeClusters").cause is Cause.OTHER
    error.response["Error"]["Message"] = "Access Denied to API Version: DAX_V3"
    assert refusal_of(error, "dax:DescribeClusters").cause is Cause.UNKNOWN
