"""Answers and errors in each protocol, made of plain values by the shapes of botocore's models.

A member that the shape does not have is left out: an older botocore has fewer of them, and would not read it.
Sources: those of `reading`; the ElastiCache and EC2 API references, "Common errors" (the forms of errors).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from auditor.demo import cbor
from auditor.demo.reading import CBOR, EC2, JSON, Request

REQUEST_ID = "5a4cf1a6-5d3c-4e0e-9d6f-0000000000de"


class Failure(Exception):  # noqa: N818 - an answer like others, raised where it is found
    """An answer that is an error: its code, its words, and its status in HTTP."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over HTTP."""

    status: int
    content: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(request: Request, values: Mapping[str, Any]) -> Reply:
    """An answer of the members `values`, as the output of the operation that was asked."""
    shape = request.model.output_shape
    if request.protocol == CBOR:
        return _cbor(200, _plain(shape, values, moment=cbor.Moment) if shape is not None else {})
    if request.protocol == JSON:
        held = _plain(shape, values, moment=float) if shape is not None else {}
        return Reply(200, request.version or "application/x-amz-json-1.1", json.dumps(held).encode())
    inner = "".join(_members(shape, values, request.protocol)) if shape is not None else ""
    space = request.model.service_model.metadata.get("xmlNamespace")
    space = space if isinstance(space, str) else f"http://{request.service}.amazonaws.com/doc/"
    name = request.operation
    if request.protocol == EC2:
        text = f'<{name}Response xmlns="{space}"><requestId>{REQUEST_ID}</requestId>{inner}</{name}Response>'
    else:
        wrapper = (shape.serialization.get("resultWrapper") if shape is not None else "") or f"{name}Result"
        text = (
            f'<{name}Response xmlns="{space}"><{wrapper}>{inner}</{wrapper}>'
            f"<ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></{name}Response>"
        )
    return Reply(200, "text/xml", text.encode())


def error(request: Request, failure: Failure) -> Reply:
    """An error in the form of the protocol."""
    if request.protocol in {JSON, CBOR}:
        kind = "Sender" if failure.status < 500 else "Receiver"
        # What was a query service before keeps the codes of those times in a header, for those who ask for them.
        headers = {"x-amzn-query-error": f"{failure.code};{kind}"} if request.service == "cloudwatch" else {}
        held = {"__type": failure.code, "message": failure.message}
        if request.protocol == CBOR:
            return _cbor(failure.status, held, headers)
        content = request.version or "application/x-amz-json-1.1"
        return Reply(failure.status, content, json.dumps(held).encode(), headers)
    told = f"<Code>{escape(failure.code)}</Code><Message>{escape(failure.message)}</Message>"
    if request.protocol == EC2:
        text = f"<Response><Errors><Error>{told}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    else:
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type>{told}</Error>"
            f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        )
    return Reply(failure.status, "text/xml", text.encode())


def _cbor(status: int, held: Any, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, "application/cbor", cbor.dumps(held), {"smithy-protocol": "rpc-v2-cbor", **(headers or {})})


def seconds(value: Any) -> float:
    """A time, which is a number already, ISO text or a time of Python, as seconds since 1970."""
    if isinstance(value, int | float):
        return float(value)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _plain(shape: Any, value: Any, *, moment: Any) -> Any:
    """A value with names as they are sent, its times as `moment` of their seconds."""
    match shape.type_name:
        case "structure":
            members = shape.members
            return {
                members[name].serialization.get("name", name): _plain(members[name], held, moment=moment)
                for name, held in value.items()
                if name in members and held is not None
            }
        case "list":
            return [_plain(shape.member, one, moment=moment) for one in value]
        case "map":
            return {str(key): _plain(shape.value, held, moment=moment) for key, held in value.items()}
        case "timestamp":
            return moment(seconds(value))
        case _:
            return value


def _members(shape: Any, values: Mapping[str, Any], protocol: str) -> Iterator[str]:
    """The elements of a structure."""
    for name, member in shape.members.items():
        held = values.get(name)
        if held is not None:
            yield _element(str(member.serialization.get("name", name)), member, held, protocol)


def _element(tag: str, shape: Any, value: Any, protocol: str) -> str:
    match shape.type_name:
        case "structure":
            inner = "".join(_members(shape, value, protocol))
        case "list":
            flat = shape.serialization.get("flattened")
            default = tag if flat else "item" if protocol == EC2 else "member"
            name = str(shape.member.serialization.get("name", default))
            inner = "".join(_element(name, shape.member, one, protocol) for one in value)
            if flat:
                return inner
        case "map":
            key, held = (str(one.serialization.get("name", "")) for one in (shape.key, shape.value))
            entries = (
                f"<entry>{_element(key or 'key', shape.key, name, protocol)}"
                f"{_element(held or 'value', shape.value, one, protocol)}</entry>"
                for name, one in value.items()
            )
            inner = "".join(entries)
        case _:
            inner = _text(shape, value)
    return f"<{tag}>{inner}</{tag}>"


def _text(shape: Any, value: Any) -> str:
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            told = datetime.fromtimestamp(seconds(value), UTC)
            return told.strftime("%Y-%m-%dT%H:%M:%S.") + f"{told.microsecond // 1000:03d}Z"
        case "blob":
            return base64.b64encode(value if isinstance(value, bytes) else str(value).encode()).decode()
        case _:
            return escape(str(value))
