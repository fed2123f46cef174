"""Access to accounts: credentials, the roles that are assumed, and one client for each service of a region.

Making a client is most of the cost of a small scan: all sessions share one loader of botocore's models, and clients are
kept. Domain sources: the IAM user guide, "Using an IAM role in the AWS API" and "The confused deputy problem" (external
id); botocore's documentation, "Retries".
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from auditor.sources.aws.answers import Answer
from auditor.sources.aws.asking import Bucket, ask, give_up_in_time
from auditor.sources.aws.calls import CALLER
from auditor.sources.aws.errors import Cause, refusal_of

#: Tries of one call, throttled ones among them, before it is given up.
_ATTEMPTS = 8
_CONNECT_SECONDS = 5
#: Another region may answer where one does so.
_ELSEWHERE = frozenset({Cause.CLOSED, Cause.SILENT})
#: What a session is called in CloudTrail, unless somebody calls it otherwise.
SESSION_NAME = "auditor"


class AccessError(Exception):
    """Credentials or a role that cannot be used, without any of their values."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role to assume: its ARN, and what its trust policy may ask for."""

    arn: str
    external_id: str = ""
    session_name: str = SESSION_NAME
    mfa_serial: str = ""
    #: Asks a person for the code of the device; called once.
    mfa_code: Callable[[str], str] | None = field(default=None, compare=False)


class Access:
    """One account, as somebody who may read it."""

    def __init__(self, session: Any, endpoint: str = "", seconds: int = 30) -> None:
        """`session` is one of botocore's; each answer is waited for so many `seconds`."""
        self._session, self._endpoint, self._seconds = session, endpoint, seconds
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self.account, self.partition = "", "aws"

    @classmethod
    def of(cls, profile: str = "", endpoint: str = "", seconds: int = 30) -> Access:
        """Access with the credentials of the environment, or of a profile. Raises AccessError."""
        import botocore.session
        from botocore.exceptions import BotoCoreError

        try:
            session = botocore.session.Session(profile=profile or None)
            session.get_scoped_config()
        except BotoCoreError as error:
            raise AccessError(f"{refusal_of(error, 'credentials').code}: no profile {profile!r}") from error
        return cls(prepared(session), endpoint, seconds)

    def assume(self, role: Role) -> Access:
        """Access as a role. Its credentials are renewed before they expire. Raises AccessError."""
        import botocore.session
        from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

        extra = {"RoleSessionName": role.session_name or SESSION_NAME}
        extra |= {"ExternalId": role.external_id} if role.external_id else {}
        extra |= {"SerialNumber": role.mfa_serial} if role.mfa_serial else {}
        source = self._session.get_credentials()
        if source is None:
            raise AccessError("NoCredentialsError: there are no credentials to assume a role with")
        fetcher = AssumeRoleCredentialFetcher(
            lambda service, **more: self.client(service, "", **more),
            source,
            role.arn,
            extra_args=extra,
            mfa_prompter=role.mfa_code,
        )
        session = botocore.session.Session()
        session.set_config_variable("region", self._session.get_config_variable("region"))
        session._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")  # noqa: SLF001 - botocore has no public way to give a session credentials that renew themselves
        return Access(prepared(session, self._session), self._endpoint, self._seconds)

    def identify(self, *regions: str) -> str:
        """The account that the credentials are of, by the first of some regions that answers. Raises AccessError."""
        answer = Answer(CALLER)
        for region in regions or (self.region or "us-east-1",):
            answer = ask(self.client("sts", region), CALLER, Bucket())
            if answer.refusal is None or answer.refusal.cause not in _ELSEWHERE:
                break
        if answer.refusal is not None:
            closed = answer.refusal.cause is Cause.CLOSED
            hint = " (credentials of China or GovCloud need a --region of theirs)" if closed else ""
            raise AccessError(f"{answer.refusal}{hint}")
        (told,) = answer.items
        self.account, self.partition = str(told["Account"]), str(told["Arn"]).split(":")[1]
        return self.account

    @property
    def region(self) -> str:
        """The region of the environment or profile; empty where none is set."""
        return str(self._session.get_config_variable("region") or "")

    def offers(self, service: str, region: str) -> bool:
        """Whether botocore knows a service to be in a region; true for regions and endpoints that it does not know."""
        if self._endpoint:
            return True
        known = self._session.get_available_regions(service, partition_name=self.partition)
        return not known or region in known or region not in self._session.get_available_regions("ec2", self.partition)

    def client(self, service: str, region: str, **more: Any) -> Any:
        """The client of a service in a region, one for all threads. Raises AccessError where none can be made."""
        with self._lock:
            if more:
                return self._made(service, region, more)
            if (service, region) not in self._clients:
                made = self._made(service, region, {})
                give_up_in_time(made, self._seconds)
                self._clients[service, region] = made
            return self._clients[service, region]

    def _made(self, service: str, region: str, more: dict[str, Any]) -> Any:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        config = Config(
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=self._seconds,
            max_pool_connections=32,
            parameter_validation=False,
            user_agent_extra="auditor",
        )
        place = region or self.region or "us-east-1"
        try:
            return self._session.create_client(
                service, place, endpoint_url=self._endpoint or None, config=config, **more
            )
        except BotoCoreError as error:
            raise AccessError(f"{type(error).__name__}: no client for {service} in {place!r}") from None
        except ValueError:
            raise AccessError(f"{self._endpoint!r} is no URL of an endpoint") from None


def prepared(session: Any, like: Any = None) -> Any:
    """A session that shares the loader of another one, and leaves times as texts: few of them matter."""
    if like is not None:
        session.register_component("data_loader", like.get_component("data_loader"))
    session.set_config_variable("sts_regional_endpoints", "regional")
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=str)
    return session


#: What no other call of an account would be answered after, either.
HOPELESS = frozenset({Cause.EXPIRED, Cause.KEYS})
