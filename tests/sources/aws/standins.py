"""Clients that answer from a list, in place of botocore's: what becomes of answers, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

from auditor.sources.aws.answers import Answer

Page = dict[str, Any] | Exception


class ClientError(Exception):
    """What botocore raises for an error that AWS answers."""

    def __init__(self, code: str, operation: str = "") -> None:
        super().__init__(f"a message with a secret of {code}")
        self.response = {"Error": {"Code": code, "Message": "a message with a secret"}}
        self.operation_name = operation


class Client:
    """Answers each operation with pages; an exception among them is raised in its turn. Notes what it was asked."""

    auditor_patience = 60
    #: What botocore's model of the service knows; None for everything.
    known: frozenset[str] | None = None

    def __init__(self, **pages: list[Page]) -> None:
        self.pages, self.asked = pages, []  # type: ignore[var-annotated]  # of (operation, arguments)

    @property
    def meta(self) -> Any:
        return SimpleNamespace(service_model=_Model(self.known))

    def can_paginate(self, method: str) -> bool:
        return len(self.pages.get(method, [])) != 1

    def get_paginator(self, method: str) -> _Paginator:
        return _Paginator(self, method)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(**arguments: object) -> Any:
            self.asked.append((method, arguments))
            return next(_told(self.pages.get(method, [{}])))

        return call


class _Names:
    """A container of all names, or of those that are known."""

    def __init__(self, known: frozenset[str] | None) -> None:
        self._known = known

    def __contains__(self, name: str) -> bool:
        return self._known is None or name in self._known


class _Model:
    def __init__(self, known: frozenset[str] | None) -> None:
        self.operation_names = _Names(known)

    def operation_model(self, operation: str) -> Any:
        return SimpleNamespace(input_shape=SimpleNamespace(members=self.operation_names))


class _Paginator:
    def __init__(self, client: Client, method: str) -> None:
        self._client, self._method = client, method

    def paginate(self, **arguments: object) -> Iterator[Any]:
        self._client.asked.append((self._method, arguments))
        return _told(self._client.pages.get(self._method, []))


def _told(pages: list[Page]) -> Iterator[Any]:
    for page in pages:
        if isinstance(page, Exception):
            raise page
        yield page


class Access:
    """An account whose clients are given; `of` makes that of a region."""

    def __init__(self, of: Callable[[str], Client], absent: tuple[str, ...] = ()) -> None:
        self.of, self.absent, self.account, self.partition, self.region = of, absent, "111122223333", "aws", ""

    def client(self, service: str, region: str) -> Client:
        return self.of(region)

    def offers(self, service: str, region: str) -> bool:
        return service not in self.absent


def at_once(task: Callable[[], Answer]) -> Future[Answer]:
    """Do a task at once, in place of an executor."""
    future: Future[Answer] = Future()
    future.set_result(task())
    return future
