"""Asks one call to its end: every page, within its time, and never faster than AWS takes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from sys import intern
from typing import Any

from auditor.sources.aws.answers import Answer
from auditor.sources.aws.calls import Call
from auditor.sources.aws.errors import Cause, Refusal, refusal_of

#: So many pages of one call are read: more is no account, but a marker that never ends.
MOST_PAGES = 5_000
#: So long one call may take in all, in seconds: tries, waits and pages together.
CALL_SECONDS = 600
#: So often the time for one answer is waited for one page, tries and waits together.
_PATIENCE = 3
#: Longer texts are hardly ever the same.
_SHORT = 40
_waiting = threading.local()


class PastDeadlineError(Exception):
    """An answer that did not come in time, however often it was asked for."""


def give_up_in_time(client: Any, seconds: int) -> None:
    """Let a client try a page no more once it has taken too long: tries by themselves would go on for minutes."""
    client.meta.events.register("before-send", _not_too_late)
    client.auditor_patience = _PATIENCE * seconds


def _not_too_late(**_: object) -> None:
    until = getattr(_waiting, "until", None)
    if until is not None and time.monotonic() > until:
        raise PastDeadlineError


class Bucket:
    """Calls as tokens: so many at once, then so many a second. One stands for an account, a region and a service."""

    def __init__(self, burst: int = 100, per_second: float = 50.0) -> None:
        self._tokens, self._burst, self._rate = float(burst), burst, per_second
        self._since, self._lock = time.monotonic(), threading.Lock()

    def take(self) -> None:
        """Wait for a token, and take it."""
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._since) * self._rate)
            self._since = now
            self._tokens -= 1
            wait = -self._tokens / self._rate
        if wait > 0:
            time.sleep(wait)


def ask(
    client: Any,
    call: Call,
    bucket: Bucket,
    subject: str = "",
    more: Mapping[str, Any] | None = None,
    *,
    enough: int = MOST_PAGES + 1,
) -> Answer:
    """What a call lists. Whatever goes wrong is told by the answer, with what was listed until then.

    After so many pages as are `enough` no more is asked for.
    """
    answer = Answer(call, subject=subject)
    arguments = {**call.arguments, **(more or {})}
    if call.about:
        arguments[call.about] = subject
    unknown = _unknown(client, call, arguments)
    if unknown:
        # Not that there is nothing: an older botocore knows less than this table of calls.
        answer.refusal = Refusal(Cause.OTHER, f"this botocore does not know {unknown}, update boto3", call.name)
        return answer
    until = time.monotonic() + CALL_SECONDS
    try:
        for page in _pages(client, call, arguments, bucket):
            listed = _lean(page.get(call.result) if call.result else page, call.unread)
            answer.items += listed if isinstance(listed, list) else [listed] if isinstance(listed, dict) else []
            answer.pages += 1
            if answer.pages >= enough:
                break
            if answer.pages >= MOST_PAGES:
                answer.refusal = Refusal(Cause.OTHER, f"more than {MOST_PAGES:,} pages", call.name)
                break
            if time.monotonic() > until:
                answer.refusal = Refusal(Cause.SILENT, f"not at its end after {CALL_SECONDS} s", call.name)
                break
    except Exception as error:  # noqa: BLE001 - botocore makes its exceptions at run time, and parsers fail on answers
        answer.refusal = refusal_of(error, call.name)
    return answer


def _unknown(client: Any, call: Call, arguments: Mapping[str, Any]) -> str:
    """What of a call the installed botocore does not know; empty where it knows all of it."""
    model = client.meta.service_model
    if call.operation not in model.operation_names:
        return call.operation
    shape = model.operation_model(call.operation).input_shape
    members = shape.members if shape is not None else {}
    return next((name for name in arguments if name not in members), "")


def _pages(client: Any, call: Call, arguments: dict[str, Any], bucket: Bucket) -> Any:
    method = _snake(call.operation)
    if not client.can_paginate(method):
        bucket.take()
        _waiting.until = time.monotonic() + client.auditor_patience
        yield getattr(client, method)(**arguments)
        return
    config = {"PageSize": call.page} if call.page else {}
    pages = iter(client.get_paginator(method).paginate(**arguments, PaginationConfig=config))
    while True:
        bucket.take()
        _waiting.until = time.monotonic() + client.auditor_patience
        page = next(pages, None)
        if page is None:
            return
        yield page


def _lean(value: Any, unread: frozenset[str]) -> Any:
    """An answer without members that nobody reads, and with equal texts kept once: most of them say the same."""
    if isinstance(value, str):
        return intern(value) if len(value) <= _SHORT else value
    if isinstance(value, list):
        return [_lean(one, unread) for one in value]
    if isinstance(value, dict):
        return {name: _lean(one, unread) for name, one in value.items() if name not in unread}
    return value


def _snake(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))
